"""The command tree: listed without being built, so that help and errors stay fast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_command_from_info
from typer.models import CommandInfo

from cxux_cli.errors import UsageError
from cxux_cli.estimate import Kind
from cxux_cli.measures.registry import COMMANDS

_SCORE = "Examples:\n\ncxux score survey.csv\n\ncxux score survey.csv --by plan --format json"
_TABLE = "Examples:\n\ncxux table survey.csv\n\ncxux table survey.csv --column Q7 --by plan --format csv"
_TASKS = (
    "Examples:\n\ncxux tasks usability_test.csv\n\ncxux tasks usability_test.csv --config cxux.yaml --by role"
)
_WEB = "Examples:\n\ncxux web page_views.csv --by page\n\ncxux web events.csv --session-gap 30m --bounce ga4"
_ADOPTION = (
    "Examples:\n\ncxux adoption events.csv --since 2026-03"
    "\n\ncxux adoption events.csv --features search,export"
)
_PROBLEMS = (
    "Examples:\n\ncxux problems matrix.csv\n\ncxux problems sightings.csv --participants 12 --goal 0.85"
)
_CARDS = "Examples:\n\ncxux cards sort.csv\n\ncxux cards sort.csv --format json"
_TREE = "Examples:\n\ncxux tree tree_test.csv\n\ncxux tree tree_test.csv --column outcome=Result"
_REPORT = "Examples:\n\ncxux report cxux.yaml\n\ncxux report --since 2026-W38 --until 2026-W39 --json r.json"
_CHECK = "Examples:\n\ncxux check\n\ncxux check cxux.yaml --junit gates.xml --explain"
_COMPARE = "Examples:\n\ncxux compare before.csv after.csv\n\ncxux compare survey.csv --by plan --measure nps"
_TREND = (
    "Examples:\n\ncxux trend nps\n\ncxux trend success --history history.sqlite --task checkout --every month"
)
_INIT = "Examples:\n\ncxux init survey.csv sessions.csv\n\ncxux init exports/*.csv -o -"
_CONTEXT = {"help_option_names": ["-h", "--help"]}


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as it is listed. `load` is called only when it runs; a group of commands is a `Typer`."""

    name: str
    summary: str
    panel: str
    load: Callable[[], Callable[..., Any] | typer.Typer]
    epilog: str = ""


def _verb(module: str) -> Callable[[], Callable[..., Any]]:
    return lambda: import_module(f"cxux_cli.cli.{module}").command


def _built(module: str) -> Callable[[], Callable[..., Any]]:
    """A verb whose options are put together when it runs."""
    return lambda: import_module(f"cxux_cli.cli.{module}").build()


def _group(module: str) -> Callable[[], typer.Typer]:
    return lambda: cast(typer.Typer, import_module(f"cxux_cli.cli.{module}").app)


def _metric(key: str) -> Callable[[], Callable[..., Any]]:
    def load() -> Callable[..., Any]:
        from cxux_cli.cli.metric import command

        return command(COMMANDS[key])

    return load


def _examples(key: str) -> str:
    lines = (
        f"cxux {key} responses.csv",
        f"cxux {key} responses.csv --by plan",
        f"cxux {key} - --format json < r.csv",
    )
    return "Examples:\n\n" + "\n\n".join(lines)


def _entries() -> dict[str, Entry]:
    panels = {
        Kind.CX: "CX measures (buying, being helped, the brand)",
        Kind.UX: "UX measures (using the product)",
    }
    metrics = [
        Entry(m.key, m.summary, panels[m.kind], _metric(m.key), _examples(m.key))
        for m in sorted(COMMANDS.values(), key=lambda m: m.kind)
    ]
    metrics.append(
        Entry(
            "tasks",
            "A usability test: success, time, errors, efficiency, SUM by task.",
            panels[Kind.UX],
            _built("tasks"),
            _TASKS,
        )
    )
    verbs = [
        Entry("score", "Everything measurable in a file, in one scan.", "Look", _built("score"), _SCORE),
        Entry(
            "compare",
            "Files or segments side by side: every measure, every pair tested.",
            "Look",
            _built("compare"),
            _COMPARE,
        ),
        Entry(
            "table",
            "Any question of a survey: shares and means, by segment.",
            "Look",
            _built("table"),
            _TABLE,
        ),
        Entry(
            "web",
            "How fast pages are and how they are visited, from page views or events.",
            "Telemetry",
            _built("web"),
            _WEB,
        ),
        Entry(
            "adoption",
            "Who uses a product and its features, from an event log.",
            "Telemetry",
            _built("adoption"),
            _ADOPTION,
        ),
        Entry(
            "problems",
            "Usability problems: frequency, severity, impact, and how many are still unseen.",
            "Studies",
            _built("problems"),
            _PROBLEMS,
        ),
        Entry(
            "cards",
            "A card sort: similarity, groups, agreement, category names.",
            "Studies",
            _built("cards"),
            _CARDS,
        ),
        Entry(
            "tree",
            "A tree test or first-click test: success, directness, skips, time.",
            "Studies",
            _built("tree"),
            _TREE,
        ),
        Entry("inspect", "What is in a file, and what can be measured in it.", "Look", _verb("inspect")),
        Entry("list", "All measures, with kind and one line each.", "Look", _verb("list")),
        Entry(
            "explain",
            "Definition, formula, interval, norms and sources of a measure.",
            "Look",
            _built("explain"),
        ),
        Entry(
            "demo", "Measure packaged samples: the quickest way to see what comes out.", "Look", _verb("demo")
        ),
        Entry(
            "schema",
            "The JSON Schema of the report, or of the study config.",
            "For programs",
            _verb("schema"),
        ),
        Entry(
            "report",
            "Everything a study config names: measures, personas, segments.",
            "Study",
            _built("report"),
            _REPORT,
        ),
        Entry(
            "check",
            "The gates of a study config: exit 1 when the data show a missed target.",
            "Study",
            _built("check"),
            _CHECK,
        ),
        Entry(
            "baseline",
            "Accept the values of today, with a reason: what no_regression compares with.",
            "Study",
            _group("baseline"),
        ),
        Entry(
            "trend",
            "A measure over time, from the history: changes with their tests, limits, releases.",
            "Study",
            _built("trend"),
            _TREND,
        ),
        Entry(
            "history",
            "What was measured before: show, export, import, prune, verify.",
            "Study",
            _group("history"),
        ),
        Entry("init", "Write a study config for data files.", "Study", _verb("init"), _INIT),
        Entry("config", "Check the study config cxux.yaml.", "Study", _group("config")),
        Entry("schedule", "Show how a report is made every week.", "Study", _group("schedule")),
    ]
    return {entry.name: entry for entry in (*metrics, *verbs)}


class LazyGroup(TyperGroup):
    """Lists every command from its entry and builds only the one that is invoked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.entries = _entries()
        for entry in self.entries.values():
            stub = TyperCommand(entry.name, help=entry.summary, rich_help_panel=entry.panel)
            self.add_command(stub)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Build the command the arguments name."""
        if args and args[0] not in self.commands and (lower := args[0].lower()) in self.commands:
            raise UsageError(f"there is no command '{args[0]}'", hint=f"did you mean: cxux {lower}?")
        name, command, rest = super().resolve_command(ctx, args)
        if name is None or command is None:
            return name, command, rest
        entry = self.entries[name]
        loaded = entry.load()
        if isinstance(loaded, typer.Typer):
            return name, get_command(loaded), rest
        info = CommandInfo(
            name=name,
            callback=loaded,
            help=entry.summary,
            epilog=entry.epilog,
            context_settings=_CONTEXT,
        )
        built = get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode="rich")
        return name, built, rest


def build() -> TyperGroup:
    """The root of the command tree."""
    app = typer.Typer(
        cls=LazyGroup,
        no_args_is_help=True,
        add_completion=True,
        context_settings=_CONTEXT,
        help="How good is the experience, really? Measures of customer and user experience from the exports "
        "you already have: every number with its n, its interval, its definition and what was left out.",
        epilog="Start with: cxux demo, or cxux inspect FILE, or cxux nps FILE.",
    )

    @app.callback()
    def root(
        version: bool = typer.Option(False, "--version", help="Show the versions and exit.", is_eager=True),
    ) -> None:
        if version:
            from cxux_cli.cli.version import show

            show()
            raise typer.Exit

    return cast(TyperGroup, get_command(app))
