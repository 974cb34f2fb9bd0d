"""UMUX-Lite: perceived usability from two statements, 0 to 100.

Question     "[System]'s capabilities meet my requirements" and "[System] is easy to use", answered
             1 (strongly disagree) to 7 (strongly agree), or 1 to 5 (UX-Lite). Items 1 and 3 of a UMUX serve too.
Definition   Per person 100 * (x1 + x2 - 2) / 12 on 7 points and 100 * (x1 + x2 - 2) / 8 on 5; the score of
             the study is the mean of the persons. umux-lite.sus is 0.65 * that + 22.9, on 7 points only.
Interval     t on the persons' scores; BCa bootstrap on request. Those of umux-lite.sus are moved along.
Read it as   0 to 100, higher is better. Grades and percentiles of SUS are for umux-lite.sus alone.
Caveats      umux-lite.sus lies between 22.9 and 87.9: it cannot tell extreme products apart. The line was
             fitted on 7 points and must not be used for 5. Two items make a coarse score.
References   Lewis, Utesch & Maher 2013, UMUX-LITE: when there's no time for the SUS, CHI,
             doi:10.1145/2470654.2481287; Finstad 2010, Interacting with Computers 22(5),
             doi:10.1016/j.intcom.2010.04.004.
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.linear import Linear
from cxux_cli.estimators.mean import Mean
from cxux_cli.measures.base import Items, Measure, Setting
from cxux_cli.measures.ux.missing_items import MISSING_ITEMS

_QUESTION = Items(role="items", questionnaire="umux-lite")
_REFERENCE = "Lewis, Utesch & Maher 2013, UMUX-LITE: when there's no time for the SUS, CHI"
_SUS_NORMS = ("sus-percentile-sauro-2011", "sus-grade-sauro-lewis-2016")


def _raw(high: int) -> Setting:
    return Setting(
        low=1,
        high=high,
        estimator=Mean(),
        definition=f"umux-lite.v1 {high} points",
        formula=f"mean over persons of 100 * (x1 + x2 - 2) / {2 * (high - 1)}",
        range=(0.0, 100.0),
        better=Better.HIGHER,
        alternatives=MISSING_ITEMS,
    )


_SETTINGS = (_raw(7), _raw(5))
_ADJUSTED = Setting(
    low=1,
    high=7,
    estimator=Linear(Mean(), 0.65, 22.9),
    definition="umux-lite.sus.v1",
    formula="0.65 * (mean over persons of 100 * (x1 + x2 - 2) / 12) + 22.9",
    range=(22.9, 87.9),
    better=Better.HIGHER,
    norms=_SUS_NORMS,
)

UMUX_LITE_SUS = Measure(
    key="umux-lite.sus",
    kind=Kind.UX,
    name="SUS estimated from UMUX-Lite",
    summary="SUS that a 7-point UMUX-Lite lets expect, with its grade.",
    question=_QUESTION,
    estimator=_ADJUSTED.estimator,
    definition=_ADJUSTED.definition,
    formula=_ADJUSTED.formula,
    unit="score",
    range=_ADJUSTED.range,
    better=Better.HIGHER,
    norms=_SUS_NORMS,
    references=(_REFERENCE,),
    explanation=__doc__,
    settings=(_ADJUSTED,),
)

UMUX_LITE = Measure(
    key="umux-lite",
    kind=Kind.UX,
    name="UMUX-Lite",
    summary="UMUX-Lite from its two items on 7 or 5 points, with the SUS it lets expect.",
    question=_QUESTION,
    estimator=_SETTINGS[0].estimator,
    definition="umux-lite.v1",
    formula=_SETTINGS[0].formula,
    unit="score",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    norms=(),
    references=(
        _REFERENCE,
        "Finstad 2010, The usability metric for user experience, Interacting with Computers 22(5)",
    ),
    explanation=__doc__,
    stored=(r"^umux[ _.-]?lite([ _.-]*(total|overall|final))?([ _.-]*score)?$",),
    alternatives=_SETTINGS[0].alternatives,
    settings=_SETTINGS,
    companions=(UMUX_LITE_SUS,),
)
