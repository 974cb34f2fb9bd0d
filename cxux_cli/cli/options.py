"""The options that mean the same everywhere, as data; a command takes those that fit its measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

import typer

from cxux_cli.errors import UsageError

Format = Literal["table", "json", "csv", "markdown"]
Color = Literal["auto", "always", "never"]
FailOn = Literal["error", "warn"]


class Keep(StrEnum):
    """Rows a tool marks as no answers, which may be kept all the same; duplicates are kept anyway."""

    UNFINISHED = "unfinished"
    PREVIEW = "preview"
    DUPLICATE = "duplicate"


_COLUMNS = "Columns and rows"
_TIME = "Time"
_STUDY = "Study"
_READING = "Reading the file"
_OUTPUT = "Output"


@dataclass(frozen=True, slots=True)
class Option:
    """One parameter of a generated command."""

    name: str
    annotation: Any
    default: Any


def option(name: str, type_: Any, default: Any, help: str, panel: str, *flags: str, **extra: Any) -> Option:
    """An option as it stands in a help text: its type, default, text and panel."""
    flags = flags or (f"--{name.replace('_', '-')}",)
    info = typer.Option(*flags, help=help, rich_help_panel=panel, **extra)
    return Option(name, Annotated[type_, info], default)


FILES = Option(
    "files",
    Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...", help="Exports: paths, globs, several files, or - for standard input."
        ),
    ],
    None,
)


def slicing(floor: int) -> tuple[Option, ...]:
    """Columns and rows; `floor` is the privacy floor that goes without saying."""
    return (
        *_SLICING,
        option("min_n", int, floor, "Privacy floor: smaller groups show no number.", _COLUMNS, min=1),
    )


_SLICING = (
    option(
        "column",
        list[str] | None,
        None,
        "Bind a column: ROLE=NAME (name, question text or #3).",
        _COLUMNS,
        metavar="ROLE=NAME",
    ),
    option(
        "by",
        list[str] | None,
        None,
        "One result per value of this column; repeat to cross several.",
        _COLUMNS,
        metavar="COLUMN",
    ),
    option(
        "where",
        str | None,
        None,
        "Keep rows: one SQL condition, e.g. \"plan = 'pro' AND age >= 18\".",
        _COLUMNS,
        metavar="EXPR",
    ),
    option(
        "weight", str | None, None, "Survey weights; the effective n is shown.", _COLUMNS, metavar="COLUMN"
    ),
    option(
        *("every", Literal["day", "week", "month", "quarter", "year"] | None, None),
        *("A series: one result per day, week (from Monday), month, quarter or year.", _TIME),
        metavar="PERIOD",
    ),
    option(
        *("since", str | None, None, "Rows from then on: 2026-01-05, 2026-01, 2026-W02, 2026-Q1.", _TIME),
        metavar="WHEN",
    ),
    option(
        *("until", str | None, None, "Rows before then: --until 2026-04 ends with March.", _TIME),
        metavar="WHEN",
    ),
    option(
        *("date", str | None, None, "The column that says when; found by itself as a rule.", _TIME),
        metavar="COLUMN",
    ),
    option(
        *("date_order", Literal["day-first", "month-first"] | None, None),
        *("Whether 03/04 is April or March, where the dates do not show it.", _TIME),
    ),
    option(*("timezone", str | None, None, "Where a day begins, e.g. Europe/Madrid.", _TIME), metavar="ZONE"),
    option(
        *("persona", list[str] | None, None),
        *("A persona of the study beside everybody and those of none; repeat, or all.", _STUDY),
        metavar="ID",
    ),
    option(
        *(
            "config",
            str | None,
            None,
            "The study config; else CXUX_CONFIG, else cxux.yaml here or above.",
            _STUDY,
        ),
        metavar="FILE",
    ),
    option(
        *("source", str | None, None, "A source of the study config, instead of files.", _STUDY),
        metavar="NAME",
    ),
    option(
        *("keep", list[Keep] | None, None),
        *("Keep rows that are left out by themselves: unfinished, preview or duplicate.", _COLUMNS),
        metavar="ROWS",
    ),
)


QUESTIONS = option(
    *("column", list[str] | None, None, "A question: column (name, text or #3) or wording; all without it."),
    *(_COLUMNS,),
    metavar="NAME",
)
CONFIDENCE = option("confidence", float, 0.95, "Two-sided confidence level of the intervals.", "Statistics")
STRICT = option("strict", bool, False, "Exit 3 when there is nothing to measure.", "Gate", "--strict")


SCALE = option(
    *("scale", str | None, None, "The scale the answers are really on, e.g. 1-10.", "Statistics"),
    metavar="LOW-HIGH",
)
VARIANT = option("variant", str | None, None, "The wording, where a measure has several.", "Statistics")


def share_interval(intervals: tuple[str, ...]) -> Option:
    """The interval of a share; the first of `intervals` is the default."""
    return option(
        *("interval", str, intervals[0], f"Of a share: {', '.join(intervals)}.", "Statistics"),
        metavar="NAME",
        autocompletion=lambda: list(intervals),
    )


def statistics(intervals: tuple[str, ...]) -> tuple[Option, ...]:
    """How the statistic is computed; `intervals` are the names the measure has, the default first."""
    return (
        CONFIDENCE,
        option(
            *(
                "interval",
                str | None,
                None,
                f"{', '.join(intervals)}; the first is the default.",
                "Statistics",
            ),
            metavar="NAME",
            autocompletion=lambda: list(intervals),
        ),
        SCALE,
    )


def gate(*, higher: bool) -> tuple[Option, ...]:
    """The gate of a measure; the option against its direction is known, to be refused with a reason."""
    return (
        option(
            *("fail_under", float | None, None, "Exit 1 when the value is below this.", "Gate"),
            metavar="X",
            hidden=not higher,
        ),
        option(
            *("fail_over", float | None, None, "Exit 1 when the value is above this.", "Gate"),
            metavar="X",
            hidden=higher,
        ),
        STRICT,
    )


QUESTIONNAIRE = (
    option(
        "variant",
        str | None,
        None,
        "standard, positive (all items worded positively) or contributions (already turned, 0-4).",
        "Statistics",
    ),
    option(
        "missing",
        Literal["listwise", "prorate", "midpoint"],
        "listwise",
        "People with items missing: leave out; prorate (one item); count as the middle.",
        "Statistics",
    ),
)


def wordings(variants: tuple[str, ...]) -> tuple[Option, ...]:
    """The wording a question was asked in, where the measure knows several."""
    help = f"The wording, where the file does not show it: {' or '.join(variants)}."
    return (option("variant", str | None, None, help, "Statistics", autocompletion=lambda: list(variants)),)


TOP = option(
    *(
        "top",
        int | None,
        None,
        "How many answers at the top count; usual: 2 of 5 and 7, 3 of 10.",
        "Statistics",
    ),
    min=1,
)
ABOUT = option(
    *("about", Literal["brand", "product"] | None, None),
    *("What was asked about: product makes it a UX measure.", "Statistics"),
)
COUNTS = (
    option(
        "counts",
        str | None,
        None,
        "Counts instead of a file: 0=3,1=2,… or promoters=60,passives=36,…",
        "Statistics",
        metavar="NAME=N,…",
    ),
)
READING = (
    option("dialect", str | None, None, "The tool that wrote the file, e.g. qualtrics.", _READING),
    option("encoding", str | None, None, "The encoding, e.g. cp1252.", _READING),
    option("delimiter", str | None, None, 'The delimiter, e.g. ";" or tab.', _READING),
    option("header_rows", int | None, None, "How many header rows there are.", _READING, min=0, max=5),
    option("sheet", str | None, None, "The sheet of a workbook, by name or number.", _READING),
    option(
        "labels", str | None, None, "A YAML file with answer words of your own.", _READING, metavar="FILE"
    ),
    option(
        "layout",
        Literal["wide", "long"] | None,
        None,
        "What a row is: wide, a respondent; long, one answer of a respondent.",
        _READING,
    ),
    option(
        *(
            "limits",
            float,
            1.0,
            "Times the limits on cells and lengths, for large files you trust.",
            _READING,
        ),
        metavar="FACTOR",
        min=1,
    ),
)
OUTPUT = (
    option("format", Format, "table", "What standard output carries.", _OUTPUT),
    option("json", str | None, None, "Also write the report as JSON.", _OUTPUT, metavar="PATH"),
    option("csv", str | None, None, "Also write the results as CSV.", _OUTPUT, metavar="PATH"),
    option(
        *("csv_bom", bool, False, "Begin CSV with a byte order mark, by which Excel knows UTF-8.", _OUTPUT),
        "--csv-bom",
    ),
    option("md", str | None, None, "Also write the report as Markdown.", _OUTPUT, metavar="PATH"),
    option("html", str | None, None, "Also write the report as one HTML page.", _OUTPUT, metavar="PATH"),
    option("xlsx", str | None, None, "Also write the report as a workbook.", _OUTPUT, metavar="PATH"),
    option(
        *("charts", str | None, None, "Also write every chart to this folder, as SVG and PNG.", _OUTPUT),
        metavar="FOLDER",
    ),
    option(
        "scores", str | None, None, "Also write one row per person: id, score, flag.", _OUTPUT, metavar="PATH"
    ),
    option("color", Color, "auto", "Colours: NO_COLOR and FORCE_COLOR count under auto.", _OUTPUT),
    option("quiet", bool, False, "Print nothing when all is well.", _OUTPUT, "--quiet", "-q"),
    option("verbose", bool, False, "Say on stderr what is being done.", _OUTPUT, "--verbose", "-v"),
    option("debug", bool, False, "Show where an error of cxux itself happened.", _OUTPUT, "--debug"),
)


def columns(given: list[str] | None) -> dict[str, list[str]]:
    """`ROLE=NAME` options as role -> names. Raises `UsageError` for anything else."""
    bound: dict[str, list[str]] = {}
    for text in given or ():
        role, equals, name = text.partition("=")
        if not equals or not role.strip() or not name.strip():
            raise UsageError(
                f"'{text}' is not ROLE=NAME", where="--column", hint="for example --column score=Q5"
            )
        bound.setdefault(role.strip(), []).append(name.strip())
    return bound


def scale(given: str | None) -> tuple[int, int] | None:
    """`LOW-HIGH` as two whole numbers."""
    if given is None:
        return None
    match = re.fullmatch(r"\s*(\d{1,6})\s*(?:-|\.\.|to)\s*(\d{1,6})\s*", given)
    if not match or int(match[1]) >= int(match[2]):
        raise UsageError(f"'{given}' is not a scale", where="--scale", hint="for example --scale 1-10")
    return int(match[1]), int(match[2])


def counts(given: str | None) -> dict[str, int] | None:
    """`name=n,…` as counts of people."""
    if given is None:
        return None
    found: dict[str, int] = {}
    for part in given.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals or not (number.isascii() and number.isdecimal()) or not name:
            raise UsageError(
                f"'{part.strip()}' is not NAME=COUNT",
                where="--counts",
                hint="for example promoters=60,passives=36,detractors=24",
            )
        if name in found:
            raise UsageError(f"'{name}' stands twice", where="--counts")
        if len(number) > 12:
            raise UsageError(f"'{number}' is more people than there are", where="--counts")
        found[name] = int(number)
    return found


def signature(options: tuple[Option, ...], function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function the parameters that Typer is to read from it."""
    import inspect

    parameters = [
        inspect.Parameter(o.name, inspect.Parameter.KEYWORD_ONLY, default=o.default, annotation=o.annotation)
        for o in options
    ]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {o.name: o.annotation for o in options}
    return function
