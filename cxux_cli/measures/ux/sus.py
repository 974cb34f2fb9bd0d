"""System Usability Scale: perceived usability from ten statements, 0 to 100.

Question     Ten statements answered 1 (strongly disagree) to 5 (strongly agree), after a study.
Definition   Per person 2.5 * (sum of x - 1 over odd items + sum of 5 - x over even items); the score
             of the study is the mean of the persons. The positive variant scores every item x - 1.
Interval     t on the persons' scores; BCa bootstrap on request, better below 15 people or near the top.
Read it as   0 to 100, higher is better, and not a percentage: 68 is the middle of about 500 studies.
             Percentiles and grades are of study means: they do not apply to one person.
Caveats      With 8 people the interval is about 24 points wide. Even items are worded negatively:
             stored contributions (0-4) scored again as answers are wrong by tens of points.
References   Brooke 1996, SUS: a "quick and dirty" usability scale; Sauro 2011, A practical guide to
             the System Usability Scale; Sauro & Lewis 2016, Quantifying the user experience, 2nd ed.;
             Sauro & Lewis 2011, CHI, doi:10.1145/1978942.1979266 (positive variant).
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.mean import Mean
from cxux_cli.measures.base import Items, Measure
from cxux_cli.measures.ux.missing_items import MISSING_ITEMS

SUS = Measure(
    key="sus",
    kind=Kind.UX,
    name="System Usability Scale",
    summary="System Usability Scale from its ten items, with grade, percentile and item means.",
    question=Items(
        role="items",
        questionnaire="sus",
        item_norm="sus-items-lewis-sauro-2018",
        # The mean of about 500 studies (Sauro 2011).
        item_target=68.0,
    ),
    estimator=Mean(),
    definition="sus.v1",
    formula="mean over persons of 2.5 * (sum of x - 1 over odd items + sum of 5 - x over even items)",
    unit="score",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    norms=(
        "sus-percentile-sauro-2011",
        "sus-grade-sauro-lewis-2016",
        "sus-adjective-sauro-2018",
        "sus-acceptability-sauro-2018",
        "sus-acceptability-bangor-2008",
        "sus-nps-category-sauro-2018",
    ),
    references=(
        "Brooke 1996, SUS: a 'quick and dirty' usability scale, in Usability Evaluation in Industry",
        "Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition",
    ),
    explanation=__doc__,
    alternatives=MISSING_ITEMS,
    stored=(
        r"^sus([ _.-]*(total|overall|final))?([ _.-]*score)?$",
        r"^(total|overall|final)[ _.-]*sus([ _.-]*score)?$",
        r"^sus[ _.-]*(total|sum|gesamt|wert)$",
    ),
)
