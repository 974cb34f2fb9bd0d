"""`cxux init`: what it writes is a config that loads, whatever stands in the files."""

import csv
import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxux_cli.render.config_yaml import quoted
from cxux_cli.study.config.load import load

SAMPLES = Path(__file__).parents[2] / "sample_data"
EMPTY = ("feature_survey.csv", "stripe_subscriptions.csv", "usertesting_sessions.csv")
"""Nothing is measured in these yet."""
MEASURED = sorted(
    path for path in SAMPLES.iterdir() if path.suffix in (".csv", ".tsv", ".xlsx") and path.name not in EMPTY
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.delenv("CXUX_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def survey(path, columns=("How likely are you to recommend us to a friend?",), rows=None):
    """A file whose first column is answered from 0 to 10; `rows` fills the others."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for i in range(60):
            writer.writerow([i % 11, *(rows[i % len(rows)] if rows else ())])


def with_gates(text):
    """The text with its gates filled in and in force."""
    before, key, rest = text.partition("# gates:\n")
    gates, blank, after = rest.partition("\n\n")
    lines = [line.removeprefix("# ") for line in (key + gates).splitlines()]
    return before + "\n".join(lines).replace('= ?"', '= 3"') + blank + after


@pytest.mark.parametrize("path", MEASURED, ids=lambda path: path.name)
def test_the_config_of_every_sample_is_right(cli, here, path):
    shutil.copy(path, here)
    code, out, err = cli(["init", path.name])
    assert (code, out) == (0, ""), err
    assert "cxux.yaml written, 1 source" in err
    code, out, err = cli(["config", "check"])
    assert (code, err) == (0, "")
    text = (here / "cxux.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    study = load(here / "cxux.yaml")
    assert study.measures
    assert study.outputs is not None
    (here / "gated.yaml").write_text(with_gates(text), encoding="utf-8")
    gated = load(here / "gated.yaml")
    assert gated.gates or text.count("target:") == 0
    assert {gate.source for gate in gated.gates} <= set(study.sources)


@pytest.mark.parametrize("name", EMPTY)
def test_what_holds_nothing_measured_is_one_clear_error(cli, here, name):
    code, out, err = cli(["init", SAMPLES / name, "--quiet"])
    assert (code, out) == (4, "")
    assert "nothing is measured in it" in err
    assert "cxux inspect" in err
    assert not list(here.iterdir())


def test_numbers_people_and_tasks_are_those_of_the_measures(cli, here):
    files = [SAMPLES / name for name in ("qualtrics_nps.csv", "usability_test.csv")]
    code, out, _ = cli(["init", *files, "-o", "-", "--name", "Smoothies", "--timezone", "Europe/Madrid"])
    assert code == 0
    values = yaml.safe_load(out)
    assert values["study"] == {"name": "Smoothies", "timezone": "Europe/Madrid"}
    assert list(values["sources"]) == ["qualtrics-nps", "usability-test"]
    assert values["measures"] == [
        {"use": "nps", "source": "qualtrics-nps"},
        {"use": "tasks", "source": "usability-test"},
    ]
    assert [task["id"] for task in values["tasks"]] == [
        "find-menu",
        "customise",
        "checkout",
        "redeem",
        "reorder",
    ]
    assert {p["id"]: (p.get("role"), p["where"]) for p in values["personas"]} == {
        "buyer": ("customer", "role = 'buyer'"),
        "member": ("user", "role = 'member'"),
        "cashier": ("user", "role = 'cashier'"),
    }
    _, table, _ = cli(["nps", files[0], "--format", "json"])
    result = yaml.safe_load(table)["results"][0]
    said = f"{result['value']:.1f} points, 95 % interval {result['low']:.1f} to {result['high']:.1f}, n {result['n']}"
    assert f"# now {said}" in out
    gates = yaml.safe_load(with_gates(out))["gates"]
    assert [g["id"] for g in gates][:3] == ["nps", "find-menu-success", "find-menu-time"]
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("page_views.csv", "web"),
        ("feature_events.csv", "adoption"),
        ("kardsort_cards.csv", "cards"),
        ("problems.csv", "problems"),
        ("problems_long.csv", "problems"),
        ("tree_test.csv", "tree"),
        ("treejack_tree_test.csv", "tree"),
        ("uxtweak_tree_test.csv", "tree"),
        ("chalkmark_first_clicks.csv", "tree"),
        ("maze_mission.csv", "tasks"),
        ("usability_wide.csv", "tasks"),
    ],
)
def test_logs_and_studies_are_measured_by_their_commands(cli, here, name, use):
    code, out, _ = cli(["init", SAMPLES / name, "-o", "-"])
    assert code == 0
    assert [measure["use"] for measure in yaml.safe_load(out)["measures"]] == [use]


def test_the_report_of_a_new_config_has_the_numbers_of_its_comments(cli, here):
    for name in ("support_survey.csv", "usability_test.csv", "page_views.csv"):
        shutil.copy(SAMPLES / name, here)
    assert cli(["init", "support_survey.csv", "usability_test.csv", "page_views.csv", "-q"])[0] == 0
    code, out, err = cli(["report", "--format", "json"])
    assert (code, err) == (0, "")
    text = (here / "cxux.yaml").read_text(encoding="utf-8")
    results = [r for r in yaml.safe_load(out)["results"] if r["persona"] is None and not r["segment"]]
    for key, task in (("csat", None), ("ces", None), ("success", "checkout"), ("bounce", None)):
        (result,) = [r for r in results if (r["measure"], r["task"]) == (key, task)]
        assert (
            f"{result['value']:.1f} %, 95 % interval {result['low']:.1f} to {result['high']:.1f}, n {result['n']}\n"
            in text
        )


def test_it_never_writes_over_a_file(cli, here):
    survey("answers.csv")
    (here / "cxux.yaml").write_text("mine")
    code, _, err = cli(["init", "answers.csv"])
    assert code == 2
    assert "--force" in err
    assert (here / "cxux.yaml").read_text() == "mine"
    assert cli(["init", "answers.csv", "--force", "-q"]) == (0, "", "")
    assert (here / "cxux.yaml").read_text().startswith("# yaml-language-server")


def test_a_link_to_nowhere_is_a_file_that_is_there(cli, here):
    survey("answers.csv")
    (here / "cxux.yaml").symlink_to(here / "none")
    assert cli(["init", "answers.csv"])[0] == 2


@pytest.mark.parametrize("output", ["answers.csv", "./answers.csv", "folder", "", " ", "x\0y"])
def test_an_output_that_cannot_be_is_refused_before_anything_is_read(cli, here, output):
    survey("answers.csv")
    (here / "folder").mkdir()
    before = (here / "answers.csv").read_bytes()
    code, out, err = cli(["init", "answers.csv", "-o", output, "--force"])
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert (here / "answers.csv").read_bytes() == before


def test_a_folder_that_is_not_there_is_said(cli, here):
    survey("answers.csv")
    assert cli(["init", "answers.csv", "-o", "none/cxux.yaml"])[0] == 5


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["none.csv"], 4),
        (["-"], 2),
        ([], 2),
        (["answers.csv", "--timezone", "Mars"], 2),
        (["answers.csv", "--name", " "], 2),
    ],
)
def test_what_cannot_be_is_one_clear_error(cli, here, arguments, code):
    survey("answers.csv")
    got, out, err = cli(["init", *arguments])
    assert got == code
    assert "Traceback" not in out + err
    assert not (here / "cxux.yaml").exists()


def test_paths_are_relative_to_the_config(cli, here):
    (here / "my data").mkdir()
    (here / "configs").mkdir()
    survey(here / "my data" / "an export.csv")
    assert cli(["init", "my data/an export.csv", "-o", "configs/a b.yaml", "-q"])[0] == 0
    study = load(Path("configs/a b.yaml"))
    assert study.sources["an-export"].paths == ("configs/../my data/an export.csv",)
    assert cli(["config", "check", "configs/a b.yaml"])[0] == 0


@pytest.mark.parametrize(
    "name",
    ["a[1].csv", "a*b?.csv", "#1: {x}.csv", "-a.csv", "'q' \"r\".csv", "naïve 日本.csv", "no", "2026-01-05"],
)
def test_whatever_a_file_is_called(cli, here, name):
    survey(here / name)
    assert cli(["init", f"./{name}", "-q"])[0] == 0
    code, _, err = cli(["config", "check"])
    assert (code, err) == (0, "")
    (source,) = load(here / "cxux.yaml").sources.values()
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", source.name)


def test_files_with_the_same_columns_are_one_source_and_others_have_names_of_their_own(cli, here):
    for folder in ("a", "b"):
        (here / folder).mkdir()
    survey("nps_2026-01.csv", ("nps", "plan"), [("free",), ("pro",)])
    survey("nps_2026-02.csv", ("nps", "plan"), [("free",), ("pro",)])
    survey("a/answers.csv", ("nps", "x"), [("1",)])
    survey("b/answers.csv", ("nps", "y"), [("1",)])
    assert cli(["init", "nps_*.csv", "a/answers.csv", "b/answers.csv", "-q"])[0] == 0
    study = load(here / "cxux.yaml")
    assert {name: source.paths for name, source in study.sources.items()} == {
        "nps": (f"{here}/nps_2026-01.csv", f"{here}/nps_2026-02.csv"),
        "answers": (f"{here}/a/answers.csv",),
        "answers-2": (f"{here}/b/answers.csv",),
    }
    ids = re.findall(r"^#   - \{id: ([\w-]+),", (here / "cxux.yaml").read_text(), re.MULTILINE)
    assert ids == ["nps", "answers-nps", "answers-2-nps"]


def test_a_questionnaire_that_was_asked_twice_has_both_numbers_and_no_gate(cli, here):
    code, out, _ = cli(["init", SAMPLES / "sus_two_products.csv", "-o", "-"])
    assert code == 0
    assert yaml.safe_load(out)["measures"] == [{"use": "sus", "source": "sus-two-products"}]
    assert out.count(", n 24\n") == 2
    assert "target:" not in out


HOSTILE = [
    "role: {x}", "role # not a comment", "role'; DROP TABLE x; --", 'role "quoted"', "role\nsecond line",
    "role ${HOME} $(reboot)", "role & anchor *alias", "- role", "? role", "role\t[1]", "! !!python/object role",
    "role \u2028 \u202e\x1b[31m", "role::add-mask::x", "role % @ `", "select role from x", "role, by, name",
]  # fmt: skip


@pytest.mark.parametrize("header", HOSTILE)
def test_whatever_a_column_is_called(cli, here, header):
    survey("answers.csv", ("nps", header, "date"), [("buyer", "2026-01-05"), ("user", "2026-01-06")])
    code, out, err = cli(["init", "answers.csv", "-o", "-"])
    assert code == 0, err
    assert "\x1b" not in out
    assert "\u202e" not in out
    (here / "cxux.yaml").write_text(out, encoding="utf-8")
    (here / "gated.yaml").write_text(with_gates(out), encoding="utf-8")
    for name in ("cxux.yaml", "gated.yaml"):
        code, _, err = cli(["config", "check", name])
        assert (code, err) == (0, ""), err
    assert len(load(here / "gated.yaml").gates) == 1
    assert sorted(p["id"] for p in yaml.safe_load(out)["personas"]) == ["buyer", "user"]


def test_whatever_a_value_is(cli, here):
    values = [
        "it's",
        'a "b"',
        "no",
        "null",
        "1: {2}",
        "# three",
        "-",
        "buyer  ",
        "責任者",
        "everyone",
        "x" * 60,
        "a\nb",
    ]
    survey("answers.csv", ("nps", "role"), [(value,) for value in values[:5]])
    survey("more.csv", ("nps", "role", "z"), [(value, "1") for value in values[5:10]])
    for name in ("answers.csv", "more.csv"):
        assert cli(["init", name, "-q", "--force"])[0] == 0
        code, out, err = cli(["config", "check"])
        assert (code, err) == (0, "")
        # A persona that matches nobody would be noted.
        assert "note" not in out, out


def test_personas_divide_the_rows(cli, here):
    survey("answers.csv", ("nps", "User type"), [("End user",), ("end user",), ("Buyer",), ("",)])
    assert cli(["init", "answers.csv", "-q"])[0] == 0
    personas = load(here / "cxux.yaml").personas
    assert {(p.id, str(p.role)) for p in personas} == {("end-user", "user"), ("buyer", "customer")}
    assert {p.where for p in personas} == {
        """"User type" IN ('End user', 'end user')""",
        """"User type" = 'Buyer'""",
    }
    code, out, _ = cli(["nps", "--persona", "all", "--format", "json"])
    assert code == 0
    counts = {r["persona"]: r["n"] for r in yaml.safe_load(out)["results"] if r["measure"] == "nps"}
    assert counts == {None: 60, "end-user": 30, "buyer": 15, "unassigned": 15}


def test_personal_columns_and_scales_tell_no_personas(cli, here):
    survey(
        "answers.csv",
        ("nps", "role e-mail", "role satisfaction", "team name"),
        [("a@x.org", "Very satisfied", f"{i}") for i in range(2)] + [("b@x.org", "Neutral", "3")],
    )
    assert cli(["init", "answers.csv", "-q"])[0] == 0
    assert load(here / "cxux.yaml").personas == ()
    assert "@" not in (here / "cxux.yaml").read_text()


def test_a_column_of_many_values_tells_no_personas(cli, here):
    survey("answers.csv", ("nps", "role"), [(f"role {letter}",) for letter in "abcdefgh"])
    assert cli(["init", "answers.csv", "-q"])[0] == 0
    assert load(here / "cxux.yaml").personas == ()
    assert "could be divided by role: role a, role b" in (here / "cxux.yaml").read_text()


def test_a_floor_hides_the_number_here_too(cli, here):
    header = "How likely are you to recommend us as a place to work to a friend?"
    Path("team.csv").write_text(f"{header}\n9\n3\n8\n", encoding="utf-8")
    assert cli(["init", "team.csv", "-q"])[0] == 0
    assert "now hidden: too few people" in (here / "cxux.yaml").read_text()


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_text_is_read_as_it_was(text):
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        assert yaml.load(f"a: {quoted(text)}", loader) == {"a": text}
        assert yaml.load(f"[{quoted(text)}, {{b: {quoted(text)}}}]", loader) == [text, {"b": text}]


def test_the_same_files_give_the_same_bytes(cli, here):
    survey("answers.csv", ("nps", "role"), [("user",), ("buyer",)])
    first = cli(["init", "answers.csv", "-o", "-"])
    assert first == cli(["init", "answers.csv", "-o", "-"])
