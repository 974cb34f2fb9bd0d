"""Efficiency, the Single Usability Metric, and ratings after a task."""

from __future__ import annotations

from cxux_cli.estimate import Better
from cxux_cli.measures.ux.task import JACKKNIFE, PERCENT, POSITIVE, STUDENTISED, T, declared

_ISO = "ISO 9241-11 and ISO/IEC 25062, as practised"
EFFICIENCY = declared(
    "efficiency",
    "Efficiency",
    "Goals reached for each minute spent.",
    "success rate / mean time in minutes, over attempts with outcome and time",
    "goals/min",
    POSITIVE,
    Better.HIGHER,
    STUDENTISED,
    question="How much is reached in the time that is spent?",
    read="Goals per minute, higher is better; compare versions of the same tasks.",
    caveats="Times of all attempts count, also of those that failed.",
    references=("Tullis & Albert 2013, Measuring the User Experience, 2nd edition, table 4.3", _ISO),
)
EFFICIENCY_TIME_BASED = declared(
    "efficiency.time-based",
    "Time-based efficiency",
    "Mean of goals per minute over attempts.",
    "sum of (1 if reached, else 0) / minutes, divided by the number of attempts",
    "goals/min",
    POSITIVE,
    Better.HIGHER,
    STUDENTISED,
    question="How fast is an attempt on average?",
    read="Goals per minute, higher is better.",
    caveats="One very short success weighs more than many long ones.",
    references=(_ISO,),
)
EFFICIENCY_RELATIVE = declared(
    "efficiency.relative",
    "Relative efficiency",
    "Share of the time spent that led to a goal.",
    "100 * time of successes / time of all attempts",
    "%",
    PERCENT,
    Better.HIGHER,
    {"exact": "exact on the effective n, over people (Korn & Graubard 1998)"},
    question="How much of the time was not lost on failures?",
    read="0 to 100 %, higher is better.",
    caveats="A long success raises it as much as a short one of the same length lowers nothing: read it with time.",
    references=(_ISO,),
)
SUM = declared(
    "sum",
    "Single Usability Metric",
    "Mean of completion, satisfaction, time and errors, each 0 to 100.",
    "100 * mean of x/n, Phi((rating - spec)/sd), Phi((ln spec - mean ln t)/sd), 1 - errors/opportunities",
    "%",
    PERCENT,
    Better.HIGHER,
    JACKKNIFE,
    question="How good is the task, in one number?",
    read="0 to 100, higher is better; of all tasks the mean.",
    caveats="Needs three of the four parts. A rating meets the specification at three quarters of its scale (4 of 1 "
    "to 5, 5.5 of 1 to 7). Completion is compared with nothing, so a middling rate looks good.",
    references=("Sauro & Kindlund 2005, A method to standardize usability metrics into a single score, CHI",),
)
SMEQ = declared(
    "smeq",
    "Subjective Mental Effort Question",
    "How much effort a task cost, 0 to 150.",
    "mean of the ratings, 0 not at all hard to 150 beyond tremendously hard",
    "score",
    (0.0, 150.0),
    Better.LOWER,
    T,
    question="How hard was it?",
    read="0 to 150, lower is better.",
    caveats="There is no norm that can be shown here.",
    references=("Zijlstra & van Doorn 1985, The construction of a scale to measure subjective effort",),
)
ASQ = declared(
    "asq",
    "After-Scenario Questionnaire",
    "Satisfaction after a task, three items, 1 to 7.",
    "mean of the answered items of a person, then of people; 1 strongly agree to 7 strongly disagree",
    "score",
    (1.0, 7.0),
    Better.LOWER,
    T,
    question="How satisfied were people with ease, time and support?",
    read="1 to 7, lower is better, as in the original.",
    caveats="Many tools turn the scale round: then high is good, and the file does not show it.",
    references=(
        "Lewis 1991, Psychometric evaluation of an after-scenario questionnaire, SIGCHI Bulletin 23",
    ),
)
SATISFACTION = declared(
    "task-satisfaction",
    "Satisfaction after a task",
    "Mean rating after a task, 1 to 5.",
    "mean of the ratings, 1 to 5",
    "score",
    (1.0, 5.0),
    Better.HIGHER,
    T,
    question="How satisfied were people after the task?",
    read="1 to 5, higher is better.",
    caveats="Any question on five points is read so; the scale has to run from bad to good.",
    references=("Sauro & Kindlund 2005, A method to standardize usability metrics into a single score, CHI",),
)
