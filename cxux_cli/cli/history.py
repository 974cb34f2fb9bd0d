"""`cxux history`: what was measured before, and moving, forgetting and checking it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cxux_cli.cli.kept import history_of
from cxux_cli.errors import InputError, UsageError

if TYPE_CHECKING:
    from cxux_cli.history.prune import Pruned
    from cxux_cli.history.summary import Summary
    from cxux_cli.history.verify import Verified
    from cxux_cli.render.view import View

app = typer.Typer(
    no_args_is_help=True, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
)

History = Annotated[
    str | None, typer.Option("--history", metavar="PATH", help="The history; else the one the config names.")
]
Study = Annotated[
    str | None, typer.Argument(metavar="[CONFIG]", help="The study config, which names the history.")
]
Config = Annotated[str | None, typer.Option("--config", metavar="FILE", help="The study config.")]
Format = Annotated[Literal["table", "json"], typer.Option(help="What is printed.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show where an error of cxux itself happened.")]
_SHOWN = 50
"""Problems that are listed at most."""


@app.callback()
def root() -> None:
    """What was measured before: show, export, import, prune, verify."""


@app.command()
def show(
    study: Study = None,
    history: History = None,
    config: Config = None,
    format: Format = "table",
    debug: Debug = False,
) -> None:
    """List the series a history holds, and the last outcomes of its gates."""
    from cxux_cli.history.summary import summary

    path, _ = history_of(history, _named(study, config))
    found = summary(path)
    _print(_view(found, path), {"history": {"path": path, **asdict(found)}}, format)


@app.command()
def export(
    study: Study = None,
    history: History = None,
    config: Config = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PATH", help="Where to; - is standard output.")
    ] = "-",
    debug: Debug = False,
) -> None:
    """Write a history as JSON Lines, one run in each."""
    from pathlib import Path

    from cxux_cli.history.transfer import export as lines
    from cxux_cli.render import files

    path, _ = history_of(history, _named(study, config))
    if output != "-" and Path(output).resolve() == Path(path).resolve():
        raise UsageError("this would overwrite the history", where=f"--output {output}")
    files.write(output, "".join(lines(path)))


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What export wrote; - is standard input.")],
    history: History = None,
    config: Config = None,
    format: Format = "table",
    debug: Debug = False,
) -> None:
    """Add exported runs to a history; what was measured again later stays as it is."""
    from cxux_cli.history.transfer import import_lines

    path, _ = history_of(history, config)
    found = import_lines(path, _lines(file), where=file)
    facts = [("Imported", f"{found.runs} runs with {found.results} results, into {path}")]
    if found.newer:
        facts.append(("Kept", f"{found.newer} results that were measured later than what was imported"))
    _print_facts(facts, {"imported": asdict(found)}, format)


@app.command()
def prune(
    study: Study = None,
    history: History = None,
    config: Config = None,
    keep: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The newest N windows of each source stay.")
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Windows that ended by then go: 2026-01-05, 2026-01, 2026-Q1."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    format: Format = "table",
    debug: Debug = False,
) -> None:
    """Forget the oldest windows."""
    from cxux_cli.history.prune import prune as forget
    from cxux_cli.history.span import Span
    from cxux_cli.study.periods import window

    if (keep is None) == (before is None):
        raise UsageError("say what stays: --keep N, or what goes: --before WHEN", where="cxux history prune")
    path, _ = history_of(history, _named(study, config))
    limit = Span(window(before, None).since, None).texts[0] if before is not None else None
    gone = forget(path, keep=keep, before=limit, dry_run=dry_run)
    _print(
        _pruned(gone, dry_run=dry_run),
        {"dry_run": dry_run, "pruned": [asdict(each) for each in gone]},
        format,
    )


@app.command()
def verify(
    study: Study = None,
    history: History = None,
    config: Config = None,
    format: Format = "table",
    debug: Debug = False,
) -> None:
    """Check the file, every state against its value, every ledger. Exit 4 where something is wrong."""
    from cxux_cli.history.verify import verify as check

    path, _ = history_of(history, _named(study, config))
    found = check(path)
    if found.problems:
        more = len(found.problems) - _SHOWN
        raise InputError(
            f"the history is not sound: {_many(len(found.problems), 'problem')}",
            where=path,
            hint="put back a copy, or measure these windows again",
            details=found.problems[:_SHOWN] + ((f"and {more} more",) if more > 0 else ()),
        )
    _print_facts(_checked(found, path), {"verified": {**asdict(found), "problems": []}}, format)


def _named(study: str | None, config: str | None) -> str | None:
    """The config that is named, as an argument or as an option."""
    if study is not None and config is not None:
        raise UsageError("the config is named twice", where="--config")
    return study if study is not None else config


def _checked(found: Verified, path: str) -> list[tuple[str, str]]:
    facts = [
        ("Sound", f"{path}: {_many(found.runs, 'run')}, {_many(found.results, 'result')}"),
        ("Checked", "the pages and indexes of the file, and that every row belongs to a run"),
        ("Checked", f"{_many(found.runs, 'ledger')}: rows read are rows used and rows left out"),
        (
            "Checked",
            f"{_many(found.states - found.unknown, 'state')}: each gives the value and n of its result",
        ),
        ("Checked", f"{_many(found.hidden, 'hidden result')}: no number in any"),
        ("Counted", _many(found.outcomes, "outcome of a gate", "outcomes of gates")),
    ]
    if found.unknown:
        note = f"{_many(found.unknown, 'state')} of definitions this version does not compute: not checked"
        facts.append(("Note", note))
    return facts


def _lines(file: str) -> list[str]:
    from pathlib import Path

    try:
        if file == "-":
            return sys.stdin.read().splitlines()
        return Path(file).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=file) from error
    except UnicodeDecodeError as error:
        raise InputError("this is no text in UTF-8, so no exported history", where=file) from error


def _view(found: Summary, path: str) -> View:
    from cxux_cli.render.view import Grid, View

    rows = [
        (
            each.study,
            each.source + (f" where {each.where}" if each.where else ""),
            each.measure,
            each.definition,
            each.first,
            each.last,
            f"{each.windows}",
            f"{each.results}" + (f" ({each.hidden} hidden)" if each.hidden else ""),
            "yes" if each.added == each.results - each.hidden else "in part" if each.added else "no",
        )
        for each in found.series
    ]
    columns = ("study", "source", "measure", "definition", "first", "last", "windows", "results", "pools")
    grids = [Grid(path, columns, tuple(rows), frozenset((6, 7)))]
    if found.gates:
        gates = tuple((g.study, g.gate, ", ".join(g.outcomes), f"{g.runs}") for g in found.gates)
        grids.append(
            Grid(
                "Gates", ("study", "gate", "last outcomes, the newest first", "runs"), gates, frozenset((3,))
            )
        )
    facts = [("Runs", f"{found.runs}")]
    if any(each.added < each.results - each.hidden for each in found.series):
        facts.append(
            ("Note", "pools says whether short windows add up to longer ones: medians and bootstraps do not")
        )
    return View(tuple(grids), tuple(facts))


def _pruned(gone: tuple[Pruned, ...], *, dry_run: bool) -> View:
    from cxux_cli.render.view import Grid, View

    said = "would go" if dry_run else "gone"
    if not gone:
        return View((), (("Pruned", "nothing: every window stays"),))
    rows = tuple((each.study, each.source, each.label, f"{each.results}") for each in gone)
    grid = Grid(
        f"Windows that {'would go' if dry_run else 'are gone'}",
        ("study", "source", "window", "results"),
        rows,
        frozenset((3,)),
    )
    return View((grid,), (("Pruned", f"{_many(len(gone), 'run')} {said}"),))


def _print_facts(facts: list[tuple[str, str]], document: dict[str, Any], format: str) -> None:
    from cxux_cli.render.view import View

    _print(View((), tuple(facts)), document, format)


def _print(view: View, document: dict[str, Any], format: str) -> None:
    from cxux_cli.cli.show import show as shown

    shown(view, document, format=format, color="auto")


def _many(n: int, name: str, several: str = "") -> str:
    return f"{n} {name if n == 1 else several or f'{name}s'}"
