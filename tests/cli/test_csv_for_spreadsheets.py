"""CSV with the mark by which spreadsheets know its encoding, wherever CSV is written."""

MARK = "\ufeff"


def test_every_csv_begins_with_the_mark_where_it_is_asked_for(cli, samples, tmp_path):
    asked = ["nps", samples / "plain_nps.tsv"]
    files = ("--csv", tmp_path / "r.csv", "--scores", tmp_path / "s.csv")
    _, plain, _ = cli([*asked, "--format", "csv", *files])
    before = [(tmp_path / name).read_bytes() for name in ("r.csv", "s.csv")]
    _, marked, _ = cli([*asked, "--format", "csv", "--csv-bom", *files])
    after = [(tmp_path / name).read_bytes() for name in ("r.csv", "s.csv")]
    assert marked == MARK + plain
    assert after == [MARK.encode() + content for content in before]


def test_tables_and_studies_have_it_too(cli, samples, tmp_path):
    _, out, _ = cli(["table", samples / "support_survey.csv", "--csv-bom", "--format", "csv"])
    assert out.startswith(f"{MARK}question,")
    (tmp_path / "a.csv").write_text("nps\n9\n3\n")
    config = tmp_path / "cxux.yaml"
    config.write_text(
        f"version: 1\nsources: {{a: {{path: a.csv}}}}\noutputs: {{folder: {tmp_path}/out, formats: [csv]}}\n"
    )
    code, out, err = cli(["report", config, "--csv-bom"])
    assert code == 0, err
    (latest,) = (tmp_path / "out").glob("latest.csv")
    assert latest.read_text(encoding="utf-8").startswith(MARK)


def test_other_files_have_no_mark(cli, samples, tmp_path):
    cli(["nps", samples / "plain_nps.tsv", "--csv-bom", "--json", tmp_path / "r.json", "-q"])
    assert (tmp_path / "r.json").read_text(encoding="utf-8").startswith("{")
