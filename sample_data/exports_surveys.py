"""Small samples of survey tools, each with the traps of its tool; `make.py` writes them."""

from collections.abc import Callable
from datetime import datetime
from datetime import timedelta as after
from pathlib import Path

from invent import (
    NPS_TEXT,
    SUS_EN,
    address,
    comment,
    iso,
    mixed,
    nps_answers,
    response_id,
    rng_for,
    someone,
    sus_answers,
    times,
    write,
)

REASON = "What is the main reason for your score?"
MARCH = datetime(2026, 3, 2, 8)


def survicate(path: Path) -> None:
    rng = rng_for(path.name)
    first = ["Date & Time (UTC)", "Response uuid", "Respondent uuid", "Device", "Platform", "Page", "email"]
    first += ["first_name", "last_name", f"Q#1: {NPS_TEXT}", "", f"Q#2: {REASON}"]
    second = [""] * 9 + ["Score", "Label", "Answer"]
    rows = []
    for i, (score, moment) in enumerate(zip(nps_answers(rng, 14, 9, 7), times(rng, MARCH, 30), strict=True)):
        label = "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor"
        ids = [response_id(rng, "r-"), response_id(rng, "p-")]
        name, family, mail = someone(i)
        page = "https://example.org/order"
        rows.append([f"{moment:%Y-%m-%d %H:%M:%S}", *ids, rng.choice(("mobile", "desktop")), "web", page])
        rows[-1] += [mail, name, family, score, label, comment(rng)]
    write(path, [first, second, *rows], end="\n")


def jotform(path: Path) -> None:
    rng = rng_for(path.name)
    header = ['\ufeff"Submission Date"', "Full Name", "E-mail", f"<strong>{NPS_TEXT}</strong>"]
    header += ["Which drinks do you order?<br>Choose all that apply.", "IP", "Submission ID"]
    scores = mixed(rng, nps_answers(rng, 13, 8, 7), ["", ""])
    rows = []
    for i, (score, moment) in enumerate(zip(scores, times(rng, MARCH, 30), strict=True)):
        name, family, mail = someone(i)
        drinks = "\n".join(x for x in ("Green Garden", "Mango Sun", "Berry Cloud") if rng.random() < 0.5)
        number = 6_100_000_000_000_000_000 + rng.randrange(10**15)
        rows.append([f"{moment:%b %d, %Y}", f"{name} {family}", mail, score, drinks, address(rng), number])
    write(path, [header, *rows], quote_all=True, end="\n")


def alchemer(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "Response ID",
        "Time Started",
        "Date Submitted",
        "Status",
        "IP Address",
        "Longitude",
        "Latitude",
    ]
    header += ["City", NPS_TEXT, "Smoothie:What do you order?", "Juice:What do you order?"]
    header += ["Other - Write In:What do you order?"]
    kinds = mixed(rng, ["Complete"] * 32, ["Partial"] * 3, ["Disqualified"] * 2)
    scores: list[object] = [*nps_answers(rng, 15, 9, 8)]
    rows = []
    for i, (kind, moment) in enumerate(zip(kinds, times(rng, MARCH, 37), strict=True), 1):
        score = scores.pop() if kind == "Complete" else 0
        ended = moment + after(seconds=rng.randrange(60, 400))
        place = [address(rng), f"{-3.7 + rng.random():.4f}", f"{40.4 + rng.random():.4f}", "Madrid"]
        drinks = [rng.choice(("", "Smoothie")), rng.choice(("", "Juice")), ""]
        rows.append(
            [i, *(f"{t:%b %d, %Y %I:%M:%S %p}" for t in (moment, ended)), kind, *place, score, *drinks]
        )
    write(path, [header, *rows], quote_all=True, end="\n")


def typeform(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["#", f"<strong>{NPS_TEXT}</strong>", "Smoothie", "Juice", "Other", "Do you use the app?"]
    header += ["Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID"]
    header += ["Tags", "Ending"]
    kinds = mixed(rng, ["completed"] * 30, ["partial"] * 4)
    scores: list[object] = [*nps_answers(rng, 12, 9, 9)]
    rows = []
    for kind, moment in zip(kinds, times(rng, MARCH, 34), strict=True):
        score = scores.pop() if kind == "completed" else 10
        start, end = (
            f"{t:%Y-%m-%d %H:%M:%S}" for t in (moment, moment + after(seconds=rng.randrange(30, 300)))
        )
        token, network = (f"{rng.getrandbits(128):032x}" for _ in range(2))
        drinks = [rng.choice(("", "Smoothie")), rng.choice(("", "Juice")), ""]
        ended = ["", end, "", "Thank you"] if kind == "completed" else [end, "", "", ""]
        row = [token, score, *drinks, rng.choice((0, 1)), kind, start, ended[0], ended[1], network]
        rows.append([*row, ended[2], ended[3]])
    write(path, [header, *rows], end="\n")


def sosci(path: Path) -> None:
    rng = rng_for(path.name)
    columns = {"CASE": "Interview number (ongoing)", "SERIAL": "Serial number (if provided)"}
    columns |= {"REF": "Reference (if provided in link)", "QUESTNNR": "Questionnaire that has been used"}
    columns |= {"MODE": "Interview mode", "STARTED": "Time the interview has started"}
    for i, text in enumerate(SUS_EN, 1):
        columns[f"SU01_{i:02}"] = f"SUS: {text.format(this='this system', the='the system')}"
    columns |= {"TIME_SUM": "Time spent overall", "LASTDATA": "Time when the data was most recently updated"}
    columns |= {"FINISHED": "Has the interview been finished?", "LASTPAGE": "Last page that was sent"}
    columns |= {"MAXPAGE": "Highest page number", "MISSING": "Missing answers in percent"}
    rows = []
    for i, moment in enumerate(times(rng, MARCH, 30)):
        items: list[object] = [*sus_answers(rng, 0.8)]
        done = i not in (6, 15, 27)
        if not done:
            items[4:] = [""] * 6
        if i == 20:
            items[2] = -9
        mode = "debug" if i == 0 else "pretest" if i == 1 else "interview"
        ended = moment + after(seconds=rng.randrange(80, 400))
        row = [i + 41, "", "", "freshblend", mode, f"{moment:%Y-%m-%d %H:%M:%S}", *items]
        row += [
            int((ended - moment).total_seconds()),
            f"{ended:%Y-%m-%d %H:%M:%S}",
            int(done),
            3 if done else 2,
        ]
        rows.append([*row, 3 if done else 2, 0 if done else 60])
    write(path, [list(columns), list(columns.values()), *rows], delimiter="\t", quote_all=True)


def nettskjema(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["$submission_id", "$created", "Hvilken rolle har du?", "Hvor mye brukte du? (kr)"]
    header += [
        f"{i}. {text.format(this='this system', the='the system')}" for i, text in enumerate(SUS_EN, 1)
    ]
    header += ["$answer_time_ms"]
    rows = []
    for i, moment in enumerate(times(rng, MARCH, 20)):
        spent = f"{rng.uniform(40, 200):.2f}".replace(".", ",")
        role = rng.choice(("kjøper", "gjest", "på jobb"))
        created = f"{moment:%Y-%m-%d}'T'{moment:%H:%M:%S}"
        rows.append(
            [33_000_101 + i * 7, created, role, spent, *sus_answers(rng, 1.0), rng.randrange(60_000, 400_000)]
        )
    write(path, [header, *rows], delimiter=";", encoding="latin-1")


def prolific(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["Submission id", "Participant id", "Status", "Started at", "Completed at", "Time taken"]
    header += ["Completion code", "Total approvals", "Age", "Sex", NPS_TEXT]
    counted = ["APPROVED"] * 26 + ["AWAITING REVIEW"] * 4
    kinds = mixed(rng, counted, ["RETURNED", "RETURNED", "TIMED-OUT", "REJECTED", "SCREENED OUT"])
    scores = mixed(rng, nps_answers(rng, 11, 9, 9), [""])
    rows = []
    for i, (kind, moment) in enumerate(zip(kinds, times(rng, MARCH, 35), strict=True)):
        score = scores.pop() if kind in counted else rng.choice((10, ""))
        took = rng.randrange(60, 500)
        code = "NOCODE" if i % 9 == 0 else "FRESH26"
        age: object = "DATA_EXPIRED" if i % 11 == 3 else rng.randrange(18, 70)
        sex = "CONSENT_REVOKED" if i == 17 else rng.choice(("Female", "Male"))
        ids = [f"{rng.getrandbits(96):024x}" for _ in range(2)]
        when = [iso(moment), iso(moment + after(seconds=took)), took]
        rows.append([*ids, kind, *when, code, rng.randrange(5, 900), age, sex, score])
    write(path, [header, *rows])


def formbricks(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "No.",
        "Response ID",
        "Timestamp",
        "Finished",
        "Survey ID",
        "Formbricks ID (internal)",
        "User ID",
    ]
    header += ["Tags", "userAgent - browser", "country", f"1. {NPS_TEXT}", "2. How was it? - Taste"]
    header += ["2. How was it? - Waiting time", "3. How did today compare with the last time, from -2 to 2?"]
    header += [f"4. {REASON}", "person.email", "Verified Email"]
    kinds = mixed(rng, ["Yes"] * 30, ["No"] * 4)
    scores = mixed(rng, nps_answers(rng, 13, 9, 7), [""])
    rows = []
    for i, (kind, moment) in enumerate(zip(kinds, times(rng, MARCH, 34), strict=True)):
        score = scores.pop() if kind == "Yes" else rng.choice(("", 9))
        change = rng.choice((-2, -1, 0, 1, 2))
        said = ["'=1+1", "'@home it is better", "'- too sweet"][i] if i < 3 else comment(rng)
        ids = [i + 1, response_id(rng, "c"), f"{moment:%Y-%m-%d %H:%M:%S} GMT+1", kind, "clxyzsurvey0001"]
        ids += [response_id(rng, "c"), f"u{i:03}", "", "Firefox", rng.choice(("ES", "DE"))]
        rated = [rng.choice(("Good", "Poor")), rng.choice(("Good", "Poor"))]
        # What a spreadsheet would take for a formula comes with an apostrophe.
        rows.append([*ids, score, *rated, f"'{change}" if change < 0 else change, said, someone(i)[2], ""])
    write(path, [header, *rows], quote_all=True, end="\n")


def delighted(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "id",
        "person",
        "name",
        "email",
        "survey_type",
        "score",
        "comment",
        "permalink",
        "created_at",
        "plan",
    ]
    answers = mixed(
        rng,
        [("nps", x) for x in nps_answers(rng, 11, 8, 6)],
        [("csat", x) for x in (5, 5, 5, 4, 4, 4, 4, 3, 2, 1)],
    )
    rows = []
    for i, (answer, moment) in enumerate(zip(answers, times(rng, MARCH, 35), strict=True)):
        kind, score = answer  # type: ignore[misc]
        name, family, mail = someone(i)
        link = f"https://delighted.example/r/{response_id(rng, '')}"
        seconds = int((moment - datetime(1970, 1, 1)).total_seconds())
        who = [88_200_000 + i, 71_000 + i, f"{name} {family}", mail]
        rows.append([*who, kind, score, comment(rng), link, seconds, rng.choice(("free", "pro"))])
    write(path, [header, *rows], end="\n")


def asknicely(path: Path) -> None:
    rng = rng_for(path.name)
    header = [
        "response_id",
        "person_id",
        "email",
        "name",
        "answer",
        "answerlabel",
        "comment",
        "segment",
        "sent",
    ]
    header += ["responded", "question_type"]
    answers = mixed(
        rng,
        [("NPS", x) for x in nps_answers(rng, 9, 6, 5)],
        [("5STAR", x) for x in (5, 5, 5, 4, 4, 3, 1, 1)],
        [("NPS", "")] * 6,
    )
    rows = []
    for i, (answer, moment) in enumerate(zip(answers, times(rng, MARCH, 34), strict=True)):
        kind, score = answer  # type: ignore[misc]
        name, family, mail = someone(i)
        label = ""
        if kind == "NPS" and score != "":
            label = "promoter" if score > 8 else "passive" if score > 6 else "detractor"
        later = moment + after(minutes=rng.randrange(3, 3_000))
        who = [
            5_000 + i,
            900 + i,
            mail,
            f"{name} {family}",
            score,
            label,
            comment(rng) if score != "" else "",
        ]
        when = [f"{moment:%Y-%m-%d %H:%M:%S}", "" if score == "" else f"{later:%Y-%m-%d %H:%M:%S}"]
        rows.append([*who, rng.choice(("free", "pro")), *when, kind])
    write(path, [header, *rows], end="\n")


def posthog(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["uuid", "event", "timestamp", "distinct_id", "$survey_id", "$survey_name", "$survey_response"]
    header += ["$survey_response_1", "person.properties.email", "$ip"]
    scores: list[object] = [*nps_answers(rng, 9, 6, 5)]
    events = mixed(rng, ["survey sent"] * 20, ["survey shown"] * 14, ["survey dismissed"] * 6)
    rows = []
    for i, (event, moment) in enumerate(zip(events, times(rng, MARCH, 40), strict=True)):
        answer = [scores.pop(), comment(rng)] if event == "survey sent" else ["", ""]
        ids = [f"{rng.getrandbits(128):032x}", event, f"{iso(moment)[:-1]}.000Z", f"user-{i % 26:02}"]
        rows.append([*ids, "018f-nps", "Recommend FreshBlend?", *answer, someone(i % 26)[2], address(rng)])
    write(path, [header, *rows], end="\n")


def hotjar(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["Number", "User", "Date Submitted", "Country", "Source URL", "Device", "Browser", "OS"]
    header += ["Hotjar User ID", NPS_TEXT, REASON]
    scores = mixed(rng, nps_answers(rng, 10, 8, 7), [""])
    rows = []
    for i, (score, moment) in enumerate(zip(scores, times(rng, MARCH, 26), strict=True), 1):
        user = f"{rng.getrandbits(128):032x}"
        place = [
            rng.choice(("Spain", "Germany")),
            "https://example.org/menu",
            rng.choice(("desktop", "phone")),
        ]
        row = [i, user[:8], f"{moment:%Y-%m-%d %H:%M:%S}", *place, "Firefox", "Linux", user]
        rows.append([*row, score, comment(rng)])
    write(path, [header, *rows], end="\n")


SURVEYS: dict[str, Callable[[Path], None]] = {
    "survicate_nps.csv": survicate,
    "jotform_nps.csv": jotform,
    "alchemer_nps.csv": alchemer,
    "typeform_nps.csv": typeform,
    "sosci_sus.csv": sosci,
    "nettskjema_sus.csv": nettskjema,
    "prolific_nps.csv": prolific,
    "formbricks_nps.csv": formbricks,
    "delighted_mixed.csv": delighted,
    "asknicely_mixed.csv": asknicely,
    "posthog_survey.csv": posthog,
    "hotjar_nps.csv": hotjar,
}
