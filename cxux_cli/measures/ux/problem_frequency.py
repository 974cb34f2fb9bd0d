"""Problem frequency: the share of participants who met a usability problem.

Question     Which participants of a usability test met which problem: a matrix, or a list of sightings.
Definition   100 * participants who met the problem / participants in whom it could be seen. A person who
             meets it twice counts once; a blank beside explicit noes is not in n.
Interval     Adjusted Wald; wilson, exact, jeffreys and wald on request.
Read it as   0 to 100 %, lower is better. With few people the interval is wide: 1 of 5 is 2 to 64 %.
Caveats      What counts as one problem is the evaluator's choice, and evaluators differ (Hertzum & Jacobsen
             2001). Severity is a rating, not a measurement; the impact (mean severity * frequency) inherits it.
References   Sauro & Lewis 2016, Quantifying the User Experience, chapters 3 and 7.
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Declared

PROBLEM_FREQUENCY = Declared(
    key="problem-frequency",
    kind=Kind.UX,
    name="Problem frequency",
    summary="Share of participants who met a usability problem (cxux problems).",
    definition="problem-frequency.v1",
    formula="100 * participants who met the problem / participants in whom it could be seen",
    unit="%",
    range=(0.0, 100.0),
    better=Better.LOWER,
    references=("Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition, chapters 3 and 7",),
    explanation=__doc__,
    intervals=Proportion(1, 1, ("yes", "no")).intervals,
)
