"""Time on task, its median and mean, and how it changes with practice."""

from __future__ import annotations

from math import inf

from cxux_cli.estimate import Better
from cxux_cli.measures.ux.task import LOG_T, POSITIVE, SAURO_LEWIS, T, declared

_CAVEATS = (
    "Times of successes unless --times says all or censored. Times of different tasks are no one population: "
    "read the tasks, not the total."
)
_TIMES = "Sauro & Lewis 2010, Average task times in usability tests: what to report?, CHI"
_RANKS = {
    "rank": "binomial ranks (Hahn & Meeker 1991); under --times censored Kaplan-Meier, log-log interval",
}
TIME = declared(
    "time",
    "Time on task",
    "Geometric mean of the times of successful attempts.",
    "exp(mean ln t) of the times that count",
    "s",
    POSITIVE,
    Better.LOWER,
    LOG_T,
    question="How long does the task typically take?",
    read="Seconds, lower is better. Against a target time: met where a one-sided test on logarithms says faster, "
    "missed where it says slower, else undecided.",
    caveats=_CAVEATS,
    references=(_TIMES, SAURO_LEWIS),
)
TIME_MEDIAN = declared(
    "time.median",
    "Median time on task",
    "Half of the times that count are shorter.",
    "median of the times that count; of Kaplan-Meier where failures are cut off",
    "s",
    POSITIVE,
    Better.LOWER,
    _RANKS,
    question="How long do half of the people need at most?",
    read="Seconds, lower is better. Up to 25 times the geometric mean is the better guess.",
    caveats=_CAVEATS,
    references=(_TIMES, "Kaplan & Meier 1958", "Brookmeyer & Crowley 1982"),
)
TIME_MEAN = declared(
    "time.mean",
    "Mean time on task",
    "Arithmetic mean: for totals and cost.",
    "sum of the times that count / their number",
    "s",
    POSITIVE,
    Better.LOWER,
    T,
    question="How much time do all attempts take together, per attempt?",
    read="Seconds, lower is better; pulled up by a few long times.",
    caveats=_CAVEATS,
    references=(SAURO_LEWIS,),
)
LEARNABILITY = declared(
    "learnability",
    "Learning per attempt",
    "Change of time from one attempt to the next, in percent.",
    "100 * (exp(b) - 1), b the mean over people of the slope of ln time on the attempt",
    "%",
    (-100.0, inf),
    Better.LOWER,
    {"t": "t over people, on slopes of log times"},
    question="How much faster do people get each time?",
    read="Below 0 people get faster: -20 % is a fifth less time at every attempt.",
    caveats="Only people who tried a task several times, and successes unless --times says otherwise.",
    references=("Grossman, Fitzmaurice & Attar 2009, A survey of software learnability, CHI",),
)
LEARNABILITY_CHANGE = declared(
    "learnability.change",
    "Learning, first to last",
    "Change of time from the first attempt to the last.",
    "100 * (exp(mean of ln last - ln first) - 1), paired",
    "%",
    (-100.0, inf),
    Better.LOWER,
    {"t": "paired t over people, on log times"},
    question="How much faster are people at the end than at the beginning?",
    read="Below 0 people got faster: -50 % is half the time.",
    caveats="Only people who tried a task several times; the numbers of attempts may differ.",
    references=("Grossman, Fitzmaurice & Attar 2009, A survey of software learnability, CHI",),
)
