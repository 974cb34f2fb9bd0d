"""Star rating: the mean of 1 to 5 stars.

Question     "How many stars would you give …?", 1 to 5; also ratings in app stores.
Definition   Mean of the stars; people without a rating are not in n.
Interval     t on the ratings; BCa bootstrap on request, better when nearly everybody gives 5.
Read it as   1 to 5, higher is better. Look at the distribution: ratings pile up at both ends.
Caveats      Contested: some file store ratings under UX, because they rate the product. People who
             rate are not a sample of people who use. Never rank by the mean with unequal n.
References   Hu, Zhang & Pavlou 2009, Overcoming the J-shaped distribution of product reviews,
             Communications of the ACM 52(10), doi:10.1145/1562764.1562800.
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Alternative, Answer, Measure

STARS = Measure(
    key="stars",
    kind=Kind.CX,
    name="Star rating",
    summary="Mean star rating, 1 to 5.",
    question=Answer(
        role="score",
        low=1,
        high=5,
        asks=(
            # One star alone is a person, or Star Wars.
            r"\bstar[ -]?(rating|score|review)|\d[ -]star\b"
            r"|\b(stars|sternen?|étoiles?|estrellas?|estrelas?|stelle|sterren|gwiazd\w*|stjern\w*|stjärn\w*)\b|星",
        ),
        names=(
            r"^(star|stars)([ _.-]*(rating|score))?$",
            r"^(app|store|product|play)[ _.-]+(stars?|rating)$",
        ),
        beside={
            r"^(ratings?|score|stars?|note|bewertung|valoración|avaliação|voto|ocena)$": (
                r"^(user |customer |app )?(reviews?|rezension|reseña|avaliação|recensione|opinia)"
                r"([ _.-]*(text|body|content|title))?$"
            )
        },
        never={
            r"(?<![a-z])(why|reason|warum|comment|review text|title)(?![a-z])": "asks for words",
            r"star (sign|wars|trek)|starbucks|zodiac|sternzeichen|\bgit(hub|lab)?\b|\brepo(s|sitory|sitories)?\b": (
                "is about other stars"
            ),
            r"\d[- ](stars?|sterne?|étoiles|estrellas|estrelas|stelle|sterren)[- ](hotel|resort|restaurant|property)"
            r"|h[oô]tel de \d|hotel (de|di|con) \d|(your|the|this|our) (hotel|resort)s? (has|have|had|holds?)\b"
            r"|stars? (does|do|did|has|have) .*(have|hold|got)\b": "is about the class of a hotel",
        },
    ),
    estimator=Mean(1.0, 5.0),
    definition="stars.v1",
    formula="mean of the stars, 1 to 5",
    unit="stars",
    range=(1.0, 5.0),
    better=Better.HIGHER,
    norms=(),
    references=("Hu, Zhang & Pavlou 2009, Communications of the ACM 52(10)",),
    explanation=__doc__,
    about=True,
    alternatives=(
        Alternative(
            "Positive ratings",
            "100 * ratings of 4 and 5 stars / n",
            "Miller 2009, How not to sort by average rating, evanmiller.org (its Wilson bound ranks items)",
            Proportion(4, 5, ("positive", "not_positive")),
            "%",
        ),
        Alternative(
            "Five stars alone",
            "100 * ratings of 5 stars / n",
            "practice; no canonical source",
            Proportion(5, 5, ("five_stars", "fewer")),
            "%",
        ),
    ),
    contested="some file store ratings under UX, because they rate the product",
)
