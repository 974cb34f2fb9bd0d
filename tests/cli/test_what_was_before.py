"""`against: previous`: a run is compared with what was before it, and never with itself or a part of itself."""

import json

import pytest

from cxux_cli.history.series import unknown

CONFIG = """\
version: 1
study: {name: shop}
sources: {survey: {path: now.csv, date: date}}
measures: [{use: nps, every: week}]
gates: [{id: holds, measure: nps, rule: no_regression, margin: 5, against: previous}]
history: history.sqlite
"""


def _survey(promoters, *, month=1):
    """120 answers of one month, the first of them promoters."""
    rows = [f"r{month}-{i},2026-{month:02}-{1 + i % 28:02},{10 if i < promoters else 0}" for i in range(120)]
    return "\n".join(("respondent,date,nps", *rows)) + "\n"


@pytest.fixture
def judged(cli, tmp_path, monkeypatch):
    """`judged(text, *arguments)`: the gate of a study whose file holds this text, judged and kept."""
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cxux.yaml").write_text(CONFIG)

    def judge(text, *arguments, verb="check"):
        (tmp_path / "now.csv").write_text(text)
        _, out, err = cli([verb, "--format", "json", *arguments])
        assert err == ""
        return json.loads(out)["gates"][0]

    return judge


def test_a_drop_stays_a_drop_when_the_run_is_made_again(judged):
    assert judged(_survey(100))["reason"] == "no_baseline"
    first = judged(_survey(40))
    assert (first["outcome"], first["baseline"]["n"]) == ("missed", 120)
    assert judged(_survey(40)) == first


def test_a_file_is_not_compared_with_a_week_of_itself(judged):
    assert judged(_survey(100), verb="report")["reason"] == "no_baseline"
    assert judged(_survey(100), verb="report")["reason"] == "no_baseline"


def test_a_window_is_compared_with_the_one_before_it(judged):
    both = _survey(100) + _survey(40, month=2).partition("\n")[2]
    assert judged(both, "--window", "2026-01")["reason"] == "no_baseline"
    later = judged(both, "--window", "2026-02")
    assert (later["outcome"], later["baseline"]["id"]) == ("missed", "2026-01")
    assert judged(both, "--window", "2026-02") == later
    assert judged(both)["reason"] == "no_baseline"


def test_a_window_that_is_one_period_of_its_series_is_kept_once(judged, cli):
    text = _survey(100)
    for week in ("2026-W03", "2026-W04", "2026-W03"):
        assert judged(text, "--window", week, verb="report")["n"] > 0
    assert cli(["history", "verify"])[0] == 0
    code, out, err = cli(["trend", "nps", "--format", "json"])
    assert (code, err) == (0, "")
    assert [result["period"] for result in json.loads(out)["results"]] == ["2026-W03", "2026-W04"]


def test_a_history_without_results_says_how_to_get_them():
    error = unknown("nps", (), "history.sqlite")
    assert error.hint == "cxux report and cxux check write them"
    assert "did you mean nps" in str(unknown("npss", ("nps",), "history.sqlite").hint)


def test_the_history_of_a_config_is_named_as_everywhere_else(judged, cli):
    judged(_survey(100))
    for verb in ("show", "verify", "export"):
        stated = cli(["history", verb, "cxux.yaml"])
        assert stated == cli(["history", verb, "--config", "cxux.yaml"])
        assert stated[0] == 0
    assert cli(["history", "prune", "cxux.yaml", "--keep", "1", "--dry-run"])[0] == 0
    code, _, err = cli(["history", "show", "cxux.yaml", "--config", "cxux.yaml"])
    assert (code, "named twice" in err) == (2, True)
