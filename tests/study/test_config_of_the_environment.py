"""Variables say instead of the config: by key, by id, with their own name in what is wrong with them."""

import pytest

from cxux_cli.errors import CxuxError
from cxux_cli.study.config.load import load

CONFIG = """\
version: 1
study: {name: x, timezone: UTC}
sources: {my-survey: {path: a.csv}}
gates: [{id: nps-go, measure: nps, target: 10}]
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    path = tmp_path / "cxux.yaml"
    path.write_text(CONFIG)

    def run(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return load(path)

    return run


def test_a_variable_comes_before_the_config(read, tmp_path):
    plain = read()
    study = read(
        CXUX_STUDY__TIMEZONE="Europe/Madrid",
        CXUX_SOURCES__MY_SURVEY__PATH="b.csv",
        CXUX_GATES__NPS_GO__TARGET="'>= 20'",
        CXUX_POLICY__ON_UNDECIDED="fail",
    )
    assert study.timezone == "Europe/Madrid"
    assert study.sources["my-survey"].paths == (str(tmp_path / "b.csv"),)
    assert (study.gates[0].target, study.policy.on_undecided) == (20, "fail")
    assert study.sha256 != plain.sha256


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "CXUX_STUDY__TIMEZONE",
            "Mars",
            "CXUX_STUDY__TIMEZONE: 'study.timezone': there is no time zone 'Mars'",
        ),
        ("CXUX_STUDY__COLOUR", "red", "CXUX_STUDY__COLOUR: unknown key 'study.colour'"),
        ("CXUX_GATES__NOPE__TARGET", "5", "CXUX_GATES__NOPE__TARGET is set and names no place"),
        ("CXUX_STUDY__NAME", "[", "is no value in YAML"),
        ("CXUX_STUDY__NAME", "a\nb: c", "is no value in YAML"),
        ("CXUX_STUDY__NAME__FIRST", "a", "names no place"),
        ("CXUX_STUDY__NAME", "!!python/object:os.system x", "is no value in YAML"),
    ],
)
def test_a_wrong_variable_is_named(read, name, value, said):
    with pytest.raises(CxuxError) as error:
        read(**{name: value})
    assert said in " ".join((error.value.message, *error.value.details)), error.value


def test_other_variables_mean_nothing(read):
    assert read(CXUX_CORPUS__X="1", CXUX_STUDY="x", STUDY__NAME="y").name == "x"


def test_every_value_says_where_it_comes_from(cli, tmp_path, monkeypatch):
    (tmp_path / "cxux.yaml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CXUX_STUDY__NAME", "mine")
    code, out, _ = cli(["config", "show", "--origin"])
    assert code == 0
    assert "study.name = mine  [CXUX_STUDY__NAME]" in out
    assert "study.timezone = UTC  [cxux.yaml:2]" in out
    assert "gates.0.target = 10  [cxux.yaml:4]" in out
