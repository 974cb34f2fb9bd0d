"""Samples to a Report: estimates, readings, missing answers, ledger and notes. No file is read here."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxux_cli.errors import InputError, UsageError
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Answer, Items
from cxux_cli.request import Request
from cxux_cli.results import (
    Bound,
    Estimate,
    Excluded,
    ItemReading,
    Ledger,
    Missing,
    Reading,
    Report,
    Result,
    SourceFacts,
)

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.cells import Cell, Collected
    from cxux_cli.engine.request import Plan, Scoring, SourcePlan
    from cxux_cli.engine.samples import Sample, Scorer, Segment
    from cxux_cli.study.items import Choice

CONTRIBUTIONS = "contributions"
"""The variant whose columns hold contributions, already turned, instead of answers."""


def choice(request: Request) -> Choice:
    """What the user stated about a questionnaire; `UsageError` for a variant it does not have."""
    from cxux_cli.catalog.questionnaires import questionnaire
    from cxux_cli.study.items import Choice

    form = questionnaire(_items_role(request).questionnaire)
    known = [variant.id for variant in form.variants]
    if request.variant not in (None, CONTRIBUTIONS, *known):
        raise UsageError(
            f"{request.measure.key} has no variant '{request.variant}'",
            where="--variant",
            hint=f"choose one of: {', '.join([*known, CONTRIBUTIONS])}",
        )
    scale = request.scale
    if scale is not None and scale[1] - scale[0] != form.high - form.low:
        raise UsageError(
            f"{form.name} items have {form.high - form.low + 1} steps, {scale[0]}-{scale[1]} has "
            f"{scale[1] - scale[0] + 1}",
            where="--scale",
        )
    if request.variant == CONTRIBUTIONS:
        scale = (0, form.high - form.low)
    return Choice(request.variant or known[0], request.variant is not None, scale)


def scoring(request: Request) -> Scoring:
    """Which items count against the score in the chosen variant."""
    from cxux_cli.catalog.questionnaires import questionnaire
    from cxux_cli.engine.request import Scoring

    form = questionnaire(_items_role(request).questionnaire)
    if request.variant == CONTRIBUTIONS:
        return Scoring(frozenset())
    variant = form.variant(request.variant or form.variants[0].id)
    return Scoring(frozenset(i for i, item in enumerate(form.items) if item.id in variant.reversed))


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
        results += _hide(_results(request, plan, b, samples, condition), request.min_n)
    if len(conditions) > 1:
        notes = (
            *notes,
            f"{request.measure.name} was asked {len(conditions)} times in every row: the conditions stand side by "
            "side and are not pooled, because the same people answered",
        )
    ledgers = _ledgers(plan, collected.blocks[0])
    sources = tuple(_facts(request, spec, ledger) for spec, ledger in zip(plan.sources, ledgers, strict=True))
    report = Report(
        request.confidence,
        sources,
        ledgers,
        tuple(results),
        notes=(*notes, *_where_notes(plan, collected)),
    )
    return report, _scores(request, plan, collected)


def from_counts(request: Request) -> Report:
    """The report of a published table: groups or scale values with their counts."""
    measure, counts = request.measure, request.counts or {}
    if not isinstance(measure.estimator, Net) or not isinstance(measure.question, Answer):
        raise UsageError(f"{measure.key} cannot be computed from counts of groups", where="--counts")
    groups = dict(
        zip(
            measure.estimator.groups,
            (measure.estimator.top, measure.estimator.top - 1, measure.estimator.bottom),
            strict=True,
        )
    )
    values = {str(v): v for v in range(measure.question.low, measure.question.high + 1)}
    by_group = set(counts) <= set(groups)
    if not by_group and not set(counts) <= set(values):
        wrong = next(name for name in counts if name not in (groups if set(counts) & set(groups) else values))
        raise UsageError(
            f"'{wrong}' is no group and no value of {measure.key}",
            where="--counts",
            hint=f"write {','.join(f'{g}=…' for g in groups)} or {measure.question.low}=…,…,{measure.question.high}=…",
        )
    absent = set(groups) - set(counts) if by_group else set()
    if absent:
        raise UsageError(
            f"the count of {', '.join(sorted(absent))} is missing", where="--counts", hint="0 counts too"
        )
    place = groups if by_group else values
    people = {place[name]: n for name, n in counts.items() if n}
    tally = Tally({v: Count(n, float(n), float(n)) for v, n in sorted(people.items())}, grouped=by_group)
    estimate = measure.estimator.estimate(
        tally,
        confidence=request.confidence,
        interval=request.interval or next(iter(measure.estimator.intervals)),
    )
    result = _result(request, estimate, tally, {}, n_missing=0, missing=(), items=(), notes=())
    return Report(
        request.confidence,
        (),
        (),
        tuple(_hide([result], request.min_n)),
        notes=("from counts, not from answers",),
    )


def _items_role(request: Request) -> Items:
    if not isinstance(request.measure.question, Items):
        raise UsageError(f"{request.measure.key} has no variants", where="--variant")
    return request.measure.question


def _read(request: Request, plan: Plan, b: int, cells: Sequence[Cell]) -> dict[Segment, Sample]:
    from cxux_cli.engine import samples

    weighted = plan.sources[0].weight is not None
    if plan.scoring is not None:
        return samples.of_items(cells, scorer(request), weighted)
    merged: dict[Segment, Sample] = {}
    by_source = _by_source(cells)
    for number, spec in enumerate(plan.sources):
        for segment, sample in samples.of_answers(by_source[number], spec.blocks[b].scale, weighted).items():
            merged[segment] = merged[segment] + sample if segment in merged else sample
    return merged


def _by_source(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.source].append(cell)
    return found


def scorer(request: Request) -> Scorer:
    """How raw sums of the questionnaire become scores."""
    from cxux_cli.catalog.questionnaires import questionnaire
    from cxux_cli.engine.samples import Scorer

    form = questionnaire(_items_role(request).questionnaire)
    return Scorer(len(form.items), form.high - form.low, form.out_low, form.out_high, request.missing)


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
    return _result(
        request,
        estimate,
        sample.tally,
        segment,
        n_missing=sample.n_missing,
        missing=missing,
        items=_item_readings(request, sample),
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


def _result(
    request: Request,
    estimate: Estimate,
    tally: Tally,
    segment: Mapping[str, str | None],
    *,
    n_missing: int,
    missing: tuple[Missing, ...],
    items: tuple[ItemReading, ...],
    notes: tuple[str, ...],
) -> Result:
    measure = request.measure
    weighted = tally.weighted
    return Result(
        measure=measure.key,
        kind=measure.kind,
        kind_reason="registry",
        name=measure.name,
        definition=measure.definition,
        unit=measure.unit,
        better=measure.better,
        range=measure.range,
        segment=segment,
        estimate=estimate,
        n_missing=n_missing,
        missing=missing,
        distribution=()
        if tally.grouped
        else tuple((v, c.w if weighted else c.n) for v, c in tally.counts.items()),
        readings=_readings(measure.norms, estimate),
        items=items,
        state=tally.to_json(),
        notes=(*estimate.notes, *notes),
    )


def _readings(norms: Sequence[str], estimate: Estimate) -> tuple[Reading, ...]:
    """What each norm says about the value and about both ends of its interval."""
    from cxux_cli.catalog.norms import norm

    if estimate.value is None:
        return ()
    readings = []
    for key in norms:
        found = norm(key)
        at = found.read(estimate.value)
        low, high = (None if x is None else found.read(x).label for x in (estimate.low, estimate.high))
        readings.append(Reading(found.id, found.title, at.label, low, high, found.source, at.number))
    return tuple(readings)


def _item_readings(request: Request, sample: Sample) -> tuple[ItemReading, ...]:
    """Item means of the people who have a score, beside the means usual at the average score."""
    question = request.measure.question
    if not isinstance(question, Items) or not sample.items or request.variant == CONTRIBUTIONS:
        return ()
    from cxux_cli.catalog.norms import item_lines
    from cxux_cli.catalog.questionnaires import questionnaire

    form = questionnaire(question.questionnaire)
    # The lines are of the usual wording: a reworded item has no line of its own.
    lines = (
        item_lines(question.item_norm)
        if question.item_norm and request.variant in (None, "standard")
        else None
    )
    shift = form.low - request.scale[0] if request.scale else 0
    found = []
    for i, item in enumerate(form.items):
        total, weight, n = sample.items[i]
        if not weight:
            continue
        mean = total / weight + shift
        expected = lines.expected(item.id, question.item_target) if lines else None
        verdict = None
        if lines and expected is not None:
            good = mean >= expected if lines.lines[item.id].better == "higher" else mean <= expected
            verdict = "better" if good else "worse"
        found.append(ItemReading(item.id, item.text, mean, n, expected, verdict))
    return tuple(found)


def _hide(results: Sequence[Result], min_n: int) -> list[Result]:
    """The cells of one block without numbers where they are below the privacy floor.

    What is hidden could be told from the total less what is shown: so the next smallest cells are
    hidden too, until at least two cells with answers and at least `min_n` answers are behind it.
    """
    hidden = {i for i, r in enumerate(results) if r.estimate.n < min_n and min_n > 1}
    shown = sorted(
        (i for i, r in enumerate(results) if i not in hidden and not r.total),
        key=lambda i: results[i].estimate.n,
    )
    while shown:
        behind = [results[i].estimate.n for i in hidden if not results[i].total and results[i].estimate.n]
        if not behind or (len(behind) > 1 and sum(behind) >= min_n):
            break
        hidden.add(shown.pop(0))
    return [_hidden(r, min_n) if i in hidden else r for i, r in enumerate(results)]


def _hidden(result: Result, min_n: int) -> Result:
    estimate = replace(result.estimate, value=None, low=None, high=None, n_effective=None, parts={}, notes=())
    return replace(
        result,
        estimate=estimate,
        missing=(),
        distribution=(),
        readings=(),
        items=(),
        state=None,
        notes=(
            f"not shown: fewer than {min_n} answers here, or needed to keep such a cell from being worked out",
        ),
        hidden=True,
    )


def _ledgers(plan: Plan, cells: Sequence[Cell]) -> tuple[Ledger, ...]:
    from cxux_cli.study.rows import BLANK

    ledgers, by_source = [], _by_source(cells)
    for number, spec in enumerate(plan.sources):
        excluded: Counter[str] = Counter()
        for cell in by_source[number]:
            if cell.reason is not None and cell.reason != BLANK:
                excluded[cell.reason] += cell.n
        used = sum(cell.n for cell in by_source[number] if cell.reason is None)
        read = used + excluded.total()
        # What a source holds in memory is counted apart from the scan: both must agree.
        if spec.source.complete and read != len(spec.source.sample):
            raise RuntimeError(
                f"{spec.source.path}: {len(spec.source.sample)} rows in memory, {read} in the scan"
            )
        ledgers.append(
            Ledger(spec.source.path, read, used, tuple(Excluded(r, n) for r, n in sorted(excluded.items())))
        )
    return tuple(ledgers)


def _facts(request: Request, spec: SourcePlan, ledger: Ledger) -> SourceFacts:
    source = spec.source
    bounds: list[Bound] = []
    for block in spec.blocks:
        bounds += block.bounds(request.measure.question.role)
    bounds += [Bound("by", c.name, c.text, "stated with --by") for c in spec.by]
    if spec.weight is not None:
        bounds.append(Bound("weight", spec.weight.name, spec.weight.text, "stated with --weight"))
    notes = source.notes + tuple(n for block in spec.blocks for n in block.notes)
    if source.blank_rows:
        notes += (f"{source.blank_rows} blank line{'s' * (source.blank_rows > 1)} skipped",)
    return SourceFacts(
        path=source.path,
        dialect=source.dialect.id,
        encoding=source.encoding,
        delimiter=source.delimiter,
        header_rows=source.header_rows,
        rows=ledger.read,
        columns=len(source.columns),
        sha256=sha256(source.file) if request.hashes and source.file else None,
        sheet=source.sheet,
        mapping=tuple(bounds),
        notes=notes + _flags(spec),
    )


def _flags(spec: SourcePlan) -> tuple[str, ...]:
    """Rows that look like pilots or duplicates: said, and kept."""
    source = spec.source
    if not source.complete:
        return ()
    notes = []
    twice = len(source.sample) - len({tuple(row) for row in source.sample})
    if twice:
        notes.append(f"{twice} row{'s repeat' if twice > 1 else ' repeats'} another one in every cell; kept")
    if source.respondent is not None:
        answers = source.answers(source.respondent.index)
        repeats = sum(n - 1 for n in answers.values() if n > 1)
        if repeats and repeats != twice:
            notes.append(
                f"{len(answers)} different '{source.respondent.name}' in {answers.total()} rows: people repeat; "
                "the interval treats every row as a person"
            )
        pilots = sum(
            n
            for cell, n in answers.items()
            if cell.casefold().strip("0123456789 _-") in ("test", "pilot", "dummy")
        )
        if pilots:
            notes.append(f"{pilots} row{'s look' if pilots > 1 else ' looks'} like a test or pilot; kept")
    return tuple(notes)


def sha256(file: str) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with open(file, "rb") as stream:  # noqa: PTH123 - hashlib.file_digest wants a plain file object
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _where_notes(plan: Plan, collected: Collected) -> tuple[str, ...]:
    notes = []
    for (source, column, kind), n in sorted(collected.unreadable_where.items()):
        if n:
            notes.append(
                f"--where: {n} cell{'s' * (n > 1)} of '{column}' in {plan.sources[source].source.path} "
                f"not readable as {'numbers' if kind == 'number' else 'dates'}: counted as missing"
            )
    return tuple(notes)


def _scores(request: Request, plan: Plan, collected: Collected) -> Any:
    """One row per person and condition: file, row, id, score, flag."""
    if collected.scores is None:
        return None
    from cxux_cli.engine.persons import persons

    return persons(plan, collected.scores, scorer(request) if plan.scoring else None)
