"""The report on a study to verdicts: which result each gate judges, and what it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cxux_cli.errors import UsageError
from cxux_cli.gates.judge import absent, judge
from cxux_cli.gates.rules import COMPARING
from cxux_cli.gates.settle import settle
from cxux_cli.gates.terms import GateConfig
from cxux_cli.measures.declared import DECLARED
from cxux_cli.results import Estimate, Report, Result
from cxux_cli.studied.request import CONDITION, PERSONA, TASK, Studied, StudyRequest
from cxux_cli.studied.run import run as measured
from cxux_cli.studied.wanted import is_of_task
from cxux_cli.study.personas import UNASSIGNED
from cxux_cli.verdicts import Baseline, Gate

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What gates are compared with and counted against; a gate without an entry has nothing of the kind.

    `accepted` and `previous` hold the baselines by the id of the gate; `outcomes` its outcomes in earlier
    runs, the latest last.
    """

    accepted: Mapping[str, Baseline]
    previous: Mapping[str, Baseline]
    outcomes: Mapping[str, Sequence[str]]


NOTHING = Compared({}, {}, {})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One result that a gate judges, under the id that its own verdict has."""

    id: str
    gate: GateConfig
    result: Result


def candidates(report: Report, gates: Sequence[GateConfig], path: str) -> list[Candidate]:
    """The results that gates judge, in the order of the gates.

    Raises `UsageError` where a gate does not say which of several results it means.
    """
    return [Candidate(_id(gate, r), gate, r) for gate in gates for r in _matching(report.results, gate, path)]


def gates(
    request: StudyRequest,
    found: Studied,
    *,
    today: date,
    compared: Compared = NOTHING,
    stale: Mapping[str, str] | None = None,
) -> tuple[Gate, ...]:
    """The verdicts of all gates of a study; `stale` says of sources why they count as having no data.

    Statistics without exact bounds (medians, percentiles) are measured again at the confidence of the gate.
    """
    study = request.study
    stale = stale or {}
    mine = [g for g in study.gates if not request.sources or g.source in request.sources]
    known = candidates(found.report, mine, study.path)
    lacking = [
        c
        for c in known
        if c.gate.rule not in (*COMPARING, "point")
        and c.result.estimate.evidence is None
        and c.result.estimate.value is not None
    ]
    again = _again(request, lacking)
    verdicts: list[Gate] = []
    for gate in mine:
        of_gate = [c for c in known if c.gate is gate]
        if gate.source in stale or not of_gate:
            declared = DECLARED[gate.measure]
            verdicts.append(
                absent(
                    gate,
                    unit=declared.unit,
                    better=declared.better,
                    detail=stale.get(gate.source or "", "") or _absence(gate, found.report),
                    today=today,
                    source=gate.source,
                    file=study.path,
                )
            )
            continue
        baselines = compared.previous if gate.against == "previous" else compared.accepted
        verdicts += [
            judge(
                replace(c.result, segment=_segment(c.result)),
                replace(gate, id=c.id),
                today=today,
                baseline=baselines.get(c.id),
                previous=compared.outcomes.get(c.id, ()),
                interval=again.get((gate.confidence, _place(c.result))),
                group=gate.id,
                source=gate.source,
                condition=study.sources[gate.source].where if gate.source else None,
                file=study.path,
            )
            for c in of_gate
        ]
    return settle(verdicts, study.policy)


def _again(request: StudyRequest, lacking: Sequence[Candidate]) -> dict[Key, Estimate]:
    """The estimates of statistics without exact bounds, at the two-sided confidence of each gate."""
    found: dict[Key, Estimate] = {}
    for confidence in sorted({c.gate.confidence for c in lacking}):
        sources = tuple({c.gate.source or "": None for c in lacking if c.gate.confidence == confidence})
        more = measured(replace(request, sources=sources, confidence=2 * confidence - 1))
        found |= {(confidence, _place(r)): r.estimate for r in more.report.results}
    return found


def _place(r: Result) -> Key:
    return r.source, r.measure, r.definition, r.persona, r.task, r.period, tuple(r.segment.items())


def _matching(results: Sequence[Result], gate: GateConfig, path: str) -> Iterator[Result]:
    fits: list[Callable[[Result], bool]] = [
        lambda r: (r.source, r.measure, r.period) == (gate.source, gate.measure, None),
        lambda r: r.persona not in (None, UNASSIGNED) if gate.each == PERSONA else r.persona == gate.persona,
        lambda r: (r.task is not None) if gate.each == TASK else is_of_task(r, gate.task, results),
        lambda r: _is_segment(_segment(r), gate),
        lambda r: gate.segment.get(CONDITION) in (None, r.segment.get(CONDITION)),
    ]
    found = [r for r in results if all(fit(r) for fit in fits)]
    conditions = {r.segment.get(CONDITION) for r in found}
    if len(conditions) > 1:
        raise UsageError(
            f"gate '{gate.id}': the question was asked several times in every row",
            where=f"{path}:{gate.line}",
            hint=f"say which: segment: {{{CONDITION}: {next(iter(sorted(map(str, conditions))))}}}",
        )
    yield from found


def _is_segment(segment: Mapping[str, str | None], gate: GateConfig) -> bool:
    """Whether a segment is the one of the gate, or one of the column that it is there for each value of."""
    wanted = {name: value for name, value in gate.segment.items() if name != CONDITION}
    column = gate.each if gate.each not in (None, TASK, PERSONA) else None
    own = {name.casefold(): value for name, value in segment.items()}
    names = {name.casefold() for name in (*wanted, *([column] if column else []))}
    return set(own) == names and all(own[n.casefold()] == value for n, value in wanted.items())


def _segment(result: Result) -> dict[str, str | None]:
    return {name: value for name, value in result.segment.items() if name != CONDITION}


def _id(gate: GateConfig, result: Result) -> str:
    """The id of a verdict: that of the gate, with what it is there for each of."""
    if gate.each is None:
        return gate.id
    if gate.each in (TASK, PERSONA):
        return f"{gate.id}/{result.task if gate.each == TASK else result.persona}"
    own = {name.casefold(): value for name, value in result.segment.items()}
    value = own.get(gate.each.casefold())
    return f"{gate.id}/{'(blank)' if value is None else value}"


def _absence(gate: GateConfig, report: Report) -> str:
    """Why there is no result for a gate, and what there is instead."""
    mine = [r for r in report.results if (r.source, r.measure) == (gate.source, gate.measure)]
    if not mine:
        return f"source '{gate.source}' holds no {gate.measure}"
    tasks = sorted({r.task for r in mine if r.task})
    if gate.task is not None and gate.task not in tasks:
        return f"there is no task '{gate.task}' in the data; there are: {', '.join(tasks[:8])}"
    for name, value in gate.segment.items():
        there = sorted({str(r.segment[name]) for r in mine if name in r.segment})
        if value not in there:
            return f"nobody has {name} = {value}; there are: {', '.join(there[:8])}"
    return "nobody in the data is meant by it"
