"""`cxux adoption`: users, features and days, against logs worked out by hand."""

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from statsmodels.stats.proportion import proportion_confint

HEADER = "user_id,timestamp,event,duration_s,plan"
HAND = "\n".join(
    [
        HEADER,
        "a,2026-01-01T09:00:00,search,10,free",
        "a,2026-01-15T09:00:00,search,10,free",
        "b,2026-01-15T10:00:00,share,200,pro",
        "b,2026-01-31T23:59:59,search,5,pro",
        "a,2026-02-01T00:00:00,search,1,free",
        "c,2026-02-10T09:00:00,share,50,free",
        "c,2026-02-10T10:00:00,share,50,free",
        "c,2026-02-28T10:00:00,search,2,free",
        ",2026-02-28T10:00:00,search,2,free",
        "d,,search,2,free",
        "d,yesterday,search,2,free",
    ]
)


def _key(result):
    period = [result["period"]] if result["period"] else []
    return (result["measure"], *result["segment"].values(), *period)


@pytest.fixture
def adoption(cli, tmp_path):
    def run(text, *options, code=0):
        path = tmp_path / "events.csv"
        path.write_text(text + "\n", encoding="utf-8")
        found, out, err = cli(["adoption", path, "--format", "json", *options])
        assert found == code, err
        report = json.loads(out)
        return report, {_key(r): r for r in report.get("results", [])}

    return run


def test_rows_without_person_or_time_are_left_out_with_a_reason(adoption):
    report, _ = adoption(HAND)
    assert report["ledger"][0] == {
        "source": report["ledger"][0]["source"],
        "read": 11,
        "used": 8,
        "excluded": [
            {"reason": "without a date", "rows": 1},
            {"reason": "without a person", "rows": 1},
            {"reason": "without a readable date", "rows": 1},
        ],
    }


def test_new_users_are_those_first_seen_in_the_window(adoption):
    _, found = adoption(HAND, "--since", "2026-02")
    result = found[("adoption",)]
    assert (result["value"], result["n"], result["parts"]["new"]) == (50.0, 2, 1)
    low, high = proportion_confint(1, 2, method="agresti_coull")
    assert (result["low"], result["high"]) == (pytest.approx(100 * low), pytest.approx(100 * high))


def test_at_the_beginning_of_a_log_nobody_is_known_to_be_new(adoption):
    _, found = adoption(HAND)
    assert found[("adoption",)]["value"] is None
    _, found = adoption(HAND, "--every", "month")
    assert found[("adoption", "2026-01")]["value"] is None
    assert found[("adoption", "2026-02")]["value"] == 50.0


def test_features_have_three_ranks_which_disagree(adoption):
    _, found = adoption(HAND)
    search, share = found[("feature-adoption", "search")], found[("feature-adoption", "share")]
    assert (search["value"], share["value"]) == (100.0, pytest.approx(200 / 3))
    assert [search["parts"][f"rank_by_{x}"] for x in ("reach", "uses", "time")] == [1, 1, 2]
    assert [share["parts"][f"rank_by_{x}"] for x in ("reach", "uses", "time")] == [2, 2, 1]
    assert found[("feature-visits", "share")]["value"] == 3
    assert found[("feature-time", "share")]["value"] == 300


def test_a_user_of_a_feature_may_need_several_uses(adoption):
    _, found = adoption(HAND, "--uses", "2")
    assert found[("feature-adoption", "search")]["value"] == pytest.approx(100 / 3)
    assert found[("feature-adoption", "share")]["value"] == pytest.approx(100 / 3)


def test_the_eligible_may_be_more_than_the_log_knows(adoption):
    _, found = adoption(HAND, "--eligible", "10")
    assert found[("feature-adoption", "search")]["value"] == 30.0
    report, _ = adoption(HAND, "--eligible", "2", code=2)
    assert "2 people are eligible, and 3 used" in report["error"]["message"]


def test_a_feature_nobody_used_has_an_upper_bound_and_a_state(adoption):
    _, found = adoption(HAND, "--features", "search,export")
    export = found[("feature-adoption", "export")]
    assert (export["value"], export["low"]) == (0.0, 0.0)
    assert export["high"] == pytest.approx(100 * (1 - 0.05 ** (1 / 3)))
    assert "not instrumented" in export["notes"][-1]
    # In January somebody shared, so the log records it: in February's first half nobody did.
    _, found = adoption(HAND, "--since", "2026-02-01", "--until", "2026-02-09", "--features", "share")
    share = found[("feature-adoption", "share")]
    assert "unused: the log knows it" in share["notes"][-1]


def test_a_catalogue_may_be_a_file(adoption, tmp_path):
    path = tmp_path / "features.txt"
    path.write_text("search\n\nexport\n", encoding="utf-8")
    _, found = adoption(HAND, "--features", str(path))
    assert ("feature-adoption", "export") in found
    adoption(HAND, "--features", str(tmp_path / "none.txt"), code=4)


def test_stickiness_is_the_mean_of_daily_users_over_those_of_the_month(adoption):
    _, found = adoption(HAND)
    january = found[("stickiness", "2026-01")]
    # Days with users: 1, 15 (two people), 31 of 31 days.
    assert january["value"] == pytest.approx(100 * (4 / 31) / 2)
    assert january["n"] == 2
    february = found[("stickiness", "2026-02")]
    assert february["value"] == pytest.approx(100 * (3 / 28) / 2)
    assert february["notes"] == []


def test_a_month_the_log_holds_in_part_says_so(adoption):
    _, found = adoption(HAND, "--until", "2026-02-11")
    february = found[("stickiness", "2026-02")]
    assert february["parts"]["days"] == 10
    assert "holds 10 days" in february["notes"][0]


def test_active_users_count_days_without_anybody(adoption):
    _, found = adoption(HAND)
    assert found[("active-users.day",)]["value"] == pytest.approx(7 / 59)
    assert found[("active-users.month",)]["value"] == 2.0
    _, found = adoption(HAND, "--every", "month")
    assert found[("active-users.month", "2026-02")]["value"] == 2


def test_segments_and_the_order_of_rows(adoption):
    header, *rows = HAND.splitlines()
    one = adoption(HAND, "--by", "plan")[0]["results"]
    other = adoption("\n".join([header, *reversed(rows)]), "--by", "plan")[0]["results"]
    assert one == other
    _, found = adoption(HAND, "--by", "plan")
    assert found[("feature-adoption", "free", "search")]["n"] == 2


def test_the_timezone_decides_the_day(adoption):
    text = f"{HEADER}\na,2026-01-31T23:30:00Z,x,1,p\nb,2026-02-02T12:00:00Z,x,1,p"
    assert ("stickiness", "2026-01") in adoption(text)[1]
    assert ("stickiness", "2026-01") not in adoption(text, "--timezone", "Europe/Madrid")[1]


@pytest.mark.parametrize(
    ("text", "options", "code", "message"),
    [
        ("event,timestamp\nx,2026-01-01", [], 4, "no column holds a person"),
        ("user_id,event\na,x", [], 4, "no column holds a time"),
        (HAND, ["--column", "feature=none"], 2, "no column 'none'"),
        (HAND, ["--features", ","], 2, "no feature is named"),
        (HAND, ["--eligible", "9", "--by", "plan"], 2, "in each segment"),
    ],
)
def test_errors_say_what_and_where(adoption, text, options, code, message):
    report, _ = adoption(text, *options, code=code)
    assert message in report["error"]["message"]


def test_nobody_left_is_no_data(adoption):
    report, _ = adoption(HAND, "--where", "plan = 'none'")
    assert report["run"]["status"] == "no_data"
    adoption(HAND, "--where", "plan = 'none'", "--strict", code=3)


def test_other_forms_are_written(cli, samples):
    for form in ("table", "markdown", "csv"):
        code, out, err = cli(
            ["adoption", samples / "feature_events.csv", "--since", "2026-02", "--format", form]
        )
        assert (code, err) == (0, "")
        assert "adoption" in out


def test_the_report_fits_its_schema(cli, samples):
    schema = json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))
    code, out, err = cli(
        [
            "adoption",
            samples / "feature_events.csv",
            "--every",
            "month",
            "--features",
            "export",
            "--format",
            "json",
        ]
    )
    assert (code, err) == (0, "")
    Draft202012Validator(schema).validate(json.loads(out))
    for result in json.loads(out)["results"]:
        assert result["low"] is None or result["low"] <= result["value"] <= result["high"]
