"""What a study config could say about a file: names, dates, groups of people, told from its sample."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from cxux_cli.errors import CxuxError, UsageError
from cxux_cli.results import Result, SourceFacts
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.config.study import Role
from cxux_cli.study.kinds import Kind, alone, answered
from cxux_cli.study.names import resolve
from cxux_cli.study.options import ordered
from cxux_cli.study.where import matches, parse

MOST_PERSONAS = 5
"""Two or three are usual; a column with more values than this divides answers, and describes nobody."""
_MOST_GROUPS = 12
_LONGEST = 40
"""A longer header is a question, a longer value a sentence."""
# What a header says of the people in the rows, in English, German, French, Spanish, Portuguese, Italian.
_WHO = (
    re.compile(r"\b(roles?|user role|rolle|rol|rôle|ruolo|papel|função|funktion|function|job title|position)\b"),
    re.compile(r"\b(persona|(user|customer|client|respondent|account) (type|kind|group)|benutzertyp|kundentyp)\b"),
    re.compile(r"\b(segment|user group|customer group|cohort|kundengruppe|grupo|groupe|gruppo|gruppe)\b"),
    re.compile(r"\b(plan|tier|package|edition|subscription|licen[cs]e|membership|tarif|abo|forfait|tarifa|piano)\b"),
    re.compile(r"\b(department|team|company size|industry|region|country|market|channel|platform|device|language)\b"),
)  # fmt: skip
_PERSONAS = 4
"""How many of these say who somebody is; the last says where."""
_CUSTOMER = re.compile(
    r"\b(buy|buyers?|purchas\w*|decid\w*|decisions?|customers?|clients?|owners?|payers?|billing|procure\w*"
    r"|einkauf\w*|käufer\w*|kunden?|compra\w*|acheteur|cliente)\b"
)
_USER = re.compile(
    r"\b(us(?:e|es|er|ers)|end users?|members?|operators?|agents?|staff|employees?|cashiers?|install\w*|admins?"
    r"|administrators?|nutzer\w*|benutzer\w*|anwender\w*|usuarios?|utilisateurs?|utenti|utente)\b"
)
_LATIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not take apart."""
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Group:
    """A value of a column that says who somebody is, and the condition that tells it."""

    value: str
    where: str
    rows: int
    """In the sample."""
    role: Role | None
    """What the word makes people to the product; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Groups:
    """A column that divides the people of a file, as a config names it; `rank` 0 says who they are best."""

    column: str
    rank: int
    values: tuple[Group, ...]

    @property
    def are_personas(self) -> bool:
        """Whether the values describe people, few enough to have names."""
        return self.rank < _PERSONAS and 2 <= len(self.values) <= MOST_PERSONAS


@dataclass(frozen=True, slots=True)
class DraftSource:
    """A data set of a config to be: `paths` as the config is to have them, `dialect` by its name for people.

    `read` holds what was understood of its first file, once by each way of measuring it. `answers` are the
    totals of measures of answers, several of one where it was asked several times; `tasks` are the success
    and the time of every task, `observed` the totals of another command. `notes` say what is not measured, and why.
    """

    name: str
    paths: tuple[str, ...]
    dialect: str
    columns: int
    rows: int | None
    """None where nothing in it is measured, so that nothing was read to the end."""
    read: tuple[SourceFacts, ...]
    date: str | None
    groups: tuple[Groups, ...]
    answers: tuple[Result, ...] = ()
    verb: str | None = None
    """The command that measures what is no answer in it: tasks, web."""
    tasks: tuple[Result, ...] = ()
    observed: tuple[Result, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether there is anything to measure in it."""
        return bool(self.answers or self.verb)


def reference(source: Source, column: Column) -> str:
    """How a config names a column: by its name or text where that is clear, else by its position."""
    for name in (column.name, column.text):
        with suppress(UsageError):
            if name.isprintable() and resolve(source, name, "") == column:
                return name
    return f"#{column.index + 1}"


def groups(source: Source) -> list[Groups]:
    """The columns that divide the people of a source, those that say best who they are first."""
    found = []
    for column in source.columns:
        rank = _rank(column)
        if rank is None or source.is_personal(column) or not source.answers(column.index):
            continue
        question = alone(source, column)
        if question.kind is not Kind.SINGLE or question.scale or len(question.options) > _MOST_GROUPS:
            continue
        values = tuple(_values(source, column))
        if len(values) > 1:
            found.append(Groups(reference(source, column), rank, values))
    return sorted(found, key=lambda each: each.rank)


def _rank(column: Column) -> int | None:
    texts = [text for text in dict.fromkeys((column.name, column.text)) if len(text) <= _LONGEST]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", " ".join(texts))
    said = re.sub(r"[\W_]+", " ", words).casefold()
    return next((rank for rank, pattern in enumerate(_WHO) if pattern.search(said)), None)


def _values(source: Source, column: Column) -> Iterator[Group]:
    """The values of a column that a condition can tell, the most frequent first."""
    cells = answered(source.answers(column.index), source.labels)
    spellings = ordered(cells, source.labels).spellings
    by_name: dict[str, list[str]] = {}
    for cell in cells:
        by_name.setdefault(spellings[" ".join(cell.split())], []).append(cell)
    by_count = sorted(by_name.items(), key=lambda each: (-sum(cells[c] for c in each[1]), each[0]))
    for value, spelt in by_count:
        if len(value) > _LONGEST or not all(map(str.isprintable, spelt)):
            continue
        where = _condition(source, column, sorted(spelt))
        if where is not None:
            yield Group(value, where, sum(cells[cell] for cell in spelt), _role(value))


def _condition(source: Source, column: Column, cells: Sequence[str]) -> str | None:
    """The condition that a column holds one of some texts, written as plainly as it can be read."""
    texts = ["'" + cell.replace("'", "''") + "'" for cell in cells]
    test = f"= {texts[0]}" if len(texts) == 1 else f"IN ({', '.join(texts)})"
    name = reference(source, column)
    quoted = '"' + name.replace('"', '""') + '"'
    for written in (name, quoted) if _BARE.fullmatch(name) else (quoted,):
        where = f"{written} {test}"
        with suppress(CxuxError):
            if matches(parse(where, source), source):
                return where
    return None


def _role(value: str) -> Role | None:
    said = re.sub(r"[\W_]+", " ", value).casefold()
    customer, user = (pattern.search(said) is not None for pattern in (_CUSTOMER, _USER))
    if customer == user:
        return None
    return Role.CUSTOMER if customer else Role.USER


def identifier(text: str, instead: str, taken: Collection[str]) -> str:
    """An id made of a text, unlike those that are taken; `instead` where it has no Latin letter.

    >>> identifier("Kjøper (EU)", "persona", ()), identifier("責任者", "persona", ("persona",))
    ('kjoper-eu', 'persona-2')
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LATIN))
    latin = folded.encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", latin)
    if words and not words[0][0].isalpha():
        words.insert(0, instead)
    plain = "-".join(words)[:50].strip("-") or instead
    return next(name for name in _numbered(plain) if name not in taken)


def _numbered(name: str) -> Iterable[str]:
    yield name
    n = 2
    while True:
        yield f"{name}-{n}"
        n += 1
