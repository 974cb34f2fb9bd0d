"""What was probably meant is said, once, and how to write it."""

import pytest


def test_a_number_for_a_column_is_its_place(cli, samples):
    code, _, err = cli(["nps", samples / "qualtrics_nps.csv", "--column", "score=24"])
    assert code == 2
    assert "for the column at that place, 'Q5', write #24" in err


def test_names_that_begin_alike_are_listed_once(cli, tmp_path):
    stem = "How satisfied are you with each of the following things that we offer to you - "
    (tmp_path / "s.csv").write_text(f"nps,{stem}A,{stem}B\n9,1,2\n")
    _, _, err = cli(["nps", tmp_path / "s.csv", "--by", stem])
    assert err.count("How satisfied are you with each") == 2


def test_a_command_in_capitals_is_recognised(cli):
    code, _, err = cli(["NPS", "responses.csv"])
    assert code == 2
    assert "did you mean: cxux nps?" in err


@pytest.mark.parametrize("name", ["X", "npss", "NPS"])
def test_an_unknown_measure_points_to_the_list(cli, name):
    code, _, err = cli(["explain", name])
    assert code == 2
    assert "cxux list" in err
    assert ("did you mean nps?" in err) == (name != "X")
