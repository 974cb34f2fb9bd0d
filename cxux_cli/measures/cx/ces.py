"""Customer effort: the share that found it easy, in percent.

Question     CES 2.0: "[Company] made it easy for me to handle my issue", 1 strongly disagree to 7 strongly
             agree, or "How easy was it to …?", 1 very difficult to 7 very easy; also 1 to 5.
             CES 1.0: "How much effort did you personally have to put forth to handle your request?",
             1 very low to 5 very high effort; also 1 to 7.
Definition   100 * (answers at the easy end) / n. 2.0: 5-7 of 7, 4-5 of 5. 1.0: 1-2 of 5, 1-3 of 7.
             People without an answer are not in n.
Interval     Adjusted Wald by default; Wilson, exact, Jeffreys and plain Wald on request.
Read it as   0 to 100 %, higher is better in both wordings. The mean (ces.mean) is better when it is
             lower in 1.0 and when it is higher in 2.0.
Caveats      The wording decides which end is good, never the range: where it is not known, --variant 1.0
             or --variant 2.0 must say it. The two are never mixed in one trend. No norm is shipped.
References   Dixon, Freeman & Toman 2010, Stop trying to delight your customers, Harvard Business Review
             88(7/8) (1.0); Dixon, Toman & DeLisi 2013, The Effortless Experience (2.0).
"""

from __future__ import annotations

from cxux_cli.estimate import Better, Kind
from cxux_cli.estimators.mean import Mean
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Alternative, Answer, Measure, Setting
from cxux_cli.measures.cx.nps import REASON, RECOMMEND

_AGREE = {5: ("agree-5", "agree-5-somewhat", "agree-5-plain"), 7: ("agree-7",)}
_EASE_WORDS = {5: ("ease-5", "ease-5-extent"), 7: ("ease-7",)}
_EFFORT_WORDS = {5: ("effort-5",), 7: ("effort-7",)}
# Scale -> the answers at the easy end.
_EASY = {
    ("2.0", 7): (5, 7),
    ("2.0", 5): (4, 5),
    ("1.0", 5): (1, 2),
    ("1.0", 7): (1, 3),
}
_EFFORT = (
    r"(effort|aufwand|anstrengung|mühe|esfuerzo|esforço|esforco|sforzo|fatica|moeite|inspanning|wysi[łl]|ansträngning"
    r"|anstrengelse|innsats|indsats|besvär|besvær|usaha|努力|费力|費力|労力|手間)"
)
_HOW_MUCH = (
    r"(how (much|great|high)|took|a lot of|too much|amount of|level of|did you"
    r"|had to|have to|put forth|required|wie (viel|hoch|groß)|welchen"
    r"|mussten sie|musstest|cu[aá]nto|qu[eé] (tanto|nivel)|tuvo que|quanto|qual (foi|o n[íi]vel)|teve (de|que)|combien"
    r"|quel (niveau|effort)|avez-vous d[uû]|fournir|ha dovuto|hoeveel|moest|ile |jak (du[żz]o|wiele)|musia"
    r"|hur mycket|hvor m(ye|eget|anga)"
    r"|seberapa|多少|どれ|どの)"
)
_LITTLE = (
    r"(effortless|low effort|little effort|minimal effort|without (much )?effort|ohne (großen )?aufwand|mühelos"
    r"|wenig aufwand|poco esfuerzo|sin esfuerzo|pouco esforço|sem esforço|sans effort|peu d'effort|poco sforzo"
    r"|senza sforzo|moeiteloos|weinig moeite|bez wysiłku)"
)
_EASE = (
    r"(ma[dk]e(s|n)? it (very |really )?(easy|easier|simple)|ma[dk]e .{1,60}\beasy\b|eas(y|ily) (was|is|did|it)"
    r"|how (easy|easily|simple)"
    r"|difficult or easy|easy or difficult|ease of|was (it )?easy (for me )?to (handle|resolve|solve|get)"
    r"|wie (einfach|leicht)|leicht gemacht|einfach gemacht|(leicht|einfach) (war|ist) es|schwierig oder einfach"
    r"|(qu[eé] tan|cu[aá]n) f[aá]cil|f[aá]cil (fue|le result[óo]|resolver|gestionar)|hizo f[aá]cil|facilit[óo]"
    r"|(qu[aã]o|como) f[aá]cil|foi f[aá]cil|facilitou|facile (a-t-il|était|a été|de)|facilit[ée]|quelle facilité"
    r"|quanto (è|e) stato facile|quanto facile|facile (è stato|risolvere|gestire)|reso (più )?facile|semplice è stato"
    r"|hoe (ge)?makkelijk|hoe eenvoudig|(ge)?makkelijk gemaakt|jak [łl]atw|by[łl]o [łl]atw|u[łl]atwi"
    r"|hur (lätt|enkelt)|hvor (let|nemt|lett|enkelt)|seberapa mudah|简单|簡單|容易|簡単)"
)

# "Did not make it easy", before any brackets, which may name the ends.
_NOT_EASY = (
    r"^[^(\d]*(?<!or )(\b(not|never|nicht|kein|keine|não|non|ne|niet|nie|no (fue|es|era|ha sido|hizo|me))\b|n['’]t\b)"
    r"[^(\d.,?!;]{0,25}\b(eas(y|ier|ily)|simple|einfach|leicht|f[aá]cil|facile|makkelijk|gemakkelijk|[łl]atw\w*)\b"
)
_AMOUNT = (
    r"story points?|person.?(days|hours)|man.?(days|hours)|\b(hours?|days?|points) of effort"
    r"|(effort|aufwand|esfuerzo|esforço|sforzo|ease of \w+)( in| en| em)? (hours?|hrs|days?|minutes?|points|stunden"
    r"|tage|personentage|horas|días|dias|heures|jours|giorni|uren|dagen|godzin|dni)\b"
)


def _box(variant: str, high: int) -> str:
    first, last = _EASY[variant, high]
    return f"{first}-{last} of {high}"


def _families(variant: str, high: int) -> tuple[str, ...]:
    return (*(_EFFORT_WORDS if variant == "1.0" else _EASE_WORDS)[high], *_AGREE[high])


def _share(variant: str, high: int) -> Setting:
    first, last = _EASY[variant, high]
    end = "low" if variant == "1.0" else "high"
    return Setting(
        low=1,
        high=high,
        estimator=Proportion(first, last, ("easy", "not_easy")),
        definition=f"ces.v1 {variant}, {_box(variant, high)}",
        formula=f"100 * (answers {first}-{last}) / n; CES {variant}, 1 to {high}, {end} is easy",
        range=(0.0, 100.0),
        better=Better.HIGHER,
        variant=variant,
        families=_families(variant, high),
        alternatives=_alternatives(high) if variant == "2.0" else (),
        low_is_good=variant == "1.0",
    )


def _alternatives(high: int) -> tuple[Alternative, ...]:
    """Other boxes of CES 2.0."""
    first, _ = _EASY["2.0", high]
    last = high - first + 1
    found = [
        Alternative(
            "Net easy",
            f"100 * (answers {first}-{high} - answers 1-{last}) / n",
            "practice; no canonical source",
            Net(first, last, ("easy", "neither", "difficult")),
            "points",
        )
    ]
    if high - first > 1:
        found.append(
            Alternative(
                f"Top two of {high}",
                f"100 * (answers {high - 1}-{high}) / n",
                "practice; no canonical source",
                Proportion(high - 1, high, ("easy", "not_easy")),
            )
        )
    return tuple(found)


def _averaged(variant: str, high: int) -> Setting:
    return Setting(
        low=1,
        high=high,
        estimator=Mean(1.0, float(high)),
        definition=f"ces.mean.v1 {variant}, 1-{high}",
        formula=f"mean of the answers, 1 to {high}; CES {variant}, {'low' if variant == '1.0' else 'high'} is good",
        range=(1.0, float(high)),
        better=Better.LOWER if variant == "1.0" else Better.HIGHER,
        variant=variant,
        families=_families(variant, high),
        low_is_good=variant == "1.0",
    )


_SHARES = tuple(_share(*key) for key in _EASY)
_MEANS = tuple(_averaged(*key) for key in _EASY)
_QUESTION = Answer(
    role="score",
    low=1,
    high=7,
    asks=(rf"{_HOW_MUCH}.*{_EFFORT}", rf"{_EFFORT}.*{_HOW_MUCH}", _EASE, _LITTLE, r"customer effort"),
    names=(
        r"^([a-z0-9]+[ _.-]+)*ces([ _.-]*(score|rating|value|answer|response|raw|question|v?[12]([._]0)?|q?\d+))*$",
        r"customer.?effort(.?score)?$",
        r"^effort[ _.-]score$",
    ),
    never={
        REASON: "asks for the reason",
        RECOMMEND: "asks about recommending",
        r"\btasks?\b|aufgabe|tarea|tarefa|tâche|compito|taak\b|zadani": "asks about a task of a test (see seq)",
        _NOT_EASY: "asks whether it was not easy: a high answer would be a bad one",
        _AMOUNT: "asks for an amount of work, not for an answer on a scale",
        r"\b(index|ranking|benchmark|target)$": "is a number about ease or effort, not an answer",
        r"\bwalk (up|down|across)|\bstairs\b|get dressed|\bbathe\b|fall asleep|breathe": "asks about health",
        r"\bease of use\b": "asks how easy a product is to use",
        r"level of performance|mental|physical|körperlich|geistig|accomplish": "is a rating of workload",
        r"(is|was|are|ist|war|es|era|est) (very )?(easy|einfach|leicht|f[aá]cil(e)?) (to|zu|de|à) "
        r"(use|learn|navigate|benutzen|bedienen|usar|utiliz)|easy to (use|learn|understand|navigate)": (
            "asks how easy a product is to use"
        ),
    },
    # "Customer effort score" is the name of both.
    wordings={
        "1.0": (rf"^(?!.*{_LITTLE}).*{_HOW_MUCH}.*{_EFFORT}", rf"^(?!.*{_LITTLE}).*{_EFFORT}.*{_HOW_MUCH}"),
        "2.0": (_EASE, _LITTLE),
    },
)

CES_MEAN = Measure(
    key="ces.mean",
    kind=Kind.CX,
    name="Mean customer effort",
    summary="Mean of the customer effort answers on their own scale.",
    question=_QUESTION,
    estimator=_MEANS[0].estimator,
    definition="ces.mean.v1",
    formula=_MEANS[0].formula,
    unit="score",
    range=_MEANS[0].range,
    better=_MEANS[0].better,
    norms=(),
    references=("Dixon, Freeman & Toman 2010, Harvard Business Review 88(7/8)",),
    explanation=__doc__,
    settings=_MEANS,
    about=True,
)

CES = Measure(
    key="ces",
    kind=Kind.CX,
    name="Customer effort",
    summary="Share that found it easy, from a customer effort question (CES 1.0 or 2.0), with the mean.",
    question=_QUESTION,
    estimator=_SHARES[0].estimator,
    definition="ces.v1",
    formula=_SHARES[0].formula,
    unit="%",
    range=(0.0, 100.0),
    better=Better.HIGHER,
    norms=(),
    references=(
        "Dixon, Freeman & Toman 2010, Stop trying to delight your customers, Harvard Business Review 88(7/8)",
        "Dixon, Toman & DeLisi 2013, The Effortless Experience",
    ),
    explanation=__doc__,
    alternatives=_SHARES[0].alternatives,
    settings=_SHARES,
    about=True,
    companions=(CES_MEAN,),
)
