"""An estimate to a result: readings against norms, item means, distribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxux_cli.assemble.questionnaire import CONTRIBUTIONS
from cxux_cli.estimators.tally import Tally
from cxux_cli.measures.base import Items, Measure
from cxux_cli.request import Request
from cxux_cli.results import Estimate, ItemReading, Kind, Missing, Reading, Result

if TYPE_CHECKING:
    from cxux_cli.engine.samples import Sample


KINDS = {"brand": Kind.CX, "product": Kind.UX}
"""What was asked about, where somebody says so -> what a measure that goes both ways then is."""


def result(
    measure: Measure,
    estimate: Estimate,
    tally: Tally,
    segment: Mapping[str, str | None],
    *,
    scale: tuple[int, int] | None,
    about: str | None,
    n_missing: int,
    missing: tuple[Missing, ...],
    items: tuple[ItemReading, ...],
    notes: tuple[str, ...],
) -> Result:
    """One estimate with everything that belongs to it."""
    weighted = tally.weighted
    return Result(
        measure=measure.key,
        kind=KINDS[about] if about else measure.kind,
        kind_reason="about" if about else "registry",
        name=measure.name,
        definition=measure.definition,
        formula=measure.formula,
        unit=measure.unit,
        better=measure.better,
        range=measure.range,
        scale=scale,
        segment=segment,
        persona=None,
        period=None,
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

    # A norm is of studies, not of one person.
    if estimate.value is None or estimate.low is None:
        return ()
    readings = []
    for key in norms:
        found = norm(key)
        at = found.read(estimate.value)
        low, high = (None if x is None else found.read(x).label for x in (estimate.low, estimate.high))
        readings.append(Reading(found.id, found.title, at.label, low, high, found.source, at.number))
    return tuple(readings)


def item_readings(request: Request, sample: Sample) -> tuple[ItemReading, ...]:
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
        if question.item_norm and request.variant in (None, form.variants[0].id)
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
            ahead = mean - expected if lines.lines[item.id].better == "higher" else expected - mean
            # Less than a twentieth of a step is no difference anybody could act on.
            verdict = "about usual" if abs(ahead) < 0.05 else "better" if ahead > 0 else "worse"
        found.append(ItemReading(item.id, item.text, mean, n, expected, verdict))
    return tuple(found)
