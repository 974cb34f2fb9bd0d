"""The total as it would be if the personas answered in their true shares: post-stratification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.study.config.study import Persona

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Slot
    from cxux_cli.engine.samples import Sample

POPULATION = "population"
"""What the weighting is called in the report."""
_LARGEST = 5.0
"""Weights above this are cut: a handful of people would decide the total."""


def post_stratified(
    samples: Mapping[Slot, Sample], personas: Sequence[Persona]
) -> tuple[Sample, tuple[str, ...]] | str | None:
    """Everybody, each persona weighted to its share of the population, and what is to be said about it.

    None where no persona states its share; a text where the shares cannot be used, and why. People of no
    persona stand for what the shares leave over, if anything. Weights average 1 and keep their own
    weights inside a persona; the n is that of answers, its effective one Kish's.
    Source: Särndal, Swensson & Wretman 1992, section 7.6 (the shares as known, the weights as fixed).
    """
    from cxux_cli.engine.samples import total

    if not any(persona.population for persona in personas):
        return None
    lacking = [persona.id for persona in personas if persona.population is None]
    if lacking:
        return f"no weighting to the population: {', '.join(lacking)} without a share"
    shares = {1 << i: persona.population or 0.0 for i, persona in enumerate(personas)}
    rest = 1 - sum(shares.values())
    if rest < -1e-6:
        return f"no weighting to the population: the shares add up to {1 - rest:.4g}"
    groups: dict[int, list[Sample]] = {}
    for slot in sorted(samples, key=str):
        groups.setdefault(slot.personas, []).append(samples[slot])
    if any(mask & (mask - 1) for mask in groups):
        return "no weighting to the population: people are of several personas"
    tallies = {mask: sum((s.tally for s in mine), Tally()) for mask, mine in groups.items()}
    empty = [p.id for i, p in enumerate(personas) if not tallies.get(1 << i, Tally()).n]
    if empty:
        return f"no weighting to the population: nobody of {', '.join(empty)} answered"
    notes: tuple[str, ...] = ()
    outside = tallies.pop(0, Tally())
    if rest > 1e-6 and outside.n:
        shares[0], tallies[0] = rest, outside
    elif outside.n:
        notes = (f"{outside.n} answers of people of no persona are left out of the weighted total",)
    elif rest > 1e-6:
        notes = (f"{100 * rest:.3g} % of the population are of no persona, and nobody of them answered",)
    answers, known = sum(t.w for t in tallies.values()), sum(shares[mask] for mask in tallies)
    weights = {mask: shares[mask] / known * answers / tally.w for mask, tally in tallies.items()}
    largest = max(weights.values())
    if largest > _LARGEST:
        notes += (f"a weight of {largest:.1f} was cut to {_LARGEST:g}: too few people stand for too many",)
        weights = {mask: min(w, _LARGEST) for mask, w in weights.items()}
    tally = sum((_weighted(tally, weights[mask]) for mask, tally in tallies.items()), Tally(weighted=True))
    whole = total(samples)
    said = ", ".join(f"{p.id} {100 * (p.population or 0):.4g} %" for p in personas)
    return replace(whole, tally=tally, items={}, stored=0), (f"weighted to the population: {said}", *notes)


def _weighted(tally: Tally, weight: float) -> Tally:
    counts = {v: Count(c.n, c.w * weight, c.w2 * weight * weight) for v, c in tally.counts.items()}
    return Tally(counts, weighted=True, grouped=tally.grouped)
