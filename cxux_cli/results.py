"""The vocabulary every layer shares: what a measurement says, at full precision, without a layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cxux_cli.estimate import Better as Better
from cxux_cli.estimate import Estimate as Estimate
from cxux_cli.estimate import Evidence as Evidence
from cxux_cli.estimate import Kind as Kind
from cxux_cli.verdicts import Gate as Gate
from cxux_cli.verdicts import falls_short

if TYPE_CHECKING:
    from cxux_cli.observations import CurvePoint, Matrix, Similarity, TaskPaths


@dataclass(frozen=True, slots=True)
class Reading:
    """An opinion about a value, with its source: a grade, a percentile, a band."""

    norm: str
    title: str
    label: str
    low_label: str | None
    high_label: str | None
    source: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class ItemReading:
    """The mean of one item beside what its norm expects."""

    item: int
    text: str
    mean: float
    n: int
    expected: float | None
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """People asked who gave no usable answer, by reason; `examples` are at most three, shortened."""

    reason: str
    rows: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Including:
    """What the statistic would be, had the rows left out for one reason been counted; `n` as in the estimate."""

    reason: str
    rows: int
    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """A total weighted in another way; the estimate is None where it cannot be, and the notes say why."""

    estimate: Estimate | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a series: from the beginning of `start` to before the beginning of `end`."""

    every: str
    label: str
    start: date
    end: date
    running: bool = False
    """Whether it may not have ended when the rows were written: its numbers are those so far."""

    @property
    def name(self) -> str:
        """What people read: the label, and that it may not have ended."""
        return f"{self.label} (so far)" if self.running else self.label


@dataclass(frozen=True, slots=True)
class Result:
    """One measure in one segment. A hidden result keeps its place and shows no number."""

    measure: str
    kind: Kind
    kind_reason: str
    name: str
    definition: str
    formula: str
    unit: str
    better: Better
    range: tuple[float, float]
    scale: tuple[int, int] | None
    """The ends of the scale a single question was answered on; None for a questionnaire."""
    segment: Mapping[str, str | None]
    """Column -> value; None is the blank. Empty for the total."""
    persona: str | None
    """Whose answers: a persona of the study, or `unassigned` for people of none; None is everybody."""
    period: Period | None
    """When the answers were given; None is the whole time."""
    estimate: Estimate
    n_missing: int
    missing: tuple[Missing, ...]
    distribution: tuple[tuple[float, float], ...]
    readings: tuple[Reading, ...]
    items: tuple[ItemReading, ...]
    state: Mapping[str, Any] | None
    notes: tuple[str, ...]
    hidden: bool = False
    total: bool = True
    """Whether it stands for all rows (of one condition), not for one segment, persona or period."""
    doubt: str = ""
    """Why the number may be wrong, as on another scale than the measure needs; a gate refuses to judge then."""
    task: str | None = None
    """The task of a usability test; None where it stands for none, or for all of them."""
    including: tuple[Including, ...] = ()
    """Of a total: what each choice of rows does to it."""
    weighted: Weighted | None = None
    """Of a total: the same, weighted to the population; None where no persona states its share of it."""
    accounts: Weighted | None = None
    """Of a total: the mean over accounts of the means of their people, where the study counts accounts."""
    source: str | None = None
    """The source of the study, where a report stands on several."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What one published definition of a measure makes of the same answers; `own` is the one that is reported."""

    name: str
    formula: str
    source: str
    unit: str
    estimate: Estimate
    condition: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A column bound to a role, and why."""

    role: str
    column: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What was understood about one input."""

    path: str
    dialect: str
    encoding: str | None
    delimiter: str | None
    header_rows: int
    rows: int
    columns: int
    sha256: str | None
    sheet: str | None
    mapping: tuple[Bound, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """Rows left out for one reason."""

    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every row read of one source: used, or excluded with a reason."""

    source: str
    read: int
    used: int
    excluded: tuple[Excluded, ...]

    def __post_init__(self) -> None:
        """Refuse a ledger that does not add up: it would mean rows lost in silence."""
        if self.read != self.used + sum(item.rows for item in self.excluded):
            raise ValueError(f"the ledger of {self.source} does not add up: {self}")


@dataclass(frozen=True, slots=True)
class TableCell:
    """One answer of one question in one segment: its share in percent; the mean where `answer` is None.

    `estimate.n` is the base: people of the segment who answered the question. `rest` is the value of all
    other people, `p` tests the difference and `p_adjusted` counts the other tests of the table; None
    where there was nothing to test.
    """

    item: str | None
    """The row of a matrix."""
    answer: str | None
    segment: Mapping[str, str | None]
    estimate: Estimate
    count: int | None
    """People who gave the answer; None for a mean."""
    rest: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    differs: str | None = None
    """`higher` or `lower` than the rest, None where no difference is shown."""
    test: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Independence:
    """Whether the answers of one question differ between the segments at all."""

    item: str | None
    statistic: float
    df: int
    p: float
    method: str


@dataclass(frozen=True, slots=True)
class Table:
    """The answers of one question, counted. Cells stand by item, answer and segment, the total last."""

    question: str
    kind: str
    columns: tuple[str, ...]
    why: str
    items: tuple[str, ...]
    answers: tuple[str, ...]
    ordered: bool
    """Whether the answers stand in the order of a scale."""
    cells: tuple[TableCell, ...]
    n_missing: int
    """Rows that count in which the question has no answer; of a matrix, summed over its items."""
    tests: int
    independence: tuple[Independence, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the team expected of a measure before it read the data, and how far off it was: expected - value."""

    measure: str
    source: str
    persona: str | None
    expected: float
    value: float | None
    error: float | None
    inside: bool | None
    """Whether the expected value lies in the interval."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure in two samples of different people, in its printed unit: `a` less `b`.

    `p` is two-sided and `p_adjusted` counts the other tests of the report. What nothing tests is None.
    """

    measure: str
    a: str
    b: str
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    method: str | None
    n_a: int
    n_b: int
    tests: int | None = None
    """How many tests `p_adjusted` counts."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The control limits of one period, None where it has none, and what the value says there.

    `signal` is `above` or `below` the limits, `shift` at the end of a run on one side of the centre, else None.
    """

    period: str
    low: float | None
    high: float | None
    signal: str | None


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that happened on a day and may have moved a measure."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Trend:
    """What there is to say about a series as a whole; `limits` stand in the order of the results."""

    every: str
    chart: str | None
    """The control chart the limits are of; None where there are none, and `why_no_limits` says why."""
    center: float | None
    limits: tuple[Limit, ...]
    why_no_limits: str
    tests: int
    """Changes that were tested, which the adjusted p values count."""
    releases: tuple[Marker, ...]


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """The time a report stands for: its ends as they were asked for (None: no end), half-open, in that zone."""

    label: str | None
    since: str | None
    until: str | None
    timezone: str

    def __str__(self) -> str:
        ends = [f"from {self.since}"] if self.since else []
        ends += [f"to before {self.until}"] if self.until else []
        said = f"{' '.join(ends)}, {self.timezone}"
        return f"{self.label}: {said}" if self.label else said


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run has to say."""

    confidence: float
    sources: tuple[SourceFacts, ...]
    ledger: tuple[Ledger, ...]
    results: tuple[Result, ...]
    gates: tuple[Gate, ...] = ()
    notes: tuple[str, ...] = ()
    config: str | None = None
    """The study config that had a say, as a path."""
    tables: tuple[Table, ...] = ()
    matrix: Matrix | None = None
    """Of `cxux problems`: who met what."""
    curve: tuple[CurvePoint, ...] = ()
    """Of `cxux problems`: what 1, 2, … participants meet together."""
    similarity: Similarity | None = None
    """Of `cxux cards`: which cards belong together."""
    predictions: tuple[Prediction, ...] = ()
    """Of a study: what the team expected."""
    window: TimeWindow | None = None
    """Of a study: the time it stands for; None is all there is."""
    comparisons: tuple[Comparison, ...] = ()
    trend: Trend | None = None
    """Of `cxux trend`: limits and releases of the series."""
    paths: tuple[TaskPaths, ...] = ()
    """Of `cxux tree`: where people went."""

    @property
    def empty(self) -> bool:
        """Whether something was measured and nobody gave a usable answer; one gate without data is less."""
        estimates = [r.estimate for r in self.results] + [c.estimate for t in self.tables for c in t.cells]
        return bool(estimates or self.tables) and all(e.n == 0 for e in estimates)

    @property
    def status(self) -> str:
        """`ok`, the worst outcome of a gate that counts, or `no_data` when nobody gave a usable answer."""
        outcomes = {
            "missed" if gate.effect == "fail" and falls_short(gate) else gate.outcome
            for gate in self.gates
            if gate.effect == "fail" or (gate.effect == "warn" and gate.outcome != "missed")
        }
        if self.empty:
            outcomes.add("no_data")
        return next((o for o in ("missed", "no_data", "undecided") if o in outcomes), "ok")
