"""What the columns of an event log or a list of page views hold: roles, chosen on evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxux_cli.catalog import people
from cxux_cli.errors import UsageError
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.names import label, resolve
from cxux_cli.study.quantities import Quantity, quantity, without_unit

SESSIONS = ("session id", "ga session id", "session", "visit id", "session key", "sid")
"""Names of the column of sessions, the surest first."""
_NAMES: Mapping[str, tuple[str, ...]] = {
    "person": people.log_names(),
    "session": SESSIONS,
    "time": (
        "event timestamp",
        "timestamp",
        "event time",
        "time",
        "ts",
        "occurred at",
        "viewed at",
        "datetime",
    )
    + ("event date", "date", "created at"),
    "event": ("event name", "event", "event type", "action type", "action", "interaction", "activity"),
    "page": ("page", "page path", "path", "pathname", "current url", "page location", "page url", "url")
    + ("screen", "screen name", "page name", "page title"),
    "target": (
        "target",
        "element",
        "element id",
        "click target",
        "selector",
        "el text",
        "button",
        "component",
    ),
    "feature": ("feature", "feature name", "feature id", "module"),
    "duration": ("time on page", "dwell time", "engagement time", "time spent", "duration"),
    "load-time": (
        "load time",
        "page load time",
        "page load",
        "loading time",
        "load",
        "load event end",
        "plt",
    ),
    "lcp": ("lcp", "largest contentful paint"),
    "inp": ("inp", "interaction to next paint"),
    "cls": ("cls", "cumulative layout shift"),
    "fcp": ("fcp", "first contentful paint"),
    "ttfb": ("ttfb", "time to first byte"),
}
"""Role -> names of its column, the surest first; written without units, in lower case."""
SPEED = ("load-time", "lcp", "inp", "cls", "fcp", "ttfb")
"""The roles that hold the speed of a page, in the order in which they are reported."""
WEB = ("person", "session", "time", "event", "page", "target", "duration", *SPEED)
"""The roles of page views and of what is done on pages."""
ADOPTION = ("person", "time", "event", "feature", "duration")
"""The roles of the use of a product."""
ROLES = tuple(_NAMES)
"""The roles of the columns of any log."""
OTHERWISE = {"respondent": "person", "participant": "person", "when": "time"}
"""What a study config, whose sources may be surveys and tests as well, calls the roles of a log."""
_LONGEST = {
    "load-time": 30.0,
    "lcp": 30.0,
    "fcp": 30.0,
    "inp": 5.0,
    "ttfb": 10.0,
    "duration": 2000.0,
    "cls": None,
}
"""Role of a number -> the longest plausible median in seconds; None for a number without a unit."""
_FILLED = 0.5
"""A column that is blank in more rows yields to the next one that fits, such as an id of signed-in people."""


@dataclass(frozen=True, slots=True)
class Role:
    """A column that holds a role, why, and for a number how it is written."""

    name: str
    column: Column
    why: str
    quantity: Quantity | None = None


def roles(
    source: Source, wanted: Sequence[str], stated: Mapping[str, Sequence[str]], unit: str | None
) -> dict[str, Role]:
    """The roles among `wanted` that the columns hold; a role nobody holds is left out.

    `stated` are the columns people named, which always win, `unit` is that of times where they named it.
    Raises `UsageError` for an unknown role and where two columns fit equally well.
    """
    for role, names in stated.items():
        if role not in wanted:
            raise UsageError(
                f"there is no role '{role}' here",
                where="--column",
                hint=f"the roles are: {', '.join(wanted)}",
            )
        if len(names) > 1:
            raise UsageError("a role has one column", where=f"--column {role}")
    found = {}
    for role in wanted:
        if role in stated:
            found[role] = _role(source, role, resolve(source, stated[role][0], "--column"), "stated", unit)
        elif (column := _named(source, role)) is not None:
            found[role] = _role(source, role, column, "its name", unit)
    taken: dict[int, str] = {}
    for role, of in found.items():
        other = taken.setdefault(of.column.index, role)
        # What happened may be the feature that was used.
        if other != role and {other, role} != {"event", "feature"}:
            raise UsageError(
                f"column {label(of.column)} is to be {other} and {role}", where=f"{source.path}, --column"
            )
    return found


def _role(source: Source, role: str, column: Column, why: str, unit: str | None) -> Role:
    if role not in _LONGEST:
        return Role(role, column, why)
    held = quantity(source, column, unit, _LONGEST[role])
    return Role(role, column, f"{why}; {held.why}" if held.why else why, held)


def _named(source: Source, role: str) -> Column | None:
    """The column with the surest name; one that is mostly blank only where there is no other."""
    rows = max(1, len(source.sample))
    sparse = None
    for name in _NAMES[role]:
        fitting = [c for c in source.columns if name in (_plain(c.name), _plain(c.text))]
        if len(fitting) > 1:
            raise UsageError(
                f"{len(fitting)} columns could be the {role}: {', '.join(label(c) for c in fitting[:6])}",
                where=source.path,
                hint=f"choose one: --column '{role}=#{fitting[0].index + 1}'",
            )
        if fitting:
            if source.answers(fitting[0].index).total() >= _FILLED * rows:
                return fitting[0]
            sparse = sparse or fitting[0]
    return sparse


def _plain(name: str) -> str:
    """A header in words, without its unit: "pageLoadTime_ms" is "page load time"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return without_unit(re.sub(r"[\W_]+", " ", apart).strip().casefold())
