"""An option that says wrongly how a file is read is named as the cause."""

import pytest

ROWS = "id,plan,nps\n1,pro,9\n2,free,3\n3,pro,10\n4,free,8\n"


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(ROWS)
    return path


def test_a_delimiter_that_leaves_one_column(cli, survey):
    code, _, err = cli(["nps", survey, "--delimiter", ";"])
    assert code == 2
    assert "with the delimiter ';' the file has one column, with ',' it has 3" in err


def test_an_encoding_that_leaves_one_column(cli, survey):
    code, _, err = cli(["nps", survey, "--encoding", "utf-16"])
    assert code == 2
    assert "with the encoding 'utf-16' the file has one column, without it, it has 3" in err


def test_a_file_of_one_column_may_be_read_with_any_delimiter(cli, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("nps\n9\n3\n10\n")
    code, _, err = cli(["nps", path, "--delimiter", ";"])
    assert (code, err) == (0, "")


def test_a_dialect_that_does_not_fit_is_noted(cli, samples, survey):
    _, out, _ = cli(["nps", samples / "qualtrics_nps.csv", "--dialect", "surveymonkey"])
    assert "--dialect surveymonkey does not fit, the columns are those of Qualtrics" in out
    _, out, _ = cli(["nps", survey, "--dialect", "hotjar"])
    assert "--dialect hotjar does not fit, none of its columns is there" in out


@pytest.mark.parametrize("dialect", ["qualtrics", "plain"])
def test_a_dialect_that_fits_or_is_none_is_not(cli, samples, dialect):
    _, out, _ = cli(["nps", samples / "qualtrics_nps.csv", "--dialect", dialect])
    assert "does not fit" not in out
