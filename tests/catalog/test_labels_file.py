"""The file of --labels: what it adds, and everything that can be wrong with it, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxux_cli.catalog import labels
from cxux_cli.catalog.labels import BUILT_IN, Labels
from cxux_cli.catalog.labels_file import load_labels
from cxux_cli.catalog.located import NotYamlError, located
from cxux_cli.errors import UsageError
from cxux_cli.study.recode import Gap, Scale, mixture, words

FINNISH = Path(__file__).parents[2] / "configs" / "labels_fi.yaml"


@pytest.fixture
def read(tmp_path: Path):
    def reading(text: str | bytes) -> Labels:
        path = tmp_path / "own.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_labels(str(path))

    return reading


def test_a_language_is_added_and_the_catalog_stays() -> None:
    own = load_labels(str(FINNISH))
    family = own.decide(
        ["täysin eri mieltä", "jokseenkin eri mieltä", "täysin samaa mieltä"], points=5, allowed=["agree-5"]
    )
    assert family.words["jokseenkin eri mieltä"] == 2
    assert family.words["disagree"] == 2
    assert "täysin eri mieltä" not in labels.family("agree-5").words
    assert own.family("agree-6") is labels.family("agree-6")
    assert own.family("agree-7").words["jokseenkin eri mieltä"] == 3
    assert own.is_non_answer("en osaa sanoa")
    assert not BUILT_IN.is_non_answer("en osaa sanoa")


def test_the_answers_are_read_with_the_users_words() -> None:
    own = load_labels(str(FINNISH))
    scale = Scale(1, 5, family=own.family("agree-5"), labels=own)
    assert [scale.read(c) for c in ("Täysin samaa mieltä", "EOS", "N/A", "Agree", "Kyllä")] == [
        5,
        Gap.NON_ANSWER,
        Gap.NON_ANSWER,
        4,
        Gap.UNREADABLE,
    ]
    assert words(["EOS", "Eri mieltä"], own) == {"eri mieltä"}
    assert mixture(["Täysin eri mieltä", "Erittäin tyytyväinen"], labels=own) is not None


def test_synonyms_of_a_user_may_stand_together_and_beside_those_of_the_catalog(read) -> None:
    own = read("families: {agree-5: {languages: {en: {1: [never ever, no way], 5: hell yes}}}}")
    found = own.decide(["never ever", "no way", "strongly disagree", "agree"], points=5, allowed=["agree-5"])
    assert found.words["hell yes"] == 5


def test_a_users_value_counts_more_than_the_catalogs(read) -> None:
    own = read("families: {agree-5: {languages: {de: {5: Stimme zu}}}}")
    assert own.family("agree-5").words["stimme zu"] == 5
    assert labels.family("agree-5").words["stimme zu"] == 4


def test_a_new_family_is_a_candidate_wherever_its_length_fits(read) -> None:
    own = read("families: {true-3: {points: 3, languages: {en: {1: false, 2: partly, 3: true}}}}")
    assert own.decide(["partly", "true"], points=3, allowed=["disappointed-3"]).id == "true-3"
    assert own.families()[-1].id == "true-3"
    assert [each.id for each in own.candidates(5, ["agree-5"])] == ["agree-5"]


def test_words_are_words_whatever_yaml_makes_of_them(read) -> None:
    own = read("families: {agree-4: {languages: {no: {1: no, 2: null, 3: on, 4: yes}}}}")
    assert [own.family("agree-4").words[word] for word in ("no", "null", "on", "yes")] == [1, 2, 3, 4]
    # What the user calls an answer is one, although the catalog says otherwise.
    assert not own.is_non_answer("null")


def test_codes_and_words_of_the_catalog_can_be_made_non_answers(read) -> None:
    own = read("non-answers: [99, -5, trudno powiedzieć, '?!']")
    scale = Scale(1, 5, family=own.family("agree-5"), labels=own)
    assert [scale.read(c) for c in ("99", "-5", "Trudno powiedzieć", "?!", "-99", "98")] == [
        *[Gap.NON_ANSWER] * 5,
        Gap.OUT_OF_RANGE,
    ]


def test_labels_can_be_extended_twice() -> None:
    first = BUILT_IN.extended({"non-answers": ["eos"]})
    second = first.extended(
        {"families": {"new-2": {"points": 2, "languages": {"fi": {1: ["ei"], 2: ["kyllä"]}}}}}
    )
    assert second.is_non_answer("eos")
    assert second.find("new-2") is not None
    assert BUILT_IN.find("new-2") is None


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", None, "empty"),
        ("# nothing\n", None, "empty"),
        ("{}", 1, "nothing is defined"),
        ("families: {}\nnon-answers: []", 1, "nothing is defined"),
        ("hello", 1, "not a mapping"),
        ("- a", 1, "not a mapping"),
        ("x: 1\n", 1, '"x" is not known here'),
        ("families:\n  agree-5:\n    colour: red\n    languages: {fi: {1: a}}", 3, '"colour" is not known here'),
        ("families:\n  agree-5: {}", 2, "has no languages"),
        ("families:\n  agree-5: {languages: {}}", 2, "has no words"),
        ("families:\n  agree-5: [a]", 2, "not a mapping"),
        ("families:\n  agree-5: {languages: {fi: {6: a}}}", 2, "not a whole number from 1 to 5"),
        ("families:\n  agree-5: {languages: {fi: {0: a}}}", 2, "not a whole number from 1 to 5"),
        ("families:\n  agree-5: {languages: {fi: {one: a}}}", 2, "not a whole number from 1 to 5"),
        ("families:\n  agree-5: {languages: {fi: {1: ''}}}", 2, "an empty word"),
        ("families:\n  agree-5: {languages: {fi: {1: [[a]]}}}", 2, "a word, or a list of words"),
        ("families:\n  agree-5: {languages: {fi: {1: '5'}}}", 2, "is read as a number"),
        ("families:\n  agree-5: {languages: {fi: {1: 5 - a}}}", 2, "is read as a number"),
        ("families:\n  agree-5: {points: 7, languages: {fi: {1: a}}}", 2, "has 5 points"),
        ("families:\n  Mine: {points: 3, languages: {fi: {1: a}}}", 2, "no name for a family"),
        ("families:\n  mine: {languages: {fi: {1: a}}}", 2, "needs points"),
        ("families:\n  mine: {points: 1, languages: {fi: {1: a}}}", 2, "from 2 to 101"),
        ("families:\n  non-answers: {points: 3, languages: {fi: {1: a}}}", 2, "no name for a family"),
        ("families:\n  agree-5:\n    languages:\n      fi: {1: a}\n      fi: {2: b}", 5, '"fi" stands twice'),
        ("families:\n  agree-5:\n    languages:\n      fi:\n        1: a\n        2: [b, A.]", 6, '"A." stands for 1'),
        ("families:\n  agree-5:\n    languages:\n      fi: {1: a}\n      et: {2: a}", 5, "for 1 .line 4. and for 2"),
        ("families:\n  agree-5:\n    languages: {fi: {1: a}}\nnon-answers: [a]", 3, "among the non-answers"),
        ("families:\n  ../norms/x: {points: 3, languages: {fi: {1: a}}}", 2, "no name for a family"),
        ("families:\n  a: ]", 2, "not YAML"),
        ("a: &x [b]\nc: *x", 1, "anchors"),
        ("a: *x", 1, "aliases"),
        ("\nfamilies: !!python/object:os.system {}", 2, "tags"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("[" * 5000, 1, "nested more than 30 deep"),
        ("a: \0", 1, "control character"),
        (b"a: 1\nb: \xff\xfe", 2, "not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", 1, "not text in UTF-8"),
        (b"a" * (1 << 20) + b"a", None, "larger than 1 MiB"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(read, text, line, problem) -> None:
    with pytest.raises(UsageError, match=problem) as raised:
        read(text)
    assert raised.value.where.startswith("--labels, ")
    assert raised.value.where.endswith(f"own.yaml:{line}" if line else "own.yaml")


def test_all_problems_are_told_at_once(read) -> None:
    with pytest.raises(UsageError) as raised:
        read("x: 1\nfamilies:\n  agree-5:\n    languages:\n      fi: {9: a}\n  new: {}\n")
    message = raised.value.message
    assert raised.value.where.endswith(":1")
    assert '"x" is not known here' in message
    assert 'line 5: the value "9"' in message
    assert "line 6: " in message


def test_many_problems_are_counted(read) -> None:
    with pytest.raises(UsageError, match="and 20 more"):
        read("\n".join(f"k{i}: 1" for i in range(30)))


@pytest.mark.parametrize("name", ["missing.yaml", ".", "a\0b", "x" * 300])
def test_what_cannot_be_opened_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as raised:
        load_labels(str(tmp_path / name))
    assert raised.value.where.startswith("--labels, ")


SCRAPS = (
    "a",
    "b: ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&x ",
    "*x",
    "!!int ",
    "<<: ",
    "'",
    "\t",
    "? ",
    "no",
)


@given(st.text() | st.lists(st.sampled_from(SCRAPS), max_size=20).map("".join), st.booleans())
def test_any_text_is_nodes_or_no_yaml(text: str, aliases: bool) -> None:
    try:
        located(text, aliases=aliases)
    except NotYamlError as error:
        assert error.line >= 1


@given(
    st.recursive(
        st.sampled_from(["a", "1", "agree-5", "points", "languages", "families", "", "5 - b", "é"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["families", "agree-5", "x", "languages", "1", "points"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_any_shape_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    import json

    path = tmp_path_factory.mktemp("labels") / "own.yaml"
    path.write_text(json.dumps(value), encoding="utf-8")
    try:
        load_labels(str(path))
    except UsageError as error:
        assert error.where is not None


SUS = ",".join(f"SUS_{i}" for i in range(1, 11)) + "\n"
ROW = ",".join(["Täysin samaa mieltä", "Täysin eri mieltä"] * 5) + "\n"


def test_the_command_reads_with_them_and_says_so(cli, tmp_path: Path) -> None:
    path = tmp_path / "sus.csv"
    path.write_text(SUS + ROW * 3, encoding="utf-8")
    code, _, err = cli(["sus", path])
    assert code == 4
    assert "täysin" in err
    code, out, err = cli(["sus", path, "--labels", FINNISH])
    assert code == 0, err
    assert "100" in out
    assert "answer words also from" in out
    code, out, err = cli(["inspect", path, "--labels", FINNISH])
    assert code == 0, err
    assert "sus (UX)" in out


def test_a_wrong_file_is_exit_2_before_anything_is_read(cli, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("x: 1\n", encoding="utf-8")
    code, _, err = cli(["sus", tmp_path / "none.csv", "--labels", own])
    assert code == 2
    assert "own.yaml:1" in err


def test_a_long_file_keeps_them(cli, tmp_path: Path) -> None:
    """Beyond the sample, and through the copy of a file the scanner refuses."""
    path = tmp_path / "sus.csv"
    rows = SUS.encode() + (ROW.encode() * 12_000) + ROW.replace("Täysin", '"T\xe4ysin"x').encode("latin-1")
    path.write_bytes(rows)
    code, out, err = cli(["sus", path, "--labels", FINNISH, "--format", "json"])
    assert code == 0, err
    assert '"n": 12000' in out or '"n":12000' in out
