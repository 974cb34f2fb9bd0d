"""Which sheet of a workbook holds the answers, and where on it they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cxux_cli.sources.header import Header, detect
from cxux_cli.sources.records import is_blank
from cxux_cli.sources.wording import is_question

_PLAIN = re.compile(r"[-+]?\d+([.,]0+)?|\d{4}-\d{2}-\d{2}.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*")
"""Whole numbers and dates: what tools and people fill in. Decimals are mostly worked out."""
_SUMMARY = re.compile(
    r"(grand )?total|row labels|column labels|(average|mean|sum|count|std\.? ?dev(iation)?|min|max) of .*"
    r"|mean|average|median|variance|std\.? ?dev\.?|standard deviation|confidence|cronbach.*|percentile"
    r"|mittelwert|varianz|standardabweichung|media|varianza|moyenne|scale means?.*",
    re.IGNORECASE,
)
_PROMISING = re.compile(
    r"data|daten|datos|données|responses?|answers?|raw|respuestas|réponses|antworten|respostas|risposte",
    re.IGNORECASE,
)
_WEAK = 0.3
"""What a cell counts in a column that might be a list of texts or a computed column."""
_SENTENCE = 80
"""Cells longer than this are no words of a scale, even where they repeat."""
_LANGUAGE = re.compile(
    r"\b(arabic|chinese|czech|danish|dutch|english|finnish|french|german|greek|hindi|indonesian|italian|japanese"
    r"|korean|norwegian|persian|polish|portuguese|russian|slovak|spanish|swedish|turkish|ukrainian)\b",
    re.IGNORECASE,
)
_TITLES = 30
"""More lines than this above a table are a table of their own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its table, how much of it looks like answers, and what speaks against it.

    `asks` says whether columns of answers are headed by questions.
    """

    name: str
    rows: list[list[str]]
    header: Header
    score: float
    asks: bool
    against: str | None
    notes: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many rows stand under the header."""
        return sum(not is_blank(row) for row in self.rows[self.header.skip :])


def judge(name: str, rows: Sequence[list[str]], *, hidden: bool, formulas: int) -> Sheet:
    """How much a sheet looks like answers; `formulas` is the number of its computed cells."""
    table, notes = _table(rows)
    header = detect(table)
    body = [row for row in table[header.skip :] if not is_blank(row)]
    filled = [sum(bool(cell.strip()) for cell in row) for row in body]
    usual = sorted(filled)[len(filled) * 3 // 4] if filled else 0
    alike = [row for row, n in zip(body, filled, strict=True) if n * 2 >= usual]
    score, answers, asks = 0.0, 0, False
    for place, cells in _columns(alike):
        plain = sum(bool(_PLAIN.fullmatch(cell)) for cell in cells) >= 0.8 * len(cells)
        repeated = len(set(cells)) * 2 <= len(cells) and sum(map(len, cells)) <= _SENTENCE * len(cells)
        answer = len(cells) * 2 >= len(alike) and (plain or repeated)
        score += len(cells) * (1.0 if answer else _WEAK)
        answers += answer
        asks |= answer and place < len(header.texts) and is_question(header.texts[place])
    against = None
    if not body:
        against = "no table"
    elif hidden:
        against = "hidden"
    elif formulas * 2 > sum(filled):
        against = "computed by formulas"
    elif _is_summary(header, body):
        against = "a summary"
    elif not answers:
        against = "text"
    if _PROMISING.search(name):
        score *= 1.5
    return Sheet(name, table, header, score / 20 if against else score, asks and not against, against, notes)


def choose(sheets: Sequence[Sheet]) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet that looks most like answers (the first of equals), and why, in notes.

    A sheet that asks questions comes before a larger one that does not: that may be orders or tickets.
    """
    best = max(sheets, key=lambda sheet: (sheet.asks, sheet.score))
    if len(sheets) == 1:
        return best, ()
    against = [f"'{s.name}' ({s.against})" for s in sheets if s.against and s is not best]
    why = f"{best.people:,} rows under {len(best.header.names)} columns"
    why += f", though {best.against}" if best.against else ""
    why += ", headed by questions" if best.asks and not all(s.asks or s.against for s in sheets) else ""
    notes = [f"sheet '{best.name}' of {len(sheets)}: {why}"]
    if against:
        notes[0] += f"; not {_listed(against)}"
    alike = [s for s in sheets if s is not best and not s.against and s.header.names == best.header.names]
    others = [
        s
        for s in sheets
        if s not in alike and s is not best and (s.asks or s.score >= 0.2 * best.score) and not s.against
    ]
    if alike:
        notes.append(
            f"only sheet '{best.name}' is read: {_listed([repr(s.name) for s in alike])} "
            f"ha{'ve' if len(alike) > 1 else 's'} the same header, perhaps another wave; choose with --sheet"
        )
    if others:
        notes.append(
            f"{_listed([repr(s.name) for s in others])} may hold answers too, and "
            f"{'are' if len(others) > 1 else 'is'} not read; choose with --sheet"
        )
    named = {s.name.casefold(): s for s in sheets}
    if named.keys() >= {"read_first", "data", "dt"}:
        notes.append(f"a workbook of the UEQ Data Analysis Tool{_language(named['read_first'])}")
    return best, tuple(notes)


def _language(sheet: Sheet) -> str:
    """The language that the short cells of a sheet name, when it is one."""
    short = " ".join(cell for row in sheet.rows for cell in row if len(cell) <= 40)
    found = {name.capitalize() for name in _LANGUAGE.findall(short)}
    return f", in {found.pop()}" if len(found) == 1 else ""


def _table(rows: Sequence[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The table of a sheet without the titles above it and the blank cells around it."""
    notes: tuple[str, ...] = ()
    filled = [[i for i, cell in enumerate(row) if cell.strip()] for row in rows]
    counts = sorted(len(cells) for cells in filled if cells)
    usual = counts[len(counts) * 3 // 4] if counts else 0
    if usual >= 3:
        left = min(cells[0] for cells in filled if len(cells) * 2 >= usual)
        titles = next(
            (n for n, cells in enumerate(filled) if cells and (len(cells) > 2 or cells[-1] > left + 1)), 0
        )
        lines = sum(bool(cells) for cells in filled[:titles])
        if lines and titles <= _TITLES:
            rows, filled = rows[titles:], filled[titles:]
            notes += (f"{lines} line{'s' * (lines > 1)} above the table skipped",)
    rows, note = _without_prefilled(rows, filled)
    filled = filled[: len(rows)]
    left = min((cells[0] for cells in filled if cells), default=0)
    right = max((cells[-1] for cells in filled if cells), default=-1) + 1
    top = next((n for n, cells in enumerate(filled) if cells), len(filled))
    end = max((n for n, cells in enumerate(filled) if cells), default=-1) + 1
    return [list(row[left:right]) for row in rows[top:end]], notes + note


def _without_prefilled(
    rows: Sequence[list[str]], filled: Sequence[Sequence[int]]
) -> tuple[Sequence[list[str]], tuple[str, ...]]:
    """Drop rows at the end that hold only what a formula gives without answers: the same few cells in all."""
    end = max((n for n, cells in enumerate(filled) if cells), default=-1) + 1
    if end < 2:
        return rows, ()
    last = [rows[end - 1][i] for i in filled[end - 1]]
    start = end
    while (
        start > 1
        and filled[start - 1] == filled[end - 1]
        and [rows[start - 1][i] for i in filled[end - 1]] == last
    ):
        start -= 1
    widest = max(len(cells) for cells in filled)
    if end - start < 5 or len(last) * 3 > widest:
        return rows, ()
    return rows[:start], (
        f"{end - start} rows under the answers hold only pre-filled cells ({', '.join(last)[:40]}): no people",
    )


def _columns(rows: Sequence[Sequence[str]]) -> list[tuple[int, list[str]]]:
    """The filled cells of each column that has some, with its place."""
    width = max(map(len, rows), default=0)
    columns = ([row[i].strip() for row in rows if i < len(row) and row[i].strip()] for i in range(width))
    return [(place, column) for place, column in enumerate(columns) if column]


def _is_summary(header: Header, body: Sequence[Sequence[str]]) -> bool:
    """Whether statistics stand in the header, or name the rows."""
    named = sum(bool(_SUMMARY.fullmatch(name.strip())) for name in header.names)
    lines = sum(any(_SUMMARY.fullmatch(cell.strip()) for cell in row[:2]) for row in body)
    return named >= 2 or lines * 3 >= len(body)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
