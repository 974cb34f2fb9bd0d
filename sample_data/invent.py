"""What the samples are made of: texts of an invented smoothie bar, answers by exact counts or by a simple model.

Every file draws from a generator seeded with its own name.
"""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

Row = Sequence[object]

NPS_TEXT = "How likely are you to recommend FreshBlend to a friend or colleague?"
SUS_EN = (
    "I think that I would like to use {this} frequently.",
    "I found {the} unnecessarily complex.",
    "I thought {the} was easy to use.",
    "I think that I would need the support of a technical person to be able to use {this}.",
    "I found the various functions in {this} were well integrated.",
    "I thought there was too much inconsistency in {this}.",
    "I would imagine that most people would learn to use {this} very quickly.",
    "I found {the} very cumbersome to use.",
    "I felt very confident using {the}.",
    "I needed to learn a lot of things before I could get going with {this}.",
)
SUS_ES = (
    "Creo que me gustaría usar la aplicación FreshBlend con frecuencia.",
    "Encontré la aplicación FreshBlend innecesariamente compleja.",
    "Pensé que la aplicación FreshBlend era fácil de usar.",
    "Creo que necesitaría el apoyo de una persona técnica para poder usar la aplicación FreshBlend.",
    "Encontré que las diversas funciones de la aplicación FreshBlend estaban bien integradas.",
    "Pensé que había demasiada inconsistencia en la aplicación FreshBlend.",
    "Imagino que la mayoría de las personas aprenderían a usar la aplicación FreshBlend muy rápidamente.",
    "Encontré la aplicación FreshBlend muy engorrosa de usar.",
    "Me sentí muy seguro/a usando la aplicación FreshBlend.",
    "Necesité aprender muchas cosas antes de poder empezar a usar la aplicación FreshBlend.",
)
SUS_DE = (
    "Ich denke, dass ich das System gerne häufig benutzen würde.",
    "Ich fand das System unnötig komplex.",
    "Ich fand das System einfach zu benutzen.",
    "Ich glaube, ich würde die Hilfe einer technisch versierten Person benötigen, "
    "um das System benutzen zu können.",
    "Ich fand, die verschiedenen Funktionen in diesem System waren gut integriert.",
    "Ich denke, das System enthielt zu viele Inkonsistenzen.",
    "Ich kann mir vorstellen, dass die meisten Menschen den Umgang mit diesem System sehr schnell lernen.",
    "Ich fand das System sehr umständlich zu nutzen.",
    "Ich fühlte mich bei der Benutzung des Systems sehr sicher.",
    "Ich musste eine Menge lernen, bevor ich anfangen konnte, das System zu verwenden.",
)
AGREE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
AGREE_SOMEWHAT = (
    "Strongly disagree",
    "Somewhat disagree",
    "Neither agree nor disagree",
    "Somewhat agree",
    "Strongly agree",
)
AGREE_ES = (
    "Totalmente en desacuerdo",
    "En desacuerdo",
    "Ni de acuerdo ni en desacuerdo",
    "De acuerdo",
    "Totalmente de acuerdo",
)
AGREE_DE = (
    "Stimme überhaupt nicht zu",
    "Stimme eher nicht zu",
    "Teils/teils",
    "Stimme eher zu",
    "Stimme voll und ganz zu",
)
SATISFIED = ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")
COMMENTS = (
    "The green one is my breakfast now.",
    "Pick-up was quicker than the app said.",
    "I waited ten minutes for a drink I had ordered ahead.",
    "Please bring back the mango mix.",
    "The app forgot my discount, again",
    "Friendly crew, small cups.",
    'It says "ready" before it is ready.',
    "Too sweet, too cold, too dear; nice bar though",
    "No complaints",
    "First line of my comment.\nSecond line: the menu is hard to read.",
)
# What a comment may hold when somebody is careless or hostile: console markup, a spreadsheet formula, a
# workflow command, HTML, a table separator, a terminal escape, and delimiters inside quotes.
HOSTILE = (
    "[red]x[/red]",
    "=1+1",
    "::error::x",
    "<script>alert(1)</script>",
    "a|b",
    "\x1b[31mred\x1b[0m",
    'comma, "quote" and; semicolon',
    "@SUM(A1:A9)",
    "🥤 très bon – 好喝",
)


def rng_for(name: str) -> random.Random:
    return random.Random(f"FreshBlend/{name}")  # str seeds do not depend on PYTHONHASHSEED


def pick(rng: random.Random, weights: dict[object, int]) -> object:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def nps_answers(rng: random.Random, promoters: int, passives: int, detractors: int) -> list[int]:
    """Exactly these counts, in a random order, so that the README can state the result."""
    answers = rng.choices((9, 10), weights=(5, 4), k=promoters)
    answers += rng.choices((7, 8), weights=(2, 3), k=passives)
    answers += [0, 3, 5, *rng.choices(range(7), weights=(2, 1, 1, 2, 2, 4, 5), k=detractors - 3)]
    rng.shuffle(answers)
    return answers


def sus_answers(rng: random.Random, liking: float = 0.9) -> list[int]:
    """Ten raw answers 1-5; `liking` is how far from the middle a happy person leans, per item."""
    lean = rng.gauss(liking, 0.5)
    return [max(1, min(5, round(3 + (lean if i % 2 == 0 else -lean) + rng.gauss(0, 0.7)))) for i in range(10)]


def sus_score(items: Sequence[int]) -> float:
    return 2.5 * sum(x - 1 if i % 2 == 0 else 5 - x for i, x in enumerate(items))


def times(rng: random.Random, start: datetime, people: int, days: int = 14) -> list[datetime]:
    moments = [start + timedelta(seconds=rng.randrange(days * 86_400)) for _ in range(people)]
    return sorted(moments)


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def response_id(rng: random.Random, prefix: str = "R_") -> str:
    letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return prefix + "".join(rng.choices(letters, k=15))


def write(
    path: Path,
    rows: Iterable[Row],
    *,
    delimiter: str = ",",
    quote_all: bool = False,
    encoding: str = "utf-8",
    end: str = "\r\n",
) -> None:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def comment(rng: random.Random) -> str:
    return rng.choice(COMMENTS) if rng.random() < 0.4 else ""


def address(rng: random.Random) -> str:
    return f"192.0.2.{rng.randrange(1, 255)}"


def someone(number: int) -> tuple[str, str, str]:
    """First name, last name and address of an invented person."""
    first = ("Ana", "Ben", "Chi", "Dora", "Emil", "Fay", "Gil", "Hana")[number % 8]
    last = ("Sample", "Muster", "Ejemplo", "Voorbeeld", "Exemple")[number % 5]
    return first, last, f"{first}.{last}{number}@example.org".lower()


def mixed(rng: random.Random, *parts: Sequence[object]) -> list[object]:
    found = [x for part in parts for x in part]
    rng.shuffle(found)
    return found


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
