"""One sample per tool: what is recognised in it, what is left out, and the number that comes of it."""

import json
from dataclasses import dataclass, field

import pytest

from cxux_cli.catalog.dialects import dialects
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions


@dataclass(frozen=True)
class Tool:
    file: str
    dialect: str
    rows: int
    respondent: str | None
    time: str | None
    personal: tuple[str, ...] = ()
    excluded: dict[str, int] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    n: int = 0
    value: float = 0.0
    header_rows: int = 1


# The values are counted by hand: 100 * (promoters - detractors) / n, or the mean of the stars laid out in the sample.
TOOLS = (
    Tool("survicate_nps.csv", "survicate", 30, "Respondent uuid", "Date & Time (UTC)",
         ("Respondent uuid", "email", "first_name", "last_name"), {}, ("nps",), 30, 700 / 30, 2),
    Tool("jotform_nps.csv", "jotform", 30, "Submission ID", "Submission Date",
         ("Full Name", "E-mail", "IP", "Submission ID"), {}, ("nps",), 28, 600 / 28),
    Tool("alchemer_nps.csv", "alchemer", 37, "Response ID", "Date Submitted",
         ("IP Address", "Longitude", "Latitude", "City"), {"unfinished": 5}, ("nps",), 32, 700 / 32),
    Tool("typeform_nps.csv", "typeform", 34, "#", "Submit Date (UTC)", ("Network ID",),
         {"unfinished": 4}, ("nps",), 30, 300 / 30),
    Tool("kardsort_cards.csv", "kardsort", 35, "user_id", None),
    Tool("stripe_subscriptions.csv", "stripe", 24, "Customer ID", "Created (UTC)",
         ("Customer ID", "Customer Name", "Customer Email", "bar (metadata)")),
    Tool("sosci_sus.csv", "sosci", 30, "CASE", "LASTDATA", ("SERIAL", "REF"),
         {"test run of the questionnaire": 2, "unfinished": 3}, ("sus",), 24, 71.458333, 2),
    Tool("nettskjema_sus.csv", "nettskjema", 20, "$submission_id", "$created", (), {}, ("sus",), 20, 73.125),
    Tool("prolific_nps.csv", "prolific", 35, "Participant id", "Completed at",
         ("Submission id", "Participant id", "Age", "Sex"), {"not approved": 5}, ("nps",), 29, 200 / 29),
    Tool("formbricks_nps.csv", "formbricks", 34, "Response ID", "Timestamp",
         ("Formbricks ID (internal)", "User ID", "country", "person.email", "Verified Email"),
         {"unfinished": 4}, ("nps",), 29, 600 / 29),
    Tool("delighted_mixed.csv", "delighted", 35, "person", "created_at", ("person", "name", "email", "permalink"),
         {"answers another question ('survey_type')": 10}, ("nps",), 25, 500 / 25),
    Tool("asknicely_mixed.csv", "asknicely", 34, "person_id", "responded", ("person_id", "email", "name"),
         {"not answered": 6, "answers another question ('question_type')": 8}, ("nps",), 20, 400 / 20),
    Tool("asknicely_mixed.csv", "asknicely", 34, "person_id", "responded", ("person_id", "email", "name"),
         {"not answered": 6, "answers another question ('question_type')": 20}, ("stars",), 8, 28 / 8),
    Tool("posthog_survey.csv", "posthog", 40, "distinct_id", "timestamp",
         ("distinct_id", "person.properties.email", "$ip"), {"no answer (survey shown or dismissed)": 20},
         ("nps", "--column", "score=$survey_response"), 20, 400 / 20),
    Tool("hotjar_nps.csv", "hotjar", 26, "Hotjar User ID", "Date Submitted", ("User", "Source URL", "Hotjar User ID"),
         {}, ("nps",), 25, 300 / 25),
    Tool("medallia_stars.csv", "medallia", 30, "request_sent_to", "response_received_at",
         ("customer_name", "request_sent_to", "employee_first_name", "employee_email"),
         {"not answered": 8}, ("stars",), 22, 86 / 22),
    Tool("play_console_reviews.csv", "play-console", 36, None, "Review Submit Date and Time", ("Review Link",),
         {}, ("stars",), 36, 130 / 36),
    Tool("store_scrape.csv", "store-reviews", 28, "reviewId", "at", ("userName", "userImage"), {},
         ("stars",), 28, 104 / 28),
    Tool("zendesk_tickets.csv", "zendesk", 36, "Requester email", "Created at",
         ("Subject", "Requester", "Requester email")),
    Tool("intercom_ratings.csv", "intercom", 39, None, "conversation_created_at",
         ("message_author_name", "message_author_email"), {"repeats an answer (same 'conversation_id')": 19},
         ("stars", "--column", "score=conversation_rating"), 18, 70 / 18),
    Tool("treejack_tree_test.csv", "treejack", 18, "Participant ID", "End time (UTC)"),
    Tool("chalkmark_first_clicks.csv", "chalkmark", 15, "Participant ID", "End time (UTC)"),
    Tool("optimalsort_cards.csv", "optimalsort", 54, "Participant ID", None),
    Tool("uxtweak_tree_test.csv", "uxtweak", 24, "Respondent ID", None),
    Tool("maze_mission.csv", "maze", 20, "Tester ID", "Started at"),
    Tool("usertesting_sessions.csv", "usertesting", 10, "Session ID", "Completed Date (timezone in UTC)",
         ("Creator Name", "Creator Email", "Contributor Username")),
)  # fmt: skip
IDS = [f"{tool.file} {' '.join(tool.command[:1])}" for tool in TOOLS]


@pytest.mark.parametrize("tool", TOOLS, ids=IDS)
def test_a_tool_is_recognised_with_its_columns(samples, tool):
    (source,) = open_sources([str(samples / tool.file)], ReadOptions())
    assert (source.dialect.id, source.header_rows, len(source.sample)) == (
        tool.dialect,
        tool.header_rows,
        tool.rows,
    )
    # The Cyrillic letter of card_id is Latin to `named`.
    assert (source.respondent and source.respondent.name) == tool.respondent
    assert (source.time and source.time.name) == tool.time
    assert tuple(c.name for c in source.columns if source.is_personal(c)) == tool.personal


@pytest.mark.parametrize(
    "tool", [t for t in TOOLS if t.command], ids=[i for i, t in zip(IDS, TOOLS, strict=True) if t.command]
)
def test_a_tool_gives_its_number_and_says_what_it_left_out(cli, samples, tool):
    command, *options = tool.command
    code, out, err = cli([command, samples / tool.file, *options, "--format", "json"])
    assert (code, err) == (0, "")
    report = json.loads(out)
    result, ledger = report["results"][-1], report["ledger"][0]
    assert (result["n"], result["value"]) == (tool.n, pytest.approx(tool.value, abs=1e-5))
    assert {e["reason"]: e["rows"] for e in ledger["excluded"]} == tool.excluded
    assert ledger["read"] == tool.rows == ledger["used"] + sum(tool.excluded.values())


def test_every_dialect_has_a_sample(samples):
    files = [str(p) for p in samples.rglob("*") if p.suffix in (".csv", ".tsv", ".xlsx")]
    assert {source.dialect.id for source in open_sources(files, ReadOptions())} == set(dialects())


@pytest.mark.parametrize("id", dialects())
def test_kinds_of_rows_and_the_measures_of_a_dialect_go_together(id):
    found = dialects()[id]
    if found.kinds is not None:
        assert found.kinds.values.keys() == found.answers.keys()
    for rule in found.exclusions:
        assert rule.values or rule.only or rule.blank
        assert not (rule.only and (rule.values or rule.blank))


def test_what_a_tool_leaves_out_can_be_kept(cli, samples):
    for file, command, word, n in (
        ("alchemer_nps.csv", ["nps"], "unfinished", 37),
        ("sosci_sus.csv", ["sus"], "preview", 26),
        ("intercom_ratings.csv", ["stars", "--column", "score=conversation_rating"], "duplicate", 36),
    ):
        code, out, _ = cli([command[0], samples / file, *command[1:], "--keep", word, "--format", "json"])
        assert (code, json.loads(out)["results"][-1]["n"]) == (0, n)


def test_two_questions_in_one_column_are_measured_in_one_scan(cli, samples, tmp_path):
    scores = tmp_path / "scores.csv"
    code, out, err = cli(["score", samples / "asknicely_mixed.csv", "--format", "json", "--scores", scores])
    assert (code, err) == (0, "")
    report = json.loads(out)
    # Each row has one of both questions, or was not answered.
    found = {r["measure"]: (r["n"], r["n_missing"], r["value"]) for r in report["results"]}
    assert (found["nps"], found["stars"]) == ((20, 0, 20.0), (8, 0, 3.5))
    ledger = report["ledger"][0]
    assert (ledger["read"], ledger["used"]) == (34, 28)
    assert ledger["excluded"] == [{"reason": "not answered", "rows": 6}]
    assert len(scores.read_text(encoding="utf-8").splitlines()) == 1 + 20 + 8


def test_scores_carry_the_number_of_the_response_and_no_personal_id(cli, samples, tmp_path):
    scores = tmp_path / "scores.csv"
    assert cli(["nps", samples / "hotjar_nps.csv", "--scores", scores])[0] == 0
    rows = [line.split(",") for line in scores.read_text(encoding="utf-8").splitlines()]
    assert [row[rows[0].index("id")] for row in rows[1:]] == [str(i) for i in range(1, 27)]


def write(tmp_path, text):
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_the_column_that_says_so_a_score_is_not_taken_for_a_measure(cli, tmp_path):
    path = write(tmp_path, "response_id,person_id,answer,responded\n1,1,10,x\n2,2,9,x\n3,3,0,x\n")
    code, out, err = cli(["nps", path])
    assert (code, out) == (4, "")
    assert "--column score=#3" in err


def test_a_score_column_of_another_kind_only_is_no_candidate(cli, tmp_path):
    path = write(tmp_path, "person,survey_type,score,permalink\n1,csat,5,x\n2,csat,4,x\n3,csat,1,x\n")
    assert cli(["nps", path])[0] == 4


def test_letters_that_look_latin_are_latin_only_where_a_name_is_missing(cli, tmp_path):
    cyrillic = "\u0421ustomer_id,nps,\u0421omment\n1,10,a\n1,9,b\n2,0,c\n"
    (source,) = open_sources([str(write(tmp_path, cyrillic))], ReadOptions())
    assert source.named(["customer_id"]) is source.columns[0]
    both = "\u0421ustomer_id,nps,customer_id\n1,10,a\n1,9,b\n2,0,c\n"
    (source,) = open_sources([str(write(tmp_path, both))], ReadOptions())
    assert source.named(["customer_id"]) is source.columns[2]


def test_sosci_without_labels_has_one_header_row_and_with_labels_two(tmp_path):
    header = "CASE\tQUESTNNR\tMODE\tSTARTED\tQ101"
    rows = "".join(f"{i}\tbase\tinterview\t2026-01-0{i} 10:00:00\tgood\n" for i in range(1, 6))
    (source,) = open_sources([str(write(tmp_path, f"{header}\n{rows}"))], ReadOptions())
    assert (source.dialect.id, source.header_rows, len(source.sample)) == ("sosci", 1, 5)
    labels = "Interview number\tQuestionnaire\tInterview mode\tTime started\tHow was it?"
    (source,) = open_sources([str(write(tmp_path, f"{header}\n{labels}\n{rows}"))], ReadOptions())
    assert (source.dialect.id, source.header_rows, len(source.sample)) == ("sosci", 2, 5)
    assert (source.columns[4].name, source.columns[4].text) == ("Q101", "How was it?")


@pytest.mark.parametrize("filler", [10, 40_000], ids=["in memory", "scanned"])
def test_the_apostrophe_before_a_formula_is_no_part_of_an_answer(cli, tmp_path, filler):
    header = "No.,Response ID,Timestamp,Finished,Survey ID,1. How likely are you to recommend us?,change\n"
    rows = "".join(
        f"{i},r{i:06},2026-01-01 10:00:00 UTC,Yes,clxyzsurvey0001,{score},{change}\n"
        for i in range(filler)
        for score, change in ((9, 1), (0, "'-2"), ("'-99", "'@home"))
    )
    path = write(tmp_path, header + rows)
    assert (path.stat().st_size > 2**21) == (filler > 10)
    code, out, err = cli(["nps", path, "--by", "change", "--format", "json"])
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert [r["segment"].get("change") for r in report["results"]] == ["-2", "1", "@home", None]
    total = report["results"][-1]
    assert (total["n"], total["value"]) == (2 * filler, 0.0)
    # -99 is a code for "no answer", which '-99 would not be.
    assert [(m["reason"][:9], m["rows"]) for m in total["missing"]] == [("no answer", filler)]
    assert (
        json.loads(cli(["nps", path, "--where", "change < 0", "--format", "json"])[1])["results"][0]["n"]
        == filler
    )


def test_times_of_tools_that_always_write_one_zone():
    zones = {id: d.zone for id, d in dialects().items() if d.zone}
    assert set(zones.values()) == {"UTC"}
    assert {
        "survicate",
        "typeform",
        "stripe",
        "prolific",
        "play-console",
        "medallia",
        "posthog",
        "usertesting",
    } == set(zones)
