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

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Alternative, Answer, Measure

RECOMMEND = (
    r"(recommend|empf(eh|ieh)l|recom[ie]+nd|recommand|raccomand|consigli(are|er|a |ar|\b)|conseill|pole[cć]"
    r"|zarekomend|rekomend|aanbevel|aanbeveel|aanra[ad]|beveel.* aan\b|anbefal|rekommend|merekomendasi|tavsiye"
    r"|рекоменд|推荐|推薦|勧め|すすめ|薦め|추천)"
)
# How likely, to whom, or from 0 to 10: what makes a text that speaks of recommending the question itself.
HOW_LIKELY = (
    r"(likel|how gladly|wie gerne|probab|wahrscheinl|prawdopodob|waarschijnl|sannsynl|sannol|sandsynl"
    r"|vraisembl|kemungkinan|可能|どの程度|どのくらい|friend|colleague|freund|kolleg|bekannte|\bami|coll[èe]gue"
    r"|proche|entourage|amig|coleg|conhecid|conocid|famil|amic[oi]|znajom|przyjaci|vriend|collega"
    r"|kennis|venn|vänn|朋友|同事|友人|同僚|\b0\s*(-|–|to|bis|à|a|al|tot|do|til|till)\s*10\b)"
)
EMPLOYER = (
    r"work(ing)? (at|for|here)|place (to|of) work|workplace|employer|employee|arbeitgeber|arbeitsplatz|arbeiten bei"
    r"|employeur|lieu de travail|travailler (chez|à)|empleador|lugar (para|de) trabajar|lugar de trabajo|empregador"
    r"|local (de|para) trabalh|datore di lavoro|(posto|luogo) di lavoro|lavorare|werkgever|werkplek|werken bij"
    r"|pracodawc|miejsc\w+ pracy|arbeidsgiver|arbeidsplass|arbejdsgiver|arbejdsplads|arbetsgivare|arbetsplats|enps"
)
REASON = (
    r"(?<![a-z])(why|reasons?|because|warum|grund|begründung|por qué|porque|motivos?|raisons?|pourquoi|perch[eé]|waarom"
    r"|dlaczego|hvorfor|varför)(?![a-z])|what would (make|it take)|more likely to"
)
_OTHER = (
    r"satisf|satisfait|satisfech|zufrieden|tevreden|soddisf|zadowol|tilfreds|nöjd|how easy|how difficult|wie einfach"
    r"|effort|how many|wie viele|combien de|cu[aá]ntos|contact you|price|fair\b|how useful|utili\b"
    r"|recommended (product|item|price|retail)|recommendations\b|empfehlungen\b"
)

GROUPS = frozenset(
    ("promoter", "promoters", "passive", "passives", "passiv", "neutral", "detractor", "detractors")
)
"""Words a tool writes when it has already grouped the answers."""

ALTERNATIVES = (
    Alternative(
        "European variant",
        "100 * (answers 8-10 - answers 0-5) / n",
        "practice in Europe, where 8 is a high mark; no canonical source",
        Net(top=8, bottom=5, groups=("8-10", "6-7", "0-5")),
    ),
    Alternative(
        "People without an answer as passives",
        "100 * (promoters - detractors) / people asked",
        "some survey tools, in their summaries of dismissed or skipped questions",
        missing_as=7,
    ),
    Alternative(
        "Promoters alone (top two boxes)",
        "100 * answers 9-10 / n",
        "Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition",
        Proportion(9, 10, ("9-10", "0-8")),
        "%",
    ),
    Alternative(
        "Mean likelihood to recommend",
        "mean of the answers, 0 to 10",
        "Sauro & Lewis 2016, Quantifying the User Experience, 2nd edition",
        Mean(0.0, 10.0),
        "score",
    ),
)
"""Other definitions of a net score from the same question."""

NPS = Measure(
    key="nps",
    kind=Kind.CX,
    name="Net Promoter Score",
    summary="Net Promoter Score from a 0-10 'how likely to recommend' question.",
    question=Answer(
        role="score",
        low=0,
        high=10,
        asks=(rf"{RECOMMEND}.*{HOW_LIKELY}", rf"{HOW_LIKELY}.*{RECOMMEND}"),
        names=(
            r"^([a-z0-9]+[ _.-]+)*nps([ _.-]*(score|rating|value|answer|response|raw|question|q?\d+))*$",
            r"^nps[ _.-]+(app|web|site|product|service|brand|company|overall|total|store|support|0.?10|recommend\w*)$",
            r"^nps.{0,12}\(?0\s*(-|–|to)\s*10\)?$",
            r"net.?promoter(.?score)?$",
            r"^ltr$|likelihood.?to.?recommend",
            r"^recommend(ation)?([ _.-]*(score|rating|likelihood|0.?10))?$",
        ),
        never={
            EMPLOYER: "asks employees about their employer",
            REASON: "asks for the reason",
            _OTHER: "asks something else about what is recommended",
            r"\bnot recommend|nicht (weiter)?empfehlen|ne (pas|recommander\w+ pas)|unlikely to recommend": (
                "asks how likely it is not to recommend"
            ),
            r"(recommended|suggested|referred) (to )?(you|us|me|our|by)|did .* recommend|who recommended"
            r"|have you recommended|le recomend[óo]|(a|ont) recommandé|ha consigliato|hat .*empfohlen"
            r"|(follow|in) our recommendation|algorithm|competitor|konkurren|your (manager|boss|supervisor)"
            r"|for promotion|comment count|before the": ("asks about another recommendation"),
            r"(?<!\d)1\s*(-|–|to|bis|à|a|al|tot|do)\s*[57](?!\d)": "names a shorter scale",
        },
        groups=GROUPS,
        cuts=(9, 6),
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
    alternatives=ALTERNATIVES,
)
