"""`cxux problems`: sightings to frequencies, impact and discovery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cxux_cli.engine.samples import shown_example
from cxux_cli.errors import InputError, UsageError
from cxux_cli.measures.ux.discovery import DISCOVERY
from cxux_cli.measures.ux.problem_frequency import PROBLEM_FREQUENCY
from cxux_cli.observations import CurvePoint, Matrix
from cxux_cli.observed.scan import Scanned, account, result, scan, share
from cxux_cli.observed.slices import Slice, shown, slices
from cxux_cli.request import ObservationRequest
from cxux_cli.results import Estimate, Missing, Report, Result
from cxux_cli.stats import discovery as formulas
from cxux_cli.study.sightings import (
    BY_PROBLEM,
    LONG,
    Layout,
    Severities,
    Sightings,
    says_no,
    severities,
    understand,
)

GOALS = (0.8, 0.85, 0.9, 0.95)
_FEW = 5
"""Below so many participants the adjusted p is rough (Turner, Lewis & Nielsen 2006)."""
_LONGEST = 1_000
"""The curve ends at so many participants; what more of them meet is in the discovery."""
_UNEQUAL = 0.05
"""Below this p the problems are not equally likely to be met."""


def run(request: ObservationRequest) -> Report:
    """Measure. Raises `CxuxError` for anything a user can put right."""
    _check(request)
    found = scan(request, partial(understand, stated=request.roles, layout=request.read.layout), "problems")
    noes = [says_no(one.layout, one.records.rows) for one in found]
    whole = _said(found, noes)
    sources, books, notes = account(request, found, whole.excluded)
    n = _participants(request, whole, ", ".join(source.path for source in sources))
    cells = slices(request, found, "problem")
    study = _study(request, whole, cells, [_said(found, noes, cell) for cell in cells], n)
    found_out = [formulas.discovery(part.hits, part.n) if part.hits else None for part in study.parts]
    results = [result for key in study.ranked() for result in _frequencies(request, study, cells, key)]
    results += shown(
        *(request, cells),
        [_discovery(request, one, part) for one, part in zip(found_out, study.parts, strict=True)],
    )
    personal = any(one.layout.is_personal(one.records.spec.source) for one in found)
    layouts = [note for one in found for note in one.layout.notes]
    return Report(
        request.confidence,
        sources,
        books,
        tuple(results),
        notes=(*layouts, *notes, *_notes(request, whole, study, personal)),
        config=request.study.path if request.study else None,
        matrix=_matrix(whole, study, personal) if request.min_n == 1 else None,
        curve=() if results[-1].hidden else _curve(found_out[-1], study.whole.hits, n),
    )


def _check(request: ObservationRequest) -> None:
    for goal in request.goals:
        if not 0 < goal < 1:
            raise UsageError(
                f"the goal is {goal:g}, it must lie between 0 and 1", where="--goal", hint="0.85 is 85 %"
            )
    if request.participants is not None and (request.by or request.personas):
        raise UsageError(
            "how many took part is stated of everybody, not of each segment or persona",
            where="--participants",
            hint="give people who met no problem a row of their own, with the problem left blank",
        )


def _said(
    found: Sequence[Scanned[Layout]], noes: Sequence[Sequence[bool]], cell: Slice | None = None
) -> Sightings:
    """What the rows of a slice say, or all rows."""
    said = Sightings()
    for i, one in enumerate(found):
        rows = one.records.rows
        said.add(one.layout, rows if cell is None else cell.of(i, rows), one.prefix, noes[i])
    return said


@dataclass(frozen=True, slots=True)
class _Part:
    """One slice: what it says, its people, and how many of them met each problem."""

    said: Sightings
    people: Collection[str]
    n: int
    met: Mapping[str, int]
    """By the keys of the problems of which the slice can tell: those of its rows, where a row is a problem."""

    @property
    def hits(self) -> list[int]:
        """How many met each problem that anybody met."""
        return [k for k in self.met.values() if k]


@dataclass(frozen=True, slots=True)
class _Study:
    """All slices, in their order; `names` are those of every problem by its key."""

    names: Mapping[str, str]
    severities: Severities
    parts: tuple[_Part, ...]
    only_met: bool
    """Whether the file lists sightings and no noes: whoever is not on it did not meet the problem."""
    scattered: bool
    """Whether segments tell sightings of one person apart rather than people."""

    @property
    def whole(self) -> _Part:
        """Everybody."""
        return self.parts[-1]

    def severity(self, part: _Part, key: str) -> tuple[float, float] | None:
        """The worst and mean severity of a problem that somebody met."""
        return self.severities.of(part.said.rated.get(key, {})) if part.met.get(key) else None

    def base(self, part: _Part, key: str) -> int:
        """In how many people a problem could be seen."""
        if self.only_met:
            return part.n
        return sum((p, key) in part.said.seen for p in part.people) + part.n - len(part.people)

    def ranked(self) -> list[str]:
        """All problems by impact, then by frequency, then by n, then by name."""

        def rank(key: str) -> tuple[float, float, int]:
            severity, base = self.severity(self.whole, key), self.base(self.whole, key)
            frequency = self.whole.met[key] / base if base else 0.0
            return (severity[1] * frequency if severity and base else -1.0, frequency, base)

        return sorted(sorted(self.names, key=self.names.__getitem__), key=rank, reverse=True)


def _study(
    request: ObservationRequest, whole: Sightings, cells: Sequence[Slice], told: Sequence[Sightings], n: int
) -> _Study:
    only_met = set(whole.forms) == {LONG} and all(whole.seen.values())
    met = {key for (_, key), seen in whole.seen.items() if seen}
    rated = (c for key in met for given in whole.rated.get(key, {}).values() for c in given)
    of_persona = {cell.persona: said for cell, said in zip(cells, told, strict=True) if not cell.segment}
    segments = [said for cell, said in zip(cells, told, strict=True) if cell.segment and cell.persona is None]
    scattered = only_met and sum(len(said.participants) for said in segments) > len(whole.participants)
    parts = []
    for cell, said in zip(cells, told, strict=True):
        people = (of_persona[cell.persona] if scattered else said).participants
        count = Counter(key for (p, key), seen in said.seen.items() if seen)
        own = cell.segment and (scattered or BY_PROBLEM in whole.forms)
        problems = said.problems if own else whole.problems
        parts.append(
            _Part(
                *(said, people, n if cell.is_total else len(people)),
                {key: count[key] for key in problems},
            )
        )
    names = {key: _spelling(spellings) for key, spellings in whole.problems.items()}
    return _Study(names, severities(rated), tuple(parts), only_met, scattered)


def _participants(request: ObservationRequest, said: Sightings, where: str) -> int:
    """How many took part: those of the file, or as many as stated."""
    known, stated = len(said.participants), request.participants
    if stated is not None and stated < known:
        raise UsageError(f"{known} participants are in the file, {stated} are stated", where="--participants")
    if not known and not stated:
        kept = "no row that --where keeps" if request.where else "no row"
        raise InputError(f"nobody took part: {kept} names a participant", where=where)
    return known if stated is None else stated


def _spelling(spellings: Mapping[str, int]) -> str:
    """The usual spelling; of several the first in the alphabet, so that the order of rows says nothing."""
    return min(spellings, key=lambda text: (-spellings[text], text))


def _frequencies(
    request: ObservationRequest, study: _Study, cells: Sequence[Slice], key: str
) -> list[Result]:
    """One problem in every slice that can tell of it."""
    mine = [(cell, part) for cell, part in zip(cells, study.parts, strict=True) if key in part.met]
    return shown(
        request, [cell for cell, _ in mine], [_frequency(request, study, part, key) for _, part in mine]
    )


def _frequency(request: ObservationRequest, study: _Study, part: _Part, key: str) -> Result:
    """How many people of a slice met a problem, with its severity."""
    base, met = study.base(part, key), part.met[key]
    worst, mean = study.severity(part, key) or (None, None)
    impact = None if mean is None or not base else mean * met / base
    return share(
        *(PROBLEM_FREQUENCY, request, met, base, {"problem": study.names[key]}),
        parts={"severity_worst": worst, "severity_mean": mean, "impact": impact},
        missing=Missing("nothing said of this problem", part.n - base),
        # Where segments divide sightings everybody is in n of each.
        adds=not study.scattered,
    )


def _discovery(request: ObservationRequest, found: formulas.Discovery | None, part: _Part) -> Result:
    """The discovery of a slice as one result; its parts are everything there is to say."""
    n = part.n
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
    p = formulas.unequal(part.hits, n)
    if p is not None and p < _UNEQUAL:
        notes.append(
            f"the problems differ in how likely they are to be met (chi-square p {p:.2g}): one p hides rare ones, "
            "and more is unseen than this says"
        )
    if idle := sum(k == 0 for k in part.met.values()):
        notes.append(f"{idle} problem{'s' * (idle > 1)} nobody met: in the table, not in p")
    value = None if found.share is None else 100 * found.share
    estimate = Estimate(value, None, None, n, request.confidence, method, parts=parts, notes=tuple(notes))
    return result(DISCOVERY, estimate, {})


def _curve(found: formulas.Discovery | None, counts: Sequence[int], n: int) -> tuple[CurvePoint, ...]:
    if found is None:
        return ()
    points = []
    for m, problems in enumerate(formulas.expected_curve(counts, n, _LONGEST), 1):
        modelled = None if found.share is None else 100 * formulas.at_least_once(found.adjusted, m)
        points.append(CurvePoint(m, problems, 100 * problems / len(counts), modelled))
    return tuple(points)


def _matrix(said: Sightings, study: _Study, personal: bool) -> Matrix:
    """Participants and problems, both from the most to the fewest hits, so that the full corner is on top."""
    names, met = study.names, study.whole.met
    hits = Counter(p for (p, _), seen in said.seen.items() if seen)
    people = sorted(said.participants, key=lambda p: (-hits[p], p))
    keys = sorted(names, key=lambda key: (-met[key], names[key]))
    called = [f"participant {i}" for i in range(1, len(people) + 1)] if personal else people
    # In a list of sightings a problem of which nothing is said was not met; in a matrix nothing is known.
    unsaid = False if study.only_met else None
    rows = tuple(tuple(said.seen.get((p, key), unsaid) for key in keys) for p in people)
    return Matrix(tuple(called), tuple(names[key] for key in keys), rows)


def _notes(request: ObservationRequest, said: Sightings, study: _Study, personal: bool) -> tuple[str, ...]:
    notes = list(study.severities.notes)
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
        notes.append(
            f"{said.people_twice} row{'s' * (said.people_twice > 1)} of a participant who has one already: taken "
            "together"
        )
    if n := said.contradictions:
        notes.append(
            f"{n} time{'s' * (n > 1)} the same participant is said to have met a problem and not to have met it: "
            "counted as met"
        )
    if LONG in said.forms and request.participants is None:
        many = len(said.participants)
        notes.append(
            f"{many} participant{'s are' if many > 1 else ' is'} named in the list; if more took part and met no "
            "problem, state all with --participants N"
        )
    if study.scattered:
        by = ", ".join(f"'{name}'" for name in request.by)
        notes.append(
            f"participants have rows under several values of {by}, so that it divides sightings and not people: n is "
            "everybody in each of them"
        )
    once = len(said.seen) == len(said.problems) >= _FEW and len(said.participants) > 1
    if LONG in said.forms and once:
        notes.append(
            "every problem is on the list once: if these are descriptions in different words, give the same problem "
            "the same name"
        )
    pairs = len(said.participants) * len(said.problems) - len(said.seen)
    if not study.only_met and pairs:
        notes.append(
            f"{pairs} cells say nothing: not in n of their problem; discovery takes them as not seen"
        )
    if request.min_n > 1:
        notes.append(
            "who met what is not listed: --min-n hides small groups, and a row of the matrix is one person"
        )
    elif personal:
        notes.append("the participants are numbered: their column holds personal data")
    spelt = sum(len(spellings) > 1 for spellings in said.problems.values())
    if spelt:
        notes.append(
            f"{spelt} problem{'s are' if spelt > 1 else ' is'} spelt in several ways (case, blanks): taken as one"
        )
    return tuple(notes)
