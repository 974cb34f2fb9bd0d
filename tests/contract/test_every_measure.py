"""Laws that every built-in measure keeps, on answers made from its own declaration.

A measure that is declared later is tested without a change here: a single question is answered by a
number of its scale or the word for it, a questionnaire by one number per item of the catalog. A measure
that may be asked in several ways goes through files in its usual one, and its estimator in every one.
"""

from __future__ import annotations

import inspect
import itertools
import json
import math
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxux_cli.assemble.questionnaire import scorer
from cxux_cli.catalog.labels import family
from cxux_cli.catalog.norms import item_lines, norm
from cxux_cli.catalog.questionnaires import questionnaire
from cxux_cli.errors import UsageError
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.tally import Count, Tally
from cxux_cli.measures.base import Answer, Items, Measure, Setting
from cxux_cli.measures.registry import BUILT_IN, COMMANDS
from cxux_cli.render import json_report
from cxux_cli.request import Request
from cxux_cli.results import Better, Estimate, Report, Result
from cxux_cli.run import run
from cxux_cli.study.recode import Scale


def _at(measure: Measure, setting: Setting) -> Measure:
    form = measure.at(setting.low, setting.high, setting.variant)
    assert form is not None
    return form


MEASURES = tuple(BUILT_IN.values())
EVERY = pytest.mark.parametrize("measure", MEASURES, ids=list(BUILT_IN))
FORMS = tuple(form for m in MEASURES for form in ([_at(m, s) for s in m.settings] or [m]))
"""Every measure in every way it may be asked."""
METHODS = [(m, name) for m in FORMS for name in m.estimator.intervals]
EVERY_METHOD = pytest.mark.parametrize(
    ("measure", "interval"), METHODS, ids=[f"{m.definition}-{i}" for m, i in METHODS]
)
EVERY_SETTING = pytest.mark.parametrize(
    ("measure", "setting"),
    [(m, s) for m in MEASURES for s in m.settings],
    ids=[s.definition for m in MEASURES for s in m.settings],
)
CONFIDENCES = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
HEADINGS = ("Question", "Definition", "Interval", "Read it as", "Caveats", "References")
LABELS = ("a", "b", "c")
# Sums of these, and of their squares, are exact in any order.
WEIGHTS = (0.25, 0.5, 1.0, 1.75, 3.0)

TAYLOR = {measure.key: ("wald",) for measure in BUILT_IN.values() if isinstance(measure.estimator, Net)}
"""Intervals that with weights are another formula, whatever the weights; the default never is one."""

settings.register_profile(
    "laws", deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
LAWS = settings(settings.get_profile("laws"))

Given = tuple[int, ...]
"""What one person answered: one number per column of the measure."""


# --- answers for any measure ---------------------------------------------------------------------


def setting_of(measure: Measure) -> Setting | None:
    """The way the measure is asked: the one it was put into by `at`, else the usual one."""
    mine = [s for s in measure.settings if s.definition == measure.definition]
    return next(iter((*mine, *measure.settings)), None)


def scale(measure: Measure) -> tuple[int, int, int]:
    """Columns, lowest and highest answer."""
    setting = setting_of(measure)
    if isinstance(measure.question, Answer):
        asked = setting or measure.question
        return 1, asked.low, asked.high
    form = questionnaire(measure.question.questionnaire)
    ends_of = setting or form
    return len(form.items), ends_of.low, ends_of.high


def cell(measure: Measure, answer: object) -> str:
    """How an answer is written: as a number, or as the word where only words count."""
    question = measure.question
    if isinstance(question, Answer) and question.worded and question.family and isinstance(answer, int):
        words = family(question.family).words
        return next((word for word, value in words.items() if value == answer), str(answer))
    return str(answer)


def ends(measure: Measure) -> tuple[Given, Given]:
    """The worst and the best that one person can answer."""
    size, low, high = scale(measure)
    down = frozenset[int]()
    if isinstance(measure.question, Items):
        form = questionnaire(measure.question.questionnaire)
        down = frozenset(i for i, item in enumerate(form.items) if item.id in form.variants[0].reversed)
    one = tuple(low if i in down else high for i in range(size))
    other = tuple(high if i in down else low for i in range(size))
    at_one = number(estimate(measure, state(measure, [one])))
    best_first = (at_one == measure.range[1]) == (measure.better is Better.HIGHER)
    return (other, one) if best_first else (one, other)


def answers(measure: Measure) -> st.SearchStrategy[Given]:
    size, low, high = scale(measure)
    worst, best = ends(measure)
    # Random items all give scores near the middle: the ends are drawn on purpose.
    anything = st.tuples(*[st.integers(low, high)] * size)
    return st.one_of(anything, st.sampled_from((worst, best)))


def people(measure: Measure, low: int = 1, high: int = 30) -> st.SearchStrategy[list[Given]]:
    return st.lists(answers(measure), min_size=low, max_size=high)


def score(measure: Measure, given_: Given) -> float:
    """The value one person's answers stand for in the state, worked out without the package."""
    if isinstance(measure.question, Answer):
        return float(given_[0])
    form = questionnaire(measure.question.questionnaire)
    turned = form.variants[0].reversed
    size, low, high = scale(measure)
    raw = sum(high - a if item.id in turned else a - low for item, a in zip(form.items, given_, strict=True))
    span = Fraction(form.out_high) - Fraction(form.out_low)
    return float(Fraction(form.out_low) + raw * span / (size * (high - low)))


def state(measure: Measure, group: Sequence[Given], weights: Sequence[float] | None = None) -> Tally:
    """The state, without the pipeline."""
    tally = Tally.of(score(measure, g) for g in group)
    if weights is None:
        return tally
    counts = {
        value: Count(
            sum(score(measure, g) == value for g in group),
            sum(w for g, w in zip(group, weights, strict=True) if score(measure, g) == value),
            sum(w * w for g, w in zip(group, weights, strict=True) if score(measure, g) == value),
        )
        for value in tally.counts
    }
    return Tally(counts, weighted=True)


def estimate(
    measure: Measure, tally: Tally, *, confidence: float = 0.95, interval: str | None = None
) -> Estimate:
    chosen = interval or next(iter(measure.estimator.intervals))
    return measure.estimator.estimate(tally, confidence=confidence, interval=chosen)


def number(found: Estimate) -> float:
    assert found.value is not None
    return found.value


# --- the pipeline on files -----------------------------------------------------------------------


class Table(NamedTuple):
    """A file to write: a row per person, with any further columns; None is a blank cell."""

    group: Sequence[Given | None]
    more: Mapping[str, Sequence[object]] = {}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def names(measure: Measure) -> list[str]:
    return [f"Answer{i}" for i in range(1, scale(measure)[0] + 1)]


_serial = itertools.count()


def write(folder: Path, measure: Measure, table: Table) -> str:
    path = folder / f"{next(_serial)}.csv"
    lines = [["id", *names(measure), *table.more]]
    for i, (given_, *more) in enumerate(zip(table.group, *table.more.values(), strict=True)):
        cells = given_ if given_ is not None else ("",) * scale(measure)[0]
        answered = (cell(measure, c) for c in cells)
        lines.append([f"r{i}", *answered, *("" if m is None else str(m) for m in more)])
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def report(folder: Path, measure: Measure, *tables: Table, **options: Any) -> Report:
    """What the whole pipeline says of the measure, on temporary files, one per table."""
    paths = [write(folder, measure, table) for table in tables]
    columns = {measure.question.role: names(measure)}
    setting = setting_of(measure)
    if setting is not None:
        options |= {"scale": (setting.low, setting.high), "variant": setting.variant or None}
    found = run(Request(measure, paths, columns=columns, **options)).report
    companions = {companion.key for companion in measure.companions}
    assert {result.measure for result in found.results} <= {measure.key, *companions}
    return replace(found, results=tuple(r for r in found.results if r.measure == measure.key))


def total(found: Report) -> Result:
    assert dict(found.results[-1].segment) == {}
    return found.results[-1]


def numbers(result: Result) -> dict[str, Any]:
    """What a result says, without the texts that depend on how the data were cut."""
    value = json_report.result_value(result)
    keys = ("value", "low", "high", "n", "n_effective", "parts", "distribution", "readings", "state", "items")
    return {key: value[key] for key in keys}


# --- states add ----------------------------------------------------------------------------------


@EVERY
@LAWS
@given(st.data())
def test_states_add(measure: Measure, data: st.DataObject) -> None:
    a, b = data.draw(people(measure, low=0)), data.draw(people(measure, low=0))
    assert state(measure, a) + state(measure, b) == state(measure, [*a, *b])
    assert state(measure, a) + Tally() == state(measure, a)


@EVERY
@LAWS
@given(st.data())
def test_weighted_states_add(measure: Measure, data: st.DataObject) -> None:
    a, b = data.draw(people(measure)), data.draw(people(measure))
    w = data.draw(st.lists(st.sampled_from(WEIGHTS), min_size=len(a) + len(b), max_size=len(a) + len(b)))
    assert state(measure, a, w[: len(a)]) + state(measure, b, w[len(a) :]) == state(measure, [*a, *b], w)


@EVERY
@LAWS
@given(st.data())
def test_files_add(measure: Measure, folder: Path, data: st.DataObject) -> None:
    """Two files together say what the joined file says, and their states add to its state."""
    a, b = data.draw(people(measure)), data.draw(people(measure))
    joined = total(report(folder, measure, Table([*a, *b])))
    together = total(report(folder, measure, Table(a), Table(b)))
    apart = [total(report(folder, measure, Table(g))) for g in (a, b)]
    assert numbers(together) == numbers(joined)
    assert joined.state is not None
    states = [Tally.from_json(r.state) for r in apart if r.state is not None]
    assert states[0] + states[1] == Tally.from_json(joined.state) == state(measure, [*a, *b])


@EVERY
@LAWS
@given(st.data())
def test_weighted_files_add(measure: Measure, folder: Path, data: st.DataObject) -> None:
    group = data.draw(people(measure, low=2))
    w = data.draw(st.lists(st.sampled_from(WEIGHTS), min_size=len(group), max_size=len(group)))
    cut = data.draw(st.integers(1, len(group) - 1))
    parts = [Table(group[:cut], {"w": w[:cut]}), Table(group[cut:], {"w": w[cut:]})]
    joined = total(report(folder, measure, Table(group, {"w": w}), weight="w"))
    together = total(report(folder, measure, *parts, weight="w"))
    assert numbers(together) == numbers(joined)
    assert joined.state is not None
    assert Tally.from_json(joined.state) == state(measure, group, w)


@EVERY
@LAWS
@given(st.data())
def test_segments_add_to_the_total(measure: Measure, folder: Path, data: st.DataObject) -> None:
    group = data.draw(people(measure))
    labels = data.draw(st.lists(st.sampled_from((*LABELS, None)), min_size=len(group), max_size=len(group)))
    found = report(folder, measure, Table(group, {"seg": labels}), by=("seg",))
    *cells, whole = found.results
    summed = Tally()
    for cell in cells:
        assert cell.state is not None
        mine = [g for g, at in zip(group, labels, strict=True) if at == cell.segment["seg"]]
        assert numbers(cell) == numbers(total(report(folder, measure, Table(mine))))
        summed += Tally.from_json(cell.state)
    assert numbers(whole) == numbers(total(report(folder, measure, Table(group))))
    assert summed == state(measure, group)


# --- what must not matter ------------------------------------------------------------------------


@EVERY
@LAWS
@given(st.data())
def test_row_order_does_not_matter(measure: Measure, folder: Path, data: st.DataObject) -> None:
    group = data.draw(people(measure))
    shuffled = data.draw(st.permutations(group))
    first, second = (total(report(folder, measure, Table(g))) for g in (group, shuffled))
    assert numbers(first) == numbers(second)


@EVERY
@LAWS
@given(st.data())
def test_segment_labels_do_not_matter(measure: Measure, folder: Path, data: st.DataObject) -> None:
    group = data.draw(people(measure))
    labels = data.draw(st.lists(st.sampled_from(LABELS), min_size=len(group), max_size=len(group)))
    other = dict(zip(LABELS, data.draw(st.permutations(["10", "Zürich", "all"])), strict=True))
    one = report(folder, measure, Table(group, {"seg": labels}), by=("seg",))
    two = report(folder, measure, Table(group, {"seg": [other[at] for at in labels]}), by=("seg",))
    assert numbers(total(one)) == numbers(total(two))
    before = {other[r.segment["seg"]]: numbers(r) for r in one.results[:-1]}
    assert before == {r.segment["seg"]: numbers(r) for r in two.results[:-1]}


@EVERY
@LAWS
@given(st.data())
def test_unrelated_columns_and_blank_cells_do_not_matter(
    measure: Measure, folder: Path, data: st.DataObject
) -> None:
    group = data.draw(people(measure))
    blanks = data.draw(st.integers(1, 5))
    order = data.draw(st.permutations([*group, *[None] * blanks]))
    noise = data.draw(
        st.lists(
            st.sampled_from([None, "x", "-99", "5", "9 - likely", "NaN", "n/a"]),
            min_size=len(order),
            max_size=len(order),
        )
    )
    plain = total(report(folder, measure, Table(group)))
    noisy = total(report(folder, measure, Table(order, {"noise": noise, "empty": [None] * len(order)})))
    assert numbers(plain) == numbers(noisy)
    assert (plain.n_missing, noisy.n_missing) == (0, blanks)


WRONG = {
    "text": lambda low, high: "nothing like it",
    "beyond the scale": lambda low, high: high + 50,
    "no answer": lambda low, high: "N/A",
    "between two answers": lambda low, high: f"{low}.5",
}


@EVERY
@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_used_is_counted_and_does_not_matter(
    measure: Measure, kind: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    group = sampler(measure, 40)
    _, low, high = scale(measure)
    wrong: list[Any] = [(WRONG[kind](low, high), *group[0][1:])] * 2
    plain = total(report(folder, measure, Table(group)))
    noisy = total(report(folder, measure, Table([*group, *wrong])))
    assert numbers(plain) == numbers(noisy)
    assert (plain.n_missing, noisy.n_missing) == (0, 2)
    assert sum(m.rows for m in noisy.missing) == 2


# --- intervals -----------------------------------------------------------------------------------


@EVERY_METHOD
@LAWS
@given(st.data())
def test_the_interval_holds_the_value_and_stays_in_the_range(
    measure: Measure, interval: str, data: st.DataObject
) -> None:
    group = data.draw(people(measure, low=1, high=60))
    confidence = data.draw(st.sampled_from(CONFIDENCES))
    _check_interval(
        measure, estimate(measure, state(measure, group), confidence=confidence, interval=interval)
    )


@EVERY_METHOD
@LAWS
@given(st.data())
def test_the_weighted_interval_holds_the_value_and_stays_in_the_range(
    measure: Measure, interval: str, data: st.DataObject
) -> None:
    group = data.draw(people(measure, low=2, high=60))
    positive = st.floats(0.01, 100, allow_nan=False)
    w = data.draw(st.lists(positive, min_size=len(group), max_size=len(group)))
    tally = state(measure, group, w)
    confidence = data.draw(st.sampled_from(CONFIDENCES))
    try:
        found = estimate(measure, tally, confidence=confidence, interval=interval)
    except UsageError as error:
        assert "weight" in f"{error.message} {error.hint}"
        return
    assert found.n_effective is not None
    assert 0 < found.n_effective <= len(group) * (1 + 1e-9)
    _check_interval(measure, found)


def _check_interval(measure: Measure, found: Estimate) -> None:
    assert found.value is not None
    low, high = measure.range
    assert low <= found.value <= high
    assert (found.low is None) == (found.high is None)
    if found.low is None or found.high is None:
        assert found.notes, "an interval that is not there needs a note"
        return
    assert low <= found.low <= found.value <= found.high <= high


@EVERY_METHOD
@LAWS
@given(st.data())
def test_more_confidence_is_a_wider_interval(measure: Measure, interval: str, data: st.DataObject) -> None:
    tally = state(measure, data.draw(people(measure, low=2, high=60)))
    found = [estimate(measure, tally, confidence=c, interval=interval) for c in CONFIDENCES]
    for narrow, wide in itertools.pairwise(found):
        assert narrow.low is not None and narrow.high is not None
        assert wide.low is not None and wide.high is not None
        assert wide.low <= narrow.low + 1e-9
        assert wide.high >= narrow.high - 1e-9
        assert narrow.value == wide.value


@EVERY_METHOD
def test_a_usual_sample_has_a_strictly_wider_interval(measure: Measure, interval: str) -> None:
    tally = state(measure, sampler(measure, 60))
    found = [estimate(measure, tally, confidence=c, interval=interval) for c in CONFIDENCES]
    widths = [f.high - f.low for f in found if f.low is not None and f.high is not None]
    assert len(widths) == len(CONFIDENCES)
    assert all(a < b for a, b in itertools.pairwise(widths))


@EVERY_METHOD
def test_more_answers_are_a_narrower_interval(measure: Measure, interval: str) -> None:
    group = sampler(measure, 40)
    found = [estimate(measure, state(measure, group * k), interval=interval) for k in (1, 4, 16)]
    widths = [f.high - f.low for f in found if f.low is not None and f.high is not None]
    assert len(widths) == 3
    assert all(a > b for a, b in itertools.pairwise(widths))
    assert [f.value for f in found] == pytest.approx([found[0].value] * 3)


@EVERY_METHOD
def test_the_same_interval_twice(measure: Measure, interval: str) -> None:
    tally = state(measure, sampler(measure, 50))
    assert estimate(measure, tally, interval=interval) == estimate(measure, tally, interval=interval)


# --- small samples -------------------------------------------------------------------------------


@EVERY_METHOD
@pytest.mark.parametrize("weighted", [False, True])
def test_nobody_gives_no_value_and_a_note(measure: Measure, interval: str, weighted: bool) -> None:
    found = estimate(measure, Tally(weighted=weighted), interval=interval)
    assert (found.value, found.low, found.high, found.n) == (None, None, None, 0)
    assert found.notes


@EVERY
def test_a_file_where_nobody_answered(measure: Measure, folder: Path) -> None:
    found = report(folder, measure, Table([None, None, None], {"seg": ["a", "b", "b"]}), by=("seg",))
    assert found.status == "no_data"
    for result in found.results:
        assert result.estimate.value is None
        assert result.notes
        assert not result.readings
    assert total(found).n_missing == 3
    json_report.render(found)


@EVERY
def test_a_where_that_keeps_nobody(measure: Measure, folder: Path) -> None:
    table = Table(sampler(measure, 5), {"seg": ["a"] * 5})
    found = report(folder, measure, table, where="seg = 'b'")
    assert (found.status, total(found).estimate.value, found.ledger[0].used) == ("no_data", None, 0)
    assert total(found).notes


@EVERY_METHOD
def test_one_answer(measure: Measure, interval: str) -> None:
    for one in (*ends(measure), sampler(measure, 1)[0]):
        found = estimate(measure, state(measure, [one]), interval=interval)
        assert found.n == 1
        _check_interval(measure, found)
        for value in found.parts.values():
            assert value is None or abs(value) < float("inf")


@EVERY
def test_a_file_of_one_answer(measure: Measure, folder: Path) -> None:
    group = sampler(measure, 1)
    for options in ({}, {"weight": "w"}):
        found = total(report(folder, measure, Table(group, {"w": [2]}), **options))
        assert found.estimate.n == 1
        assert found.estimate.value == estimate(measure, state(measure, group)).value


@EVERY_METHOD
def test_everybody_the_same(measure: Measure, interval: str) -> None:
    for one in ends(measure):
        for n in (2, 5, 100):
            found = estimate(measure, state(measure, [one] * n), interval=interval)
            _check_interval(measure, found)


# --- direction -----------------------------------------------------------------------------------


def _better(measure: Measure, value: float, than: float) -> bool:
    return value > than if measure.better is Better.HIGHER else value < than


@EVERY
def test_the_best_answers_hit_the_optimum(measure: Measure, folder: Path) -> None:
    worst, best = ends(measure)
    low, high = measure.range
    optimum, opposite = (high, low) if measure.better is Better.HIGHER else (low, high)
    for n in (1, 7):
        assert total(report(folder, measure, Table([best] * n))).estimate.value == optimum
        assert total(report(folder, measure, Table([worst] * n))).estimate.value == opposite


@EVERY
@LAWS
@given(st.data())
def test_a_worse_answer_is_never_better(measure: Measure, data: st.DataObject) -> None:
    """One person's answers one step worse, and again until the end: the value only moves against `better`."""
    group = list(data.draw(people(measure, high=8)))
    worst, _ = ends(measure)
    who = data.draw(st.integers(0, len(group) - 1))
    before = first = number(estimate(measure, state(measure, group)))
    while group[who] != worst:
        movable = [i for i, (now, end) in enumerate(zip(group[who], worst, strict=True)) if now != end]
        at = data.draw(st.sampled_from(movable))
        step = 1 if worst[at] > group[who][at] else -1
        group[who] = tuple(a + step if i == at else a for i, a in enumerate(group[who]))
        after = number(estimate(measure, state(measure, group)))
        assert not _better(measure, after, before + (1e-9 if measure.better is Better.HIGHER else -1e-9))
        before = after
    assert before == first or _better(measure, first, before)


@EVERY
def test_a_worse_sample_is_worse(measure: Measure, folder: Path) -> None:
    worst, best = ends(measure)
    values = [
        number(total(report(folder, measure, Table([worst] * k + [best] * (9 - k)))).estimate)
        for k in range(10)
    ]
    assert all(_better(measure, a, b) for a, b in itertools.pairwise(values))


# --- weights -------------------------------------------------------------------------------------


@EVERY
@LAWS
@given(st.data())
def test_whole_weights_give_the_value_of_repeated_rows(
    measure: Measure, folder: Path, data: st.DataObject
) -> None:
    group = data.draw(people(measure, high=12))
    times = data.draw(st.lists(st.integers(1, 5), min_size=len(group), max_size=len(group)))
    repeated = [g for g, k in zip(group, times, strict=True) for _ in range(k)]
    weighted = total(report(folder, measure, Table(group, {"w": times}), weight="w"))
    plain = total(report(folder, measure, Table(repeated)))
    assert weighted.estimate.value == pytest.approx(plain.estimate.value, rel=1e-12, abs=1e-9)
    assert (weighted.estimate.n, plain.estimate.n) == (len(group), len(repeated))
    assert weighted.estimate.parts.get("mean") == pytest.approx(plain.estimate.parts.get("mean"))
    assert weighted.estimate.parts.get("median") == pytest.approx(plain.estimate.parts.get("median"))
    assert [(v, n) for v, n in weighted.distribution] == [(v, n) for v, n in plain.distribution]
    if isinstance(measure.question, Items):
        assert [i.mean for i in weighted.items] == pytest.approx([i.mean for i in plain.items])


@EVERY_METHOD
@LAWS
@given(st.data())
def test_equal_weights_give_the_unweighted_interval(
    measure: Measure, interval: str, data: st.DataObject
) -> None:
    group = data.draw(people(measure, low=2, high=60))
    constant = data.draw(st.sampled_from(WEIGHTS))
    plain = estimate(measure, state(measure, group), interval=interval)
    try:
        weighted = estimate(measure, state(measure, group, [constant] * len(group)), interval=interval)
    except UsageError as error:
        assert "weight" in f"{error.message} {error.hint}"
        return
    assert weighted.n == plain.n
    assert weighted.n_effective == pytest.approx(plain.n)
    if interval in TAYLOR.get(measure.key, ()):
        _check_taylor(measure, plain, weighted)
        return
    got, expected = (weighted.value, weighted.low, weighted.high), (plain.value, plain.low, plain.high)
    assert got == pytest.approx(expected, rel=1e-9, abs=1e-6)


def _check_taylor(measure: Measure, plain: Estimate, weighted: Estimate) -> None:
    """The same value; margins wider by sqrt(n / (n - 1)), the sample instead of the population variance."""
    assert weighted.value == pytest.approx(plain.value)
    assert None not in (plain.value, plain.low, plain.high, weighted.low, weighted.high)
    factor = math.sqrt(plain.n / (plain.n - 1))
    for mine, usual in ((weighted.low, plain.low), (weighted.high, plain.high)):
        if usual in measure.range:
            assert mine == usual
        else:
            wider = plain.value + (usual - plain.value) * factor
            assert mine == pytest.approx(min(max(wider, measure.range[0]), measure.range[1]), abs=1e-6)


@EVERY
def test_rows_without_a_usable_weight_are_left_out_with_a_reason(measure: Measure, folder: Path) -> None:
    group = sampler(measure, 8)
    found = report(folder, measure, Table(group, {"w": [1, 2, 1, 2, None, "x", 0, -1]}), weight="w")
    assert total(found).estimate.n == 4
    assert {e.reason: e.rows for e in found.ledger[0].excluded} == {
        "without a usable weight": 2,
        "weight not above zero": 2,
    }


@EVERY
def test_the_scale_of_the_weights_does_not_matter(measure: Measure) -> None:
    group = sampler(measure, 40)
    w = [WEIGHTS[i % len(WEIGHTS)] for i in range(len(group))]
    one, many = (estimate(measure, state(measure, group, [k * x for x in w])) for k in (1, 1000))
    assert (one.value, one.low, one.high, one.n_effective) == pytest.approx(
        (many.value, many.low, many.high, many.n_effective)
    )


# --- round trips ---------------------------------------------------------------------------------


@EVERY
@LAWS
@given(st.data())
def test_the_state_survives_json(measure: Measure, data: st.DataObject) -> None:
    group = data.draw(people(measure, low=0))
    positive = st.floats(0.01, 100, allow_nan=False)
    w = data.draw(st.none() | st.lists(positive, min_size=len(group), max_size=len(group)))
    tally = state(measure, group, w)
    again = Tally.from_json(json.loads(json.dumps(tally.to_json(), allow_nan=False)))
    assert again == tally
    assert again.to_json() == tally.to_json()
    assert estimate(measure, again) == estimate(measure, tally)


@EVERY
@LAWS
@given(st.data())
def test_the_reported_state_gives_the_reported_value(
    measure: Measure, folder: Path, data: st.DataObject
) -> None:
    found = report(folder, measure, Table(data.draw(people(measure))))
    document = json.loads(json_report.render(found))
    result = document["results"][0]
    again = estimate(measure, Tally.from_json(result["state"]))
    assert (again.value, again.low, again.high, again.n) == (
        result["value"],
        result["low"],
        result["high"],
        result["n"],
    )


# --- what is asked for several times -------------------------------------------------------------


@EVERY
def test_a_hidden_result_shows_no_number(measure: Measure, folder: Path) -> None:
    group = sampler(measure, 20)
    table = Table(group, {"seg": ["a"] * 2 + ["b"] * 8 + ["c"] * 10})
    found = report(folder, measure, table, by=("seg",), min_n=5)
    by_label = {r.segment.get("seg"): r for r in found.results}
    # Hidden alone, "a" would be the total minus the others.
    assert [by_label[k].hidden for k in ("a", "b", "c", None)] == [True, True, False, False]
    for label in "ab":
        said = numbers(by_label[label]) | {"n": None}
        assert not any(said.values())


@EVERY
@pytest.mark.parametrize(
    ("column", "groups"),
    [
        ("seg", {"a": 2, "b": 8, "c": 10}),
        ("seg", {"a": 2, "b": 3, "c": 10}),
        ("seg", {"a": 2, "b": 20}),
        ("condition", {"a": 2, "b": 8, "c": 10}),
        ("seg", {"a": 2, "b": 0, "c": 10}),
        ("seg", {"a": 2, "b": 1, "c": 10, "d": 20}),
    ],
)
def test_a_hidden_cell_cannot_be_worked_out(
    measure: Measure, column: str, groups: Mapping[str, int], folder: Path
) -> None:
    """The total minus the cells that are shown must never be one hidden cell alone."""
    labels = [label for label, n in groups.items() for _ in range(max(n, 1))]
    group: list[Given | None] = list(sampler(measure, len(labels)))
    group = [g if groups[label] else None for g, label in zip(group, labels, strict=True)]
    found = report(folder, measure, Table(group, {column: labels}), by=(column,), min_n=5)
    assert not found.results[-1].hidden
    hidden = {r.segment[column] for r in found.results[:-1] if r.hidden}
    assert {label for label, n in groups.items() if n < 5} <= hidden
    assert sum(groups[label] > 0 for label in hidden) != 1


@EVERY
def test_the_confidence_asked_for_is_the_one_reported(measure: Measure, folder: Path) -> None:
    group = sampler(measure, 20)
    for interval, method in measure.estimator.intervals.items():
        found = total(report(folder, measure, Table(group), confidence=0.8, interval=interval)).estimate
        assert (found.confidence, found.method) == (0.8, method)
        direct = estimate(measure, state(measure, group), confidence=0.8, interval=interval)
        assert replace(found, notes=()) == replace(direct, notes=())


# --- the declaration -----------------------------------------------------------------------------


@EVERY
def test_the_declaration_is_complete(measure: Measure) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]*(\.[a-z]+)?", measure.key)
    assert re.fullmatch(rf"{re.escape(measure.key)}\.v\d+", measure.definition)
    assert measure.range[0] < measure.range[1]
    for text in (measure.name, measure.summary, measure.formula, measure.unit):
        assert text and text == text.strip()
    assert measure.references
    assert measure.estimator.intervals
    assert len(set(measure.estimator.intervals.values())) == len(measure.estimator.intervals)


@EVERY_SETTING
def test_a_setting_is_complete_and_found_by_its_scale(measure: Measure, setting: Setting) -> None:
    form = _at(measure, setting)
    assert re.fullmatch(rf"{re.escape(measure.definition)}( .+)?", form.definition)
    facts = (form.estimator, form.formula, form.range, form.better, form.norms)
    assert facts == (setting.estimator, setting.formula, setting.range, setting.better, setting.norms)
    assert [s.definition for s in measure.settings].count(setting.definition) == 1
    assert list(form.estimator.intervals) == list(measure.estimator.intervals)
    assert {family(id).points for id in setting.families} <= {setting.high - setting.low + 1}
    assert measure.at(setting.low, setting.high, "no such wording") is None
    worst, best = ends(form)
    values = [number(estimate(form, state(form, [one] * 9))) for one in (worst, best)]
    assert sorted(values) == list(setting.range)


@EVERY
def test_the_usual_setting_is_that_of_the_measure(measure: Measure) -> None:
    if not measure.settings:
        assert measure.at(1, 2, "anything") is measure
        return
    usual = _at(measure, measure.settings[0])
    assert replace(usual, definition=measure.definition) == measure
    assert measure.at(0, 1000) is None


@EVERY
def test_companions_are_of_the_same_answers_and_have_no_command(measure: Measure) -> None:
    for companion in measure.companions:
        assert BUILT_IN[companion.key] is companion
        assert companion.key.startswith(f"{measure.key}.")
        assert companion.key not in COMMANDS
        assert not companion.companions
        assert (companion.kind, companion.question, companion.floor) == (
            measure.kind,
            measure.question,
            measure.floor,
        )
    assert (measure.key in COMMANDS) == ("." not in measure.key)


@EVERY
def test_the_docstring_has_the_six_headings(measure: Measure) -> None:
    lines = measure.explanation.splitlines()
    assert lines[0].endswith(".") and not lines[1]
    found = [h for line in lines for h in HEADINGS if re.match(rf"{h}\s{{2,}}\S", line)]
    assert tuple(found) == HEADINGS


@EVERY
def test_the_explanation_is_the_docstring_of_its_module(measure: Measure) -> None:
    homes = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("cxux_cli.measures.") and any(value is measure for value in vars(module).values())
    ]
    docs = [inspect.getdoc(module) for module in homes]
    assert inspect.cleandoc(measure.explanation) in docs
    folder_ = measure.kind.value.lower()
    assert any(f".{folder_}." in module.__name__ for module in homes)


@EVERY
def test_the_norms_exist_and_are_of_this_measure(measure: Measure) -> None:
    assert len(set(measure.norms)) == len(measure.norms)
    for key in measure.norms:
        found = norm(key)
        assert found.id == key
        # A score that is estimated in place of another one is read as that one.
        assert found.measure in (measure.key, measure.key.rpartition(".")[2])
        for value in (*measure.range, sum(measure.range) / 2):
            assert found.read(value).label
    if isinstance(measure.question, Items) and measure.question.item_norm:
        lines = item_lines(measure.question.item_norm)
        assert lines.measure == measure.key
        assert set(lines.lines) == {i.id for i in questionnaire(measure.question.questionnaire).items}
        assert measure.range[0] <= measure.question.item_target <= measure.range[1]


@EVERY
def test_the_key_of_the_registry_is_that_of_the_measure(measure: Measure) -> None:
    assert BUILT_IN[measure.key] is measure
    with pytest.raises(TypeError):
        BUILT_IN["another"] = measure  # type: ignore[index]


@EVERY
def test_the_scorer_agrees_with_the_definition(measure: Measure) -> None:
    """Every possible raw sum, against exact arithmetic."""
    if not isinstance(measure.question, Items):
        return
    form = questionnaire(measure.question.questionnaire)
    scored = scorer(Request(measure), Scale(form.low, form.high))
    steps = len(form.items) * (form.high - form.low)
    for raw in range(steps + 1):
        exact = Fraction(form.out_low) + Fraction(raw, steps) * (
            Fraction(form.out_high) - Fraction(form.out_low)
        )
        assert scored.score(len(form.items), raw) == pytest.approx(float(exact), rel=1e-12)


def sampler(measure: Measure, n: int) -> list[Given]:
    """A usual sample, always the same: answers spread over the whole scale."""
    draw = random.Random(f"{measure.key} {n}")
    size, low, high = scale(measure)
    worst, best = ends(measure)
    found: list[Given] = []
    for _ in range(n):
        leaning = draw.random()
        found.append(
            tuple(
                min(high, max(low, round(w + (b - w) * leaning + draw.gauss(0, (high - low) / 6))))
                for w, b in zip(worst, best, strict=True)
            )
        )
    assert all(len(g) == size for g in found)
    return found
