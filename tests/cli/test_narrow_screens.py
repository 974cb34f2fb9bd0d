"""On a screen of 80 columns nothing is folded inside a word or a number."""

import re

import pytest

STUDY = ["--config", "configs/personas.yaml", "--persona", "all"]
SCREENS = {
    "series": ["nps", *STUDY, "--every", "week"],
    "everything": ["score", *STUDY, "--every", "month"],
    "segments": ["nps", "sample_data/qualtrics_nps.csv", "--by", "plan", "--by", "role"],
    "items": ["sus", "sample_data/google_forms_sus.csv"],
    "tables": [
        "table",
        "sample_data/feature_survey.csv",
        "--by",
        "plan",
        "--column",
        "Orders in the last month",
    ],
    "matrix": ["table", "sample_data/feature_survey.csv", "--by", "plan", "--column", "It was easy"],
    "tasks": ["tasks", "sample_data/usability_test.csv", "--by", "role"],
    "web": ["web", "sample_data/page_views.csv", "--by", "device"],
    "adoption": ["adoption", "sample_data/feature_events.csv", "--by", "plan"],
    "list": ["list"],
}


@pytest.fixture
def words(cli, samples, monkeypatch):
    def run(arguments, columns):
        monkeypatch.chdir(samples.parent)
        monkeypatch.setenv("COLUMNS", str(columns))
        code, out, _ = cli(arguments)
        assert code == 0
        assert columns > 80 or all(len(line) <= 80 for line in out.splitlines())
        return {re.sub(r"^\W+|\W+$", "", word) for word in out.split()}

    return run


@pytest.mark.parametrize("name", [name for name in SCREENS if name != "matrix"])
def test_every_word_stands_whole(words, name):
    labels = {"Reading", "Missing"}  # of what has left a table and stands beneath it
    assert words(SCREENS[name], 80) - labels <= words(SCREENS[name], 400)


def test_a_matrix_without_room_has_a_row_per_answer(words):
    narrow = words(SCREENS["matrix"], 80)
    assert {"Strongly", "disagree", "Neither", "higher", "lower"} <= narrow
    # 36 (28-61) of the wide form, with its decimals.
    assert {"43.8", "28.2", "60.7"} <= narrow


def test_a_table_without_any_room_is_written_row_by_row(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    names = [f"a-long-segment-name-{i}" for i in range(4)]
    rows = "".join(f"{i % 11}" + ",a-value-of-some-length" * 4 + "\n" for i in range(30))
    (tmp_path / "survey.csv").write_text(",".join(["nps", *names]) + "\n" + rows)
    code, out, _ = cli(["nps", tmp_path / "survey.csv", *(x for name in names for x in ("--by", name))])
    assert code == 0
    assert "a-long-segment-name-0  a-value-of-some-length" in out
    assert all(len(line) <= 60 for line in out.splitlines() if "/" not in line)


def test_help_names_choices_whole(cli):
    _, out, _ = cli(["nps", "--help"])
    assert "duplicat…" not in out
    assert re.search(r"\bduplicate\b", out)
    assert re.search(r"\byear\b", out)


def test_tasks_and_measures_of_logs_stay_tables(cli, samples, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = cli(["tasks", samples / "usability_test.csv", "--by", "role"])
    assert "\nfind-menu  buyer" in out
    assert "\nsuccess                buyer" in out
    _, out, _ = cli(["web", samples / "page_views.csv", "--by", "device"])
    assert "\nload-time.p50  desktop" in out
    assert "Reading     lcp, desktop: good; lcp, mobile: good" in out


def test_where_tasks_were_only_rated_there_is_no_overview_of_nothing(cli, tmp_path):
    rows = "".join(f"p{i},{task},{1 + i % 5}\n" for i in range(12) for task in ("find", "pay"))
    (tmp_path / "a.csv").write_text("user,task,rating\n" + rows)
    code, out, err = cli(["tasks", tmp_path / "a.csv"])
    assert (code, err) == (0, "")
    assert out.startswith("find\nmeasure")
