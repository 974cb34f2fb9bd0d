"""Make every sample file beside this script: `python sample_data/make.py [DIRECTORY]`.

All people, answers and figures are invented. FreshBlend is an invented smoothie bar with an ordering app.
Every file has its own generator seeded with the file's name, so changing one file leaves the others as they
are, and running the script twice gives the same bytes.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter
from exports_operations import OPERATIONS
from exports_studies import STUDIES
from exports_surveys import SURVEYS
from invent import (
    AGREE,
    AGREE_DE,
    AGREE_ES,
    AGREE_SOMEWHAT,
    COMMENTS,
    HOSTILE,
    NPS_TEXT,
    SATISFIED,
    SUS_DE,
    SUS_EN,
    SUS_ES,
    nps_answers,
    pick,
    response_id,
    rng_for,
    stamp,
    sus_answers,
    sus_score,
    times,
    write,
)
from logs import LOGS


def qualtrics_nps(path: Path) -> None:
    rng = rng_for(path.name)
    columns = [  # short code, question text, ImportId
        ("StartDate", "Start Date", '{"ImportId":"startDate","timeZone":"Europe/Madrid"}'),
        ("EndDate", "End Date", '{"ImportId":"endDate","timeZone":"Europe/Madrid"}'),
        ("Status", "Response Type", '{"ImportId":"status"}'),
        ("IPAddress", "IP Address", '{"ImportId":"ipAddress"}'),
        ("Progress", "Progress", '{"ImportId":"progress"}'),
        ("Duration (in seconds)", "Duration (in seconds)", '{"ImportId":"duration"}'),
        ("Finished", "Finished", '{"ImportId":"finished"}'),
        ("RecordedDate", "Recorded Date", '{"ImportId":"recordedDate","timeZone":"Europe/Madrid"}'),
        ("ResponseId", "Response ID", '{"ImportId":"_recordId"}'),
        ("RecipientLastName", "Recipient Last Name", '{"ImportId":"recipientLastName"}'),
        ("RecipientFirstName", "Recipient First Name", '{"ImportId":"recipientFirstName"}'),
        ("RecipientEmail", "Recipient Email", '{"ImportId":"recipientEmail"}'),
        ("ExternalReference", "External Data Reference", '{"ImportId":"externalDataReference"}'),
        ("LocationLatitude", "Location Latitude", '{"ImportId":"locationLatitude"}'),
        ("LocationLongitude", "Location Longitude", '{"ImportId":"locationLongitude"}'),
        ("DistributionChannel", "Distribution Channel", '{"ImportId":"distributionChannel"}'),
        ("UserLanguage", "User Language", '{"ImportId":"userLanguage"}'),
        ("Q1", "How often do you order at FreshBlend?", '{"ImportId":"QID1"}'),
        ("Q2", "How do you order? - Selected Choice", '{"ImportId":"QID2"}'),
        ("Q2_4_TEXT", "How do you order? - Other - Text", '{"ImportId":"QID2_4_TEXT"}'),
        ("Q3_1", "How satisfied are you with ... - Your last drink", '{"ImportId":"QID3_1"}'),
        ("Q3_2", "How satisfied are you with ... - The ordering app", '{"ImportId":"QID3_2"}'),
        ("Q5_NPS_GROUP", f"{NPS_TEXT} - Group", '{"ImportId":"QID5_NPS_GROUP"}'),
        ("Q5", NPS_TEXT, '{"ImportId":"QID5"}'),
        ("Q6", "What is the main reason for your score?", '{"ImportId":"QID6_TEXT"}'),
        ("plan", "plan", '{"ImportId":"plan"}'),
        ("role", "role", '{"ImportId":"role"}'),
    ]
    # 131 records: 7 previews, 5 unfinished, 119 finished (115 scores, 3 blanks and one N/A).
    scores: list[object] = [*nps_answers(rng, 57, 35, 23), "", "", "", "N/A"]
    rng.shuffle(scores)
    kinds = ["preview"] * 6 + ["finished"] * 119 + ["unfinished"] * 5
    people = kinds[6:]
    rng.shuffle(people)
    kinds = [*kinds[:6], *people]
    kinds.insert(70, "preview")  # somebody looked at the live survey again
    hostile = iter(HOSTILE)
    rows = []
    for i, (kind, start) in enumerate(zip(kinds, times(rng, datetime(2026, 3, 2, 8), 131), strict=True)):
        took = rng.randrange(45, 400)
        end = start + timedelta(seconds=took)
        score: object = scores.pop() if kind == "finished" else 10
        if kind == "unfinished" and rng.random() < 0.6:
            score = ""
        group = ""
        if isinstance(score, int):
            group = "Promoter" if score >= 9 else "Passive" if score >= 7 else "Detractor"
        comment = rng.choice(COMMENTS) if rng.random() < 0.55 else ""
        if kind == "finished" and i % 13 == 4:
            comment = next(hostile, comment)
        done = kind != "unfinished"
        channel = pick(rng, {"Other": 1, "Web": 2, "Cash register": 2, "In the app": 6})
        answered_last = done and kind == "finished"
        rows.append(
            [
                stamp(start),
                stamp(end),
                "Survey Preview" if kind == "preview" else "IP Address",
                "" if kind == "preview" else f"192.0.2.{rng.randrange(1, 255)}",
                100 if done else rng.choice((33, 50, 67)),
                took,
                done,
                stamp(end + timedelta(seconds=1) if done else end + timedelta(days=7)),
                response_id(rng),
                "",
                "",
                "",
                "",
                f"{40 + rng.random():.4f}",
                f"{-4 + rng.random():.4f}",
                "preview" if kind == "preview" else "anonymous",
                pick(rng, {"EN": 9, "ES": 2}),
                pick(rng, {"Every day": 2, "Every week": 5, "Every month": 3, "Less often": 1}),
                channel,
                "by telephone" if channel == "Other" else "",
                pick(rng, dict(zip(SATISFIED, (1, 2, 3, 7, 6), strict=True))) if done else "",
                pick(rng, dict(zip(SATISFIED, (2, 3, 4, 6, 4), strict=True))) if done else "",
                group,
                score,
                comment if answered_last or kind == "preview" else "",
                pick(rng, {"free": 3, "pro": 2}),
                pick(rng, {"member": 5, "buyer": 4, "cashier": 1}),
            ]
        )
    write(path, [*zip(*columns, strict=True), *rows], end="\n")


def qualtrics_legacy(path: Path) -> None:
    rng = rng_for(path.name)
    short = [f"V{i}" for i in range(1, 11)] + ["Q1", "Q2", "Q3_1", "Q3_2", "Q4"]
    short += ["LocationLatitude", "LocationLongitude", "LocationAccuracy", ""]
    texts = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress"]
    texts += ["Status", "StartDate", "EndDate", "Finished", NPS_TEXT, "Which plan do you have?"]
    texts += [f"How do you rate FreshBlend on the following?-{x}" for x in ("Taste", "Waiting time")]
    texts += ["Anything else?", "LocationLatitude", "LocationLongitude", "LocationAccuracy", ""]
    scores: list[object] = [*nps_answers(rng, 22, 17, 14), "", ""]
    rows = []
    for i, start in enumerate(times(rng, datetime(2015, 5, 4), 60)):
        preview, unfinished = i in (0, 1), i in (17, 33, 48)
        score = 9 if preview else "" if unfinished else scores.pop()
        rows.append(
            [
                response_id(rng),
                "Default Response Set",
                "Anonymous",
                "",
                "",
                f"192.0.2.{rng.randrange(1, 255)}",
                1 if preview else 0,
                stamp(start),
                stamp(start + timedelta(seconds=rng.randrange(40, 300))),
                0 if unfinished else 1,
                score,
                rng.choice((1, 1, 2)),
                "" if unfinished else pick(rng, {1: 1, 2: 2, 3: 4, 4: 6, 5: 5, -1: 1}),
                "" if unfinished else pick(rng, {1: 2, 2: 4, 3: 4, 4: 4, 5: 2, -1: 1}),
                rng.choice(COMMENTS) if rng.random() < 0.3 else "",
                f"{40 + rng.random():.4f}",
                f"{-4 + rng.random():.4f}",
                -1,
                "",
            ]
        )
    write(path, [short, texts, *rows], encoding="utf-8-sig")


def surveymonkey_nps(path: Path) -> None:
    rng = rng_for(path.name)
    drinks = ("Green Garden", "Mango Sun", "Berry Cloud")
    first = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"]
    first += ["First Name", "Last Name", "Custom Data 1"]
    second: list[str] = [""] * len(first)
    questions = [
        ("How likely is it that you would recommend FreshBlend to a friend or colleague?", ["Response"]),
        (
            "Which drinks did you order in the last month? Select all that apply.",
            [*drinks, "Other (please specify)"],
        ),
        ("Overall, how satisfied are you with FreshBlend?", ["Response"]),
        ("Which plan do you have?", ["Response"]),
        ("What could we do better?", ["Open-Ended Response"]),
    ]
    for text, answers in questions:  # the question stands over its first column only
        first += [text] + [""] * (len(answers) - 1)
        second += answers
    scores: list[object] = [*nps_answers(rng, 38, 25, 14), "", "", ""]
    rng.shuffle(scores)
    rows = []
    for i, (score, start) in enumerate(zip(scores, times(rng, datetime(2026, 2, 2), 80), strict=True)):
        label = {10: "10 - Extremely likely", 0: "0 - Not at all likely"}.get(score, score)
        end = start + timedelta(seconds=rng.randrange(40, 600))
        ordered = [drink if rng.random() < 0.45 else "" for drink in drinks]
        rows.append(
            [
                118_500_000_000 + i * 4_211 + rng.randrange(4_000),
                451_200_371,
                start.strftime("%m/%d/%Y %I:%M:%S %p"),
                "" if score == "" and i % 2 else end.strftime("%m/%d/%Y %I:%M:%S %p"),
                f"192.0.2.{rng.randrange(1, 255)}",
                "",
                "",
                "",
                "",
                label,
                *ordered,
                "hot soup" if rng.random() < 0.06 else "",
                pick(rng, dict(zip(SATISFIED, (1, 2, 3, 6, 4), strict=True))),
                pick(rng, {"Free": 3, "Pro": 2}),
                rng.choice(COMMENTS) if rng.random() < 0.4 else "",
            ]
        )
    write(path, [first, second, *rows])


def google_stamp(moment: datetime, halves: tuple[str, str], zone: str) -> str:
    return f"{moment:%Y/%m/%d} {moment.hour % 12 or 12}:{moment:%M:%S} {halves[moment.hour >= 12]} {zone}"


def google_forms_sus(path: Path) -> None:
    rng = rng_for(path.name)
    app = "the FreshBlend app"
    header = ["Timestamp", "Which version did you use?", "How old are you?"]
    header += [text.format(this=app, the=app) for text in SUS_EN]
    header += ["What should we change first?"]
    versions = ["A", "B"] * 15
    rng.shuffle(versions)
    rows = []
    for i, moment in enumerate(times(rng, datetime(2026, 4, 13, 8), 30, days=5)):
        items: list[object] = [*sus_answers(rng, 1.15 if versions[i] == "B" else 0.6)]
        if i == 11:
            items[6] = ""  # one person skipped one item
        age = pick(rng, {"18-29": 4, "30-44": 4, "45-59": 2, "60 or older": 1})
        comment = rng.choice(COMMENTS) if rng.random() < 0.4 else ""
        rows.append([google_stamp(moment, ("AM", "PM"), "UTC+2"), versions[i], age, *items, comment])
    write(path, [header, *rows], quote_all=True, end="\n")


def google_forms_quiz_es(path: Path) -> None:
    rng = rng_for(path.name)
    questions = ["¿Qué plan tienes?", *SUS_ES]
    header = ["Marca temporal", "Puntuación"]
    for question in questions:
        header += [question, f"{question} [Puntuación]", f"{question} [Comentarios]"]
    rows = []
    for moment in times(rng, datetime(2026, 5, 4, 8), 24, days=6):
        # Spanish locales put a no-break space inside "a. m."
        row: list[object] = [google_stamp(moment, ("a.\u00a0m.", "p.\u00a0m."), "GMT-5"), "0.00 / 0"]
        answers = [pick(rng, {"Gratis": 3, "Pro": 2}), *(AGREE_ES[x - 1] for x in sus_answers(rng, 0.8))]
        for answer in answers:
            row += [answer, "-- / 0", ""]
        rows.append(row)
    write(path, [header, *rows], quote_all=True, end="\n")


def msforms_nps(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["ID", "Start time", "Completion time", "Email", "Name"]
    header += [
        "How likely are you to recommend FreshBlend to a friend or colleague?\n",
        "Which\u00a0plan do you have?\n",
        "What do you order?\u00a0(Select all that apply)\n",
        "What is the main reason for your score?\n",
    ]
    scores: list[object] = [*nps_answers(rng, 27, 18, 15), None, None]
    rng.shuffle(scores)
    with xlsxwriter.Workbook(str(path)) as book:
        # The creation date is the only thing in a workbook that changes from run to run.
        book.set_properties({"created": datetime(2026, 1, 1), "author": "", "title": "FreshBlend feedback"})
        sheet = book.add_worksheet("Sheet1")
        bold = book.add_format({"bold": True})
        moment_format = book.add_format({"num_format": "m/d/yy h:mm:ss"})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for i, (score, start) in enumerate(zip(scores, times(rng, datetime(2026, 1, 12), 62), strict=True)):
            sheet.write_number(i + 1, 0, i + 1)
            sheet.write_datetime(i + 1, 1, start, moment_format)
            end = start + timedelta(seconds=rng.randrange(20, 240))
            sheet.write_datetime(i + 1, 2, end, moment_format)
            sheet.write_string(i + 1, 3, "anonymous")
            if score is not None:
                sheet.write_number(i + 1, 5, score)
            sheet.write_string(i + 1, 6, str(pick(rng, {"Free": 3, "Pro": 2})))
            chosen = [x for x in ("Smoothie", "Juice", "Snack") if rng.random() < 0.5]
            sheet.write_string(i + 1, 7, "".join(f"{x};" for x in chosen))
            if rng.random() < 0.5:
                comment = HOSTILE[1] if i == 20 else rng.choice(COMMENTS)
                sheet.write_string(i + 1, 8, comment)  # as text: never a formula


def limesurvey_sus_codes(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "plan"]
    header += [f"SUS[SQ{i:03}]" for i in range(1, 11)] + ["comment"]
    rows = []
    for i, start in enumerate(times(rng, datetime(2026, 2, 9), 40)):
        done = i not in (5, 13, 22, 34)
        end = start + timedelta(seconds=rng.randrange(60, 500))
        codes = [f"A{x}" for x in sus_answers(rng)]
        if not done:  # left in the middle
            codes = codes[: i % 5] + [""] * (10 - i % 5)
        rows.append(
            [
                i + 3,
                stamp(end) if done else "",
                2 if done else 1,
                "en",
                rng.randrange(10**8, 2 * 10**9),
                stamp(start),
                stamp(end),
                rng.choice(("free", "free", "pro")),
                *codes,
                rng.choice(COMMENTS) if done and rng.random() < 0.2 else "",
            ]
        )
    write(path, [header, *rows], quote_all=True, end="\n")


def limesurvey_sus_text(path: Path) -> None:
    rng = rng_for(path.name)
    stem = "Please rate the FreshBlend app by these statements."
    header = [
        "Response ID",
        "Date submitted",
        "Last page",
        "Start language",
        "Seed",
        "Which plan do you have?",
    ]
    header += [f"{stem} [{text.format(this='this system', the='the system')}]" for text in SUS_EN]
    rows = []
    for i in range(36):
        done = i not in (8, 27)
        labels = [AGREE[x - 1] for x in sus_answers(rng, 0.75)]
        rows.append(
            [
                i + 1,
                "1980-01-01 00:00:00" if done else "",  # an anonymised survey stores this date for everybody
                2 if done else 1,
                "en",
                rng.randrange(10**8, 2 * 10**9),
                rng.choice(("Free", "Free", "Pro")),
                *(labels if done else labels[:3] + [""] * 7),
            ]
        )
    write(path, [header, *rows], quote_all=True, end="\n")


def limesurvey_sus_de(path: Path) -> None:
    rng = rng_for(path.name)
    stem = "Bitte bewerten Sie die FreshBlend-App anhand der folgenden Aussagen."
    header = ["Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert"]
    header += ["Welche Rolle haben Sie?", *(f"{stem} [{text}]" for text in SUS_DE)]
    rows = []
    for i, moment in enumerate(times(rng, datetime(2026, 6, 1), 32)):
        labels = [AGREE_DE[x - 1] for x in sus_answers(rng, 0.7)]
        if i == 20:
            labels[3] = "Keine Angabe"
        if i in (4, 19):
            labels[5:] = [""] * 5
        rows.append(
            [
                i + 1,
                "" if i in (4, 19) else stamp(moment),
                1 if i in (4, 19) else 2,
                "de",
                rng.randrange(10**8, 2 * 10**9),
                rng.choice(("Gast", "Gast", "Kassenkraft")),
                *labels,
            ]
        )
    write(path, [header, *rows], delimiter=";", quote_all=True, encoding="utf-8-sig", end="\n")


def plain_sus_labels(path: Path) -> None:
    rng = rng_for(path.name)
    header = [" participant ", " group"]
    header += [f"  {text.format(this='this system', the='the system')} " for text in SUS_EN]
    rows = [
        [f"P{i:02}", rng.choice(("new", "regular")), *(AGREE_SOMEWHAT[x - 1] for x in sus_answers(rng))]
        for i in range(1, 29)
    ]
    write(path, [header, *rows])


def plain_nps_tsv(path: Path) -> None:
    rng = rng_for(path.name)
    rows = [
        [i, day.date(), pick(rng, {"Madrid": 3, "Leipzig": 2}), pick(rng, {"free": 3, "pro": 2}), score]
        for i, (day, score) in enumerate(
            zip(times(rng, datetime(2026, 3, 1), 50), nps_answers(rng, 24, 15, 11), strict=True), start=1
        )
    ]
    write(path, [["id", "date", "bar", "plan", "nps"], *rows], delimiter="\t", end="\n")


def plain_nps_semicolon(path: Path) -> None:
    rng = rng_for(path.name)
    question = "Wie wahrscheinlich ist es, dass Sie FreshBlend weiterempfehlen?"
    header = ["Nr", "Datum", "Filiale", question, "Ausgaben in €", "Grund"]
    reasons = (
        "",
        "",
        "Schöne Säfte",
        "Zu süß",
        "Längere Öffnungszeiten, bitte",
        "Große Becher; fairer Preis",
    )
    rows = [
        [
            i,
            day.strftime("%d.%m.%Y"),
            rng.choice(("Köln", "München", "Görlitz")),
            score,
            f"{rng.uniform(3, 40):.2f}".replace(".", ","),
            rng.choice(reasons),
        ]
        for i, (day, score) in enumerate(
            zip(
                times(rng, datetime(2026, 1, 15), 60, days=40),
                [*nps_answers(rng, 26, 18, 14), "", "k.A."],
                strict=True,
            ),
            start=1,
        )
    ]
    write(path, [header, *rows], delimiter=";", encoding="cp1252")


def sus_two_products(path: Path) -> None:
    rng = rng_for(path.name)
    header = ["participant", "seen_first"]
    header += [f"{product}_SUS{i}" for product in "AB" for i in range(1, 11)]
    rows = [
        [f"P{i:02}", rng.choice("AB"), *sus_answers(rng, 0.5), *sus_answers(rng, 1.1)] for i in range(1, 25)
    ]
    write(path, [header, *rows], end="\n")


def sus_with_scores(path: Path) -> None:
    rng = rng_for(path.name)
    rows: list[list[object]] = []
    for i in range(1, 26):
        items = sus_answers(rng)
        stored = sus_score(items)
        if i == 7:
            stored += 1.5  # no SUS score ends like this
        if i == 18:
            stored = 2.5 * sum(x - 1 for x in items)  # the even items were not turned round
        rows.append([i, rng.choice(("web", "phone")), *items, f"{stored:g}"])
    header = ["Participant", "Device", *(f"Q{i}" for i in range(1, 11)), "SUS score"]
    write(path, [header, *rows], end="\n")


def nps_weighted(path: Path) -> None:
    rng = rng_for(path.name)
    weights = {"18-29": 1.42, "30-44": 0.91, "45-59": 0.87, "60+": 1.08}
    rows = []
    for i, score in enumerate(nps_answers(rng, 44, 30, 26), start=1):
        age = rng.choice(list(weights))
        weight = weights[age] * rng.choice((0.9, 1.0, 1.1))
        rows.append([i, age, pick(rng, {"free": 3, "pro": 2}), score, f"{weight:.4f}"])
    write(path, [["respondent", "age", "plan", "recommend", "weight"], *rows], end="\n")


def usability_test(path: Path) -> None:
    rng = rng_for(path.name)
    # task: chance of success, typical seconds, fewest clicks
    tasks = {
        "find-menu": (0.97, 14, 2),
        "customise": (0.82, 48, 6),
        "checkout": (0.80, 75, 7),
        "redeem": (0.58, 66, 5),
        "reorder": (0.90, 22, 3),
    }
    rows: list[list[object]] = []
    for person in range(1, 23):
        role = ("member", "member", "buyer", "cashier")[person % 4]
        skill = rng.gauss(0, 0.25)
        for task, (chance, seconds, clicks) in tasks.items():
            outcome = "success" if rng.random() < chance else rng.choice(("failure", "failure", "gave up"))
            slow = 1 if outcome == "success" else 1.7
            took = seconds * slow * 2.718281828 ** (skill + rng.gauss(0, 0.35))
            errors = rng.choices((0, 1, 2, 4), weights=(6, 3, 1, 1))[0] if outcome == "success" else 2
            extra = clicks + errors * 2 + rng.randrange(3)
            rows.append([f"P{person:02}", role, task, outcome, f"{took:.1f}", errors, extra])
    rows[37][3] = "Success "  # typed by hand
    rows[58][3:] = ["skipped", "", "", ""]
    write(path, [["participant", "role", "task", "outcome", "seconds", "errors", "clicks"], *rows], end="\n")


def usability_wide(path: Path) -> None:
    rng = rng_for(path.name)
    # task: chance of success, typical seconds
    tasks = {"T1": (0.9, 40), "T2": (0.7, 85), "T3": (0.5, 120)}
    roles = ("success", "time", "errors", "SEQ")
    rows: list[list[object]] = [
        ["Participant", "device", *(f"{task} {role}" for task in tasks for role in roles)]
    ]
    for person in range(1, 17):
        row: list[object] = [f"P{person:02}", ("phone", "desktop")[person % 2]]
        for chance, seconds in tasks.values():
            done = rng.random() < chance
            took = round(seconds * (1 if done else 1.6) * 2.718281828 ** rng.gauss(0, 0.4))
            errors = rng.choice((0, 0, 0, 1)) if done else rng.choice((1, 2, 3))
            ease = rng.choice((5, 6, 7)) if done else rng.choice((2, 3, 4))
            row += [
                "Y" if done else rng.choice(("N", "gave up")),
                f"{took // 60}:{took % 60:02}",
                errors,
                ease,
            ]
        rows.append(row)
    rows[9][10:] = ["", "", "", ""]  # left before the last task
    write(path, rows, end="\n")


def nps_wave(path: Path) -> None:
    rng = rng_for(path.name)
    year, month = (int(x) for x in path.stem.removeprefix("nps_").split("-"))
    counts = {1: (16, 14, 10), 2: (20, 14, 10), 3: (25, 13, 8)}[month]
    answers = nps_answers(rng, *counts)
    rows = [
        [f"{month:02}-{i:03}", day.date(), pick(rng, {"free": 3, "pro": 2}), score]
        for i, (day, score) in enumerate(
            zip(times(rng, datetime(year, month, 1), len(answers), days=28), answers, strict=True), start=1
        )
    ]
    write(path, [["respondent", "date", "plan", "nps"], *rows], end="\n")


def team_enps(path: Path) -> None:
    rng = rng_for(path.name)
    asked = "How likely are you to recommend FreshBlend as a place to work?"
    rows = [
        [f"E{i:02}", pick(rng, {"bar": 3, "office": 1}), x]
        for i, x in enumerate(nps_answers(rng, 14, 12, 10), 1)
    ]
    write(path, [["employee", "team", asked], *rows], end="\n")


def store_reviews(path: Path) -> None:
    rng = rng_for(path.name)
    stars = [5] * 31 + [4] * 9 + [3] * 4 + [2] * 3 + [1] * 11 + [""] * 2
    rng.shuffle(stars)
    rows = [[f"r{i:03}", pick(rng, {"2.0": 1, "2.1": 2}), x] for i, x in enumerate(stars, 1)]
    write(path, [["review", "version", "star rating"], *rows], end="\n")


def post_task(path: Path) -> None:
    rng = rng_for(path.name)
    asked = "Overall, how difficult or easy was the task to complete?"
    ease = {"find-menu": 6.4, "customise": 5.2, "redeem": 3.9}
    rows = [
        [f"P{person:02}", task, min(7, max(1, round(rng.gauss(mean, 1.1))))]
        for person in range(1, 17)
        for task, mean in ease.items()
    ]
    write(path, [["participant", "task", asked], *rows], end="\n")


def umux_survey(path: Path) -> None:
    rng = rng_for(path.name)
    asked = (
        "FreshBlend's capabilities meet my requirements.",
        "Using FreshBlend is a frustrating experience.",
        "FreshBlend is easy to use.",
        "I have to spend too much time correcting things with FreshBlend.",
    )
    rows: list[list[object]] = []
    for i in range(1, 25):
        mood = rng.gauss(1.2, 0.9)
        items = [4 + turn * mood + rng.gauss(0, 0.8) for turn in (1, -1, 1, -1)]
        rows.append([f"U{i:02}", *(min(7, max(1, round(x))) for x in items)])
    rows[9][3] = ""
    write(path, [["participant", *asked], *rows], end="\n")


def feature_survey(path: Path) -> None:
    """Every kind of closed question once: 64 people, none of the questions a measure of its own."""
    rng = rng_for(path.name)
    devices = ("Phone", "Tablet", "Kiosk in the shop")
    features = ("Order ahead", "Custom recipes", "Nutrition, allergens and calories", "Gift cards")
    stages = ("Choosing", "Paying", "Picking up")
    steps = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
    head = ["respondent", "plan", "How often do you order?"]
    head += [f"Which devices do you order on? [{device}]" for device in devices]
    head += ["Which features do you use?", *(f"It was easy [{stage}]" for stage in stages)]
    head += ["Orders in the last month", "What else should we know?"]
    often = ("Every day", "Every week", "Less often")
    rows: list[list[object]] = []
    for i in range(1, 65):
        pro = i % 2 == 0
        row: list[object] = [f"F{i:02}", "pro" if pro else "free"]
        row.append(rng.choices(often, (5, 4, 1) if pro else (1, 4, 5))[0])
        asked = i % 16 != 0
        picked = [device for device, p in zip(devices, (0.85, 0.4, 0.25), strict=True) if rng.random() < p]
        row += [device if asked and device in (picked or devices[:1]) else "" for device in devices]
        odds = (0.8, 0.7, 0.4, 0.2) if pro else (0.7, 0.2, 0.4, 0.2)
        used = [feature for feature, p in zip(features, odds, strict=True) if rng.random() < p]
        row.append(", ".join(used or features[:1]) if i % 20 else "")
        for lift in (0.3, -0.6, 0.0):
            row.append(steps[min(4, max(0, round(2.6 + lift + (0.5 if pro else 0) + rng.gauss(0, 1))))])
        orders = max(0, round(rng.gauss(11 if pro else 5, 3)))
        row.append(orders if i % 13 else "")
        row.append("" if i % 9 else f"I wrote this myself, {i} times over")
        rows.append(row)
    write(path, [head, *rows], end="\n")


def support_survey(path: Path) -> None:
    """After a closed ticket: satisfaction from 1 to 5 and the CES 2.0 statement from 1 to 7."""
    rng = rng_for(path.name)
    asked = (
        "Overall, how satisfied are you with the support you received?",
        "FreshBlend made it easy for me to handle my issue. (1 = strongly disagree, 7 = strongly agree)",
    )
    satisfied: list[object] = [5] * 34 + [4] * 27 + [3] * 13 + [2] * 9 + [1] * 7
    rows: list[list[object]] = []
    rng.shuffle(satisfied)
    for i, x in enumerate(satisfied, 1):
        ease = min(7, max(1, round(1.4 * int(str(x)) - 0.6 + rng.gauss(0, 0.9))))
        rows.append([f"T{i:03}", pick(rng, {"chat": 3, "e-mail": 2, "phone": 1}), x, ease])
    for i, cells in ((11, ("", "")), (40, (rows[40][2], "")), (77, ("N/A", rows[77][3]))):
        rows[i][2:] = cells
    write(path, [["ticket", "channel", *asked], *rows], end="\n")


def pmf_survey(path: Path) -> None:
    rng = rng_for(path.name)
    answers = (
        ["Very disappointed"] * 31
        + ["Somewhat disappointed"] * 24
        + ["Not disappointed (it isn't really that useful)"] * 11
        + ["N/A - I no longer use FreshBlend"] * 4
        + [""] * 2
    )
    rng.shuffle(answers)
    rows = [[f"U{i:02}", pick(rng, {"free": 2, "pro": 1}), x] for i, x in enumerate(answers, 1)]
    asked = "How would you feel if you could no longer use FreshBlend?"
    write(path, [["user", "plan", asked], *rows], end="\n")


def umux_lite_survey(path: Path) -> None:
    rng = rng_for(path.name)
    asked = ("FreshBlend's capabilities meet my requirements.", "FreshBlend is easy to use.")
    points = 5 if "5" in path.stem else 7
    rows: list[list[object]] = []
    for i in range(1, 27):
        liking = rng.gauss(0.72, 0.16)
        items = (1 + (points - 1) * (liking + rng.gauss(0, 0.1)) for _ in asked)
        rows.append([f"U{i:02}", *(min(points, max(1, round(x))) for x in items)])
    rows[5][2] = ""
    write(path, [["participant", *asked], *rows], end="\n")


PROBLEMS = {  # problem: chance that a person meets it, severity, task
    "Total shows only after payment": (0.75, "critical", "Order a smoothie"),
    "Voucher field looks like a search": (0.6, "major", "Redeem a voucher"),
    "Pick-up time cannot be changed": (0.45, "major", "Order a smoothie"),
    "Opening hours hidden in the footer": (0.4, "moderate", "Find a bar"),
    "Map asks for location twice": (0.3, "minor", "Find a bar"),
    "Points are called stars and points": (0.25, "moderate", "Redeem a voucher"),
    "Keyboard covers the button": (0.15, "critical", "Order a smoothie"),
    "Allergens need three taps": (0.1, "major", "Order a smoothie"),
}


def problems(path: Path) -> None:
    """A matrix: who met what, and one problem an expert foresaw that nobody met."""
    rng = rng_for(path.name)
    head = ["participant", *PROBLEMS, "Language switch lost"]
    rows = [[f"P{i:02}", *(int(rng.random() < p) for p, _, _ in PROBLEMS.values()), 0] for i in range(1, 13)]
    write(path, [head, *rows])


def problems_long(path: Path) -> None:
    """A row per sighting: one is written twice, one has no participant, and P08 met no problem."""
    rng = rng_for(path.name)
    words = ("minor", "moderate", "major", "critical")
    rows: list[list[object]] = []
    for i in range(1, 9):
        met = [name for name, (p, _, _) in PROBLEMS.items() if rng.random() < p] if i < 8 else []
        for name in met:
            _, severity, task = PROBLEMS[name]
            rated = words[max(0, words.index(severity) - (rng.random() < 0.25))]
            rows.append([f"P{i:02}", task, name, rated])
        if not met:
            rows.append([f"P{i:02}", "", "", ""])
    rows.insert(5, rows[2])
    rows.append(["", "Find a bar", "Opening hours hidden in the footer", "moderate"])
    write(path, [["participant", "task", "problem", "severity"], *rows])


def tree_test(path: Path) -> None:
    """A row per person and task; the first click is right more often where the label is plain."""
    rng = rng_for(path.name)
    tasks = {"Find a bar near you": 0.9, "See what is in a smoothie": 0.65, "Use a voucher": 0.4}
    rows: list[list[object]] = []
    for i in range(1, 21):
        for task, p in tasks.items():
            right = rng.random() < p
            found = rng.random() < (0.9 if right else 0.35)
            skipped = not right and rng.random() < 0.2
            direct = right if found else rng.random() < 0.5
            kind = "Skip" if skipped else "Success" if found else "Failure"
            seconds = rng.lognormvariate(2.6 if direct else 3.3, 0.4)
            rows.append(
                [f"T{i:02}", task, f"{'Direct' if direct else 'Indirect'} {kind}"]
                + ["yes" if right else "no", f"{seconds:.1f}"]
            )
    write(path, [["participant", "task", "outcome", "first click correct", "time (s)"], *rows])


FILES = {
    "qualtrics_nps.csv": qualtrics_nps,
    "qualtrics_legacy.csv": qualtrics_legacy,
    "surveymonkey_nps.csv": surveymonkey_nps,
    "google_forms_sus.csv": google_forms_sus,
    "google_forms_quiz_es.csv": google_forms_quiz_es,
    "msforms_nps.xlsx": msforms_nps,
    "limesurvey_sus_codes.csv": limesurvey_sus_codes,
    "limesurvey_sus_text.csv": limesurvey_sus_text,
    "limesurvey_sus_de.csv": limesurvey_sus_de,
    "plain_sus_labels.csv": plain_sus_labels,
    "plain_nps.tsv": plain_nps_tsv,
    "plain_nps_semicolon.csv": plain_nps_semicolon,
    "sus_two_products.csv": sus_two_products,
    "sus_with_scores.csv": sus_with_scores,
    "nps_weighted.csv": nps_weighted,
    "usability_test.csv": usability_test,
    "usability_wide.csv": usability_wide,
    "team_enps.csv": team_enps,
    "store_reviews.csv": store_reviews,
    "post_task.csv": post_task,
    "umux_survey.csv": umux_survey,
    "feature_survey.csv": feature_survey,
    "support_survey.csv": support_survey,
    "pmf_survey.csv": pmf_survey,
    "umux_lite_survey.csv": umux_lite_survey,
    "umux_lite_5_points.csv": umux_lite_survey,
    "problems.csv": problems,
    "problems_long.csv": problems_long,
    "tree_test.csv": tree_test,
    "nps_waves/nps_2026-01.csv": nps_wave,
    "nps_waves/nps_2026-02.csv": nps_wave,
    "nps_waves/nps_2026-03.csv": nps_wave,
    **SURVEYS,
    **OPERATIONS,
    **LOGS,
    **STUDIES,
}


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, make in FILES.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)
        print(f"{path.stat().st_size:>7}  {name}")


if __name__ == "__main__":
    main()
