"""`cxux score`: every measure a file holds, the same numbers as the commands of the measures."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest

from cxux_cli.measures.registry import COMMANDS


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """Answers to NPS, SUS, stars and the Single Ease Question in one file."""
    draw = random.Random(7)
    path = tmp_path / "survey.csv"
    with path.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(
            ["id", "plan", "How likely are you to recommend us to a friend or colleague?", "Star rating"]
            + ["Overall, how difficult or easy was the task to complete?"]
            + [f"SUS_{i}" for i in range(1, 11)]
        )
        for i in range(40):
            rows.writerow(
                [i, draw.choice("ab"), draw.randint(0, 10), draw.randint(1, 5), draw.randint(1, 7)]
                + [draw.randint(1, 5) for _ in range(10)]
            )
    return path


def _results(cli, *arguments: object) -> list[dict]:
    code, out, err = cli([*map(str, arguments), "--format", "json"])
    assert code == 0, err
    return json.loads(out)["results"]


def test_it_says_what_the_commands_of_the_measures_say(cli, survey: Path) -> None:
    together = _results(cli, "score", survey, "--by", "plan")
    assert {r["measure"] for r in together} >= {"nps", "stars", "seq", "sus"}
    for key in {r["measure"] for r in together} & set(COMMANDS):
        alone = _results(cli, key, survey, "--by", "plan")
        own = {r["measure"] for r in alone}
        assert [r for r in together if r["measure"] in own] == alone


def test_a_measure_that_is_not_clear_is_named_and_the_others_measured(cli, survey: Path) -> None:
    rows = [line.split(",") for line in survey.read_text().splitlines()]
    # The same question twice: the stars give way to the answers of the first.
    survey.write_text("".join(",".join([*row[:3], row[2], *row[4:]]) + "\n" for row in rows))
    code, out, _ = cli(["score", survey, "--format", "json"])
    document = json.loads(out)
    assert code == 0
    assert {r["measure"] for r in document["results"]} == {"sus", "seq"}
    assert any(note.startswith("nps not measured: 2 columns") for note in document["notes"])


def test_a_file_that_holds_nothing_is_refused_with_a_hint(cli, tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("city,kilometres\nRome,12.5\nOslo,3.25\n")
    code, out, err = cli(["score", path])
    assert (code, out) == (4, "")
    assert "nothing in it can be measured" in err
    assert "cxux inspect" in err


def test_scores_name_their_measure(cli, survey: Path, tmp_path: Path) -> None:
    assert cli(["score", survey, "--scores", tmp_path / "people.csv"])[0] == 0
    rows = list(csv.DictReader((tmp_path / "people.csv").read_text().splitlines()))
    assert {row["measure"] for row in rows} >= {"nps", "sus"}
    assert sum(row["measure"] == "sus" for row in rows) == 40


def test_files_are_compared_by_source(cli, samples: Path) -> None:
    files = sorted((samples / "nps_waves").glob("*.csv"))
    compared = _results(cli, "nps", *files, "--by", "source")
    alone = [_results(cli, "nps", file)[0] for file in files]
    assert [r["segment"] for r in compared[:-1]] == [{"source": file.stem} for file in files]
    assert [(r["value"], r["low"], r["n"]) for r in compared[:-1]] == [
        (r["value"], r["low"], r["n"]) for r in alone
    ]
    assert compared[-1]["n"] == sum(r["n"] for r in alone)


def test_one_file_has_nothing_to_be_compared_with(cli, samples: Path) -> None:
    code, _, err = cli(["nps", samples / "qualtrics_nps.csv", "--by", "source"])
    assert code == 2
    assert "several files" in err


def test_files_that_ask_different_things_are_told_apart(cli, samples: Path) -> None:
    code, _, err = cli(["score", samples / "hotjar_nps.csv", samples / "pmf_survey.csv"])
    assert code == 4
    assert "one by one" in err
    assert "pmf not measured: only in" in err


def test_a_copy_and_a_second_tool_in_one_glob_are_named(cli, samples: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.csv").write_bytes((samples / "typeform_nps.csv").read_bytes())
    out = cli(["nps", samples / "typeform_nps.csv", tmp_path / "copy.csv", samples / "jotform_nps.csv"])[1]
    assert "holds the same bytes as" in out
    assert "several tools (Typeform, JotForm)" in out


def test_a_weight_column_of_words_is_refused(cli, samples: Path) -> None:
    code, _, err = cli(["nps", samples / "qualtrics_nps.csv", "--weight", "plan"])
    assert code == 2
    assert "holds no weights" in err
