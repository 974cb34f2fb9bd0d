"""Everything wrong with a config, said at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cxux_cli.errors import CxuxError, UsageError

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, at a line from 1."""

    line: int
    message: str
    hint: str | None = None


def together(problems: Iterable[Problem], path: str) -> UsageError:
    """All problems as one error, by line. There must be at least one."""
    ordered = sorted(set(problems), key=lambda p: (p.line, p.message))
    if len(ordered) == 1:
        (only,) = ordered
        return UsageError(only.message, where=f"{path}:{only.line}", hint=only.hint)
    shown = [
        f"{path}:{p.line}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in ordered[:MOST_SHOWN]
    ]
    if len(ordered) > MOST_SHOWN:
        shown.append(f"and {len(ordered) - MOST_SHOWN} more")
    return UsageError(f"the study config has {len(ordered)} problems", where=path, details=tuple(shown))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A question about the likeliest misspelling, or None."""
    from difflib import get_close_matches

    folded = {key.casefold(): key for key in known}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return f"did you mean '{folded[close[0]]}'?" if close else None


def from_error(error: CxuxError, line: int) -> Problem:
    """An error raised for one place of a config as a problem among others; `--dialect` is a key there."""
    where = (error.where or "").removeprefix("--")
    return Problem(line, f"{where}: {error.message}" if where else error.message, error.hint)
