"""`cxux problems`: sightings to frequencies, impact and discovery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from cxux_cli.engine.samples import shown_example
from cxux_cli.errors import InputError, UsageError
from cxux_cli.measures.ux.discovery import DISCOVERY
from cxux_cli.measures.ux.problem_frequency import PROBLEM_FREQUENCY
from cxux_cli.observed.scan import account, result, scan, share
from cxux_cli.request import ObservationRequest
from cxux_cli.results import CurvePoint, Estimate, Matrix, Missing, Report, Result
from cxux_cli.stats import discovery as formulas
from cxux_cli.study.sightings import LONG, Severities, Sightings, severities, understand

GOALS = (0.8, 0.85, 0.9, 0.95)
_FEW = 5
"""Below so many participants the adjusted p is rough (Turner, Lewis & Nielsen 2006)."""
_UNEQUAL = 0.05
"""Below this p the problems are not equally likely to be met."""


def run(request: ObservationRequest) -> Report:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    for goal in request.goals:
        if not 0 < goal < 1:
            raise UsageError(
                f"the goal is {goal:g}, it must lie between 0 and 1", where="--goal", hint="0.85 is 85 %"
            )
    found = scan(request, partial(understand, stated=request.roles, layout=request.read.layout), "problems")
    said = Sightings()
    for one in found:
        said.add(one.layout, one.records.rows, one.prefix)
    sources, books, notes = account(request, found, said.excluded)
    n = _participants(request, said, ", ".join(source.path for source in sources))
    names = {key: _spelling(spellings) for key, spellings in said.problems.items()}
    met = {key: sum(said.seen.get((p, key), False) for p in said.participants) for key in names}
    rated = severities({key: people for key, people in said.rated.items() if met[key]})
    frequencies = _frequencies(request, said, names, met, rated, n)
    counts = [k for k in met.values() if k]
    found_out = formulas.discovery(counts, n) if counts else None
    personal = any(one.layout.is_personal(one.records.spec.source) for one in found)
    layouts = [note for one in found for note in one.layout.notes]
    return Report(
        request.confidence,
        sources,
        books,
        (*frequencies, _discovery(request, found_out, met, n)),
        notes=(*layouts, *notes, *_notes(request, said, rated, personal)),
        matrix=_matrix(said, names, met, personal),
        curve=_curve(found_out, counts, n),
    )


def _participants(request: ObservationRequest, said: Sightings, where: str) -> int:
    """How many took part: those of the file, or as many as stated."""
    known, stated = len(said.participants), request.participants
    if stated is not None and stated < known:
        raise UsageError(f"{known} participants are in the file, {stated} are stated", where="--participants")
    if not known and not stated:
        raise InputError("nobody took part: no row names a participant", where=where)
    return known if stated is None else stated


def _spelling(spellings: Mapping[str, int]) -> str:
    """The usual spelling; of several the first in the alphabet, so that the order of rows says nothing."""
    return min(spellings, key=lambda text: (-spellings[text], text))


def _frequencies(
    request: ObservationRequest,
    said: Sightings,
    names: Mapping[str, str],
    met: Mapping[str, int],
    rated: Severities,
    n: int,
) -> list[Result]:
    """One result per problem, by impact, then by frequency, then by the lower end of the interval."""
    results = []
    extra = n - len(said.participants)
    only_met = set(said.forms) == {LONG} and all(said.seen.values())
    for key, name in names.items():
        seen = sum((p, key) in said.seen for p in said.participants)
        # A list of sightings holds no noes: whoever is not on it did not meet the problem.
        base = n if only_met else seen + extra
        worst, mean = rated.of.get(key, (None, None))
        impact = None if mean is None or not base else mean * met[key] / base
        parts = {"severity_worst": worst, "severity_mean": mean, "impact": impact}
        unsaid = Missing("nothing said of this problem", n - base)
        segment = {"problem": name}
        results.append(
            share(PROBLEM_FREQUENCY, request, met[key], base, segment, parts=parts, missing=unsaid)
        )

    def rank(one: Result) -> tuple[float, float, float]:
        e = one.estimate
        impact = e.parts["impact"]
        return (-1.0 if impact is None else impact, e.value or 0.0, e.low or 0.0)

    ordered = sorted(results, key=lambda one: str(one.segment["problem"]))
    return sorted(ordered, key=rank, reverse=True)


def _discovery(
    request: ObservationRequest, found: formulas.Discovery | None, met: Mapping[str, int], n: int
) -> Result:
    """The discovery of the study as one result; its total is everything there is to say."""
    method = "Good-Turing and deflation averaged (Turner, Lewis & Nielsen 2006); no interval"
    if found is None:
        nobody = "nobody met a problem: the share of problems discovered cannot be estimated"
        empty = Estimate(
            None, None, None, n, request.confidence, method, parts={"problems": 0}, notes=(nobody,)
        )
        return result(DISCOVERY, empty, {})
    parts: dict[str, float | None] = {
        "problems": found.problems,
        "hits": found.hits,
        "seen_once": found.once,
        "p_observed": found.observed,
        "p_good_turing": found.good_turing,
        "p_deflated": found.deflated,
        "p_adjusted": found.adjusted,
        "total_expected": found.total,
        "unseen": found.unseen,
    }
    for goal in request.goals or GOALS:
        needed = None if found.share is None else formulas.participants_needed(found.adjusted, goal)
        parts[f"participants_for_{100 * goal:.6g}"] = needed
    notes = []
    if found.share is None:
        notes.append("not estimable (one participant): test more people before judging what was missed")
    if 2 <= n < _FEW:
        notes.append(f"{n} participants: with fewer than {_FEW} the adjusted p is rough")
    p = formulas.unequal([k for k in met.values() if k], n)
    if p is not None and p < _UNEQUAL:
        notes.append(
            f"the problems differ in how likely they are to be met (chi-square p {p:.2g}): one p hides rare ones, "
            "and more is unseen than this says"
        )
    if idle := sum(k == 0 for k in met.values()):
        notes.append(f"{idle} problem{'s' * (idle > 1)} nobody met: in the table, not in p")
    value = None if found.share is None else 100 * found.share
    estimate = Estimate(value, None, None, n, request.confidence, method, parts=parts, notes=tuple(notes))
    return result(DISCOVERY, estimate, {})


def _curve(found: formulas.Discovery | None, counts: Sequence[int], n: int) -> tuple[CurvePoint, ...]:
    if found is None:
        return ()
    points = []
    for m, problems in enumerate(formulas.expected_curve(counts, n), 1):
        modelled = None if found.share is None else 100 * formulas.at_least_once(found.adjusted, m)
        points.append(CurvePoint(m, problems, 100 * problems / len(counts), modelled))
    return tuple(points)


def _matrix(said: Sightings, names: Mapping[str, str], met: Mapping[str, int], personal: bool) -> Matrix:
    """Participants and problems, both from the most to the fewest hits, so that the full corner is on top."""
    hits = {p: sum(said.seen.get((p, key), False) for key in names) for p in said.participants}
    people = sorted(said.participants, key=lambda p: (-hits[p], p))
    keys = sorted(names, key=lambda key: (-met[key], names[key]))
    shown = [f"participant {i}" for i in range(1, len(people) + 1)] if personal else people
    rows = tuple(tuple(said.seen.get((p, key), _unsaid(said)) for key in keys) for p in people)
    return Matrix(tuple(shown), tuple(names[key] for key in keys), rows)


def _unsaid(said: Sightings) -> bool | None:
    """What it means that nothing is said: in a list of sightings no, in a matrix nothing."""
    return False if set(said.forms) == {LONG} and all(said.seen.values()) else None


def _notes(
    request: ObservationRequest, said: Sightings, rated: Severities, personal: bool
) -> tuple[str, ...]:
    notes = list(rated.notes)
    if said.unknown:
        shown = ", ".join(repr(shown_example(cell)) for cell in sorted(said.unknown)[:3])
        n = said.unknown.total()
        notes.append(
            f"{n} cell{'s' * (n > 1)} with an unknown mark ({shown}): not counted as seen or not seen"
        )
    if said.counts:
        notes.append(
            f"{said.counts} cell{'s' * (said.counts > 1)} above 1: the person met the problem, counted once"
        )
    if said.repeated:
        notes.append(
            f"{said.repeated} row{'s repeat' if said.repeated > 1 else ' repeats'} a sighting (same participant and "
            "problem): counted once, the worst severity kept"
        )
    if said.people_twice:
        notes.append(f"{said.people_twice} rows of a participant who has one already: taken together")
    if LONG in said.forms and request.participants is None:
        notes.append(
            f"{len(said.participants)} participants are named in the list; if more took part and met no problem, "
            "state all with --participants N"
        )
    pairs = len(said.participants) * len(said.problems) - len(said.seen)
    if _unsaid(said) is None and pairs:
        notes.append(
            f"{pairs} cells say nothing: not in n of their problem; discovery takes them as not seen"
        )
    if personal:
        notes.append("the participants are numbered: their column holds personal data")
    spelt = sum(len(spellings) > 1 for spellings in said.problems.values())
    if spelt:
        notes.append(
            f"{spelt} problem{'s are' if spelt > 1 else ' is'} spelt in several ways (case, blanks): taken as one"
        )
    return tuple(notes)
