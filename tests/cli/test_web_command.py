"""`cxux web`: speed, bands and visits, against logs worked out by hand and against NumPy."""

import csv
import io
import json
import random
from importlib.resources import files

import numpy as np
import pytest
from jsonschema import Draft202012Validator


@pytest.fixture
def web(cli, tmp_path):
    """`web(text or path, *options)`: the report of a log, and its results by measure and segment."""

    def run(log, *options, code=0):
        path = log
        if isinstance(log, str):
            path = tmp_path / "log.csv"
            path.write_text(log, encoding="utf-8")
        found, out, err = cli(["web", path, "--format", "json", *options])
        assert found == code, err
        report = json.loads(out)
        return report, {(r["measure"], *r["segment"].values()): r for r in report.get("results", [])}

    return run


def log(header, *rows):
    return "\n".join([header, *rows]) + "\n"


HAND = log(
    "user_id,session_id,timestamp,event,page,target",
    # One event: a bounce by either definition.
    "a,s1,2026-01-01T10:00:00,page_view,/,",
    # Two pages, 40 s on the first; the second is the last and untimed.
    "a,s2,2026-01-02T10:00:00,page_view,/,",
    "a,s2,2026-01-02T10:00:40,page_view,/menu,",
    # One page and two events in 5 s: a bounce for Analytics 4 alone.
    "b,s3,2026-01-01T11:00:00,page_view,/menu,",
    "b,s3,2026-01-01T11:00:05,scroll,/menu,",
    # One page, 5 s, and a purchase: engaged.
    "c,s4,2026-01-01T12:00:00,page_view,/cart,",
    "c,s4,2026-01-01T12:00:05,purchase,/cart,",
    # Search, then three clicks on one target within a second.
    "d,s5,2026-01-01T13:00:00.000,page_view,/search?q=kiwi,",
    "d,s5,2026-01-01T13:00:20.000,click,/menu,add",
    "d,s5,2026-01-01T13:00:20.400,click,/menu,add",
    "d,s5,2026-01-01T13:00:20.900,click,/menu,add",
    # Three clicks on one target, too slow to be in anger.
    "d,s6,2026-01-03T13:00:00.000,click,/menu,add",
    "d,s6,2026-01-03T13:00:00.600,click,/menu,add",
    "d,s6,2026-01-03T13:00:01.100,click,/menu,add",
)


def test_shares_of_sessions_are_those_counted_by_hand(web):
    _, found = web(HAND)
    for key, yes in {"bounce": 1, "search-share": 1, "rage-clicks": 1}.items():
        result = found[(key,)]
        assert (result["value"], result["n"]) == (pytest.approx(100 * yes / 6), 6), key
        assert result["parts"]["persons"] == 4
        assert "sessions" in result["formula"]
    assert found[("dead-clicks",)]["value"] is None
    assert "not measurable" in found[("dead-clicks",)]["notes"][0]


def test_the_bounce_of_analytics_4_is_another(web):
    # s1, s3 and s6: under ten seconds on one page, and nothing bought.
    _, found = web(HAND, "--bounce", "ga4")
    assert found[("bounce",)]["value"] == pytest.approx(100 * 3 / 6)
    assert found[("bounce",)]["definition"] == "bounce.ga4.v1"
    _, found = web(HAND, "--bounce", "ga4", "--conversion", "scroll")
    assert found[("bounce",)]["value"] == pytest.approx(100 * 3 / 6)


def test_the_last_page_of_a_session_is_untimed_and_never_zero(web):
    _, found = web(HAND)
    home, whole = found[("time-on-page", "/")], found[("time-on-page",)]
    assert (home["value"], home["n"], home["n_missing"]) == (40.0, 1, 1)
    assert (whole["n"], whole["n_missing"]) == (2, 6)
    assert whole["value"] == 20.0
    visits = {key[1]: r["value"] for key, r in found.items() if key[0] == "page-visits" and len(key) > 1}
    assert visits == {"/menu": 4, "/": 2, "/cart": 1, "/search?q=kiwi": 1}
    assert found[("page-visits", "/menu")]["parts"]["people"] == 3


def test_sessions_without_a_column_end_after_a_gap(web):
    rows = [
        "a,2026-01-01T10:00:00,/",
        "a,2026-01-01T10:30:00,/b",
        "a,2026-01-01T11:00:01,/c",
        "b,2026-01-01T11:00:00,/",
    ]
    text = log("user_id,timestamp,page", *rows)
    _, found = web(text)
    assert (found[("bounce",)]["n"], found[("bounce",)]["value"]) == (3, pytest.approx(100 * 2 / 3))
    _, found = web(text, "--session-gap", "1h")
    assert found[("bounce",)]["n"] == 2
    _, found = web(text, "--session-gap", "5m")
    assert found[("bounce",)]["n"] == 4


def test_session_ids_of_several_persons_are_sessions_of_each(web):
    _, found = web(log("user_id,session_id,page", "a,1,/", "b,1,/", "a,1,/x", "c,2,/"))
    assert found[("bounce",)]["n"] == 3


def test_what_a_log_does_not_hold_is_not_measurable(web):
    report, found = web(log("url,load_time_ms", *(f"/,{i}" for i in range(1, 101))))
    assert found[("load-time",)]["value"] == 75
    assert found[("load-time",)]["method"].startswith("rank interval of a percentile")
    assert all(found[(key,)]["value"] is None for key in ("bounce", "search-share", "rage-clicks"))
    assert any("no column says who" in note for note in report["notes"])


def test_the_golden_web_vitals(web, golden):
    (case,) = (
        c for c in _cases(json.loads((golden / "literature.json").read_text())) if c["id"] == "cwv-p75"
    )
    _, found = web(log("page,lcp_ms", *(f"/,{x}" for x in case["input"]["LCP_ms"])))
    assert found[("lcp",)]["value"] == case["expected"]["LCP_p75"]
    assert found[("lcp",)]["readings"][0]["label"] == "needs improvement"
    _, found = web(log("page,cls", *(f"/,{x}" for x in case["input"]["CLS"])))
    assert found[("cls",)]["value"] == case["expected"]["CLS_p75"]
    assert found[("cls",)]["readings"][0]["label"] == case["expected"]["CLS_rating"]
    assert found[("cls",)]["low"] is None
    assert "no interval of p75" in found[("cls",)]["notes"][0]


def _cases(value):
    if isinstance(value, dict):
        if "id" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _cases(one)


@pytest.mark.parametrize(
    ("lcp", "inp", "cls", "value", "label"),
    [
        (2500, 200, 0.1, 3, "passed"),
        (2501, 200, 0.1, 2, "not passed"),
        (9999, 999, 0.9, 0, "not passed"),
    ],
)
def test_the_verdict_needs_all_three(web, lcp, inp, cls, value, label):
    _, found = web(log("page,lcp_ms,inp_ms,cls", *[f"/,{lcp},{inp},{cls}"] * 80))
    verdict = found[("web-vitals",)]
    assert (verdict["value"], verdict["low"], verdict["readings"][0]["label"]) == (value, value, label)


def test_there_is_no_verdict_without_all_three(web):
    _, found = web(log("page,lcp_ms,cls", *["/,2000,0.01"] * 80))
    assert found[("web-vitals",)]["value"] is None
    assert "no INP" in found[("web-vitals",)]["notes"][0]


@pytest.mark.parametrize(
    ("name", "values", "unit", "expected"),
    [
        ("lcp", ["1.5", "2.5", "3.5", "4.5"], [], 3500),
        ("lcp", ["1500", "2500", "3500", "4500"], [], 3500),
        ("lcp_s", ["1.5", "2.5", "3.5", "4.5"], [], 3500),
        ("LCP (ms)", ["1.5", "2.5", "3.5", "4.5"], [], 3.5),
        ("lcp", ["1.5", "2.5", "3.5", "4.5"], ["--unit", "ms"], 3.5),
        ("lcp_us", ["1500000", "2500000"], [], 2500),
    ],
)
def test_the_unit_is_that_of_the_name_or_the_values(web, name, values, unit, expected):
    report, found = web(log(f"page,{name}", *(f"/,{v}" for v in values)), *unit)
    assert found[("lcp",)]["value"] == pytest.approx(expected)
    (bound,) = (b for b in report["sources"][0]["mapping"] if b["role"] == "lcp")
    assert "in " in bound["why"]


def test_what_is_no_time_is_counted_and_never_used(web):
    _, found = web(log("page,lcp_ms", "/,100", "/,-5", "/,", "/,soon", "/,inf", "/,300", "/,200", "/,400"))
    result = found[("lcp",)]
    assert (result["value"], result["n"], result["n_missing"]) == (300, 4, 4)
    assert {m["reason"]: m["rows"] for m in result["missing"]} == {
        "blank": 1,
        "below zero": 1,
        "not a number": 2,
    }


@pytest.fixture
def views(tmp_path):
    """A long random log with ties, and its rows."""
    rng = random.Random(3)
    rows = []
    for i in range(3_000):
        base = rng.lognormvariate(7, 0.5)
        row = [
            f"P{rng.randrange(400)}",
            rng.choice("ab"),
            round(base, 1),
            10 * round(base / 10),
            rng.choice((0, 0.05, 0.1, 0.3)),
        ]
        rows.append([*row, f"2026-0{1 + i % 3}-05"])
    path = tmp_path / "views.csv"
    _write(path, rows)
    return path, rows


def _write(path, rows):
    out = io.StringIO()
    csv.writer(out).writerows([["person", "device", "load_time_ms", "lcp_ms", "cls", "date"], *rows])
    path.write_text(out.getvalue(), encoding="utf-8")


def test_percentiles_are_those_of_numpy_in_all_and_in_each_segment(web, views):
    path, rows = views
    _, found = web(path, "--by", "device")
    for key, column, percent in (
        *(("load-time.p50", 2, 50), ("load-time", 2, 75), ("load-time.p90", 2, 90)),
        *(("lcp", 3, 75), ("cls", 4, 75)),
    ):
        for segment in ((), ("a",), ("b",)):
            values = [row[column] for row in rows if not segment or row[1] == segment[0]]
            expected = np.percentile(values, percent, method="inverted_cdf")
            result = found[key, *segment]
            assert (result["value"], result["n"]) == (expected, len(values))
            assert result["low"] <= result["value"] <= result["high"]


def test_the_order_of_the_rows_does_not_matter(web, views, cli):
    path, rows = views
    first = cli(["web", path, "--format", "csv", "--by", "device", "--every", "month"])[1]
    random.Random(1).shuffle(rows)
    _write(path, rows)
    assert cli(["web", path, "--format", "csv", "--by", "device", "--every", "month"])[1] == first


def test_the_seventy_fifth_percentile_grows_with_every_value(web, views):
    path, rows = views
    before = web(path)[1][("load-time",)]["value"]
    for row in rows[::7]:
        row[2] += 500
    _write(path, rows)
    assert web(path)[1][("load-time",)]["value"] >= before


def test_people_who_repeat_are_counted_once_in_the_interval(web, tmp_path):
    # Every person has ten page views of one speed: as if each had one.
    rng = random.Random(5)
    speeds = [round(rng.lognormvariate(7, 0.5), 1) for _ in range(100)]
    often = log("person,page,lcp_ms", *(f"P{i},/,{s}" for i, s in enumerate(speeds) for _ in range(10)))
    once = log("person,page,lcp_ms", *(f"P{i},/,{s}" for i, s in enumerate(speeds)))
    many, few = web(often)[1][("lcp",)], web(once)[1][("lcp",)]
    assert many["value"] == few["value"]
    assert "over 100 persons" in many["method"]
    width = [r["high"] - r["low"] for r in (many, few)]
    assert width[0] == pytest.approx(width[1], rel=0.25)


def test_every_row_is_used_or_left_out_for_a_reason(web, views):
    report, _ = web(views[0], "--since", "2026-02", "--where", "device = 'a'")
    (ledger,) = report["ledger"]
    assert ledger["read"] == 3_000 == ledger["used"] + sum(e["rows"] for e in ledger["excluded"])
    assert {e["reason"] for e in ledger["excluded"]} == {"left out by --where", "before --since"}


@pytest.mark.parametrize(
    ("options", "text", "code", "message"),
    [
        (["--column", "lcp=none"], HAND, 2, "no column 'none'"),
        (["--column", "speed=page"], HAND, 2, "no role 'speed'"),
        (["--column", "lcp=page"], HAND, 4, "does not hold numbers"),
        (["--session-gap", "soon"], HAND, 2, "no length of time"),
        ([], log("q1,q2", "1,2"), 4, "no column holds page views"),
        ([], log("page,lcp_ms,lcp_s", "/,1,2"), 2, "2 columns could be the lcp"),
        (["--every", "month"], log("page,lcp_ms", "/,1"), 4, "no column holds a time"),
    ],
)
def test_errors_say_what_where_and_what_to_do(web, options, text, code, message):
    report, _ = web(text, *options, code=code)
    assert message in report["error"]["message"]
    assert report["error"]["where"]


def test_a_table_markdown_and_csv_are_written(cli, samples):
    for form in ("table", "markdown", "csv"):
        code, out, err = cli(["web", samples / "page_views.csv", "--by", "device", "--format", form])
        assert (code, err) == (0, "")
        assert "bounce" in out


def test_a_page_by_its_role_is_a_segment(web, samples):
    _, found = web(log("page_path,lcp_ms", *["/,100", "/b,200"] * 40), "--by", "page")
    assert (found[("lcp", "/")]["value"], found[("lcp", "/b")]["value"]) == (100, 200)


def test_the_report_fits_its_schema(cli, samples):
    schema = json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))
    code, out, err = cli(["web", samples / "page_views.csv", "--by", "device", "--format", "json"])
    assert (code, err) == (0, "")
    Draft202012Validator(schema).validate(json.loads(out))
    for result in json.loads(out)["results"]:
        assert result["low"] is None or result["low"] <= result["value"] <= result["high"]
