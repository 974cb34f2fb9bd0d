"""Tree test: whether people find the right place in a menu, and how.

Question     A tree test or first-click test: for each task, where people went and whether they gave up.
Definition   tree.success: 100 * successes / all who were given the task, skips included.
             tree.direct-success: 100 * direct successes / successes. tree.skip: 100 * skips / all who were
             given the task. Directness and first clicks are those of a usability test: directness, first-click.
Interval     Adjusted Wald; wilson, exact, jeffreys and wald on request. tree.time: t on the logarithms.
Read it as   0 to 100 %, higher is better, for tree.skip lower; tree.time in seconds, lower is better.
Caveats      A tree has no labels around it, no search and no pictures: it tests the words and their order.
             Where the outcome does not say direct or indirect, the path does, if there is one; else it is not in
             n. Totals over tasks take their people as the same, so they have the interval of persons, not of attempts.
References   Sauro & Lewis 2016, Quantifying the User Experience, chapters 3 and 4.
"""

from __future__ import annotations

from math import inf

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Declared

_SHARE = Proportion(1, 1, ("yes", "no")).intervals
_REFERENCES = ("Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition, chapters 3 and 4",)


def _share(key: str, name: str, summary: str, formula: str, better: Better = Better.HIGHER) -> Declared:
    return Declared(
        key=f"tree.{key}",
        kind=Kind.UX,
        name=name,
        summary=f"{summary} (cxux tree).",
        definition=f"tree.{key}.v1",
        formula=formula,
        unit="%",
        range=(0.0, 100.0),
        better=better,
        references=_REFERENCES,
        explanation=__doc__,
        intervals=_SHARE,
    )


SUCCESS = _share(
    *("success", "Tree test success", "Share of people who found the right place"),
    "100 * successes / all who were given the task, skips included",
)
DIRECT_SUCCESS = _share(
    *("direct-success", "Direct among successes", "Share of successes without stepping back"),
    "100 * direct successes / successes",
)
SKIP = _share(
    *("skip", "Skip rate", "Share of people who skipped the task"),
    *("100 * skips / all who were given the task", Better.LOWER),
)
TIME = Declared(
    key="tree.time",
    kind=Kind.UX,
    name="Time in the tree",
    summary="Geometric mean of the seconds of successes (cxux tree).",
    definition="tree.time.v1",
    formula="exp(mean of ln seconds), successes only; all attempts where no outcome is known",
    unit="s",
    range=(0.0, inf),
    better=Better.LOWER,
    references=("Sauro & Lewis 2010, Average task times in usability tests: what to report?, CHI",),
    explanation=__doc__,
    intervals={"log-t": "t on the logarithms, exponentiated"},
)
TREE = (SUCCESS, DIRECT_SUCCESS, SKIP, TIME)
