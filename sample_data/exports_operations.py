"""Small samples of reviews, tickets, cards and subscriptions; `make.py` writes them."""

from collections.abc import Callable
from datetime import datetime
from datetime import timedelta as after
from pathlib import Path

from invent import COMMENTS, comment, iso, mixed, pick, response_id, rng_for, someone, times, write

MARCH = datetime(2026, 3, 2, 8)


def kardsort(path: Path) -> None:
    rng = rng_for(path.name)
    # The first letter of the first name is Cyrillic.
    header = ["\u0421ard_id", "card_label", "category_id", "category_label", "user_id"]
    cards = (
        "Mango Sun",
        "Green Garden",
        "Loyalty points",
        "Opening hours",
        "Vouchers",
        "Berry Cloud",
        "Find a bar",
    )
    groups = ("Drinks", "My account", "The bar")
    rows = []
    for person in range(1, 6):
        for number, card in enumerate(cards, 1):
            group = rng.randrange(len(groups))
            rows.append([number, card, person * 10 + group, groups[group], person])
    write(path, [header, *rows], end="\n")


def stripe(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "id",
        "Customer ID",
        "Customer Name",
        "Customer Email",
        "Plan",
        "Quantity",
        "Currency",
        "Interval",
    ]
    header += ["Amount", "Status", "Created (UTC)", "Canceled At (UTC)", "Ended At (UTC)", "bar (metadata)"]
    rows = []
    for i, moment in enumerate(times(rng, datetime(2025, 9, 1), 24, days=120)):
        name, family, mail = someone(i)
        status = pick(rng, {"active": 6, "canceled": 2, "trialing": 1, "past_due": 1})
        asked = moment + after(days=rng.randrange(20, 90))
        left = [f"{t:%Y-%m-%d %H:%M}" for t in (asked, asked + after(days=30))]
        ids = [response_id(rng, "sub_"), response_id(rng, "cus_"), f"{name} {family}", mail]
        price = rng.choice((("eur", "9.00"), ("eur", "9.00"), ("mxn", "180.00")))
        terms = ["Pro monthly", 1, price[0], "month", price[1], status, f"{moment:%Y-%m-%d %H:%M}"]
        rows.append(
            [*ids, *terms, *(left if status == "canceled" else ["", ""]), rng.choice(("Madrid", "Leipzig"))]
        )
    write(path, [header, *rows], end="\n")


def medallia(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "request_id",
        "request_sent_at",
        "request_delivery_status",
        "response_received_at",
        "star_rating",
    ]
    header += [
        "comments",
        "channel",
        "customer_name",
        "request_sent_to",
        "employee_first_name",
        "employee_email",
    ]
    stars = mixed(rng, [5] * 11, [4] * 5, [3] * 2, [2], [1] * 3, [""] * 8)
    rows = []
    for i, (star, moment) in enumerate(zip(stars, times(rng, MARCH, 30), strict=True)):
        name, family, mail = someone(i)
        received = f"{moment + after(hours=2):%Y-%m-%d %H:%M:%S}" if star else ""
        row = [f"rq{i:04}", f"{moment:%Y-%m-%d %H:%M:%S}", "Sent" if i % 9 else "Bounced", received, star]
        row += ["Yes" if star and i % 3 else "No", rng.choice(("chat", "email")), f"{name} {family}", mail]
        rows.append([*row, "Kim", "kim@freshblend.example"])
    write(path, [header, *rows], end="\n")


def play_console(path: Path) -> None:
    rng = rng_for(path.name)
    # The byte-order mark comes first, as in what the console writes.
    header = ["\ufeffPackage Name", "App Version Code", "App Version Name", "Reviewer Language", "Device"]
    header += ["Review Submit Date and Time", "Review Submit Millis Since Epoch"]
    header += ["Review Last Update Date and Time", "Review Last Update Millis Since Epoch", "Star Rating"]
    header += ["Review Title", "Review Text", "Developer Reply Date and Time"]
    header += ["Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link"]
    stars = mixed(rng, [5] * 17, [4] * 6, [3] * 3, [2] * 2, [1] * 8)
    rows = []
    for star, moment in zip(stars, times(rng, MARCH, 36), strict=True):
        text = comment(rng)
        when = [iso(moment), int((moment - datetime(1970, 1, 1)).total_seconds()) * 1000]
        version = rng.choice(((210, "2.1.0"), (214, "2.1.4")))
        link = f"https://play.example/review/{response_id(rng, '')}" if text else ""
        row = ["example.freshblend", *version, rng.choice(("en", "es", "de")), "pixel", *when, *when, star]
        rows.append([*row, "", text, "", "", "", link])
    write(path, [header, *rows], encoding="utf-16-le", end="\n")


def store_scrape(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["reviewId", "userName", "userImage", "content", "score", "thumbsUpCount", "appVersion", "at"]
    stars = mixed(rng, [5] * 14, [4] * 5, [3] * 2, [2], [1] * 6)
    rows = []
    for i, (star, moment) in enumerate(zip(stars, times(rng, MARCH, 28), strict=True)):
        name, family, _ = someone(i)
        picture = f"https://pictures.example/{rng.getrandbits(40):010x}"
        row = [f"{rng.getrandbits(64):016x}", f"{name} {family}", picture, rng.choice(COMMENTS), star]
        rows.append([*row, rng.randrange(9), rng.choice(("2.1.0", "2.1.4")), f"{moment:%Y-%m-%d %H:%M:%S}"])
    write(path, [header, *rows], end="\n")


def zendesk(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "Id",
        "Subject",
        "Status",
        "Created at",
        "Requester",
        "Requester email",
        "Group",
        "Satisfaction Score",
    ]
    scores = mixed(rng, ["Good"] * 15, ["Bad"] * 5, ["Offered"] * 12, ["Unoffered"] * 4)
    rows = []
    for i, (score, moment) in enumerate(zip(scores, times(rng, MARCH, 36), strict=True)):
        name, family, mail = someone(i)
        subject = rng.choice(("Refund", "My order", "Voucher does not work"))
        row = [4_100 + i, subject, "Closed", f"{moment:%Y-%m-%d %H:%M}", f"{name} {family}", mail]
        rows.append([*row, rng.choice(("Support", "Bars")), score])
    write(path, [header, *rows], end="\n")


def intercom(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "conversation_id",
        "conversation_created_at",
        "message_author_name",
        "message_author_email",
        "channel",
    ]
    header += ["conversation_rating"]
    ratings = mixed(rng, [5] * 9, [4] * 4, [3] * 2, [1] * 3, [""] * 2)
    rows = []
    for i, (rating, moment) in enumerate(zip(ratings, times(rng, MARCH, 20), strict=True)):
        name, family, mail = someone(i)
        # A row per message: the rating of the conversation stands in each.
        for _ in range(1 + i % 3):
            row = [215_000 + i, f"{moment:%Y-%m-%d %H:%M:%S}", f"{name} {family}", mail, "web", rating]
            rows.append(row)
    write(path, [header, *rows], end="\n")


OPERATIONS: dict[str, Callable[[Path], None]] = {
    "kardsort_cards.csv": kardsort,
    "stripe_subscriptions.csv": stripe,
    "medallia_stars.csv": medallia,
    "play_console_reviews.csv": play_console,
    "store_scrape.csv": store_scrape,
    "zendesk_tickets.csv": zendesk,
    "intercom_ratings.csv": intercom,
}
