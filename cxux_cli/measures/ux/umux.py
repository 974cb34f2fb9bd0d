"""Usability Metric for User Experience: perceived usability from four statements, 0 to 100.

Question     Four statements answered 1 (strongly disagree) to 7 (strongly agree), after a study.
Definition   Per person 100 * (x1 - 1 + 7 - x2 + x3 - 1 + 7 - x4) / 24; the score of the study is the
             mean of the persons.
Interval     t on the persons' scores; BCa bootstrap on request.
Read it as   0 to 100, higher is better. Close to SUS on average, but not a SUS: no grade is shipped.
Caveats      Items 2 and 4 are worded negatively. Four items make a coarser score than ten.
References   Finstad 2010, The usability metric for user experience, Interacting with Computers 22(5),
             doi:10.1016/j.intcom.2010.04.004.
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.mean import Mean
from cxux_cli.measures.base import Items, Measure
from cxux_cli.measures.ux.missing_items import MISSING_ITEMS

UMUX = Measure(
    key="umux",
    kind=Kind.UX,
    name="UMUX",
    summary="Usability Metric for User Experience from its four items.",
    question=Items(role="items", questionnaire="umux"),
    estimator=Mean(),
    definition="umux.v1",
    formula="mean over persons of 100 * (x1 - 1 + 7 - x2 + x3 - 1 + 7 - x4) / 24",
    unit="score",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    norms=(),
    references=("Finstad 2010, The usability metric for user experience, Interacting with Computers 22(5)",),
    explanation=__doc__,
    alternatives=MISSING_ITEMS,
    stored=(r"^umux([ _.-]*(total|overall|final))?([ _.-]*score)?$",),
)
