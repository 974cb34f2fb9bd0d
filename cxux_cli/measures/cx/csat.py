"""Customer satisfaction: the share that is satisfied, in percent.

Question     "How satisfied are you with …?", from 1 to 5 as a rule; also 1 to 7, 1 to 10, 0 to 10, 1 to 4,
             1 to 3, or good and bad.
Definition   100 * (answers in the top box) / n. The box is part of the definition and printed: 4-5 of 5,
             6-7 of 7, 8-10 of 10, 3-4 of 4, 3 of 3, good of good and bad. People without an answer are
             not in n.
Interval     Adjusted Wald by default: it holds its level at every n and has a width when everybody is
             satisfied. Wilson, exact, Jeffreys and plain Wald on request.
Read it as   0 to 100 %, higher is better. Shares of different scales or boxes are not comparable: 80 % of
             5 points is not 80 % of 10. At n = 100 the margin is about 8 points.
Caveats      A share throws away how satisfied people are: the mean (csat.mean) is printed beside it, and
             the distribution. Asked right after a task it says as much of the product (UX) as of the brand.
             No norm is shipped: industries and countries differ more than companies.
References   Agresti & Coull 1998, The American Statistician 52(2), doi:10.1080/00031305.1998.10480550;
             Farris, Bendle, Pfeifer & Reibstein 2010, Marketing Metrics, 2nd ed. (top-box shares);
             Morgan & Rego 2006, Marketing Science 25(5), doi:10.1287/mksc.1050.0180.
"""

from __future__ import annotations

from cxux_cli.errors import UsageError
from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.linear import Linear
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Alternative, Answer, Measure, Setting
from cxux_cli.measures.cx.nps import REASON, RECOMMEND

_FAMILIES = {
    (1, 5): (
        "satisfied-5",
        "satisfied-5-extent",
        "quality-5",
        "quality-5-excellent",
        "agree-5",
        "agree-5-somewhat",
        "agree-5-plain",
    ),
    (1, 7): ("satisfied-7", "agree-7"),
    (1, 4): ("satisfied-4", "agree-4"),
    (1, 3): ("satisfied-3", "satisfied-3-extent"),
    (1, 2): ("good-bad-2",),
}
# The satisfied end in practice: top two of five and seven, top three of ten, the upper half of four.
_TOPS = {(1, 5): 2, (1, 7): 2, (1, 10): 3, (0, 10): 3, (1, 4): 2, (1, 3): 1, (1, 2): 1}
_SATISFIED = (
    r"(satisf|satisfait|satisfech|insatisfe|soddisf|zufrieden|tevreden|zadowol|satysfakcj|tilfreds|nöjd|puas"
    r"|满意|滿意|満足|만족)"
)
# How dissatisfied somebody is counts the other way round, unless both ends are named ("satisfied or dissatisfied").
_DISSATISFIED = (
    r"^(?!.*(?<!dis)(?<!un)(?<!in)(?<!on)(?<!nie)(?<!miss)(satisf|soddisf|zufrieden|tevreden|zadowol|nöjd))"
    r".*(dissatisf|unsatisf|insatisf|insoddisf|unzufrieden|ontevreden|niezadowol|missnöjd)"
)
_WORK = (
    r"your (current )?(job|work|employer|salary|pay|wage|(line )?manager|boss|supervisor|colleagues|co-?workers)\b"
    r"|your life\b(?! insurance)|\b(line manager|work.?life|working here|working conditions|job satisfaction)\b"
    r"|\bthe (salary|pay (at|and|level))\b|(employee|staff) (satisf|engag)|satisf\w+ (of|as an?) employee"
    r"|arbeitgeber|arbeitszufriedenheit|mitarbeiterzufriedenheit|vorgesetzt|gehalt\b|(ihren|deinen) kolleg"
    r"|ihr(er|em|e)? (job|arbeit)\b|satisfaction au travail|votre (salaire|emploi|employeur|manager)\b"
    r"|satisfacci[óo]n laboral|su (salario|jefe|empleo)\b|satisfação no trabalho|seu (salário|emprego|chefe)\b"
    r"|soddisfazione (sul lavoro|lavorativa)|suo (stipendio|capo)\b|werktevredenheid|medewerkerstevredenheid"
    r"|(uw|je) (baan|salaris|leidinggevende)\b|wynagrodzeni"
)
# What somebody says of themselves is no opinion about a product or a service.
_SELF = (
    r"\bmy (\w+ )?(life|health|body|weight|looks?|appearance|self|marriage|relationships?|friends|family|sleep)\b"
    r"|\bwith myself\b|\b(mit|von) (meine[mr]|mir) ?(leben|körper|aussehen|gesundheit)?\b|\bma (vie|santé)\b"
    r"|\b(mi|con mi|de mi) (vida|salud|cuerpo)\b|\bminha (vida|saúde)\b|\bmia (vita|salute)\b|\bmijn leven\b"
    r"|moje(go|m)? życi|自分の(人生|生活)|我的(生活|人生|健康)|내 (삶|인생)"
)
_NO_ANSWER = (
    r"\b(previous|prior|former|old|target|predicted|expected|benchmark|average|avg) (csat|(customer )?satisfaction)"
    r"|satisf\w* ((survey|score|rating) )?(number|no\.|count|id|date|time|target|goal|benchmark|version|link)\b"
    r"|^(overall |total |the )*(number|count|amount|share) of\b"
)
_OTHER_VIEW = (
    r"do you (think|believe|feel) (that )?(the|your|our|this|that|his) (\w+ )?(customers?|clients?|users?|guests?)\b"
    r"|(the|your|this|that) (customer|client|user|guest) (was|is|were|felt|seemed)\b"
)
_HOW = (
    r"(how|rate|level|overall|please|wie |bewerte|insgesamt|à quel|dans quelle|quel |comment|niveau|globalement"
    r"|qu[eé] |cu[aá]n|c[oó]mo|grado|nivel|general|qu[aã]o|qual|como |n[íi]vel|grau|geral|quanto|complessiv"
    r"|hoe |mate |algemeen|jak|og[oó]ln|hvor|hur |seberapa|どの|程度|多"
    r"|总体|總體|整体|整體|您对|您對|対する|全体|総合|전반|대한|\?|？)"
)


def _definition(low: int, high: int, top: int) -> str:
    return f"csat.v1 top {top} of {high if low == 1 else f'{low}-{high}'}"


def boxed(low: int, high: int, top: int) -> Setting:
    """The share of the `top` highest answers on a scale from `low` to `high`.

    Raises `UsageError` for a box that holds no answer or all of them.
    """
    if not 1 <= top <= high - low:
        raise UsageError(
            f"a box of {top} is not possible on a scale of {high - low + 1} answers",
            where="--top",
            hint=f"from 1 to {high - low}",
        )
    first = high - top + 1
    box = str(high) if top == 1 else f"{first}-{high}"
    return Setting(
        low=low,
        high=high,
        estimator=Proportion(first, high, ("satisfied", "not_satisfied")),
        definition=_definition(low, high, top),
        formula=f"100 * (answers {box}) / n, on a scale from {low} to {high}",
        range=(0.0, 100.0),
        better=Better.HIGHER,
        families=_FAMILIES.get((low, high), ()),
        alternatives=_alternatives(low, high, top),
    )


def _alternatives(low: int, high: int, top: int) -> tuple[Alternative, ...]:
    """Other boxes, the net of both ends, and the mean stretched from 0 to 100."""
    boxes = [n for n in (1, 2, 3) if n != top and n < high - low]
    found = [
        Alternative(
            f"Top {n} of {high - low + 1}",
            f"100 * (answers from {high - n + 1} to {high}) / n",
            "practice; no canonical source",
            Proportion(high - n + 1, high, ("satisfied", "not_satisfied")),
        )
        for n in boxes
    ]
    if high - low >= 2 * top:
        found.append(
            Alternative(
                "Net satisfaction",
                f"100 * (answers {high - top + 1}-{high} - answers {low}-{low + top - 1}) / n",
                "practice; no canonical source",
                Net(high - top + 1, low + top - 1, ("satisfied", "between", "dissatisfied")),
                "points",
            )
        )
    if high - low > 1:
        found.append(
            Alternative(
                "Index from 0 to 100",
                f"100 * (mean - {low}) / {high - low}",
                "as the American Customer Satisfaction Index scales one question; the index itself weights three",
                Linear(Mean(float(low), float(high)), 100 / (high - low), -100 * low / (high - low)),
                "score",
            )
        )
    return tuple(found)


def _averaged(low: int, high: int) -> Setting:
    return Setting(
        low=low,
        high=high,
        estimator=Mean(float(low), float(high)),
        definition=f"csat.mean.v1 {low}-{high}",
        formula=f"mean of the answers, {low} to {high}",
        range=(float(low), float(high)),
        better=Better.HIGHER,
        families=_FAMILIES.get((low, high), ()),
    )


_SHARES = tuple(boxed(low, high, top) for (low, high), top in _TOPS.items())
# Of good and bad there is no mean.
_MEANS = tuple(_averaged(low, high) for low, high in _TOPS if high - low > 1)
_QUESTION = Answer(
    role="score",
    low=1,
    high=5,
    asks=(rf"{_HOW}.*{_SATISFIED}", rf"{_SATISFIED}.*{_HOW}"),
    names=(
        r"^([a-z0-9]+[ _.-]+)*c-?sat([ _.-]*(score|rating|value|answer|response|raw|question|q?\d+))*$",
        r"^(overall|customer|client|total)?[ _.-]*satisfaction([ _.-]*(score|rating|level|overall|q?\d+))?$",
        r"^conversation_rating$",
        r"^(総合|全体)?満足度$|^(总体|整体|總體|整體|客户|顾客|用户)?[满滿]意度$|^(전반적 ?)?만족도$",
    ),
    never={
        REASON: "asks for the reason",
        RECOMMEND: "asks about recommending",
        r"\bi am (very |overall )?satisfied (with|that)|ich bin .*zufrieden mit": (
            "is a statement to agree with, as in usability questionnaires"
        ),
        _DISSATISFIED: "asks how dissatisfied somebody is: a high answer would be a bad one",
        _SELF: "is a statement about the person, not about a product or service",
        _WORK: "asks about work or life, not about a product or service",
        _NO_ANSWER: "is a number about satisfaction, not an answer",
        _OTHER_VIEW: "asks what somebody thinks of another person's satisfaction",
        r"how (many|often)|how important|wie (viele|oft|wichtig)|expect|erwart": "asks something else",
    },
    prefers=(
        r"overall|in generale?\b|all in all|insgesamt|alles in allem|\bglobal|en g[eé]n[eé]ral\b|general(ly|mente)\b"
        r"|(satisf\w+|soddisfazione) general|general (satisf|experience|impression)|complessiv|nel complesso|algemeen"
        r"|(de modo|avaliação) geral|over het geheel|og[oó]ln|em geral|satisfação geral|总体|總體|全体|総合",
    ),
)

_REFERENCES = (
    "Agresti & Coull 1998, Approximate is better than exact, The American Statistician 52(2)",
    "Farris, Bendle, Pfeifer & Reibstein 2010, Marketing Metrics, 2nd edition",
)

CSAT_MEAN = Measure(
    key="csat.mean",
    kind=Kind.CX,
    name="Mean customer satisfaction",
    summary="Mean of the satisfaction answers on their own scale.",
    question=_QUESTION,
    estimator=_MEANS[0].estimator,
    definition="csat.mean.v1",
    formula=_MEANS[0].formula,
    unit="score",
    range=_MEANS[0].range,
    better=Better.HIGHER,
    norms=(),
    references=("Morgan & Rego 2006, Marketing Science 25(5), doi:10.1287/mksc.1050.0180",),
    explanation=__doc__,
    settings=_MEANS,
    about=True,
)

CSAT = Measure(
    key="csat",
    kind=Kind.CX,
    name="Customer satisfaction",
    summary="Satisfied share from a 'how satisfied' question, with the mean beside it.",
    question=_QUESTION,
    estimator=_SHARES[0].estimator,
    definition="csat.v1",
    formula=_SHARES[0].formula,
    unit="%",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    norms=(),
    references=_REFERENCES,
    explanation=__doc__,
    alternatives=_SHARES[0].alternatives,
    settings=_SHARES,
    about=True,
    boxed=boxed,
    companions=(CSAT_MEAN,),
)
