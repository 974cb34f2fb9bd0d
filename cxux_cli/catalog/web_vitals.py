"""The bands of page speed: which value of which metric is good, needs improvement or is poor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cxux_cli.catalog import load


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of one metric. `bounds` are the greatest values of each band but the last."""

    metric: str
    labels: tuple[str, ...]
    bounds: tuple[float, ...]
    is_core: bool
    title: str
    source: str

    def label(self, value: float) -> str:
        """The band a value lies in; one equal to a bound belongs to the better band."""
        return self.labels[sum(value > bound for bound in self.bounds)]

    def is_good(self, value: float) -> bool:
        """Whether a value lies in the best band."""
        return value <= self.bounds[0]


@cache
def web_vitals() -> Mapping[str, Bands]:
    """The bands by metric, in the order of the catalog."""
    facts = load.entry(".", "web_vitals")
    return MappingProxyType(
        {
            metric: Bands(
                metric,
                tuple(facts["bands"]),
                tuple(float(bound) for bound in of["bounds"]),
                of["core"],
                facts["title"],
                facts["source"],
            )
            for metric, of in facts["metrics"].items()
        }
    )
