"""The cells of one scan to a report: segments, totals, and what the whole file refutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.assemble.privacy import hide
from cxux_cli.assemble.questionnaire import scorer
from cxux_cli.assemble.result import item_readings, result
from cxux_cli.assemble.sources import by_source, facts, ledgers, where_notes
from cxux_cli.errors import InputError
from cxux_cli.estimators.tally import Tally
from cxux_cli.measures.base import Answer
from cxux_cli.request import Request
from cxux_cli.results import Missing, Report, Result

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.cells import Cell, Collected
    from cxux_cli.engine.request import Plan
    from cxux_cli.engine.samples import Sample, Segment


def from_cells(
    request: Request, plan: Plan, collected: Collected, notes: Sequence[str]
) -> tuple[Report, pl.DataFrame | None]:
    """The report of one scan, and the scores per person where they were asked for."""
    collected = replace(
        collected, blocks=tuple(_repeated(plan, b, c) for b, c in enumerate(collected.blocks))
    )
    results: list[Result] = []
    conditions = [block.condition for block in plan.sources[0].blocks]
    for b, condition in enumerate(conditions):
        used = [cell for cell in collected.blocks[b] if cell.reason is None]
        samples = _read(request, plan, b, used)
        _refuse_other_scale(request, plan, samples)
        results += hide(_results(request, plan, b, samples, condition), request.min_n)
    if len(conditions) > 1:
        notes = (
            *notes,
            f"{request.measure.name} was asked {len(conditions)} times in every row: the conditions stand side by "
            "side and are not pooled, because the same people answered",
        )
    books = ledgers(plan, collected.blocks[0])
    sources = tuple(facts(request, spec, ledger) for spec, ledger in zip(plan.sources, books, strict=True))
    report = Report(
        request.confidence,
        sources,
        books,
        tuple(results),
        notes=(*notes, *where_notes(plan, collected)),
    )
    return report, _scores(request, plan, collected)


def misread(plan: Plan, collected: Collected) -> bool:
    """Whether a cell called unreadable from the sample alone can be read after all."""
    from cxux_cli.study.recode import Gap, words

    if plan.scoring is None or all(spec.source.complete for spec in plan.sources):
        return False
    for b, cells in enumerate(collected.blocks):
        for cell in cells:
            scale = plan.sources[cell.source].blocks[b].scale
            for example in cell.examples:
                if scale.read(example) in (Gap.OUT_OF_RANGE, Gap.NOT_WHOLE):
                    continue
                # A word is readable in some family; one that is in none stays unreadable, and is shown.
                if not isinstance(scale.read(example), Gap) or words([example]):
                    return True
    return False


def _read(request: Request, plan: Plan, b: int, cells: Sequence[Cell]) -> dict[Segment, Sample]:
    """Samples per segment of one block."""
    from cxux_cli.engine import samples

    weighted = plan.sources[0].weight is not None
    if plan.scoring is not None:
        return samples.of_items(cells, scorer(request), weighted)
    merged: dict[Segment, Sample] = {}
    mine = by_source(cells)
    for number, spec in enumerate(plan.sources):
        for segment, sample in samples.of_answers(mine[number], spec.blocks[b].scale, weighted).items():
            merged[segment] = merged[segment] + sample if segment in merged else sample
    return merged


def _repeated(plan: Plan, b: int, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Cells of a single question that are the header again: exports pasted under one another."""
    from cxux_cli.study.rows import REPEATED

    if plan.scoring is not None:
        return tuple(cells)
    headers = {}
    for number, spec in enumerate(plan.sources):
        column = spec.blocks[b].columns[0]
        headers[number] = {column.name, column.text}
    return tuple(
        replace(cell, reason=REPEATED)
        if cell.reason is None and isinstance(cell.key, str) and cell.key.strip() in headers[cell.source]
        else cell
        for cell in cells
    )


def _refuse_other_scale(request: Request, plan: Plan, samples: Mapping[Segment, Sample]) -> None:
    """The whole file may refute the range the sample showed."""
    from cxux_cli.engine.samples import total
    from cxux_cli.study.recode import Gap

    whole = total(samples)
    outside = whole.gaps[Gap.OUT_OF_RANGE]
    if outside * 5 > outside + whole.tally.n:
        raise InputError(
            f"{outside} of {outside + whole.tally.n} answers are outside the scale "
            f"(for example {', '.join(whole.examples.get(Gap.OUT_OF_RANGE, ()))})",
            where=plan.sources[0].source.path,
            hint="this is another scale, or another column",
        )


def _results(
    request: Request, plan: Plan, b: int, samples: Mapping[Segment, Sample], condition: str | None
) -> list[Result]:
    from cxux_cli.engine.samples import Sample, total

    names = [column.name for column in plan.sources[0].by]
    # A column of that name is a segment like any other; the block then takes the longer name.
    own = {"condition" if "condition" not in names else "condition (block)": condition} if condition else {}
    results = []
    for segment in sorted(samples, key=_order) if names else ():
        labels = dict(zip(names, segment, strict=True))
        result = _measured(request, plan, b, samples[segment], own | labels)
        results.append(replace(result, total=False))
    whole = total(samples) if samples else Sample()
    results.append(_measured(request, plan, b, whole, own, is_total=True))
    return results


def _order(segment: Segment) -> list[tuple[int, float, str]]:
    """Numbers by size, then words, then the blank."""
    keys = []
    for value in segment:
        if value is None:
            keys.append((2, 0.0, ""))
            continue
        try:
            keys.append((0, float(value), value))
        except ValueError:
            keys.append((1, 0.0, value))
    return keys


def _measured(
    request: Request,
    plan: Plan,
    b: int,
    sample: Sample,
    segment: Mapping[str, str | None],
    *,
    is_total: bool = False,
) -> Result:
    measure = request.measure
    interval = request.interval or next(iter(measure.estimator.intervals))
    estimate = measure.estimator.estimate(sample.tally, confidence=request.confidence, interval=interval)
    missing = tuple(
        Missing(gap.value, n, sample.examples.get(gap, ()))
        for gap, n in sorted(sample.gaps.items(), key=lambda g: g[0].value)
    )
    notes: tuple[str, ...] = ()
    if isinstance(measure.question, Answer) and is_total:
        notes += _scale_notes(request, measure.question, sample.tally)
    if is_total and sample.stored:
        stored = plan.sources[0].blocks[b].stored
        name = stored.name if stored else ""
        notes += (
            f"the stored column '{name}' agrees with the recomputed scores in all {sample.stored} rows"
            if not sample.differing
            else f"the stored column '{name}' differs from the recomputed score in {sample.differing} of "
            f"{sample.stored} rows: the recomputed scores are used",
        )
    return result(
        request,
        estimate,
        sample.tally,
        segment,
        n_missing=sample.n_missing,
        missing=missing,
        items=item_readings(request, sample),
        notes=notes,
    )


def _scale_notes(request: Request, question: Answer, tally: Tally) -> tuple[str, ...]:
    from cxux_cli.study.answer import suspects_no_zero

    if request.scale is None and suspects_no_zero(
        tally.n, question.low, tally.count(question.low, question.low)
    ):
        return (
            f"nobody of {tally.n} answered {question.low}: this looks like a {question.low + 1}-{question.high} scale, "
            f"which is not {request.measure.key.upper()}; state --scale {question.low + 1}-{question.high} or "
            f"--scale {question.low}-{question.high}",
        )
    return ()


def _scores(request: Request, plan: Plan, collected: Collected) -> pl.DataFrame | None:
    """One row per person and condition: file, row, id, score, flag."""
    if collected.scores is None:
        return None
    from cxux_cli.engine.persons import persons

    return persons(plan, collected.scores, scorer(request) if plan.scoring else None)
