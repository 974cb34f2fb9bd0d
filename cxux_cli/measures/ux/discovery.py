"""Discovery: the share of all problems that a study has seen.

Question     The same matrix: how often problems were met, and how many only once.
Definition   100 * (1 - (1 - p)^n), n participants, p the chance that one person meets one problem: the mean
             of the Good-Turing and the deflated estimate of hits / (n * problems met at least once).
Interval     None: one study gives one matrix, and no interval of it is established.
Read it as   0 to 100 %, higher is better: 85 % says that about one problem in seven is still unseen.
Caveats      One p stands for all problems; where they differ much, rare ones are missed for longer than it
             says. Holds for the tasks and the kind of people tested. Below 5 participants it is rough, for
             one nothing can be estimated.
References   Turner, Lewis & Nielsen 2006; Lewis 2001, IJHCI 13(4); Hertzum & Jacobsen 2001, IJHCI 13(4).
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.measures.base import Declared

DISCOVERY = Declared(
    key="discovery",
    kind=Kind.UX,
    name="Problem discovery",
    summary="Share of all usability problems that a study has seen (cxux problems).",
    definition="discovery.v1",
    formula="100 * (1 - (1 - p)^n); p = mean of p_obs / (1 + once / N) and (p_obs - 1/n)(1 - 1/n), "
    "p_obs = hits / (n N)",
    unit="%",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    references=(
        "Turner, Lewis & Nielsen 2006, Determining usability test sample size, International Encyclopedia of "
        "Ergonomics and Human Factors",
        "Lewis 2001, Evaluation of procedures for adjusting problem-discovery rates, IJHCI 13(4)",
        "Hertzum & Jacobsen 2001, The evaluator effect, IJHCI 13(4)",
    ),
    explanation=__doc__,
    intervals={"none": "one study gives one matrix: no interval is established"},
)
