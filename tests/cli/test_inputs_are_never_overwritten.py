"""No output takes the place of anything a command reads: files behind a pattern, the config, words, what is kept."""

import shutil

import pytest

CONFIG = "version: 1\nsources: {waves: {path: waves/*.csv}}\nmeasures: [{use: nps}]\nhistory: h.sqlite\n"


@pytest.fixture
def here(samples, tmp_path, monkeypatch):
    shutil.copytree(samples / "nps_waves", tmp_path / "waves")
    (tmp_path / "cxux.yaml").write_text(CONFIG)
    (tmp_path / "words.yaml").write_text("families: {agree-5: {languages: {fi: {1: eri}}}}\n")
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("nps", "waves/*.csv", "--json", "waves/nps_2026-01.csv"),
        ("nps", "waves/*.csv", "--labels", "words.yaml", "--md", "words.yaml"),
        ("nps", "--config", "cxux.yaml", "--source", "waves", "--csv", "cxux.yaml"),
        ("nps", "--source", "waves", "--csv", "cxux.yaml"),
        ("report", "--json", "waves/nps_2026-02.csv"),
        ("report", "--html", "cxux.yaml"),
        ("report", "cxux.yaml", "--md", "./cxux.yaml"),
        ("report", "--csv", "h.sqlite"),
        ("report", "--csv", "cxux-baseline.json"),
    ],
)
def test_what_is_read_stays_as_it_is(cli, here, arguments):
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    code, _, err = cli(list(arguments))
    assert code == 2
    assert "overwrite the input" in err
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before
