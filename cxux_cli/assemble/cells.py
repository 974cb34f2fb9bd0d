"""The cells of one scan to a report: segments, totals, and what the whole file refutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from cxux_cli.assemble.privacy import hide
from cxux_cli.assemble.questionnaire import scorer
from cxux_cli.assemble.result import item_readings, result
from cxux_cli.assemble.sources import blank_lines, by_source, facts, ledgers, where_notes
from cxux_cli.errors import InputError
from cxux_cli.estimators.tally import Tally
from cxux_cli.measures.base import Answer
from cxux_cli.request import Request
from cxux_cli.results import Missing, Report, Result
from cxux_cli.study.recode import Gap

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
    blank = blank_lines(collected.blocks[0])
    sources = tuple(
        facts(request, spec, book, blank.get(i, 0))
        for i, (spec, book) in enumerate(zip(plan.sources, books, strict=True))
    )
    report = Report(
        request.confidence,
        sources,
        books,
        tuple(results),
        notes=(*notes, *where_notes(plan, collected, sum(book.used for book in books))),
    )
    return report, _scores(request, plan, collected)


def misread(plan: Plan, collected: Collected) -> bool:
    """Whether a cell called unreadable from the sample alone can be read after all."""
    from cxux_cli.study.recode import Gap, words

    if all(spec.source.complete for spec in plan.sources):
        return False
    if plan.scoring is None:
        return _has_late_words(plan, collected)
    for b, cells in enumerate(collected.blocks):
        for cell in cells:
            scale = plan.sources[cell.source].blocks[b].scale
            for example in cell.examples:
                if scale.read(example) in (Gap.OUT_OF_RANGE, Gap.NOT_WHOLE):
                    continue
                # A code for "no answer" that the sample did not show is no answer outside the scale.
                if scale.read(example) is Gap.NON_ANSWER:
                    return True
                # A word is readable in some family; one that is in none stays unreadable, and is shown.
                if not isinstance(scale.read(example), Gap) or words([example]):
                    return True
    return False


def _has_late_words(plan: Plan, collected: Collected) -> bool:
    """Whether words turned up beside the numbers of a single question: they may name the ends of its scale."""
    return any(
        isinstance(cell.key, str)
        and plan.sources[cell.source].blocks[b].scale.ends is None
        and not cell.key.strip()[:1].isdigit()
        and plan.sources[cell.source].blocks[b].scale.read(cell.key) is Gap.UNREADABLE
        for b, cells in enumerate(collected.blocks)
        for cell in cells
        if cell.reason is None
    )


def ambiguous(plan: Plan, collected: Collected) -> bool:
    """Whether rows came out without any answer and segment where nothing tells them from blank lines."""
    return any(
        plan.sources[cell.source].may_hold_blank_lines
        and not plan.sources[cell.source].tell_blank_lines
        and not any(cell.segment)
        and _answered_nothing(cell, plan)
        for cell in collected.blocks[0]
    )


def _answered_nothing(cell: Cell, plan: Plan) -> bool:
    if plan.scoring is None:
        return not str(cell.key or "").strip()
    answered, *_ = cast(tuple[int, int | None, int, float | None], cell.key)
    return not answered


def swallowing(plan: Plan, collected: Collected) -> list[int]:
    """Sources that gave fewer rows than they have lines: some cell spans lines, or has swallowed rows."""
    found = []
    books = by_source(collected.blocks[0])
    for i, lines in collected.lines.items():
        rows = sum(cell.n for cell in books[i])
        if rows + plan.sources[i].source.skipped < lines:
            found.append(i)
    return found


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
    headers = {number: spec.blocks[b].repeated_headers() for number, spec in enumerate(plan.sources)}
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
    doubt = ""
    if isinstance(measure.question, Answer) and is_total and request.scale is None:
        doubt = _doubt(request, measure.question, plan.sources[0].blocks[b].columns[0].text, sample.tally)
        notes += (doubt,) if doubt else ()
    if (
        isinstance(measure.question, Answer)
        and is_total
        and request.scale
        not in (
            None,
            (measure.question.low, measure.question.high),
        )
    ):
        low, high = request.scale
        notes += (
            f"asked on a {low}-{high} scale, as stated: not comparable with a {measure.name} from 0 to 10",
        )
    if is_total and sample.stored:
        stored = plan.sources[0].blocks[b].stored
        name = stored.name if stored else ""
        notes += (
            f"the stored column '{name}' agrees with the recomputed scores in all {sample.stored} rows"
            if not sample.differing
            else f"the stored column '{name}' differs from the recomputed score in {sample.differing} of "
            f"{sample.stored} rows: the recomputed scores are used",
        )
    measured = result(
        request,
        estimate,
        sample.tally,
        segment,
        n_missing=sample.n_missing,
        missing=missing,
        items=item_readings(request, sample),
        notes=notes,
    )
    return replace(measured, doubt=doubt)


def _doubt(request: Request, question: Answer, text: str, tally: Tally) -> str:
    """Why a scale that should start at 0 probably starts at 1: nobody answers 0, or the question says so."""
    from cxux_cli.study.answer import says_one_higher, suspects_no_zero

    low, high, key = question.low, question.high, request.measure.key
    if says_one_higher(text, low, high):
        why = f"the question names a {low + 1}-{high} scale"
    elif suspects_no_zero(tally.n, low, tally.count(low, low)):
        why = f"nobody of {tally.n} answered {low}: this looks like a {low + 1}-{high} scale"
    else:
        return ""
    return f"{why}, which is not {key.upper()}; state --scale {low + 1}-{high} or --scale {low}-{high}"


def _scores(request: Request, plan: Plan, collected: Collected) -> pl.DataFrame | None:
    """One row per person and condition: file, row, id, score, flag."""
    if collected.scores is None:
        return None
    from cxux_cli.engine.persons import persons

    return persons(plan, collected.scores, scorer(request) if plan.scoring else None)
