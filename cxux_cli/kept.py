"""What a study remembers: the history and the accepted values that gates are compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cxux_cli.gates.rules import COMPARING
from cxux_cli.judged import Candidate, Compared, candidates
from cxux_cli.results import Result
from cxux_cli.studied.request import Part, Studied, StudyRequest
from cxux_cli.study.config.study import Study
from cxux_cli.study.periods import Window, window
from cxux_cli.verdicts import Baseline, Gate, Where

if TYPE_CHECKING:
    from cxux_cli.history.run import Kept, Run


def compared(request: StudyRequest, found: Studied) -> Compared:
    """What the gates of a study are compared with and counted against. It is only read.

    Raises `InputError` for a baseline or a history that cannot be read, and `LockedError`.
    """
    study = request.study
    mine = [g for g in study.gates if not request.sources or g.source in request.sources]
    judged = candidates(found.report, mine, study.path)
    comparing = [c for c in judged if c.gate.rule in COMPARING]
    return Compared(
        _accepted(study, [c for c in comparing if c.gate.against == "accepted"]),
        _previous(request, found, [c for c in comparing if c.gate.against == "previous"]),
        _outcomes(request, found, judged),
    )


def overlaps(request: StudyRequest) -> tuple[str, ...]:
    """What is to be said where gates count runs in a row and the windows of the runs overlap.

    The same answers are then in several runs, so that bad luck lasts longer and `for` protects less.
    """
    counting = [g for g in request.study.gates if g.runs > 1 and g.source in request.names]
    history, now = request.study.history, _window(request)
    if (
        history is None
        or not counting
        or now.since is None
        or now.until is None
        or not Path(history).exists()
    ):
        return ()
    from cxux_cli.history.read import results

    found = []
    for gate in counting:
        spans = [
            k.span
            for k in results(history, gate.measure)
            if (k.study, k.source) == (name_of(request.study), gate.source) and k.span.is_dated
        ]
        shared = [
            s
            for s in spans
            if s.since is not None
            and s.until is not None
            and (s.since, s.until) != (now.since, now.until)
            and (s.since < now.until and now.since < s.until)
        ]
        if shared:
            found.append(
                f"gate '{gate.id}' counts runs in a row, and this window shares days with that of an earlier run "
                f"({shared[0].label}): windows that do not overlap make a surer gate"
            )
    return tuple(found)


def record(request: StudyRequest, found: Studied, gates: Sequence[Gate], recorded: datetime) -> None:
    """Keep a run in the history of the study, if it has one. Raises as `history.record` does."""
    if request.study.history is None:
        return
    from cxux_cli.history.record import record as keep

    keep(request.study.history, [_run(request, mine, gates, recorded) for mine in _by_source(found)])


def name_of(study: Study) -> str:
    """What a study is called in the history: its name, else the folder of its config."""
    return study.name or Path(study.path).resolve().parent.name


def _accepted(study: Study, judged: Sequence[Candidate]) -> Mapping[str, Baseline]:
    if not judged or study.baseline is None:
        return {}
    from cxux_cli.baseline import read

    accepted = read(study.baseline)
    if accepted is None:
        return {}
    return {c.id: found for c in judged if (found := accepted.of(c.id)) is not None}


def _previous(request: StudyRequest, found: Studied, judged: Sequence[Candidate]) -> Mapping[str, Baseline]:
    """The latest value that the history keeps of what was before, by gate.

    Before a window is what ended by its beginning. Before whole files are the whole files of an earlier run:
    neither this run itself, measured again, nor a week that lies within them.
    """
    history = request.study.history
    if history is None or not judged or not Path(history).exists():
        return {}
    from cxux_cli.history.read import results

    now, before = _window(request), {}
    inputs = {mine[0].source: _run(request, mine, (), datetime.min).inputs for mine in _by_source(found)}
    for c in judged:
        source = request.study.sources[c.gate.source or ""]
        earlier = [
            k
            for k in results(history, c.gate.measure)
            if (k.study, k.source, k.where) == (name_of(request.study), source.name, source.where or "")
            and _same(k.result, c.result)
            and _is_before(k, now, inputs[source.name])
        ]
        if earlier:
            before[c.id] = _baseline(max(earlier, key=lambda k: (k.span.texts[1], k.recorded)), c)
    return before


def _is_before(kept: Kept, now: Window, inputs: str) -> bool:
    if now.since is not None:
        return kept.span.until is not None and kept.span.until <= now.since
    if now.until is not None:
        return kept.span.since is None and kept.span.until is not None and kept.span.until < now.until
    return kept.span.since is None and kept.span.until is None and kept.inputs != inputs


def _same(kept: Result, result: Result) -> bool:
    own, its = (
        (r.persona, r.task, {n: v for n, v in r.segment.items() if n != "condition"}) for r in (kept, result)
    )
    return own == its and kept.estimate.value is not None


def _baseline(kept: Kept, candidate: Candidate) -> Baseline:
    result, gate = kept.result, candidate.gate
    segment = {n: v for n, v in result.segment.items() if n != "condition"}
    where = Where(gate.source, result.task, result.persona, segment, kept.where or None)
    value = result.estimate.value or 0.0
    return Baseline(
        kept.span.label or kept.recorded.isoformat(),
        *(value, result.estimate.n, result.estimate.evidence, result.definition, where),
    )


def _outcomes(
    request: StudyRequest, found: Studied, judged: Sequence[Candidate]
) -> Mapping[str, Sequence[str]]:
    """The outcomes of earlier runs, the latest last, of gates that count runs in a row."""
    counting = [c for c in judged if c.gate.runs > 1]
    if request.study.history is None or not counting:
        return {}
    from cxux_cli.history.read import previous_outcomes

    outcomes: dict[str, Sequence[str]] = {}
    for mine in _by_source(found):
        ids = [c.id for c in counting if c.gate.source == mine[0].source]
        if ids:
            newest_first = previous_outcomes(
                request.study.history,
                ids,
                max(c.gate.runs for c in counting) - 1,
                study=name_of(request.study),
                window=_window(request),
                inputs=_run(request, mine, (), datetime.min).inputs,
            )
            outcomes |= {gate: tuple(reversed(each)) for gate, each in newest_first.items()}
    return outcomes


def _run(request: StudyRequest, parts: Sequence[Part], gates: Sequence[Gate], recorded: datetime) -> Run:
    from cxux_cli.history.run import Run

    study, source = request.study, request.study.sources[parts[0].source]
    report = replace(parts[0].report, results=tuple(r for p in parts for r in p.report.results))
    return Run.of(
        report,
        study=name_of(study),
        recorded=recorded,
        source=source.name,
        where=source.where or "",
        window=_window(request),
        config=study.sha256,
        outcomes={gate.id: gate.outcome for gate in gates if gate.where.source == source.name},
    )


def _window(request: StudyRequest) -> Window:
    return window(request.since, request.until, request.study.timezone)


def _by_source(found: Studied) -> list[list[Part]]:
    sources = dict.fromkeys(part.source for part in found.parts)
    return [[part for part in found.parts if part.source == name] for name in sources]
