"""Product-market fit: the share that would be very disappointed without the product, in percent.

Question     "How would you feel if you could no longer use [product]?": very, somewhat or not disappointed,
             or N/A, I no longer use it.
Definition   100 * very / (very + somewhat + not). People who no longer use it, and people without an
             answer, are not in n.
Interval     Adjusted Wald by default; Wilson, exact, Jeffreys and plain Wald on request. Beside it the
             one-sided mid-p of the binomial test against 40 %.
Read it as   0 to 100 %, higher is better. Sean Ellis compared about a hundred young companies: those with
             40 % or more found growth easier. A share of 44 % of 100 people says neither yes nor no.
Caveats      Only words are read: a number would not say whether 1 or 3 is "very". Ask people who have used
             the product lately, at least 30 of them. The 40 % is a rule of thumb from software.
References   Ellis 2009, The startup pyramid, startup-marketing.com; Ellis & Brown 2017, Hacking Growth;
             Sauro & Lewis 2016, Quantifying the User Experience, 2nd ed., chapter 4 (mid-p).
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Alternative, Answer, Measure
from cxux_cli.measures.cx.nps import REASON

_DISAPPOINTED = (
    r"(disappoint|enttäusch|enttaeusch|decepcion|desapont|desilusion|déçu|decu\b|delus[oi]|teleurgesteld|rozczarowan"
    r"|zawiedzion|besviken|besvikna|skuffet|skuffa|kecewa|失望|がっかり|残念)"
)
_NO_LONGER = (
    r"(no longer|could not use|couldn't use|can't use|without|nicht mehr|ya no|más|mais|ne pouviez plus|plus utiliser"
    r"|non pot\w+ più|niet (meer|langer)|nie m[oó]g|już nie|inte längre|ikke lenger|ikke længere|tidak (bisa|dapat)"
    r"|不能|无法|使えなく)"
)

PMF = Measure(
    key="pmf",
    kind=Kind.CX,
    name="Product-market fit",
    summary="Share that would be 'very disappointed' without the product (Sean Ellis test).",
    question=Answer(
        role="score",
        low=1,
        high=3,
        asks=(
            rf"{_DISAPPOINTED}.*{_NO_LONGER}",
            rf"{_NO_LONGER}.*{_DISAPPOINTED}",
            r"how would you feel if you could (no longer|not)"
            r"|wie w(ü|ue)rde(n|st)? (du|sie)? ?(dich|sich)? ?f(ü|ue)hlen.*nicht mehr"
            r"|c[oó]mo (se|te) sentir[íi]as?.*ya no|como (se )?sentiria.*(não|mais)"
            r"|(que|comment) (ressentir|vous sentir|vous vous sentir)\w*.*plus|come (ti|si) sentir\w+.*più"
            r"|hoe zou (je|u) (je|u|zich)? ?voelen.*niet meer|jak (by[śs]|czu[łl]).*nie m",
        ),
        names=(
            r"^([a-z0-9]+[ _.-]+)*pmf([ _.-]*(score|survey|question|answer|q?\d+))*$",
            r"product.?market.?fit|sean.?ellis",
        ),
        never={REASON: "asks for the reason", r"benefit|vorteil|alternative": "asks something else"},
        family="disappointed-3",
        worded=True,
    ),
    estimator=Proportion(3, 3, ("very_disappointed", "somewhat_or_not"), target=40.0, enough=30),
    definition="pmf.v1",
    formula="100 * very disappointed / (very + somewhat + not disappointed)",
    unit="%",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    norms=("pmf-ellis-2009",),
    references=(
        "Ellis 2009, The startup pyramid, startup-marketing.com",
        "Ellis & Brown 2017, Hacking Growth",
        "Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition, chapter 4",
    ),
    explanation=__doc__,
    alternatives=(
        Alternative(
            "Everybody asked in the base",
            "100 * very disappointed / people asked, those who no longer use it counted as not disappointed",
            "spreadsheets that divide by the rows; Ellis leaves out who no longer uses the product",
            missing_as=1,
        ),
        Alternative(
            "Very or somewhat disappointed",
            "100 * (very + somewhat disappointed) / n",
            "practice; the rule of 40 % does not hold for it",
            Proportion(2, 3, ("very_or_somewhat", "not_disappointed")),
        ),
    ),
)
