"""Errors and ways: errors per attempt, share and opportunity; clicks, their excess, lostness."""

from __future__ import annotations

from math import inf, sqrt

from cxux_cli.estimate import Better
from cxux_cli.measures.ux.task import LOG_T, PERCENT, POSITIVE, SAURO_LEWIS, SHARE, STUDENTISED, declared

ERRORS = declared(
    "errors",
    "Errors per attempt",
    "Mean number of errors of an attempt.",
    "errors / attempts whose errors were counted",
    "errors",
    POSITIVE,
    Better.LOWER,
    {"exact": "exact Poisson (Garwood 1936)", **STUDENTISED},
    question="How many errors does an attempt hold?",
    read="From 0, lower is better. The average over many studies is about 0.7.",
    caveats="Bootstrap over people where variance/mean is above 1.5, or where people repeat. Not a percentage.",
    references=("Garwood 1936, Fiducial limits for the Poisson distribution", SAURO_LEWIS),
)
ERRORS_SHARE = declared(
    "errors.share",
    "Attempts with errors",
    "Attempts with at least one error.",
    "100 * attempts with an error / attempts whose errors were counted",
    "%",
    PERCENT,
    Better.LOWER,
    SHARE,
    question="How many attempts hold any error?",
    read="0 to 100 %, lower is better.",
    caveats="Says nothing about how many or how bad.",
    references=(SAURO_LEWIS,),
)
ERRORS_OPPORTUNITY = declared(
    "errors.opportunity",
    "Errors per opportunity",
    "Errors of the places where one can be made.",
    "100 * errors / (attempts * opportunities)",
    "%",
    (0.0, inf),
    Better.LOWER,
    {**SHARE, **STUDENTISED},
    question="How often does an error happen where one can?",
    read="Percent, lower is better; comparable between tasks of different length.",
    caveats="Needs the opportunities of the task; no interval where an attempt has more errors than those.",
    references=(SAURO_LEWIS,),
)
CLICKS = declared(
    "clicks",
    "Clicks to completion",
    "Geometric mean of the clicks of successful attempts.",
    "exp(mean ln clicks) of successes",
    "clicks",
    POSITIVE,
    Better.LOWER,
    LOG_T,
    question="How many clicks does the task take?",
    read="From 1, lower is better; compare with the fewest possible.",
    caveats="Few clicks are no aim of their own: sure clicks are quick ones.",
    references=("practice; no canonical source",),
)
CLICKS_EXCESS = declared(
    "clicks.excess",
    "Clicks over the fewest",
    "Clicks of successes divided by the fewest possible.",
    "exp(mean ln(clicks / fewest clicks)) of successes",
    "ratio",
    POSITIVE,
    Better.LOWER,
    LOG_T,
    question="How far are people from the shortest way?",
    read="1 is the shortest way, 2 twice as many clicks.",
    caveats="Needs optimal_clicks of the task.",
    references=("practice; no canonical source",),
)
LOSTNESS = declared(
    "lostness",
    "Lostness",
    "How far the pages seen are from the shortest way.",
    "mean of sqrt((N/S - 1)^2 + (R/N - 1)^2): S pages visited, N different ones, R the fewest",
    "score",
    (0.0, sqrt(2)),
    Better.LOWER,
    STUDENTISED,
    question="Did people know where they were?",
    read="0 is the shortest way; below 0.4 not lost, above 0.5 lost, between unclear.",
    caveats="Reaches 1.41, not 1. Needs the number of pages visited, of different ones, and of the shortest way.",
    references=(
        "Smith 1996, Towards a practical measure of hypertext usability, Interacting with Computers 8",
    ),
)
