"""Which tool wrote a file, and what it says about its own rows and columns."""

import json

import pytest


def inspect(cli, tmp_path, text):
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    code, out, err = cli(["inspect", path, "--format", "json"])
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.mark.parametrize(
    ("header", "dialect"),
    [
        ("Timestamp,How likely are you to recommend us?", "google-forms"),
        ("Zeitstempel,Würden Sie uns weiterempfehlen?", "google-forms"),
        ("ID,Start time,Completion time,Email,Name,How likely are you to recommend us?", "microsoft-forms"),
        ("id,submitdate,lastpage,startlanguage,G1Q1", "limesurvey"),
        ("Antwort ID,Datum Abgeschickt,Letzte Seite,Start-Sprache,NPS", "limesurvey"),
        ("Submission Date,How likely are you to recommend us?,Submission ID", "jotform"),
        ("Response ID,Time Started,Date Submitted,Status,nps", "alchemer"),
        ("StartDate,EndDate,Finished,ResponseId,nps", "qualtrics"),
        ("card_id,card_label,category_id,category_label,user_id", "kardsort"),
        ("ID,Ora di inizio,Ora di completamento,Posta elettronica,Nome,NPS", "microsoft-forms"),
        ("ID da resposta,Data de envio,Última página,NPS", "limesurvey"),
        ("CASE,SERIAL,REF,QUESTNNR,MODE,STARTED,Q101,FINISHED", "sosci"),
        ("$submission_id,$created,nps,$answer_time_ms", "nettskjema"),
        ("participant_id,status,time_taken,entered_code", "prolific"),
        (
            "No.,Response ID,Timestamp,Finished,Quotas,Survey ID,Formbricks ID (internal),User ID",
            "formbricks",
        ),
        ("ID,Person,Survey Type,Score,Comment,Permalink,Created At", "delighted"),
        ("response_id,person_id,email,name,answer,answerlabel,sent,responded,question_type", "asknicely"),
        ("event,properties.$survey_id,properties.$survey_response,timestamp", "posthog"),
        ("Number,User,Date Submitted,Country,Source URL,Device,Browser,OS,Hotjar User ID", "hotjar"),
        ("request_id,request_sent_at,response_received_at,star_rating,customer_name", "medallia"),
        ("Package Name,App Version Code,Star Rating,Review Text", "play-console"),
        ("userName,review,rating,isEdited,title,date", "store-reviews"),
        ("Ticket ID,Satisfaction Score,Requester", "zendesk"),
        ("conversation_id,conversation_created_at,conversation_rating", "intercom"),
        ("Response uuid,Respondent uuid,Device,Platform,Page,NPS", "survicate"),
        ("id,nps,plan", "plain"),
    ],
)
def test_the_tool_shows_in_the_header(cli, tmp_path, header, dialect):
    width = header.count(",") + 1
    rows = "".join(",".join(["2026-01-01"] + [f"{i}"] * (width - 1)) + "\n" for i in (10, 9, 8))
    document = inspect(cli, tmp_path, f"{header}\n{rows}")
    assert (document["dialect"], document["header_rows"], document["rows"]) == (dialect, 1, 3)


def test_typeform_and_survicate(cli, tmp_path):
    typeform = "#,How likely are you to recommend us?,Start Date (UTC),Submit Date (UTC),Network ID\n"
    typeform += "abc,10,2026-01-01 10:00:00,2026-01-01 10:01:00,x\n" * 3
    assert inspect(cli, tmp_path, typeform)["dialect"] == "typeform"
    survicate = "Date & Time (UTC),Response uuid,Q#1: How likely are you to recommend us?,\n,,Score,Label\n"
    survicate += "2026-01-01,a,10,Promoter\n2026-01-02,b,9,Promoter\n2026-01-03,c,0,Detractor\n"
    document = inspect(cli, tmp_path, survicate)
    assert (document["dialect"], document["header_rows"]) == ("survicate", 2)


def test_a_stated_dialect_wins(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("Timestamp,nps\n2026-01-01,10\n2026-01-02,0\n2026-01-03,9\n")
    code, out, _ = cli(["nps", path, "--dialect", "plain", "--format", "json"])
    assert (code, json.loads(out)["sources"][0]["dialect"]) == (0, "plain")


def test_an_unknown_dialect_is_a_usage_error_with_the_known_ones(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps\n10\n9\n")
    code, out, err = cli(["nps", path, "--dialect", "qualtrix"])
    assert (code, out) == (2, "")
    assert "qualtrics" in err


def test_personal_columns_show_no_values(cli, tmp_path):
    document = inspect(
        cli,
        tmp_path,
        "email,nps\nann@example.org,10\nbob@example.org,9\ncat@example.org,0\n",
    )
    assert document["fields"][0]["looks_like"] == "personal"
    assert "example.org" not in json.dumps(document)


def test_the_status_of_alchemer_leaves_partial_answers_out(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(
        "Response ID,Time Started,Date Submitted,Status,nps\n1,2026-01-01,2026-01-01,Complete,10\n"
        "2,2026-01-01,2026-01-01,Complete,9\n3,2026-01-01,2026-01-01,Partial,0\n"
        "4,2026-01-01,2026-01-01,Disqualified,0\n"
    )
    code, out, _ = cli(["nps", path, "--format", "json"])
    assert code == 0
    assert json.loads(out)["ledger"][0]["excluded"] == [{"reason": "unfinished", "rows": 2}]
