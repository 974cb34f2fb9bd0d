"""Net Promoter Score: promoters minus detractors, in points.

Question     "How likely is it that you would recommend [X] to a friend or colleague?", 0 to 10.
Definition   100 * (promoters - detractors) / n; promoters answer 9-10, passives 7-8, detractors 0-6.
             People without an answer are not in n.
Interval     Adjusted Wald (Rocks 2016) by default: it holds its level at every n and does not
             collapse when everybody is a promoter. Score, plain Wald and bootstrap on request.
Read it as   -100 to 100, higher is better. At n = 100 the margin is about 15 points, so a change
             of 5 points between two waves of 100 people says nothing.
Caveats      Three groups throw away most of the answer: look at the distribution too. A 1-10 scale
             is not an NPS. Shares between industries and countries are not comparable.
References   Reichheld 2003, Harvard Business Review 81(12); Rocks 2016, The American Statistician
             70(4), doi:10.1080/00031305.2016.1158124. Net Promoter, NPS and Net Promoter Score are
             trademarks of Bain & Company, Satmetrix Systems (NICE) and Fred Reichheld.
"""

from __future__ import annotations

from cxux_cli.estimators.net import Net
from cxux_cli.measures.base import Answer, Measure
from cxux_cli.results import Better, Kind

_RECOMMEND = (
    r"recommend|empfehl|recomend|recommand|raccomand|consigli|poleci|aanbevel|aanraden|anbefal|rekommend"
    r"|merekomendasi|rekomendasi|tavsiye|рекоменд|推荐|推薦|勧め|すすめ|薦め|추천"
)

NPS = Measure(
    key="nps",
    kind=Kind.CX,
    name="Net Promoter Score",
    summary="Net Promoter Score from a 0-10 'how likely to recommend' question.",
    question=Answer(
        role="score",
        low=0,
        high=10,
        asks=(_RECOMMEND,),
        names=(
            r"(^|[^a-z])(e?nps|ltr)([^a-z]|$)",
            r"net.?promoter",
            r"likelihood.?to.?recommend",
            r"(^|[^a-z])recommend(ation)?([^a-z]|$)",
        ),
        never={
            r"place to work|employer|arbeitgeber|employeur|empleador|datore di lavoro|werkgever|enps": (
                "asks employees about their employer"
            ),
            r"\b(why|reason|warum|grund|por qué|porque|motivo|raison|pourquoi)\b": "asks for the reason",
        },
        groups=frozenset(
            ("promoter", "promoters", "passive", "passives", "passiv", "neutral", "detractor", "detractors")
        ),
        ends="likelihood",
    ),
    estimator=Net(top=9, bottom=6, groups=("promoters", "passives", "detractors")),
    definition="nps.v1",
    formula="100 * (promoters - detractors) / n; promoters 9-10, passives 7-8, detractors 0-6 on a 0-10 scale",
    unit="points",
    range=(-100.0, 100.0),
    better=Better.HIGHER,
    norms=("nps-bain",),
    references=(
        "Reichheld 2003, The one number you need to grow, Harvard Business Review 81(12)",
        "Rocks 2016, Interval estimation for the Net Promoter Score, The American Statistician 70(4)",
    ),
    explanation=__doc__,
)
