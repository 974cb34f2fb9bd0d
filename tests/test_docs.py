"""The documentation is true: its commands run, its outputs are what is printed, and it leaves nothing out."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from conftest import Run

from cxux_cli.catalog import dialects, labels, load, norms
from cxux_cli.catalog.questionnaires import questionnaire
from cxux_cli.cli.app import build
from cxux_cli.errors import ExitCode
from cxux_cli.estimators.tally import Tally
from cxux_cli.measures.base import Measure
from cxux_cli.measures.declared import DECLARED
from cxux_cli.measures.registry import BUILT_IN

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
EVERYTHING = "\n".join(TEXTS.values())
ARCHITECTURE = TEXTS[ROOT / "docs" / "architecture.md"]
BENCHMARK = ROOT / "tests" / "benchmarks" / "run.py"
SKIPPED = "…"
"""A line of this alone in a shown output stands for any number of lines; at the end of a line, for its rest."""


class Block(NamedTuple):
    """A fenced block, and where it stands."""

    page: Path
    line: int
    language: str
    text: str


class Command(NamedTuple):
    """A command of the docs, the exit code it is said to have, and the block shown beneath it."""

    page: Path
    line: int
    arguments: tuple[str, ...]
    code: int
    shown: Block | None


def _blocks() -> Iterator[Block]:
    for page, text in TEXTS.items():
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            yield Block(page, text.count("\n", 0, match.start()) + 1, match[1], match[2])


BLOCKS = tuple(_blocks())


def _lines(block: Block) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.strip():
            yield number, line


def _is_cxux(part: str) -> bool:
    return re.match(r"(\.venv/bin/)?cxux( |$)", part) is not None


def _shown_under(index: int) -> Block | None:
    """The output shown for the last command of a block: a `text` block with nothing else in between, or a `json`."""
    if index + 1 == len(BLOCKS):
        return None
    block, following = BLOCKS[index], BLOCKS[index + 1]
    return following if block.page == following.page and following.language in ("text", "json") else None


def _commands() -> Iterator[Command]:
    for index, block in enumerate(BLOCKS):
        if block.language != "sh":
            continue
        shown = _shown_under(index)
        # A `json` block that follows several commands shows the first of them, a `text` block the last.
        found = [(n, part.strip(), line) for n, line in _lines(block) for part in line.split(" && ")]
        runs = [(n, part, line) for n, part, line in found if _is_cxux(part)]
        owner = None if shown is None else 0 if shown.language == "json" else len(runs) - 1
        for number, (n, part, line) in enumerate(runs):
            said = re.search(r"#\s*exit (\d+)\s*$", line)
            arguments = tuple(shlex.split(part, comments=True))
            yield Command(
                block.page,
                n,
                arguments[1:],
                int(said[1]) if said else 0,
                shown if number == owner else None,
            )


COMMANDS = tuple(_commands())


def _where(item: Block | Command) -> str:
    return f"{item.page.name}:{item.line}"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A folder as the docs imagine the reader's: the samples, and exports under the reader's names."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(samples, folder / "sample_data")
    shutil.copytree(ROOT / "configs", folder / "configs")
    with (samples / "qualtrics_nps.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    # The columns that the examples slice by, under the three header rows of this export.
    more = [["country", "age", "w"]] * 2 + [[f'{{"ImportId":"{name}"}}' for name in ("country", "age", "w")]]
    more += [
        ["ES" if i % 3 else "DE", str(16 + i % 50), f"{0.8 + i % 5 / 10:.1f}"] for i in range(len(rows) - 3)
    ]
    with (folder / "responses.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*row, *extra] for row, extra in zip(rows, more, strict=True))
    shutil.copy(samples / "google_forms_sus.csv", folder / "survey.csv")
    (folder / "exports").mkdir()
    for wave in (samples / "nps_waves").glob("*.csv"):
        shutil.copy(wave, folder / "exports" / wave.name.removeprefix("nps_"))
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=_where)
def test_every_command_runs_and_prints_what_is_shown(
    command: Command, cli: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace)
    code, out, err = cli(command.arguments)
    assert code == command.code, err
    assert "Traceback" not in err
    if command.shown is None:
        return
    if command.shown.language == "json":
        _assert_part(json.loads(command.shown.text), json.loads(out), "$")
        return
    printed = [line.rstrip() for line in out.splitlines()]
    _assert_lines([line.rstrip() for line in command.shown.text.splitlines()], printed)


def _assert_lines(shown: list[str], printed: list[str]) -> None:
    """The shown lines are the first that are printed; `…` passes over some."""
    at, free = 0, False
    for line in shown:
        if line == SKIPPED:
            free = True
            continue
        if free:
            assert line in printed[at:], f"not printed: {line}"
            at = printed.index(line, at)
        assert at < len(printed), f"not printed: {line}"
        assert printed[at] == line
        at, free = at + 1, False


def _assert_part(shown: Any, printed: Any, path: str) -> None:
    """What is shown is there: keys in the same order, elements of a list in the same order, some left out."""
    if isinstance(shown, dict):
        assert isinstance(printed, dict), path
        assert list(shown) == [key for key in printed if key in shown], path
        for key, value in shown.items():
            _assert_part(value, printed[key], f"{path}.{key}")
    elif isinstance(shown, list):
        assert isinstance(printed, list), path
        assert bool(shown) == bool(printed), path
        rest = iter(printed)
        for value in shown:
            assert any(_is_part(value, other) for other in rest), f"{path} has no {value}"
    elif isinstance(shown, str) and shown.endswith(SKIPPED):
        assert str(printed).startswith(shown.removesuffix(SKIPPED)), path
    else:
        assert shown == printed, path


def _is_part(shown: Any, printed: Any) -> bool:
    try:
        _assert_part(shown, printed, "")
    except AssertionError:
        return False
    return True


def test_the_report_in_the_docs_leaves_out_no_key(
    cli: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace)
    command = next(c for c in COMMANDS if c.page.name == "report.md" and c.shown is not None)
    assert command.shown is not None
    shown, printed = json.loads(command.shown.text), json.loads(cli(command.arguments)[1])
    for keys in ((), ("run",), ("sources", 0), ("ledger", 0), ("results", 0), ("gates", 0)):
        mine, its = shown, printed
        for key in keys:
            mine, its = mine[key], its[key]
        assert list(mine) == list(its), keys


def test_every_line_of_a_shell_block_is_known() -> None:
    """Set-up commands are not run: their extras, scripts and modules must exist."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for block in BLOCKS:
        if block.language != "sh":
            continue
        for number, line in _lines(block):
            for part in line.split(" && "):
                _assert_known(part.strip(), project, f"{block.page.name}:{number}")


def _assert_known(part: str, project: dict[str, Any], where: str) -> None:
    if _is_cxux(part):
        assert "cxux" in project["scripts"], where
        return
    words = shlex.split(part, comments=True)
    if words[:3] == ["python3", "-m", "venv"]:
        return
    if words[:2] == [".venv/bin/pip", "install"]:
        assert words[2:4] == ["-c", "constraints/locked.txt"], f"{where}: what people install is locked"
        extras = re.fullmatch(r"\.(?:\[(.+)\])?", words[4])
        assert extras is not None, where
        assert set((extras[1] or "").split(",")) - {""} <= set(project["optional-dependencies"]), where
        return
    assert words[0] == ".venv/bin/python", f"{where}: who runs {part}?"
    if words[1] == "-m":
        assert importlib.util.find_spec(words[2]) is not None, where
        return
    script = ROOT / words[1]
    assert script.is_file(), where
    source = script.read_text(encoding="utf-8")
    assert all(f'"{option}"' in source for option in words[2:]), where


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "bash"], ids=_where)
def test_every_script_runs(block: Block, workplace: Path, tmp_path: Path) -> None:
    shim = tmp_path / "cxux"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cxux_cli "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", block.text],
        cwd=workplace,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# What must be mentioned -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(build().commands))
def test_every_command_is_mentioned(name: str) -> None:
    assert re.search(rf"\bcxux {name}\b", EVERYTHING)


@pytest.mark.parametrize("key", DECLARED)
def test_every_measure_has_a_section(key: str) -> None:
    measure, page = DECLARED[key], TEXTS[ROOT / "docs" / "measures.md"]
    section = re.search(rf"^## {key}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section is not None
    intervals = measure.estimator.intervals if isinstance(measure, Measure) else measure.intervals
    for fact in (f"Kind: {measure.kind}", measure.definition, *intervals, *measure.norms):
        assert fact in section[1], fact
    item_norm = getattr(getattr(measure, "question", None), "item_norm", None)
    assert item_norm is None or item_norm in section[1]
    assert measure.name in page


@pytest.mark.parametrize("family", labels.families(), ids=[family.id for family in labels.families()])
def test_every_family_of_answer_words_is_listed(family: labels.Family) -> None:
    row = re.search(
        rf"^\| .*`{family.id}`.* \| (.*) \| .* \|$", TEXTS[ROOT / "docs" / "reading.md"], re.MULTILINE
    )
    assert row is not None
    assert str(family.points) in row[1] or family.id == "likelihood"


def test_the_labels_in_the_docs_are_those_of_the_config() -> None:
    (block,) = [b for b in BLOCKS if b.page.name == "reading.md" and b.language == "yaml"]
    config = (ROOT / "configs" / "labels_fi.yaml").read_text(encoding="utf-8")
    assert block.text.removeprefix("families:\n").split("non-answers")[0] in config
    assert block.text.splitlines()[-1] in config


@pytest.mark.parametrize("id", dialects.dialects())
def test_every_dialect_is_listed(id: str) -> None:
    assert f"| `{id}` |" in TEXTS[ROOT / "docs" / "reading.md"]


@pytest.mark.parametrize("id", load.names("questionnaires"))
def test_every_variant_and_rule_is_listed(id: str) -> None:
    page = TEXTS[ROOT / "docs" / "measures.md"]
    for name in (
        *(v.id for v in questionnaire(id).variants),
        "contributions",
        "listwise",
        "prorate",
        "midpoint",
    ):
        assert f"| `{name}` |" in page, name


@pytest.mark.parametrize("code", ExitCode, ids=[code.name for code in ExitCode])
def test_every_exit_code_is_listed(code: ExitCode) -> None:
    assert f"| {code.value} |" in TEXTS[ROOT / "docs" / "report.md"]


def test_the_readme_lists_no_other_exit_codes() -> None:
    table = TEXTS[ROOT / "README.md"].split("## Exit codes")[1].split("##")[0]
    listed = {int(n) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for n in row.split(",")}
    assert listed <= set(ExitCode)
    assert listed >= set(ExitCode) - {ExitCode.LOCKED}


def test_every_option_in_the_docs_exists() -> None:
    known = {"--version", "--help", *re.findall(r'"(--[a-z-]+)"', BENCHMARK.read_text(encoding="utf-8"))}
    group = build()
    for name in group.commands:
        _, command, _ = group.resolve_command(
            group.make_context("cxux", [name], resilient_parsing=True), [name]
        )
        for each in (command, *getattr(command, "commands", {}).values()):
            known |= {option for parameter in each.params for option in parameter.opts}
    said = set(re.findall(r"(?<![\w<!-])--[a-z][a-z-]*", EVERYTHING))
    assert said <= known, sorted(said - known)


# Links, paths, examples -----------------------------------------------------------------------------

LINKS = [
    (page, target)
    for page in (*PAGES, ROOT / "sample_data" / "README.md")
    for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    if "://" not in target
]


@pytest.mark.parametrize(("page", "target"), LINKS, ids=[f"{p.name}-{t}" for p, t in LINKS])
def test_every_link_resolves(page: Path, target: str) -> None:
    name, _, anchor = target.partition("#")
    found = page.parent / name if name else page
    assert found.exists()
    headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert not anchor or anchor in anchors


def test_every_path_in_the_docs_exists() -> None:
    outside = re.sub(r"^```.*?^```$", "", EVERYTHING, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`((?:cxux_cli|tests|sample_data|docs)/[\w./-]*)`", outside))
    assert named
    assert not sorted(path for path in named if not (ROOT / path).exists())


def test_every_sample_is_described() -> None:
    text = (ROOT / "sample_data" / "README.md").read_text(encoding="utf-8")
    files = [p.name for p in (ROOT / "sample_data").iterdir() if p.suffix in (".csv", ".tsv", ".xlsx")]
    assert not [name for name in files if f"`{name}`" not in text]


def test_the_layers_are_those_that_are_enforced() -> None:
    from test_layers import PARTS, RANK

    table = ARCHITECTURE.split("## Layers")[1].split("##")[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", table, re.MULTILINE)
    parts = [name for row in rows for name in re.findall(r"\w+", row)]
    assert set(parts) == PARTS
    assert [RANK[name] for name in parts] == sorted((RANK[name] for name in parts), reverse=True)


EXAMPLES = [b for b in BLOCKS if b.page.name == "architecture.md" and b.language == "yaml"]


@pytest.mark.parametrize("block", EXAMPLES, ids=[b.text.splitlines()[0][2:] for b in EXAMPLES])
def test_every_example_of_the_catalog_works(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with the text of the example, in a copy of the catalog, is found and read."""
    path = Path(block.text.splitlines()[0].removeprefix("# "))
    kind, id = path.parent.name, path.stem
    assert path.parent.parent == Path("cxux_cli/catalog")
    assert id not in load.names(kind)
    shutil.copytree(load.ROOT, tmp_path / "catalog")
    monkeypatch.setattr(load, "ROOT", tmp_path / "catalog")
    (tmp_path / "catalog" / kind / path.name).write_text(block.text, encoding="utf-8")
    assert id in load.names(kind)
    caches = (load.entry, dialects.dialects, labels.family, norms.norm, questionnaire)
    try:
        for cached in caches:
            cached.cache_clear()
        if kind == "dialects":
            found = dialects.dialect(id)
            assert dialects.recognise(["Submission", "Sent at", "Complete", "Q1"], "one-row") is found
            assert found.exclusions[0].keep == "unfinished"
        elif kind == "labels":
            assert set(labels.family(id).words.values()) == {1, 2, 3, 4, 5}
        elif kind == "norms":
            assert norms.norm(id).read(31.0).label == "above the middle"
        else:
            form = questionnaire(id)
            assert [form.items_asked(item.text) for item in form.items] == [(item.id,) for item in form.items]
            assert form.item_named("checkout_2") == ("", 2)
            assert all(labels.family(family).points == form.high for family in form.families)
    finally:
        for cached in caches:
            cached.cache_clear()


def test_the_example_of_a_measure_works() -> None:
    (block,) = [b for b in BLOCKS if b.page.name == "architecture.md" and b.language == "python"]
    names: dict[str, Any] = {}
    exec(compile(block.text, "architecture.md", "exec"), names)
    (measure,) = [value for value in names.values() if isinstance(value, Measure)]
    assert measure.key not in BUILT_IN
    headings = [
        line.split("  ")[0] for line in measure.explanation.splitlines() if re.match(r"[A-Z].*  ", line)
    ]
    builtin = next(iter(BUILT_IN.values())).explanation.splitlines()
    assert headings == [line.split("  ")[0] for line in builtin if re.match(r"[A-Z].*  ", line)]
    interval = next(iter(measure.estimator.intervals))
    estimate = measure.estimator.estimate(Tally.of([10, 10, 8, 2]), confidence=0.95, interval=interval)
    assert estimate.value == 25


def test_the_states_of_the_parts_add_to_the_state_of_the_whole(cli: Run, samples: Path) -> None:
    """What report.md says of months."""
    months = sorted((samples / "nps_waves").glob("*.csv"))
    states = [json.loads(cli(["nps", m, "--format", "json"])[1])["results"][-1]["state"] for m in months]
    whole = json.loads(cli(["nps", *months, "--format", "json"])[1])["results"][-1]
    added = Tally()
    for state in states:
        added = added + Tally.from_json(state)
    assert added == Tally.from_json(whole["state"])
    estimator = BUILT_IN["nps"].estimator
    again = estimator.estimate(added, confidence=0.95, interval=next(iter(estimator.intervals)))
    assert (again.value, again.low, again.high) == (whole["value"], whole["low"], whole["high"])
