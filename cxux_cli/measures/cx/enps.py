"""Employee Net Promoter Score: promoters minus detractors among employees, in points.

Question     "How likely is it that you would recommend [X] as a place to work?", 0 to 10, asked of employees.
Definition   100 * (promoters - detractors) / n; promoters answer 9-10, passives 7-8, detractors 0-6.
             People without an answer are not in n.
Interval     As for NPS: adjusted Wald (Rocks 2016) by default; score, plain Wald and bootstrap on request.
Read it as   -100 to 100, higher is better. Not comparable with the NPS of customers.
Caveats      Teams are small: the interval is wide, and a score can give a person away, so groups below
             5 people show no number unless --min-n says otherwise. No norm is shipped.
References   Reichheld 2003, Harvard Business Review 81(12); Rocks 2016, The American Statistician
             70(4), doi:10.1080/00031305.2016.1158124.
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.net import Net
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.measures.cx.nps import ALTERNATIVES, EMPLOYER, GROUPS, REASON, RECOMMEND

ENPS = Measure(
    key="enps",
    kind=Kind.CX,
    name="Employee Net Promoter Score",
    summary="Employee Net Promoter Score from a 0-10 'recommend as a place to work' question.",
    question=Answer(
        role="score",
        low=0,
        high=10,
        asks=(
            rf"{RECOMMEND}.*({EMPLOYER})",
            rf"({EMPLOYER}).*{RECOMMEND}",
        ),
        names=(
            r"^([a-z0-9]+[ _.-]+)*e-?nps([ _.-]*(score|rating|value|answer|response|raw|question|q?\d+))*$",
        ),
        never={REASON: "asks for the reason"},
        groups=GROUPS,
        ends="likelihood",
    ),
    estimator=Net(top=9, bottom=6, groups=("promoters", "passives", "detractors")),
    definition="enps.v1",
    formula="100 * (promoters - detractors) / n; promoters 9-10, passives 7-8, detractors 0-6 on a 0-10 scale",
    unit="points",
    range=(-100.0, 100.0),
    better=Better.HIGHER,
    norms=(),
    references=(
        "Reichheld 2003, The one number you need to grow, Harvard Business Review 81(12)",
        "Rocks 2016, Interval estimation for the Net Promoter Score, The American Statistician 70(4)",
    ),
    explanation=__doc__,
    floor=5,
    alternatives=ALTERNATIVES,
)
