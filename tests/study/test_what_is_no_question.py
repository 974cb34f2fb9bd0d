"""Columns of the tool and people's own sentences are named and never counted."""

import json

import pytest


@pytest.fixture
def tabulated(cli):
    def run(path, *options):
        code, out, err = cli(["table", path, "--format", "json", *options])
        assert code == 0, err
        report = json.loads(out)
        return {column for table in report["tables"] for column in table["columns"]}, report

    return run


@pytest.mark.parametrize(
    ("sample", "names"),
    [
        ("qualtrics_nps.csv", ["Progress", "Duration (in seconds)", "UserLanguage"]),
        ("limesurvey_sus_text.csv", ["Last page", "Start language"]),
        ("limesurvey_sus_de.csv", ["Letzte Seite", "Start-Sprache"]),
        ("typeform_nps.csv", ["Ending"]),
        ("formbricks_nps.csv", ["userAgent - browser"]),
    ],
)
def test_columns_of_the_tool_are_not_tabulated(tabulated, samples, sample, names):
    counted, _ = tabulated(samples / sample)
    assert counted
    assert counted.isdisjoint(names)


@pytest.mark.parametrize("sample", ["qualtrics_nps.csv", "surveymonkey_nps.csv"])
def test_comments_that_recur_are_texts(tabulated, samples, sample):
    _, report = tabulated(samples / sample)
    assert "mango mix" not in json.dumps(report)
    assert any("free text" in note for note in report["notes"])


def test_a_choice_of_few_sentences_stays_a_choice(tabulated, tmp_path):
    options = ["I use it every day of the week", "I use it now and then", "I have never used it at all"]
    rows = "".join(f"{i},{options[i % 3]}\n" for i in range(30))
    (tmp_path / "s.csv").write_text("id,How do you use it?\n" + rows)
    counted, _ = tabulated(tmp_path / "s.csv")
    assert counted == {"How do you use it?"}


def test_a_table_of_numbers_is_headed_mean(cli, samples):
    _, out, _ = cli(["table", samples / "feature_survey.csv", "--column", "Orders in the last month"])
    assert out.splitlines()[1].split() == ["mean", "95", "%", "interval", "base"]
    assert "t on the answers" in out


def test_what_divides_a_table_is_not_counted_in_it(cli, samples):
    code, _, err = cli(["table", samples / "qualtrics_nps.csv", "--column", "plan", "--by", "plan"])
    assert code == 2
    assert "'plan' divides or weighs the table" in err


def test_inspect_names_the_command_for_other_questions(cli, samples):
    _, out, _ = cli(["inspect", samples / "qualtrics_nps.csv"])
    assert "any other question: cxux table" in out
