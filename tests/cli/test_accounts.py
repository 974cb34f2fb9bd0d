"""`unit: account`: intervals over accounts, and the mean of the means of their people beside the total."""

import json
import math

import pytest

# Four accounts of 1, 2, 3 and 6 people.
ANSWERS = {"a": [9], "b": [3, 10], "c": [7, 8, 10], "d": [0, 1, 2, 3, 9, 5]}
ROWS = [(account, score) for account, scores in ANSWERS.items() for score in scores]


def _code(score):
    return (score >= 9) - (score <= 6)


@pytest.fixture
def report(cli, tmp_path, monkeypatch):
    (tmp_path / "s.csv").write_text(
        "respondent,company,nps\n" + "".join(f"r{i},{a},{s}\n" for i, (a, s) in enumerate(ROWS))
    )
    monkeypatch.chdir(tmp_path)

    def run(unit):
        (tmp_path / "cxux.yaml").write_text(
            f"version: 1\nunit: {unit}\nsources: {{survey: {{path: s.csv, columns: {{account: company}}}}}}\n"
            "measures: [{use: nps}]\n"
        )
        code, out, err = cli(["report", "--format", "json"])
        assert code == 0, err
        (result,) = json.loads(out)["results"]
        return result

    return run


def test_every_account_counts_once(report):
    result = report("account")
    means = [sum(map(_code, scores)) / len(scores) for scores in ANSWERS.values()]
    mean = sum(means) / len(means)
    assert result["value"] == pytest.approx(100 * sum(_code(s) for _, s in ROWS) / len(ROWS))
    assert result["accounts"]["value"] == pytest.approx(100 * mean)
    assert result["accounts"]["n"] == len(ROWS)
    assert "over 4 accounts" in result["method"]
    assert result["parts"]["persons"] == 4


def test_the_interval_is_that_of_accounts(report):
    result = report("account")
    # The variance of the mean over clusters, G/(G-1) Σ (Σ (x - m))² / n².
    n, mean = len(ROWS), sum(_code(s) for _, s in ROWS) / len(ROWS)
    sums = [sum(_code(s) - mean for s in scores) for scores in ANSWERS.values()]
    error = math.sqrt(4 / 3 * sum(x * x for x in sums)) / n
    assert result["parts"]["standard_error"] == pytest.approx(100 * error)


def test_people_are_counted_unless_the_study_says_otherwise(report):
    result = report("person")
    assert result["accounts"] is None
    assert "accounts" not in result["method"]
