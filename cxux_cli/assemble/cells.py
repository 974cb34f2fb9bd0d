"""The cells of one scan to a report: segments, totals, and what the whole file refutes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from cxux_cli.assemble import slices
from cxux_cli.assemble.asked_roles import role_notes
from cxux_cli.assemble.including import including
from cxux_cli.assemble.narrowed import narrowed
from cxux_cli.assemble.paired import Answered, Pairs, of_one_count
from cxux_cli.assemble.part import Part
from cxux_cli.assemble.questionnaire import scorer
from cxux_cli.assemble.sources import (
    blank_lines,
    bounds,
    by_source,
    facts,
    ledgers,
    persona_notes,
    shared,
    where_notes,
)
from cxux_cli.catalog.labels import normalise, split_digit
from cxux_cli.errors import InputError
from cxux_cli.request import Request
from cxux_cli.results import Comparison, Report, Result
from cxux_cli.study.recode import Gap

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.cells import Cell, Collected, Slot
    from cxux_cli.engine.people import People
    from cxux_cli.engine.request import Plan, SourcePlan
    from cxux_cli.engine.samples import Sample


def from_cells(
    parts: Sequence[Part], plan: Plan, collected: Collected, notes: Sequence[str]
) -> tuple[Report, pl.DataFrame | None]:
    """The report of one scan, and the scores per person where they were asked for."""
    collected = replace(
        collected, blocks=tuple(_repeated(plan, b, c) for b, c in enumerate(collected.blocks))
    )
    results: list[Result] = []
    answered: dict[tuple[str, str], Answered] = {}
    for part in parts:
        for b in part.blocks:
            used = [cell for cell in collected.blocks[b] if cell.reason is None]
            samples = _read(part.request, plan, b, used)
            _refuse_other_scale(plan, samples)
            people = _people(part.request, plan, b, collected)
            notes = (*notes, *role_notes(part, plan, samples))
            own = narrowed(part, plan, samples, people, b)
            found = slices.results(part.request, *own)
            if any(r.hidden and r.total for r in found):
                found = [r for r in found if part.secret.isdisjoint(r.segment)]
            if people is not None and len(part.blocks) == 1:
                answered |= _answered(part.request, own[0], b, own[3])
            read = partial(_read, part.request, plan, b)
            results += including(found, part, plan, b, collected.blocks[b], read)
        if len(part.blocks) > 1:
            notes = (
                *notes,
                f"{part.request.measure.name} was asked {len(part.blocks)} times in every row: the conditions "
                "stand side by side and are not pooled, because the same people answered",
            )
    weighted = plan.sources[0].weight is not None
    pairs = Pairs(answered, weighted, of_one_count(plan))
    tested, untested = _compared(parts, plan, collected, results, pairs)
    books = ledgers(plan, collected.blocks[0])
    blank = blank_lines(collected.blocks[0])
    sources = tuple(
        facts(
            spec, book, blank.get(i, 0), bounds(parts, spec), hashes=parts[0].request.hashes, role=plan.role
        )
        for i, (spec, book) in enumerate(zip(plan.sources, books, strict=True))
    )
    report = Report(
        parts[0].request.confidence,
        sources,
        books,
        tuple(results),
        notes=(
            *notes,
            *where_notes(plan, collected, sum(book.used for book in books)),
            *persona_notes(plan, collected.blocks[0]),
            *untested,
        ),
        comparisons=tested,
        config=parts[0].request.study.path if parts[0].request.study else None,
    )
    return report, _scores(parts, plan, collected)


def _compared(
    parts: Sequence[Part], plan: Plan, collected: Collected, results: Sequence[Result], pairs: Pairs
) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """Whether groups differ; nothing of tests is imported where there are none."""
    if not plan.by_names and not plan.personas:
        return (), ()
    from cxux_cli.assemble.comparisons import comparisons

    overlapping = shared(plan, collected.blocks[0])
    return comparisons(results, parts[0].request.confidence, overlapping, pairs)


def _answered(request: Request, plan: Plan, b: int, people: People | None) -> dict[tuple[str, str], Answered]:
    """Who answered a measure and its companions in one block, by key and definition."""
    if people is None:
        return {}
    return {
        (form.key, form.definition): Answered(people, plan.by_names, form.estimator)
        for form in slices.forms(request, plan.sources[0].blocks[b])
    }


def misread(plan: Plan, collected: Collected) -> bool:
    """Whether a cell called unreadable from the sample alone can be read after all."""
    if all(spec.source.complete for spec in plan.sources):
        return False
    return any(
        _refutes_scale(plan, b, cells)
        or (_has_late_answers(plan, b, cells) if plan.scorings[b] else _has_late_words(plan, b, cells))
        for b, cells in enumerate(collected.blocks)
        if plan.sources[0].blocks[b].marks is None
    )


def _refutes_scale(plan: Plan, b: int, cells: Iterable[Cell]) -> bool:
    """Whether answers turned up that do not lie on the scale the sample spoke for."""
    from cxux_cli.study.fit import rescale

    answers: dict[int, set[str]] = defaultdict(set)
    for cell in cells:
        if cell.reason is None:
            answers[cell.source].update([str(cell.key)] if plan.scorings[b] is None else cell.examples)
    return any(rescale(plan.sources[i].blocks[b], found) for i, found in answers.items())


def _has_late_answers(plan: Plan, b: int, cells: Iterable[Cell]) -> bool:
    """Whether items hold answers that are written in a way the sample did not show."""
    from cxux_cli.study.recode import Gap, words

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


def _has_late_words(plan: Plan, b: int, cells: Iterable[Cell]) -> bool:
    """Whether words turned up that the sample of a single question did not show: they may name its ends.

    Beside the number of an answer ("7 - very difficult") they may say that the scale runs the other way round.
    """
    return any(
        isinstance(cell.key, str) and _is_late_word(cell.key.strip(), plan.sources[cell.source], b)
        for cell in cells
        if cell.reason is None
    )


def _is_late_word(cell: str, spec: SourcePlan, b: int) -> bool:
    block = spec.blocks[b]
    if split_digit(normalise(cell))[1] is not None:
        return cell not in spec.source.answers(block.columns[0].index)
    return block.scale.ends is None and not cell[:1].isdigit() and block.scale.read(cell) is Gap.UNREADABLE


def ambiguous(plan: Plan, collected: Collected) -> bool:
    """Whether rows came out without any answer and segment where nothing tells them from blank lines."""
    return any(
        plan.sources[cell.source].may_hold_blank_lines
        and not plan.sources[cell.source].tell_blank_lines
        and not any(cell.slot.segment)
        and _answered_nothing(cell, plan)
        for cell in collected.blocks[0]
    )


def _answered_nothing(cell: Cell, plan: Plan) -> bool:
    if plan.scorings[0] is None:
        # A multiple choice of which nothing is filled is a row of dashes.
        return not str(cell.key or "").strip().strip("-")
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


def _read(request: Request, plan: Plan, b: int, cells: Sequence[Cell]) -> dict[Slot, Sample]:
    """Samples per slot of one block."""
    from cxux_cli.engine import samples

    weighted = plan.sources[0].weight is not None
    if plan.scorings[b] is not None:
        return samples.of_items(cells, scorer(request, plan.sources[0].blocks[b].scale), weighted)
    merged: dict[Slot, Sample] = {}
    mine = by_source(cells)
    for number, spec in enumerate(plan.sources):
        for slot, sample in samples.of_answers(mine[number], spec.blocks[b].scale, weighted).items():
            merged[slot] = merged[slot] + sample if slot in merged else sample
    return merged


def answers(plan: Plan, b: int, collected: Collected) -> dict[int, Counter[str]]:
    """Of a single question the distinct answers of the rows that count, and how often each occurs, by source."""
    found: dict[int, Counter[str]] = {i: Counter() for i in range(len(plan.sources))}
    for cell in _repeated(plan, b, collected.blocks[b]):
        if cell.reason is None and cell.key is not None and str(cell.key).strip():
            found[cell.source][str(cell.key).strip()] += cell.n
    return found


def _people(request: Request, plan: Plan, b: int, collected: Collected) -> People | None:
    """The answers of a block by person, where people answer several times."""
    if not collected.people:
        return None
    from cxux_cli.engine.people import people

    scored = scorer(request, plan.sources[0].blocks[b].scale) if plan.scorings[b] else None
    return people(plan, b, collected.people[b], scored)


def _repeated(plan: Plan, b: int, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Cells of a single question that are the header again: exports pasted under one another."""
    from cxux_cli.study.rows import REPEATED

    if plan.scorings[b] is not None:
        return tuple(cells)
    headers = {number: spec.blocks[b].repeated_headers() for number, spec in enumerate(plan.sources)}
    return tuple(
        replace(cell, reason=REPEATED)
        if cell.reason is None and isinstance(cell.key, str) and cell.key.strip() in headers[cell.source]
        else cell
        for cell in cells
    )


def _refuse_other_scale(plan: Plan, samples: Mapping[Slot, Sample]) -> None:
    """The whole file may refute the range the sample showed."""
    from cxux_cli.engine.samples import total

    whole = total(samples)
    outside = whole.gaps[Gap.OUT_OF_RANGE]
    if outside * 5 > outside + whole.tally.n:
        raise InputError(
            f"{outside} of {outside + whole.tally.n} answers are outside the scale "
            f"(for example {', '.join(whole.examples.get(Gap.OUT_OF_RANGE, ()))})",
            where=plan.sources[0].source.path,
            hint="this is another scale, or another column",
        )


def _scores(parts: Sequence[Part], plan: Plan, collected: Collected) -> pl.DataFrame | None:
    """One row per person, condition and measure: file, row, id, score, flag."""
    if collected.scores is None:
        return None
    import polars as pl

    from cxux_cli.engine.persons import persons

    frames = []
    for part in parts:
        first = part.blocks.start
        scale = plan.sources[0].blocks[first].scale
        scored = scorer(part.request, scale) if plan.scorings[first] else None
        frame = persons(plan, collected.scores, part.blocks, scored)
        frames.append(
            frame
            if len(parts) == 1
            else frame.insert_column(3, pl.lit(part.request.measure.key).alias("measure"))
        )
    return pl.concat(frames, how="diagonal") if len(frames) > 1 else frames[0]
