"""Side artefacts of one run: all of the same report, each written whole or not at all."""

import csv
import json
import os
import stat

import pytest

from cxux_cli.errors import OutputError
from cxux_cli.render import files

NPS = "id,nps,plan\n1,10,a\n2,9,b\n3,8,a\n4,0,b\n5,,a\n"  # 2 promoters, 1 detractor of 4: 25


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(NPS)
    return path


def test_four_artefacts_and_a_table_in_one_run(cli, answers, tmp_path):
    paths = {name: tmp_path / f"r.{name}" for name in ("json", "csv", "md", "scores")}
    options = [text for name, path in paths.items() for text in (f"--{name}", path)]
    code, out, err = cli(["nps", answers, "--by", "plan", *options])
    assert (code, err) == (0, "")
    assert out == cli(["nps", answers, "--by", "plan"])[1]
    for name, form in (("json", "json"), ("csv", "csv"), ("md", "markdown")):
        assert (
            paths[name].read_text(encoding="utf-8")
            == cli(["nps", answers, "--by", "plan", "--format", form])[1]
        )
    values = [r["value"] for r in json.loads(paths["json"].read_text())["results"]]
    # a: promoter and passive; b: promoter and detractor.
    assert values == [50.0, 0.0, 25.0]
    rows = list(csv.DictReader(paths["csv"].read_text().splitlines()))
    assert [float(row["value"]) for row in rows] == values
    assert paths["scores"].read_text() == (
        "source,row,id,score,flag\n"
        f"{answers},1,1,10,\n{answers},2,2,9,\n{answers},3,3,8,\n{answers},4,4,0,\n{answers},5,5,,blank\n"
    )


def test_scores_of_a_questionnaire(cli, tmp_path):
    path, scores = tmp_path / "sus.csv", tmp_path / "scores.csv"
    items = ",".join(f"SUS_{i}" for i in range(1, 11))
    path.write_text(f"respondent_id,{items}\nA,5,1,5,1,5,1,5,1,5,1\nB,3,3,3,3,3,3,3,3,3,\n")
    assert cli(["sus", path, "--scores", scores])[0] == 0
    assert scores.read_text().splitlines()[1:] == [
        f"{path},1,A,100,",
        f"{path},2,B,,some items without an answer",
    ]


def test_an_artefact_on_standard_output(cli, answers):
    code, out, _ = cli(["nps", answers, "--quiet", "--json", "-"])
    assert (code, json.loads(out)["results"][0]["value"]) == (0, 25.0)


def test_the_same_input_gives_the_same_bytes(cli, answers):
    runs = {cli(["nps", answers, "--by", "plan", "--format", "json"])[1] for _ in range(3)}
    assert len(runs) == 1


def test_an_old_artefact_is_replaced(cli, answers, tmp_path):
    target = tmp_path / "r.json"
    target.write_text("old " * 100_000)
    target.chmod(0o640)
    assert cli(["nps", answers, "--json", target])[0] == 0
    assert json.loads(target.read_text())["results"][0]["value"] == 25.0
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX systems")
def test_a_link_stays_a_link(cli, answers, tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    link.symlink_to(real)
    assert cli(["nps", answers, "--json", link])[0] == 0
    assert link.is_symlink()
    assert json.loads(real.read_text())["results"]


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_an_old_artefact_survives_a_failed_write(cli, answers, tmp_path, monkeypatch, moment):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    target = tmp_path / "r.json"
    target.write_text("old")
    monkeypatch.setattr(files.os, moment, full)
    code, out, err = cli(["nps", answers, "--json", target])
    assert code == 5
    assert "No space left on device" in err
    assert "25.0" in out
    assert target.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answers.csv", "r.json"]


def test_one_failed_artefact_does_not_stop_the_others(cli, answers, tmp_path):
    good = tmp_path / "r.csv"
    code, _, err = cli(
        ["nps", answers, "--json", tmp_path / "no" / "r.json", "--csv", good, "--md", tmp_path]
    )
    assert code == 5
    assert err.count("cxux: error: ") == 2
    assert good.read_text().count("\n") == 2


def test_no_artefact_of_a_run_that_failed(cli, tmp_path):
    target = tmp_path / "r.json"
    assert cli(["nps", tmp_path / "none.csv", "--json", target])[0] == 4
    assert not target.exists()


def test_artefacts_are_written_when_a_gate_is_missed(cli, answers, tmp_path):
    target = tmp_path / "r.json"
    assert cli(["nps", answers, "--fail-under", "90", "--json", target])[0] == 1
    assert json.loads(target.read_text())["run"]["status"] == "missed"


@pytest.mark.parametrize("option", ["--json", "--csv", "--md", "--scores"])
def test_the_input_is_never_overwritten(cli, answers, option):
    code, out, err = cli(["nps", answers, option, answers])
    assert (code, out) == (2, "")
    assert "overwrite the input" in err
    assert answers.read_text() == NPS


def test_two_artefacts_do_not_overwrite_each_other(cli, answers, tmp_path):
    code, out, _ = cli(["nps", answers, "--json", tmp_path / "r", "--csv", tmp_path / "r"])
    assert (code, out) == (2, "")
    assert not (tmp_path / "r").exists()


def test_writing_below_a_file_is_an_output_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        files.write(str(tmp_path / "file" / "r.json"), "text")
