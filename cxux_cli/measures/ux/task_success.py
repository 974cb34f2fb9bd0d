"""Shares of attempts at tasks: success, credit, abandonment, directness, search, the first click."""

from __future__ import annotations

from cxux_cli.estimate import Better
from cxux_cli.measures.ux.task import PERCENT, POSITIVE, SAURO_LEWIS, SHARE, T, declared

SUCCESS = declared(
    "success",
    "Task success rate",
    "Attempts that reached the goal, of attempts made.",
    "100 * successes / attempts made; skipped and not attempted ones are no attempts",
    "%",
    PERCENT,
    Better.HIGHER,
    SHARE,
    question="Did people do what they came to do?",
    read="0 to 100 %, higher is better. The average over many studies is about 78 %.",
    caveats="Direct, indirect and assisted successes count unless a task says otherwise; partial ones do not, "
    "see success.credit. A rate over all tasks weighs them by their attempts.",
    references=("Sauro & Lewis 2005, Estimating completion rates from small samples", SAURO_LEWIS),
)
CREDIT = declared(
    "success.credit",
    "Task success with partial credit",
    "Mean credit, where some attempts are partial.",
    "100 * mean credit: 1 a success, 0.5 a partial one unless stated, 0 the rest",
    "%",
    PERCENT,
    Better.HIGHER,
    T,
    question="How much of the goal did people reach?",
    read="0 to 100 %, higher is better; equal to success where nobody reached a part.",
    caveats="What a part is worth is a decision: state it as partial_credit. A fraction is no count, so the "
    "interval is that of a mean.",
    references=("Tullis & Albert 2013, Measuring the User Experience, 2nd edition",),
)
ABANDONMENT = declared(
    "abandonment",
    "Task abandonment",
    "Attempts that were given up, of attempts made.",
    "100 * given up / attempts made",
    "%",
    PERCENT,
    Better.LOWER,
    SHARE,
    question="How many gave up before the end?",
    read="0 to 100 %, lower is better.",
    caveats="A wrong end taken for the right one is a failure and not abandonment; skipping is neither. Cart "
    "abandonment is a measure of buying.",
    references=(SAURO_LEWIS,),
    contested="giving up a cart is filed under customer experience by some",
)
DIRECTNESS = declared(
    "directness",
    "Directness",
    "Attempts along an expected path, of those whose path the tool tells.",
    "100 * direct / (direct + indirect), right or wrong",
    "%",
    PERCENT,
    Better.HIGHER,
    SHARE,
    question="Did people go straight to where they ended?",
    read="0 to 100 %, higher is better; low with a high success rate means detours.",
    caveats="What is direct is decided by the tool: no way back up a tree, or one of the expected paths.",
    references=("practice of tree tests and prototype tests; no canonical source",),
)
FIRST_CLICK = declared(
    "first-click",
    "First click success",
    "Attempts whose first click was right, of those recorded.",
    "100 * right first clicks / first clicks",
    "%",
    PERCENT,
    Better.HIGHER,
    SHARE,
    question="Was the first click on the right way?",
    read="0 to 100 %, higher is better.",
    caveats="Which clicks are right is decided before the test.",
    references=("Bailey & Wolfson 2013, FirstClick usability testing",),
)
SEARCH_SHARE = declared(
    "search-share",
    "Use of search",
    "Attempts that used search, of attempts where it is known.",
    "100 * attempts with search / attempts",
    "%",
    PERCENT,
    Better.LOWER,
    SHARE,
    question="How many searched instead of following the navigation?",
    read="0 to 100 %; much search can mean that the navigation fails, or that the search is good.",
    caveats="A search at any time of the attempt counts unless the column says otherwise.",
    references=("practice; no canonical source",),
)
SEARCH_RATIO = declared(
    "search-ratio",
    "Search to navigation",
    "Attempts that used search for each that did not.",
    "attempts with search / attempts without",
    "ratio",
    POSITIVE,
    Better.LOWER,
    {"adjusted-wald": "odds of the adjusted Wald interval of the share; over people where they repeat"},
    question="How many search for each one who navigates?",
    read="From 0, without an upper end; 1 means as many search as navigate.",
    caveats="Undefined where nobody navigates: the share is the better number.",
    references=("practice; no canonical source",),
)
