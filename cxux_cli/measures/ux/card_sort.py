"""Card agreement: the share of participants who put a card into its most usual category.

Question     A card sort: people put cards into categories, their own (open) or given ones (closed).
Definition   100 * people who put the card into its most usual category / people who sorted the card.
             Category names count as one when they differ in case, blanks and signs only.
Interval     Adjusted Wald; wilson, exact, jeffreys and wald on request.
Read it as   0 to 100 %, higher is better: people agree where the card belongs.
Caveats      In an open sort the same idea has many names: read the similarity of the cards, which needs no
             names. The most usual category is chosen by the data, which makes small studies look better.
References   Spencer 2009, Card Sorting: Designing Usable Categories.
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Declared

CARD_AGREEMENT = Declared(
    key="card-agreement",
    kind=Kind.UX,
    name="Card agreement",
    summary="Share of participants who put a card into its most usual category (cxux cards).",
    definition="card-agreement.v1",
    formula="100 * people who put the card into its most usual category / people who sorted the card",
    unit="%",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    references=("Spencer 2009, Card Sorting: Designing Usable Categories, chapter 11",),
    explanation=__doc__,
    intervals=Proportion(1, 1, ("yes", "no")).intervals,
)
