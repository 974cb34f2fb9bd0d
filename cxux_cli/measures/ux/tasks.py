"""Every measure of a usability test, in the order in which they are printed."""

from __future__ import annotations

from cxux_cli.measures.ux.task_efficiency import (
    ASQ,
    EFFICIENCY,
    EFFICIENCY_RELATIVE,
    EFFICIENCY_TIME_BASED,
    SATISFACTION,
    SMEQ,
    SUM,
)
from cxux_cli.measures.ux.task_errors import (
    CLICKS,
    CLICKS_EXCESS,
    ERRORS,
    ERRORS_OPPORTUNITY,
    ERRORS_SHARE,
    LOSTNESS,
)
from cxux_cli.measures.ux.task_success import (
    ABANDONMENT,
    CREDIT,
    DIRECTNESS,
    FIRST_CLICK,
    SEARCH_RATIO,
    SEARCH_SHARE,
    SUCCESS,
)
from cxux_cli.measures.ux.task_time import LEARNABILITY, LEARNABILITY_CHANGE, TIME, TIME_MEAN, TIME_MEDIAN

TASKS = (
    *(SUCCESS, CREDIT, ABANDONMENT, DIRECTNESS, FIRST_CLICK),
    *(TIME, TIME_MEDIAN, TIME_MEAN, LEARNABILITY, LEARNABILITY_CHANGE),
    *(ERRORS, ERRORS_SHARE, ERRORS_OPPORTUNITY, CLICKS, CLICKS_EXCESS, LOSTNESS, SEARCH_SHARE, SEARCH_RATIO),
    *(EFFICIENCY, EFFICIENCY_TIME_BASED, EFFICIENCY_RELATIVE, SMEQ, ASQ, SATISFACTION, SUM),
)
