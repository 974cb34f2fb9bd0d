"""The study config: what is understood, and that every problem is said at once, with its line."""

import json
import random
from pathlib import Path

import jsonschema
import pytest
import yaml

from cxux_cli.errors import UsageError
from cxux_cli.study.config.discover import find
from cxux_cli.study.config.load import load
from cxux_cli.study.config.model import LATER, json_schema
from cxux_cli.study.config.study import Role

CONFIGS = Path(__file__).parents[2] / "configs"
WHOLE = """\
version: 1
study: {name: FreshBlend, timezone: Europe/Madrid}
sources:
  survey:
    path: [data/a.csv, "/abs/b*.csv"]
    columns: {score: Q5, items: [Q1, Q2]}
    header_rows: 2
    sheet: 3
    weight: w
personas:
  - {id: buyer, name: Bea, role: customer, where: "role = 'buyer'", population: 0.25}
  - id: crew-2
    where: role IN ('member', 'cashier')
roles: {by: role, customer: [decides, buys], user: uses, multi: true}
unit: person
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "cxux.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(path)

    return read


@pytest.fixture
def problems(read):
    """`problems(text)`: (line, message with hint) of everything wrong, in the order said."""

    def problems(text):
        with pytest.raises(UsageError) as caught:
            read(text)
        error = caught.value
        if not error.details:
            line = error.where.rpartition("cxux.yaml")[2].lstrip(":")
            return [(int(line or 0), f"{error.message} ({error.hint})" if error.hint else error.message)]
        found = [detail.rpartition("cxux.yaml:")[2].split(": ", 1) for detail in error.details]
        assert error.message == f"the study config has {len(found)} problems"
        return [(int(line), message) for line, message in found]

    return problems


def test_a_whole_config_is_understood(read, tmp_path):
    study = read(WHOLE)
    assert (study.name, study.timezone) == ("FreshBlend", "Europe/Madrid")
    source = study.sources["survey"]
    assert source.paths == (str(tmp_path / "data/a.csv"), "/abs/b*.csv")
    assert dict(source.columns) == {"score": ("Q5",), "items": ("Q1", "Q2")}
    assert (source.read.header_rows, source.read.sheet, source.weight, source.date) == (2, "3", "w", None)
    buyer, crew = study.personas
    assert (buyer.id, buyer.name, buyer.role, buyer.population) == ("buyer", "Bea", Role.CUSTOMER, 0.25)
    assert (crew.id, crew.name, crew.role, crew.population) == ("crew-2", "crew-2", Role.BOTH, None)
    assert (buyer.line, crew.line) == (11, 13)
    assert study.roles.customer == ("decides", "buys")
    assert (study.roles.user, study.roles.multi) == (("uses",), True)


def test_a_version_is_enough(read):
    study = read("version: 1")
    assert (study.name, study.timezone, study.personas, study.roles) == (None, "UTC", (), None)
    assert dict(study.sources) == {}


def test_the_folder_of_a_config_is_no_pattern(tmp_path):
    folder = tmp_path / "wave[1]"
    folder.mkdir()
    (folder / "cxux.yaml").write_text("version: 1\nsources: {a: {path: '*.csv'}, b: {path: x.csv}}")
    study = load(folder / "cxux.yaml")
    assert study.sources["a"].paths == (f"{tmp_path}/wave[[]1]/*.csv",)
    assert study.sources["b"].paths == (f"{folder}/x.csv",)


def test_the_hash_is_that_of_the_bytes(read):
    assert read(WHOLE).sha256 == read(WHOLE).sha256 != read(WHOLE + "\n").sha256


def test_all_problems_are_said_at_once_by_line(problems):
    text = (
        "version: 2\n"
        "persona: []\n"
        "study: {nme: x, timezone: Europe/Madird}\n"
        "sources: {a: {columns: {scor: Q1}}}\n"
        "personas:\n"
        "  - {id: Ops, where: 'x = 1', role: customr}\n"
        "  - {id: b}\n"
        '  - {id: b, where: "plan = \'pro", population: 12}\n'
    )
    found = problems(text)
    assert [line for line, _ in found] == [1, 2, 3, 3, 4, 4, 6, 6, 7, 8, 8, 8]
    said = "\n".join(f"{line} {message}" for line, message in found)
    for part in (
        "1 'version': 2 is not known",
        "2 unknown key 'persona' (did you mean 'personas'?)",
        "unknown key 'study.nme' (did you mean 'name'?)",
        "there is no time zone 'Europe/Madird' (did you mean 'Europe/Madrid'?)",
        "there is no role 'scor' (did you mean 'score'?)",
        "'sources.a.path' is missing",
        "'Ops' is no identifier",
        "'personas.role' is 'customr' (allowed: customer, user or both)",
        "7 'personas.where' is missing",
        "persona 'b' stands twice, first on line 7",
        "a stray '",
        "12 is no share: above 0, 1 at most (12 % is 0.12)",
    ):
        assert part in said


@pytest.mark.parametrize("key", sorted(LATER))
def test_keys_of_later_versions_are_not_unknown(problems, key):
    assert problems(f"version: 1\n{key}: []") == [
        (2, f"'{key}' is not supported by this version of cxux (leave it out for now)")
    ]


PERSONA = "version: 1\npersonas:\n  - {%s}"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("just text", 1, "mapping of keys to values"),
        ("- a\n- b", 1, "mapping of keys to values"),
        ("study: {}", 1, "'version' is missing"),
        ('version: "1"', 1, "must be a whole number, it is text"),
        ("version: true", 1, "must be a whole number, and YAML reads true as true or false"),
        ("version: 1\nstudy:\n\tname: x", 3, "a tab stands where only spaces may (indent with spaces)"),
        ("version: 1\nstudy: {name: [", 2, "not YAML"),
        ("version: 1\nstudy: {name: 'x}", 2, "not YAML"),
        ("version: 1\nname: a: b", 2, "text with a colon stands in quotes"),
        ("version: 1\n---\nversion: 1", 2, "second document"),
        ("version: 1\nversion: 1", 2, "the key 'version' stands twice, first on line 1"),
        ("version: 1\nstudy: *no", 2, "undefined alias"),
        ("version: 1\nstudy: &a {name: *a}", 2, "nested more than 30 deep"),
        ("version: 1\nx: " + "[" * 5000, 2, "nested more than 30 deep"),
        ("version: 1\nx: [" + "1," * 30000 + "]", 2, "more than 20000 values"),
        ("version: 1\nstudy: &a {name: x}\n<<: *a", 3, "merge keys (<<) are not supported"),
        ("version: 1\n? [a]\n: 1", 2, "a key must be text"),
        ("version: 1\nno: 1", 2, "the key 'no' is no text to YAML (put it in quotes)"),
        ("version: 1\nstudy: !!python/object:os.system {name: x}", 2, "tag"),
        ("version: 1\nstudy: {name: \x07}", 2, "U+0007"),
        ("version: 1\nstudy: [a]", 2, "'study' must be a mapping of keys to values, it is a list"),
        ("version: 1\nstudy:", 2, "'study': it is empty"),
        ("version: 1\nstudy: {name: ' '}", 2, "blank"),
        ("version: 1\nstudy: {timezone: ../../etc/passwd}", 2, "no time zone"),
        ("version: 1\nstudy: {timezone: Europe}", 2, "no time zone"),
        ("version: 1\nunit: account+role", 2, "'account+role' is not supported by this version"),
        ("version: 1\nunit: family", 2, "allowed: person, account or account+role"),
        ("version: 1\nsources: {a: x.csv}", 2, "'sources.a' must be a mapping"),
        ("version: 1\nsources: {a: {path: -}}", 2, "standard input is no source"),
        ('version: 1\nsources: {a: {path: "x\\0"}}', 2, "NUL"),
        ("version: 1\nsources: {a: {path: " + "x" * 300 + "}}", 2, "no file can have this name"),
        ("version: 1\nsources: {a: {path: []}}", 2, "the list is empty"),
        ("version: 1\nsources:\n  a:\n    path: x\n    weight: #3", 5, "begins with # stands in quotes"),
        ("version: 1\nsources: {a: {path: x, columns: {score: 5}}}", 2, 'put it in quotes: "5"'),
        ("version: 1\nsources: {a: {path: x, header_rows: 9}}", 2, "less than or equal to 5"),
        (PERSONA % "id: no, where: a = 1", 3, 'put it in quotes: "no"'),
        (PERSONA % "id: everyone, where: a = 1", 3, "a row that is always printed"),
        (PERSONA % "id: unassigned, where: a = 1", 3, "a row that is always printed"),
        (PERSONA % "id: all, where: a = 1", 3, "a row that is always printed"),
        (PERSONA % "id: a b, where: a = 1", 3, "no identifier"),
        (PERSONA % "id: a, where: yes", 3, "YAML reads yes as true or false"),
        (PERSONA % "id: a, where: 'a IN (SELECT 1)'", 3, "'SELECT' is not allowed"),
        (PERSONA % "id: a, where: 'sum(a) > 1'", 3, "the function 'sum' is not allowed"),
        (PERSONA % "id: a, where: 'role = '", 3, "it cannot be parsed"),
        (PERSONA % "id: a, where: a = 1, population: 0", 3, "no share"),
        (PERSONA % "id: a, where: a = 1, population: .nan", 3, "no share"),
        (PERSONA % "id: a, where: a = 1, population: true", 3, "must be a number"),
        ("version: 1\npersonas: [x]", 2, "an item of 'personas' must be a mapping"),
        ("version: 1\nroles: {by: role}", 2, "'roles.customer' is missing"),
    ],
)
def test_each_problem_has_its_line(problems, text, line, said):
    found = problems(text)
    assert any(at == line and said in message for at, message in found), found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"version: 1\0", "binary"),
        (b"version: 1\nstudy: {name: caf\xe9}", "not UTF-8"),
        (b"#" * (1 << 20) + b"#", "larger than 1 MiB"),
    ],
)
def test_what_is_no_text_is_refused(problems, data, said):
    assert said in problems(data)[0][1]


def test_a_bomb_of_aliases_goes_off_early(problems):
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    assert "more than 20000 values" in problems("\n".join(lines))[0][1]


def test_more_than_one_bit_each_are_refused(problems):
    personas = "\n".join(f"  - {{id: p{i}, where: a = {i}}}" for i in range(33))
    assert "at most 32" in problems(f"version: 1\npersonas:\n{personas}")[0][1]


def test_very_many_problems_are_counted_and_cut(read):
    with pytest.raises(UsageError) as caught:
        read("version: 1\n" + "\n".join(f"key{i}: 1" for i in range(300)))
    assert caught.value.message == "the study config has 300 problems"
    assert caught.value.details[-1] == "and 250 more"


# Discovery ------------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A folder with a config, and one below it."""
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "cxux.yaml").write_text("version: 1")
    (tmp_path / "other.yaml").write_text("version: 1")
    return tmp_path


def test_the_nearest_upward_is_found(tree):
    below = tree / "a" / "b"
    assert find(below, None) == below / ".." / "cxux.yaml"
    assert find(tree / "a", None) == tree / "a" / "cxux.yaml"
    (below / "cxux.yml").write_text("version: 1")
    assert find(below, None) == below / "cxux.yml"


def test_it_is_named_from_the_working_directory(tree, monkeypatch):
    monkeypatch.chdir(tree / "a" / "b")
    assert find(Path(), None) == Path("../cxux.yaml")


def test_a_repository_is_no_border(tree):
    (tree / "a" / "b" / ".git").mkdir()
    assert find(tree / "a" / "b", None) is not None


def test_stated_then_the_environment_then_upward(tree, monkeypatch):
    monkeypatch.setenv("CXUX_CONFIG", str(tree / "other.yaml"))
    assert find(tree / "a", None) == tree / "other.yaml"
    assert find(tree, str(tree / "a" / "cxux.yaml")) == tree / "a" / "cxux.yaml"
    monkeypatch.setenv("CXUX_CONFIG", "")
    assert find(tree / "a", None) == tree / "a" / "cxux.yaml"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("", "empty"),
        ("no.yaml", "no such"),
        ("x\0", "no such"),
        ("x" * 9999, "no such"),
        ("a", "a folder"),
        ("othr.yaml", "no such"),
    ],
)
def test_a_stated_one_must_be_a_file(tree, monkeypatch, stated, said):
    monkeypatch.chdir(tree)
    with pytest.raises(UsageError, match=said) as caught:
        find(Path(), stated)
    assert caught.value.where.startswith("--config")
    if stated == "othr.yaml":
        assert caught.value.hint == "did you mean other.yaml?"


def test_two_in_one_folder_are_ambiguous(tree):
    (tree / "a" / "cxux.yml").write_text("version: 1")
    with pytest.raises(UsageError, match=r"cxux\.yaml and cxux\.yml"):
        find(tree / "a", None)


# The schema for editors -----------------------------------------------------------------------------


def test_the_schema_takes_what_the_loader_takes():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(yaml.safe_load(WHOLE))
    for path in (path for path in CONFIGS.glob("*.yaml") if not path.name.startswith("labels_")):
        # An editor takes a day for text, as YAML 1.2 does.
        plain = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
        validator.validate(plain)
        load(path)


@pytest.mark.parametrize(
    "text",
    [
        "version: 2",
        "version: 1\nstudy:",
        "version: 1\nx: 1",
        "version: 1\nstudy: {x: 1}",
        "version: 1\nsources: {a: {path: x, columns: {scor: a}}}",
        "version: 1\nsources: {a: {path: []}}",
        "version: 1\nsources: {A: {path: x}}",
        "version: 1\nsources: {a: {path: x, pat: y}}",
        "version: 1\npersonas: [{id: all, where: a = 1}]",
        "version: 1\npersonas: [{id: A, where: a = 1}]",
        "version: 1\npersonas: [{id: a, where: a = 1, population: 2}]",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(problems, text):
    assert problems(text)
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(yaml.safe_load(text))


def test_every_key_is_described_and_nothing_else_allowed():
    schema = json_schema()
    assert schema["properties"]["sources"]["additionalProperties"] is False
    for part in (schema, *schema["$defs"].values()):
        assert part["additionalProperties"] is False
        assert part["title"]
        assert all(field["description"] for field in part["properties"].values())


# Anything at all ------------------------------------------------------------------------------------

SCRAPS = ("\t", "\n", "  ", "- ", ": ", "#", "'", '"', "{", "}", "[", "]", ",", "&a", "*a", "!!int ", "<<: ")
SCRAPS += (
    "no",
    "null",
    "~",
    "1e999",
    "0x",
    "12:30:45",
    "2026-01-01",
    "é",
    "\u2028",
    "|\n",
    ">-\n",
    "%YAML 1.1\n",
)
SCRAPS += ("---\n", "...\n", "? ", "@", "`", "\\", "SELECT", "personas:\n", "version: 1\n", "!!binary x", "=")


def test_no_text_makes_a_traceback(read):
    """Mutations of a valid config are valid or a `UsageError`, never anything else."""
    chance = random.Random(7)
    outcomes = {True: 0, False: 0}
    for _ in range(400):
        text = WHOLE
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text) + 1)
            cut = chance.choice((0, 0, 1, 3, 20))
            text = text[:at] + chance.choice((*SCRAPS, text[at : at + 30])) + text[at + cut :]
        try:
            read(text)
            outcomes[True] += 1
        except UsageError as error:
            assert error.where
            assert error.message
            outcomes[False] += 1
    assert all(outcomes.values())
