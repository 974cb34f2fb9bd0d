"""Single Ease Question: how easy a task was, 1 to 7, asked right after it.

Question     "Overall, how difficult or easy was the task to complete?", 1 very difficult to 7 very easy.
Definition   Mean of the answers; people without an answer are not in n.
Interval     t on the answers; BCa bootstrap on request, better below 15 people or near the top.
Read it as   1 to 7, higher is better. The average over many studies is about 5.5.
Caveats      Some forms run from easy to difficult: such a column must be turned round first. It says
             how hard a task felt, and agrees only moderately (r about .5) with success and time.
References   Sauro & Dumas 2009, Comparison of three one-question, post-task usability questionnaires,
             CHI, doi:10.1145/1518701.1518946; Sauro, 10 things to know about the SEQ, measuringu.com/seq10.
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.linear import Linear
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Alternative, Answer, Measure

SEQ = Measure(
    key="seq",
    kind=Kind.UX,
    name="Single Ease Question",
    summary="Single Ease Question after a task, 1 very difficult to 7 very easy.",
    question=Answer(
        role="score",
        low=1,
        high=7,
        asks=(
            r"how (difficult or easy|easy or difficult)",
            r"how (difficult|easy) was (the|this|it|that) .*(task|complete)",
            r"wie (schwer oder leicht|leicht oder schwer|schwierig oder einfach|einfach oder schwierig)",
            r"(difícil ou? fácil|fácil ou? difícil|difficile ou facile|facile ou difficile)",
            r"(difficile o facile|facile o difficile|moeilijk of makkelijk|makkelijk of moeilijk)",
        ),
        names=(r"^([a-z0-9]+[ _.-]+)*seq([ _.-]*(score|rating|\d+))*$", r"single.?ease"),
        never={
            r"^(?!.*(\beas|leicht|einfach)).*(how (difficult|hard)|wie (schwer|schwierig))": (
                "asks how difficult it was: a high answer may be a bad one"
            ),
            r"(?<![a-z])(why|reason|warum|comment)(?![a-z])": "asks for the reason",
            r"(your|my|an?) (issue|request|problem|inquiry|complaint)\b|customer (service|support)": (
                "asks about getting help (see ces)"
            ),
        },
        family="ease-7",
        counter=True,
    ),
    estimator=Mean(1.0, 7.0),
    definition="seq.v1",
    formula="mean of the answers, 1 very difficult to 7 very easy",
    unit="score",
    range=(1.0, 7.0),
    better=Better.HIGHER,
    norms=(),
    references=(
        "Sauro & Dumas 2009, Comparison of three one-question, post-task usability questionnaires, CHI",
        "Sauro, 10 things to know about the Single Ease Question, measuringu.com/seq10",
    ),
    explanation=__doc__,
    alternatives=(
        Alternative(
            "Top two of seven",
            "100 * answers 6-7 / n",
            "practice; no canonical source",
            Proportion(6, 7, ("easy", "not_easy")),
            "%",
        ),
        Alternative(
            "From 0 to 100",
            "100 * (mean - 1) / 6",
            "Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition",
            Linear(Mean(1.0, 7.0), 100 / 6, -100 / 6),
        ),
    ),
)
