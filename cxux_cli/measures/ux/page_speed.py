"""How fast pages are: percentiles of page views, and the Core Web Vitals with their bands."""

from __future__ import annotations

import math

from cxux_cli.estimate import Better, Kind
from cxux_cli.measures.base import Declared

RANK = {"rank": "rank interval of a percentile (Conover 1999)"}
_WEB_VITALS = "Google, Web Vitals, web.dev/articles/vitals; thresholds as in GoogleChrome/web-vitals"
_RANKS = "Conover 1999, Practical Nonparametric Statistics, 3rd edition, section 3.2"
_INTERVAL = (
    "ranks ceil(np ∓ z √(np(1-p))) of the sorted values, where np and n(1-p) are both at least 15;\n"
    "             over persons where people repeat (Woodruff 1952)."
)
_CAVEATS = (
    "Never a mean: a few slow pages would pull it. Field data of real visits and laboratory\n"
    "             data must not be mixed. Page views without a value are counted as missing."
)


def _speed(key: str, name: str, what: str, percent: int, bounds: tuple[str, str] | None) -> Declared:
    unit = "" if key == "cls" else "ms"
    bands = (
        f"Good up to {bounds[0]}, poor above {bounds[1]}." if bounds else "Compare with the page's own past."
    )
    return Declared(
        key=key,
        kind=Kind.UX,
        name=name,
        summary=f"{what}, p{percent} of page views.",
        definition=f"{key}.v1",
        formula=f"p{percent} of page views: the ceil({percent / 100:g} n)-th smallest value",
        unit=unit or "score",
        range=(0.0, math.inf),
        better=Better.LOWER,
        references=(_WEB_VITALS, _RANKS),
        explanation=(
            f"{name}: {what}.\n\n"
            f"Question     How long {percent} % of page views take at most; one row per page view.\n"
            f"Definition   The ceil({percent / 100:g} n)-th smallest value, an observed one.\n"
            f"Interval     {_INTERVAL}\n"
            f"Read it as   Lower is better. {bands}\n"
            f"Caveats      {_CAVEATS}\n"
            f"References   {_WEB_VITALS}; {_RANKS}.\n"
        ),
        intervals=RANK,
    )


LOAD = tuple(
    _speed(key, f"Page load time, p{percent}", "time until a page is loaded", percent, None)
    for key, percent in (("load-time.p50", 50), ("load-time", 75), ("load-time.p90", 90))
)
LCP = _speed(
    "lcp", "Largest Contentful Paint", "time until the largest content shows", 75, ("2500 ms", "4000 ms")
)
INP = _speed(
    "inp", "Interaction to Next Paint", "time from an interaction to what it shows", 75, ("200 ms", "500 ms")
)
CLS = _speed("cls", "Cumulative Layout Shift", "how much a page jumps about", 75, ("0.1", "0.25"))
FCP = _speed(
    "fcp", "First Contentful Paint", "time until the first content shows", 75, ("1800 ms", "3000 ms")
)
TTFB = _speed("ttfb", "Time to First Byte", "time until the server answers", 75, ("800 ms", "1800 ms"))
WEB_VITALS = Declared(
    key="web-vitals",
    kind=Kind.UX,
    name="Core Web Vitals passed",
    summary="How many of LCP, INP and CLS are good at p75; all three is a pass.",
    definition="web-vitals.v1",
    formula="how many of LCP, INP and CLS are good at p75 of page views",
    unit="of 3",
    range=(0.0, 3.0),
    better=Better.HIGHER,
    references=(_WEB_VITALS,),
    explanation=(
        "Core Web Vitals passed: whether a page or site is fast enough in the three that count.\n\n"
        "Question     Are LCP, INP and CLS all good for three quarters of page views?\n"
        "Definition   How many of the three are good at p75; 3 is a pass, and there is none when one is missing.\n"
        "Interval     How many are good at the worse and at the better ends of their rank intervals.\n"
        "Read it as   3 passed, fewer not passed.\n"
        "Caveats      A pass whose lower end is below 3 may be luck.\n"
        f"References   {_WEB_VITALS}.\n"
    ),
    intervals={"rank": "counted at the ends of the rank intervals"},
)
SPEED = (*LOAD, LCP, INP, CLS, FCP, TTFB, WEB_VITALS)
"""What is measured of the speed of pages, in the order in which it is reported."""
PERCENTS = {measure.key: 75 for measure in SPEED} | {"load-time.p50": 50, "load-time.p90": 90}
