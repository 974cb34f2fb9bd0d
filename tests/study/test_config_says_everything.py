"""`cxux config check` says all that is wrong at once, and what is only strange as notes."""

import pytest

ROWS = "id,role,plan,nps,day\n1,buyer,a,10,soon\n2,member,b,3,later\n3,member,b,8,later\n"


@pytest.fixture
def checked(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.csv").write_text(ROWS)

    def run(config):
        (tmp_path / "cxux.yaml").write_text("version: 1\n" + config)
        return cli(["config", "check"])

    return run


def test_a_wrong_key_hides_no_missing_file_and_no_column(checked):
    code, _, err = checked(
        "sources:\n  a: {path: survey.csv, wieght: plan, columns: {score: npss}}\n  b: {path: gone.csv}\n"
    )
    assert code == 2
    assert "unknown key 'sources.a.wieght'" in err
    assert "there is no column 'npss'" in err
    assert "there is no such file" in err


def test_a_missing_file_hides_no_persona(checked):
    code, _, err = checked(
        "sources:\n  a: {path: survey.csv}\n  b: {path: gone.csv}\n"
        "personas:\n  - {id: p, where: \"rol = 'x'\"}\n  - {id: q, where: \"plan = 'a'\", rank: 1}\n"
    )
    assert code == 2
    assert "there is no such file" in err
    assert "there is no column 'rol'" in err
    assert "unknown key" in err


def test_a_persona_without_a_condition_hides_no_missing_file(checked):
    _, _, err = checked("sources:\n  b: {path: gone.csv}\npersonas:\n  - {id: p}\n")
    assert "'personas.where' is missing" in err
    assert "there is no such file" in err


def test_weights_that_are_words_are_an_error(checked):
    code, _, err = checked("sources:\n  a: {path: survey.csv, weight: plan}\n")
    assert code == 2
    assert "the column #3 'plan' holds no number" in err


def test_dates_that_are_none_and_personas_that_match_nobody_are_noted(checked):
    code, out, err = checked(
        "sources:\n  a: {path: survey.csv, date: day}\n"
        "personas:\n  - {id: p, where: \"plan = 'A'\"}\n  - {id: q, where: \"plan = 'a'\"}\n"
    )
    assert (code, err) == (0, "")
    assert "the date column #5 'day' holds hardly any dates" in out
    assert "persona 'p' matches nobody: 'plan' holds a, b" in out
    assert "persona 'q'" not in out


def test_the_file_that_is_not_there_is_named_as_it_was_given(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = cli(["config", "check", "nope.yaml"])
    assert code == 2
    assert "where: nope.yaml" in err
    assert "--config" not in err


def test_a_source_that_lacks_the_columns_of_the_personas_is_named(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.csv").write_text(ROWS)
    (tmp_path / "other.csv").write_text("id,seats,nps\n1,2,3\n")
    (tmp_path / "cxux.yaml").write_text(
        "version: 1\nsources: {a: {path: survey.csv}, b: {path: other.csv}}\n"
        "personas:\n  - {id: p, where: \"plan = 'a'\"}\n  - {id: q, where: \"role = 'buyer'\"}\n"
    )
    code, _, err = cli(["nps", "--source", "b", "--persona", "all"])
    assert code == 2
    assert "this source lacks the column" in err
    assert "--source" in err


def test_columns_that_a_study_divides_by_are_looked_up(checked):
    code, _, err = checked(
        "sources: {s: {path: survey.csv, where: \"plann = 'a'\"}}\n"
        "measures: [{use: nps, by: [planx]}]\n"
        "gates:\n  - {id: g, measure: nps, target: 5, segment: {plany: a}}\n"
        "  - {id: h, measure: nps, target: 5, each: planz}\n"
    )
    assert code == 2
    for name in ("plann", "planx", "plany", "planz"):
        assert f"there is no column '{name}' (did you mean 'plan'" in err
