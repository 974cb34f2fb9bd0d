"""What one column asks for, told from its cells: a choice, a number, a text, a date, nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cxux_cli.catalog import labels
from cxux_cli.catalog.labels import Labels
from cxux_cli.sources.source import Column, Source
from cxux_cli.study import joined
from cxux_cli.study.options import ordered


class Kind(StrEnum):
    """What a question asks for, and so what can be said about its answers."""

    SINGLE = "single choice"
    MULTIPLE = "multiple choice"
    """One column per choice."""
    JOINED = "multiple choice in one cell"
    NUMERIC = "number"
    MATRIX = "matrix"
    """One column per row of a grid, all with the same answers."""
    TEXT = "free text"
    DATE = "date"
    PERSONAL = "personal"
    ID = "id or note of the tool"
    BLANK = "blank"
    LONG = "too many different numbers for a file of this length"


TABULABLE = frozenset((Kind.SINGLE, Kind.MULTIPLE, Kind.JOINED, Kind.NUMERIC, Kind.MATRIX))


CHOSEN, NOT_CHOSEN, NOT_ASKED, UNCLEAR = "1", "0", "-", "?"
"""What a cell of one choice says: chosen; shown and not chosen; nothing; something else."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question and its columns.

    `items` names each column of a multiple choice or matrix. `options` are the answers in the order to be
    printed, `scale` says that this is the order of a scale. `marks` says per column of a multiple choice
    what each cell means; None stands for all other cells. `beside` are texts that belong to it ("Other").
    """

    kind: Kind
    title: str
    columns: tuple[Column, ...]
    why: str
    items: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    scale: bool = False
    separator: str | None = None
    marks: tuple[Mapping[str | None, str], ...] = ()
    beside: tuple[Column, ...] = ()

    @property
    def is_tabulable(self) -> bool:
        """Whether its answers can be counted."""
        return self.kind in TABULABLE


_MOST_OPTIONS = 50


_FEW_WORDS = 4
_MOST_SENTENCES = 7
"""A choice of more sentences than this is hardly ever offered; people's own have no end."""
_SENTENCE, _SHORT = 4, 2.5
"""Words per answer from which answers are sentences; fewer where the question asks for a text."""
_OPEN = re.compile(
    r"\b(why|reasons?|comments?|feedback|what (could|can|should) we|improve|suggest\w*|tell us|describe"
    r"|in your own words|warum|grund|gründe|kommentar\w*|anmerkung\w*|verbesser\w*|por qu[eé]|motivos?"
    r"|coment[aá]rios?|mejorar|raisons?|commentaires?|pourquoi|améliorer|motivi?|commenti?|perch[eé]"
    r"|waarom|reden|opmerking\w*|dlaczego|powod\w*|uwagi)\b"
)
"""What asks for a text."""
RARE_FROM = 20
"""From so many answers on, what one person alone wrote is taken for "Other" in that person's words."""


_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(\b.*|T\d.*)|\d{1,2}:\d{2}(:\d{2})?")


_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


_ID_NAME = re.compile(
    r"(^|[\W_])(id|uuid|guid|token|no|nr|row|index|case)\.?$|^#$|ID$|^unnamed|^column 1$", re.I
)


_IDENTITY, _OWN, _ENOUGH = 100_000, 0.9, 10
"""Whole numbers of six digits or more that so large a share of so many rows has for itself identify them."""


def alone(source: Source, column: Column, *, stated: bool = False) -> Question:
    """What one column asks for. `stated` takes short texts for answers, because the user said so."""
    kind, why = _kind(source, column, stated)
    title = column.text.removesuffix(" - Selected Choice")
    if kind is Kind.JOINED:
        return Question(kind, title, (column,), why, separator=joined.find(source.answers(column.index)))
    if kind in (Kind.SINGLE, Kind.NUMERIC):
        options = ordered(answered(source.answers(column.index), source.labels), source.labels)
        return Question(kind, title, (column,), why, options=options.names, scale=options.scale)
    return Question(kind, title, (column,), why)


def settled(question: Question, cells: Mapping[str, int], known: Labels) -> Question:
    """A question as all cells of a long file show it, whose sample shows too few to tell choices in one cell."""
    if question.kind is not Kind.SINGLE or (separator := joined.find(answered(cells, known))) is None:
        return question
    return replace(
        question, kind=Kind.JOINED, why=_joined_by(separator), options=(), scale=False, separator=separator
    )


def _joined_by(separator: str) -> str:
    return f"the same answers recur, joined by {_SIGNS[separator]}"


def _kind(source: Source, column: Column, stated: bool) -> tuple[Kind, str]:
    answers = source.answers(column.index)
    if source.is_personal(column) or _mostly(answers, _EMAIL):
        return Kind.PERSONAL, "it says who somebody is"
    if not answers:
        return Kind.BLANK, "no cell is filled"
    if not stated and (why := why_of_tool(source, column)):
        return Kind.ID, why
    cells = answered(answers, source.labels)
    if not cells:
        return Kind.BLANK, "no cell holds an answer"
    total, distinct = sum(cells.values()), len(cells)
    if _mostly(cells, _DATE):
        return Kind.DATE, "dates"
    if _mostly(cells, _NUMBER):
        numbers = sorted(float(c.replace(",", ".")) for c in cells if _NUMBER.fullmatch(c))
        whole = all(number.is_integer() for number in numbers)
        counting = numbers[-1] - numbers[0] == distinct - 1
        named = numbers[0] >= 100_000 or _ID_NAME.search(column.name)
        if not stated and whole and distinct == total > 3 and (counting or named):
            return Kind.ID, "every row has a number of its own"
        if whole and numbers[0] >= _IDENTITY and distinct >= _OWN * total and total >= _ENOUGH:
            # Stated too: the least and the greatest of them are somebody's.
            return Kind.ID, "nearly every row has a long number of its own, as identifiers are"
        if set(cells) <= {"0", "1"}:
            return Kind.SINGLE, "0 and 1"
        return Kind.NUMERIC, "numbers"
    if (separator := joined.find(cells)) is not None:
        return Kind.JOINED, _joined_by(separator)
    words = ordered(cells, source.labels)
    if words.scale:
        return Kind.SINGLE, "answers of a known scale"
    longest = max(map(len, cells))
    # Asked for by name, but what everybody wrote in own sentences is shown to nobody.
    own = sum(n for cell, n in cells.items() if n == 1 and len(cell.split()) > _FEW_WORDS)
    all_own = distinct == total > 3
    if stated and distinct <= 20 * _MOST_OPTIONS and longest <= 200 and own * 2 <= total and not all_own:
        return Kind.SINGLE, "stated with --column"
    if all_own and longest <= 40 and not any(" " in cell for cell in cells):
        return Kind.ID, "every row has a word of its own"
    listed = {cell: n for cell, n in cells.items() if n > 1} if total >= RARE_FROM else cells
    words_each = sum(n * len(cell.split()) for cell, n in cells.items()) / total
    # Sentences that recur are still texts, unless they recur as often as choices do.
    long = words_each >= 6
    asks = _OPEN.search(column.text.casefold()) is not None
    own_words = (asks and words_each >= _SHORT) or (len(listed) > _MOST_SENTENCES and words_each >= _SENTENCE)
    if own_words and not stated:
        return Kind.TEXT, f"sentences: {distinct} different texts in {total} answers"
    recur = sum(listed.values()) >= 0.7 * total and total >= (5 if long else 2) * len(listed)
    if recur and len(listed) <= _MOST_OPTIONS and max(map(len, listed)) <= 200:
        return Kind.SINGLE, f"{len(listed)} different answers" if len(listed) > 1 else "one answer"
    return Kind.TEXT, f"{distinct} different texts in {total} answers"


_SIGNS = {"\n": "line breaks", ";": "semicolons", "；": "semicolons", "|": "bars", "┋": "bars", ",": "commas"}
_SIGNS |= {"，": "commas", "、": "commas"}


def why_of_tool(source: Source, column: Column) -> str | None:
    """Why a column is no question: the tool fills it in for its own ends."""
    dialect = source.dialect
    own = {name.casefold() for names in dialect.signatures for name in names} | dialect.first
    own |= {n.casefold() for rule in dialect.exclusions for n in rule.columns}
    if dialect.id != "plain":
        own |= {n.casefold() for n in (*dialect.respondent, *dialect.time)}
    if column.name.casefold() in own and (dialect.id != "plain" or column == source.respondent):
        return f"{dialect.name} writes it"
    if dialect.is_of_tool(column.name) or dialect.is_of_tool(column.text):
        return f"{dialect.name} writes it"
    if column == source.respondent:
        return "it says which person or response a row is"
    if source.is_derived(column):
        return "the tool made it from another column, or it is the text beside one"
    return None


def answered(cells: Mapping[str, int], known: Labels = labels.BUILT_IN) -> Counter[str]:
    """Cells without the markers for no answer. "None" and "Don't know" are answers where they can be chosen.

    A code such as -99 marks no answer only where nothing else is below zero.
    """
    below = {cell.strip() for cell in cells if cell.strip()[:1] == "-" and _NUMBER.fullmatch(cell.strip())}
    coded = below <= _CODES | {str(code) for code in known.own_codes}
    return Counter(
        {
            cell: n
            for cell, n in cells.items()
            if not is_marker(cell)
            and labels.normalise(cell) not in known.own_non_answers
            and not (coded and cell.strip() in below)
        }
    )


def is_marker(cell: str, *, coded: bool = False) -> bool:
    """Whether a cell says that there is no answer; `coded` counts codes such as -99 among the markers."""
    text = labels.normalise(cell)
    return not text or text in _MARKERS or (coded and text in _CODES)


_MARKERS = frozenset(
    (
        "n/a",
        "na",
        "nan",
        "null",
        "-",
        "--",
        "---",
        ".",
        "?",
        "n.a",
        "n/r",
        "nr",
        "(blank)",
        "(empty)",
        "missing",
    )
    + ("skipped", "skip", "not answered", "no response", "no answer", "data_expired", "consent_revoked")
)
_CODES = frozenset(str(code) for code in labels.missing_codes())


def are_dates(cells: Mapping[str, int]) -> bool:
    """Whether nearly all different cells are dates or times."""
    return _mostly(cells, _DATE)


def are_numbers(cells: Mapping[str, int]) -> bool:
    """Whether nearly all different cells are numbers."""
    return _mostly(cells, _NUMBER)


def _mostly(cells: Mapping[str, int], pattern: re.Pattern[str]) -> bool:
    return sum(bool(pattern.fullmatch(cell)) for cell in cells) >= 0.9 * len(cells) > 0
