"""Numbers, plurals and names as people write them."""

import json
import re


def test_figures_have_two_decimals_at_most(cli, samples):
    for sample, measure in (("umux_survey.csv", "umux"), ("google_forms_sus.csv", "sus")):
        _, out, _ = cli([measure, samples / sample])
        (line,) = [line for line in out.splitlines() if line.startswith("Answers")]
        assert not re.search(r"\.\d{3}", line)


def test_one_column_is_singular(cli, tmp_path):
    (tmp_path / "one.csv").write_text("nps\n9\n3\n")
    _, out, _ = cli(["nps", tmp_path / "one.csv"])
    assert re.search(r"\b1 column\b", out)


def test_the_chosen_column_is_named_whole(cli, tmp_path):
    text = "How likely are you to recommend us to a friend or a colleague, " * 2 + "all in all?"
    (tmp_path / "s.csv").write_text(f'"{text}"\n9\n3\n')
    _, out, _ = cli(["nps", tmp_path / "s.csv"])
    assert text in " ".join(out.split())


def test_inspect_has_files_for_one_file_too(cli, samples):
    _, out, _ = cli(["inspect", samples / "qualtrics_nps.csv", "--format", "json"])
    document = json.loads(out)
    assert [document["path"]] == [file["path"] for file in document["files"]]
    assert document["measures"] == document["files"][0]["measures"]
