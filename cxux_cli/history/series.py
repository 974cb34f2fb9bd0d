"""One series of a history: what belongs together among everything kept of a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cxux_cli.errors import UsageError
from cxux_cli.history.read import Group
from cxux_cli.history.run import Kept

_SHOWN = 8
"""Choices that a message names at most."""


def one_series(
    found: Sequence[Kept],
    *,
    path: str,
    study: str | None,
    source: str | None,
    where: str | None,
) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    """Of all results of one measure and group those under one definition; and what is to be said.

    A study or source that is not stated must be the only one. Where the definition, the scale or the
    condition on rows changed, the newest counts. Raises `UsageError` where nothing, or more than one thing,
    is meant.
    """
    found = _only(found, "study", study, lambda each: each.study, path)
    found = _only(found, "source", source, lambda each: each.source, path)
    if where is not None:
        found = _only(found, "where", where, lambda each: each.where, path)
    newest = _kind(max(found, key=lambda each: (each.recorded, each.span.texts)))
    series = tuple(each for each in found if _kind(each) == newest)
    others = sorted({_kind(each) for each in found} - {newest})
    notes: tuple[str, ...] = ()
    if others:
        notes = (
            f"{len(found) - len(series)} results of another definition, scale or choice of rows are left out: "
            f"{_choices(' '.join(filter(None, other)) for other in others)}",
        )
    return series, notes


def _kind(kept: Kept) -> tuple[str, str, str]:
    """What has to be the same for two results to be comparable."""
    scale = kept.result.scale
    return (
        kept.result.definition,
        f"on a scale from {scale[0]} to {scale[1]}" if scale else "",
        f"where {kept.where}" if kept.where else "",
    )


def _only(
    kept: Sequence[Kept], name: str, stated: str | None, of: Callable[[Kept], str], path: str
) -> list[Kept]:
    """What has the stated study, source or condition; without one, all if there is only one."""
    there = sorted({of(each) for each in kept})
    if stated is None:
        if len(there) > 1:
            raise UsageError(
                f"the history holds more than one {name}: {_choices(there)}",
                where=path,
                hint=f"say which one with --{name}",
            )
        return list(kept)
    if stated not in there:
        raise UsageError(
            f"nothing of it is kept for '{stated[:60]}'",
            where=f"--{name}",
            hint=f"there is: {_choices(there)}",
        )
    return [each for each in kept if of(each) == stated]


def unknown(measure: str, there: Sequence[str], path: str) -> UsageError:
    """The error for a measure of which nothing is kept, with what there is, if there is anything."""
    from difflib import get_close_matches

    if not there:
        return UsageError(
            "the history holds no results yet",
            where=path,
            hint="cxux report and cxux check write them",
        )
    close = get_close_matches(measure, there, n=1)
    return UsageError(
        f"the history holds nothing of '{measure[:60]}'",
        where=path,
        hint=f"did you mean {close[0]}?" if close else f"there is: {_choices(there)}",
    )


def nobody(measure: str, group: Group, there: Iterable[Kept], path: str) -> UsageError:
    """The error for a group of which nothing is kept, with the groups there are."""
    groups = (Group(k.result.persona, k.result.task, k.result.segment) for k in there)
    return UsageError(
        f"nothing is kept of {measure} for {_words(group)}",
        where=path,
        hint=f"there is: {_choices(dict.fromkeys(map(_words, groups)))}",
    )


def _words(group: Group) -> str:
    said = [f"--persona {group.persona}"] if group.persona else []
    said += [f"--task {group.task}"] if group.task else []
    said += [f"--segment {name}={value or ''}" for name, value in group.segment.items()]
    return " ".join(said) or "everybody"


def _choices(names: Iterable[str]) -> str:
    found = [name or "(none)" for name in names]
    rest = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + rest
