"""Who uses a product and its features: new users, reach, visits and time of features, active users."""

from __future__ import annotations

import math

from cxux_cli.estimate import Better, Kind
from cxux_cli.measures.base import Declared

_WALD = {"adjusted-wald": "adjusted Wald (Agresti & Coull 1998)"}
_NONE = {"none": "none: counted in full"}
_AGRESTI = "Agresti & Coull 1998, The American Statistician 52(2) 119-126"


def _declared(
    key: str,
    name: str,
    formula: str,
    unit: str,
    top: float,
    *,
    question: str,
    interval: str,
    read: str,
    caveats: str,
    intervals: dict[str, str],
    references: tuple[str, ...] = (),
) -> Declared:
    return Declared(
        key=key,
        kind=Kind.UX,
        name=name,
        summary=f"{formula[0].upper()}{formula[1:]}.",
        definition=f"{key}.v1",
        formula=formula,
        unit=unit,
        range=(0.0, top),
        better=Better.HIGHER,
        references=references,
        explanation=(
            f"{name}: {formula}.\n\n"
            f"Question     {question}\n"
            f"Definition   {formula[0].upper()}{formula[1:]}.\n"
            f"Interval     {interval}\n"
            f"Read it as   {read}\n"
            f"Caveats      {caveats}\n"
            f"References   {'; '.join(references) or 'None'}.\n"
        ),
        intervals=intervals,
    )


ADOPTION = _declared(
    "adoption",
    "Adoption of the product",
    "100 * new users / all users of the window",
    "%",
    100.0,
    question="How many of those who use the product have just begun to?",
    interval="Adjusted Wald over users.",
    read="0 to 100 % of users.",
    caveats="New is who is first seen in the window: at the beginning of a log everybody looks new, so\n"
    "             there is no number without --since or --every.",
    intervals=_WALD,
    references=(_AGRESTI,),
)
FEATURE_ADOPTION = _declared(
    "feature-adoption",
    "Adoption of a feature",
    "100 * users of the feature / eligible users",
    "%",
    100.0,
    question="How many of those who could use a feature do?",
    interval="Adjusted Wald over users; of a feature nobody used the upper bound 1 - 0.05^(1/N).",
    read="0 to 100 % of eligible users: all in the log, or --eligible.",
    caveats="A feature that is never seen is unused, or its use is not recorded: the log cannot tell.",
    intervals=_WALD,
    references=(_AGRESTI, "Hanley & Lippman-Hand 1983, JAMA 249(13) 1743-1745"),
)
FEATURE_VISITS = _declared(
    "feature-visits",
    "Uses of a feature",
    "events of the feature",
    "uses",
    math.inf,
    question="How often is a feature used?",
    interval="None: the log is counted in full.",
    read="Beside reach: a few people can make most of the uses.",
    caveats="What counts as one use is what the log records as one event.",
    intervals=_NONE,
)
FEATURE_TIME = _declared(
    "feature-time",
    "Time in a feature",
    "sum of the durations of the events of the feature",
    "s",
    math.inf,
    question="Where do people spend their time?",
    interval="None: the log is counted in full.",
    read="Seconds in all; beside reach and uses.",
    caveats="Not measurable where the log has no durations.",
    intervals=_NONE,
)
STICKINESS = _declared(
    "stickiness",
    "Stickiness",
    "100 * mean daily active users of the month / monthly active users",
    "%",
    100.0,
    question="How many of the users of a month come on a day?",
    interval="t over users: it is the mean of their shares of active days.",
    read="0 to 100 %; 20 % is six days of thirty.",
    caveats="Days without anybody count; of a month the log holds in part, only the days it holds.",
    intervals={"t": "t interval over users"},
    references=("practice (DAU/MAU); no canonical source",),
)
ACTIVE = tuple(
    _declared(
        f"active-users.{span}",
        f"Active users of a {span}",
        f"different people with an event in a {span}, on average over the {span}s of the log",
        "people",
        math.inf,
        question=f"How many people use the product in a {span}?",
        interval="None: the log is counted in full.",
        read="People, not events.",
        caveats=f"Only {span}s the log holds in full, where there are any; days without anybody count.",
        intervals=_NONE,
    )
    for span in ("day", "week", "month")
)
USAGE = (ADOPTION, FEATURE_ADOPTION, FEATURE_VISITS, FEATURE_TIME, STICKINESS, *ACTIVE)
"""What is measured of the use of a product, in the order in which it is reported."""
