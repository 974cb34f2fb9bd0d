"""What a study says of a gate, as values: the target, how sure to be, and what becomes of every outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxux_cli.verdicts import Waiver


@dataclass(frozen=True, slots=True)
class GateConfig:
    """A target and what becomes of it. Numbers are in the unit the measure is printed in.

    `source`, `task`, `persona` and `segment` say which result is judged; `each` (`task`, `persona` or a
    column) makes one gate of every such result. `margin` is the drop that counts, for the rules that
    compare; `against` is what they compare with: `accepted` or `previous`.
    """

    id: str
    measure: str
    op: str
    """`>=` or `<=`, always that of the measure's good direction."""
    target: float | None
    """None for the rules that compare."""
    source: str | None = None
    task: str | None = None
    persona: str | None = None
    segment: Mapping[str, str] = field(default_factory=dict)
    each: str | None = None
    warn: float | None = None
    rule: str = "not_below"
    confidence: float = 0.95
    """Of the one-sided bounds."""
    min_n: int | None = None
    severity: str = "error"
    runs: int = 1
    """Missed runs in a row before it fails: the key `for`."""
    margin: float | None = None
    against: str = "accepted"
    owner: str | None = None
    why: str | None = None
    waive: Waiver | None = None
    scale: tuple[int, int] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """What outcomes that are neither met nor missed do: `ignore`, `warn` or `fail`."""

    on_undecided: str = "warn"
    on_no_data: str = "fail"
    on_no_baseline: str = "warn"
    family: str = "holm"
    """How gates of one `each` are judged together: `holm` or `none`."""
    privacy_floor: int = 1
    """Groups below so many people are hidden."""
