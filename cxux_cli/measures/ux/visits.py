"""How pages are visited: sessions that bounce, search or click in anger; visits and time of pages."""

from __future__ import annotations

import math

from cxux_cli.estimate import Better, Kind
from cxux_cli.measures.base import Declared
from cxux_cli.measures.ux.page_speed import RANK

_WALD = {"adjusted-wald": "adjusted Wald (Agresti & Coull 1998)"}
_AGRESTI = "Agresti & Coull 1998, The American Statistician 52(2) 119-126"
_SESSION = "sessions by the column that tells them apart, else by --session-gap (30 minutes without an event)"


def _share(
    key: str, name: str, question: str, formula: str, better: Better, caveats: str, contested: str = ""
) -> Declared:
    return Declared(
        key=key,
        kind=Kind.UX,
        name=name,
        summary=f"Share of sessions {formula}.",
        definition=f"{key}.v1",
        formula=f"100 * sessions {formula} / sessions",
        unit="%",
        range=(0.0, 100.0),
        better=better,
        references=(_AGRESTI,),
        explanation=(
            f"{name}: a share of sessions.\n\n"
            f"Question     {question}\n"
            f"Definition   100 * sessions {formula} / sessions; {_SESSION}.\n"
            "Interval     Adjusted Wald, over persons where people have several sessions.\n"
            f"Read it as   0 to 100 % of sessions, not of people; {better.value} is better.\n"
            f"Caveats      {caveats}\n"
            f"References   {_AGRESTI}.\n"
        ),
        intervals=_WALD,
        contested=contested,
    )


BOUNCE = _share(
    "bounce",
    "Bounce rate",
    "How many visits end where they began?",
    "with a single event",
    Better.LOWER,
    "--bounce ga4 counts sessions under 10 s, without a conversion and with one page at most,\n"
    "             which gives another number. Giving up a task is abandonment, not a bounce. It also\n"
    "             stands for the sessions that begin on a page, and on one of --acquisition it is CX.",
    "CX where pages are there to win customers (acquisition), as many file it",
)
SEARCH_SHARE = _share(
    "search-share",
    "Use of search",
    "How many visits use the search?",
    "with an event or a page that is a search",
    Better.LOWER,
    "What counts as a search is told by the words of events and pages, and printed. Much search can\n"
    "             mean a good search or a poor navigation.",
)
RAGE = _share(
    "rage-clicks",
    "Rage clicks",
    "In how many visits does somebody click again and again in anger?",
    "with three clicks on one target within a second, or with what the log calls a rage click",
    Better.LOWER,
    "Not measurable without targets and times. Whole seconds make the limit coarse.",
)
DEAD = _share(
    "dead-clicks",
    "Dead clicks",
    "In how many visits does a click do nothing?",
    "with what the log calls a dead click",
    Better.LOWER,
    "Not measurable where the log does not say what a click did: that is not 0.",
)
PAGE_VISITS = Declared(
    key="page-visits",
    kind=Kind.UX,
    name="Most visited pages",
    summary="Visits of a page, and how many people made them.",
    definition="page-visits.v1",
    formula="runs of consecutive events of a session on one page",
    unit="visits",
    range=(0.0, math.inf),
    better=Better.HIGHER,
    references=(),
    explanation=(
        "Most visited pages: how often, and by how many people.\n\n"
        "Question     Which pages are visited most?\n"
        "Definition   A visit is a run of consecutive events of a session on one page; people stand beside it.\n"
        "Interval     None: the log is counted in full.\n"
        "Read it as   Visits and people rank pages differently where a few people come often.\n"
        "Caveats      Addresses with parameters are pages of their own.\n"
        "References   None.\n"
    ),
    intervals={"none": "none: counted in full"},
)
TIME_ON_PAGE = Declared(
    key="time-on-page",
    kind=Kind.UX,
    name="Time on page",
    summary="Median time of a visit of a page; the last page of a session is untimed.",
    definition="time-on-page.v1",
    formula="median of visits: time from a page to the next page of the session; the last page is untimed",
    unit="s",
    range=(0.0, math.inf),
    better=Better.HIGHER,
    references=("Conover 1999, Practical Nonparametric Statistics, 3rd edition, section 3.2",),
    explanation=(
        "Time on page: how long a visit of a page lasts.\n\n"
        "Question     How long do people stay on a page?\n"
        "Definition   Median over visits of the time to the next page of the session, or of what a column says.\n"
        "Interval     Rank interval of the median, where 15 visits lie on each side.\n"
        "Read it as   Seconds. Long is good for reading and bad for finding: which, only the page can say.\n"
        "Caveats      The last page of a session has no next one: it is untimed, never 0, and counted as missing.\n"
        "References   Conover 1999, Practical Nonparametric Statistics, 3rd edition, section 3.2.\n"
    ),
    intervals=RANK,
)
VISITS = (BOUNCE, SEARCH_SHARE, RAGE, DEAD, PAGE_VISITS, TIME_ON_PAGE)
"""What is measured of visits, in the order in which it is reported."""
