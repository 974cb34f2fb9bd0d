"""Files or segments side by side: every measure of each, and whether each pair of them differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import PurePath

from cxux_cli.compare import compared
from cxux_cli.errors import InputError, UsageError
from cxux_cli.request import Request
from cxux_cli.results import Comparison, Report, Result
from cxux_cli.run import run_all
from cxux_cli.slicing import SOURCE
from cxux_cli.stats.multiplicity import holm

MOST = 12
"""Groups at most: of more, the pairs would be too many to read, and the tests too many to find anything."""
_BLOCK = "condition"
_DIFFERENT = (
    "the people of two groups are taken for different ones: where the same people are in both, a paired test "
    "would find more"
)


def run(requests: Sequence[Request]) -> Report:
    """Measure what the inputs hold of several measures, by the one column the requests name, and compare.

    Raises `UsageError` for groups that are too few or too many, and as `run_all` does.
    """
    report = run_all(requests).report
    series = _series(_in_order(report), requests[0].by[0])
    if not series:
        raise InputError("nothing that can be compared is measured", where=", ".join(requests[0].paths))
    names = list(dict.fromkeys(_name(r) for results in series for r in results))
    if not 2 <= len(names) <= MOST:
        shown = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        raise UsageError(
            f"{len(names)} group{'s' * (len(names) != 1)} to compare ({shown}), and it takes 2 to {MOST}",
            where="--by",
            hint="choose groups with --where, or another column",
        )
    found = [c for results in series for c in _pairs(results, requests[0].confidence)]
    adjusted = holm([each.p for each in found])
    comparisons = tuple(replace(each, p_adjusted=p) for each, p in zip(found, adjusted, strict=True))
    kept = tuple(r for results in series for r in results)
    return replace(report, results=kept, comparisons=comparisons, notes=(*report.notes, _DIFFERENT))


def _in_order(report: Report) -> list[Result]:
    """The results, those of files in the order in which the files were given."""
    names = [PurePath(source.path).name for source in report.sources]

    def rank(result: Result) -> int:
        label = result.segment.get(SOURCE)
        found = (i for i, name in enumerate(names) if name == label or name.startswith(f"{label}."))
        return next(found, len(names))

    return sorted(report.results, key=rank)


def _series(results: Sequence[Result], by: str) -> list[list[Result]]:
    """Results that differ in their group alone, measure by measure; a block of a questionnaire is one of its own."""
    found: dict[object, list[Result]] = {}
    for r in results:
        if any(name.casefold() == by.casefold() for name in r.segment):
            key = (r.measure, r.definition, r.scale, r.segment.get(_BLOCK))
            found.setdefault(key, []).append(r)
    return list(found.values())


def _pairs(results: Sequence[Result], confidence: float) -> Iterator[Comparison]:
    """Every pair of groups with a value: the later one less the earlier one."""
    shown = [r for r in results if r.estimate.value is not None]
    for b, a in combinations(shown, 2):
        yield compared(a, b, (_name(a), _name(b)), confidence=confidence)


def _name(result: Result) -> str:
    return ", ".join("(blank)" if value is None else value for value in result.segment.values())
