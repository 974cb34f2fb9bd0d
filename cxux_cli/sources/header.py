"""Where the header ends and what each column is called: short name and full question text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cxux_cli.sources.records import is_blank

_IMPORT_ID = re.compile(r"^\{\s*['\"]ImportId['\"]\s*:")
_LEGACY_NAME = re.compile(r"^V\d+$")
_SURVICATE = re.compile(r"^Q#\d+:")
_TAG = re.compile(r"<[^<>]{1,200}>")
_NUMBER = re.compile(r"^[-+]?\d+([.,]\d+)?$")
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T,].*)?$")
_TIME = re.compile(r"^\d{1,3}:[0-5]\d(:[0-5]\d([.,]\d+)?)?( ?[ap]\.?m\.?)?$", re.IGNORECASE)
_BOOLEAN = re.compile(r"^(true|false|wahr|falsch|vrai|faux|verdadero|falso)$", re.IGNORECASE)
_VALUES = (_NUMBER, _DATE, _TIME, _BOOLEAN)
_UNNAMED = re.compile(r"^Unnamed: \d+(_level_\d+)?$")
"""What pandas calls a column without a name."""
_TYPED = 3
"""So many columns of values below a row of words make it a header."""
_SAY_RESPONSE = 3
"""Cells that say "Response", as the second row of SurveyMonkey does, which no person answers three times."""
_SURVEYMONKEY_SECOND = {"response", "open-ended response", "other (please specify)"}
_SURVICATE_SECOND = {"score", "label", "answer", "insight", "action"}


@dataclass(frozen=True, slots=True)
class Header:
    """Names and question texts of the columns, and how many records at the top are not answers.

    `rows` counts header records that carry names or texts; `skip` counts all records before the
    first answer, blank and title records included. `layout` names the rule that decided. `width` counts
    the cells of the header with those at its end that name nothing: a longer record has a cell too many.
    """

    names: tuple[str, ...]
    texts: tuple[str, ...]
    rows: int
    skip: int
    layout: str
    width: int
    notes: tuple[str, ...] = ()


def detect(records: Sequence[Sequence[str]], header_rows: int | None = None) -> Header:
    """Find the header among the first records; `header_rows` overrides the detection."""
    start, notes = _start(records)
    top = [list(row) for row in records[start : start + 40] if not is_blank(list(row))]
    offsets = [i for i in range(start, min(len(records), start + 40)) if not is_blank(list(records[i]))]
    if not top:
        return Header((), (), 0, start, "empty", 0, notes)
    width = len(top[0])
    if header_rows is not None:
        rows, layout = header_rows, "stated"
    else:
        rows, layout = _rows(top)
    if rows == 0:
        width = max(len(row) for row in top)
        names = tuple(f"column {i + 1}" for i in range(width))
        notes = (*notes, "no header row: columns are numbered")
        return Header(names, names, 0, offsets[0], layout, width, notes)
    first = [clean(cell) for cell in top[0]]
    second: list[str] = []
    if layout == "qualtrics" and rows >= 3:
        second = top[rows - 2]
    elif rows >= 2 and layout != "qualtrics" and len(top) > 1:
        second = top[1]
    second = [clean(cell) for cell in second]
    if len(second) > width:
        first += [""] * (len(second) - width)
        width = len(second)
    second += [""] * (width - len(second))
    skip = offsets[rows - 1] + 1 if len(offsets) >= rows else len(records)
    named = _trim(*_name(first, second, layout), records[skip:])
    return Header(tuple(named[0]), tuple(named[1]), rows, skip, layout, width, notes)


def clean(cell: str) -> str:
    """A header cell as people read it: no BOM, stray quotes, HTML or runs of white space."""
    text = cell.replace("\ufeff", "").replace("\u00a0", " ").strip()
    if _UNNAMED.match(text):
        return ""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        from html import unescape

        text = unescape(text).replace("\u00a0", " ")
    return " ".join(text.split())


def _start(records: Sequence[Sequence[str]]) -> tuple[int, tuple[str, ...]]:
    """Index of the first header record: blank records and a lone title above the table are passed over."""
    start, notes = 0, []
    while start < len(records) and is_blank(list(records[start])):
        start += 1
    if start:
        notes.append(f"{start} blank line{'s' * (start > 1)} above the header skipped")
    following = next((r for r in records[start + 1 :] if not is_blank(list(r))), None)
    if following is not None:
        filled = [cell for cell in records[start] if cell.strip()]
        if len(filled) == 1 and sum(bool(c.strip()) for c in following) >= 3:
            notes.append("a title line above the header skipped")
            return start + 1, tuple(notes)
    return start, tuple(notes)


def _rows(top: Sequence[Sequence[str]]) -> tuple[int, str]:
    """How many header rows, and the rule that says so. The order of the rules matters."""
    for index in range(1, min(4, len(top))):
        filled = [cell for cell in top[index] if cell.strip()]
        if filled and sum(bool(_IMPORT_ID.match(c.strip())) for c in filled) * 2 >= len(filled):
            return index + 1, "qualtrics"
    first = [clean(cell) for cell in top[0]]
    second = [clean(cell) for cell in top[1]] if len(top) > 1 else []
    legacy = any(_LEGACY_NAME.match(name) for name in first) or "ResponseSet" in first
    if legacy and second and second[0] == "ResponseID":
        return 2, "qualtrics-legacy"
    # SoSci numbers its cases: a second row without a number above one with a number holds labels.
    if second and {"CASE", "QUESTNNR"} <= set(first):
        case = first.index("CASE")
        numbered = [case < len(row) and bool(_NUMBER.match(row[case].strip())) for row in top[1:3]]
        return (2, "sosci") if numbered in ([False], [False, True]) else (1, "one-row")
    if second:
        lowered = {cell.casefold() for cell in second}
        if _is_index(top):
            # The numbers of the rows, which a program wrote beside the table, are counted in the header as well.
            first, second = first[1:], second[1:]
        pairs = list(zip(first, second, strict=False))
        while pairs and not any(pairs[-1]):
            pairs.pop()
        blanks = [b for a, b in pairs if not a]
        filled_below = sum(bool(b) for b in blanks)
        forward_filled = len(blanks) >= 0.2 * len(pairs) and filled_below >= 0.8 * len(blanks) > 0
        # An index column without a name also stands over filled cells: over answers, not over names.
        forward_filled &= not any(map(_is_value, second))
        if any(n.casefold().replace(" ", "") == "respondentid" for n in first) and (
            lowered & _SURVEYMONKEY_SECOND or forward_filled
        ):
            return 2, "surveymonkey"
        if any(_SURVICATE.match(name) for name in first) and lowered & _SURVICATE_SECOND:
            return 2, "survicate"
        if sum(cell.casefold() == "response" for cell in second) >= _SAY_RESPONSE:
            return 2, "surveymonkey"
        if forward_filled:
            return 2, "two-rows"
        if _second_is_text(second, [row[len(top[0]) - len(first) :] for row in top[2:]]):
            # Where every column has a name, the row below says what it asks; else it goes on with the name above.
            return 2, "texts" if all(name for name, text in pairs if text) else "two-rows"
    if len(top) > 1 and _looks_like_data(top):
        return 0, "none"
    return 1, "one-row"


def _is_index(top: Sequence[Sequence[str]]) -> bool:
    """Whether the first column has no name and counts the rows from 0, the second one included."""
    cells = [row[0].strip() if row else "" for row in top[1:]]
    return (
        not clean(top[0][0]) and cells[:3] == [str(i) for i in range(min(3, len(cells)))] and len(cells) > 2
    )


def _second_is_text(second: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """A second row of words over columns of values: three columns at least, and words in four of five of them."""
    if len(below) < 3:
        return False
    typed = [column for column in range(len(second)) if _is_typed(column, below)]
    worded = [c for c in typed if second[c] and not _is_value(second[c])]
    return len(typed) >= _TYPED and len(worded) >= 0.8 * len(typed)


def _is_typed(column: int, below: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of a column are numbers, dates, times or truth values, each of one kind."""
    cells = [row[column].strip() for row in below if column < len(row) and row[column].strip()]
    return bool(cells) and any(
        sum(bool(kind.match(c)) for c in cells) >= 0.8 * len(cells) for kind in _VALUES
    )


def _looks_like_data(top: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is an answer: a date or a time above others, or each cell a value above such."""
    first, below = top[0], top[1:]
    moments = values = filled = 0
    for column, cell in enumerate(first):
        cell = cell.strip()
        if not cell:
            continue
        filled += 1
        cells = [row[column].strip() for row in below if column < len(row) and row[column].strip()]
        if not cells:
            continue
        for kind in _VALUES:
            if kind.match(cell) and sum(bool(kind.match(c)) for c in cells) >= 0.8 * len(cells):
                moments += kind in (_DATE, _TIME)
                values += 1
                break
    if moments:
        return True
    # Items numbered 1, 2, 3 … over numbers are a header.
    counting = [c.strip() for c in first if c.strip()] == [str(i + 1) for i in range(filled)]
    return filled > 0 and values == filled and not (counting and filled > 1)


def _is_value(cell: str) -> bool:
    """Whether a cell is an answer and no name: a number, a date, a time, true or false."""
    return any(kind.match(cell) for kind in _VALUES)


def _name(first: list[str], second: list[str], layout: str) -> tuple[list[str], list[str]]:
    if layout.startswith("qualtrics") or layout in ("sosci", "stated", "texts"):
        texts = [text or name for name, text in zip(first, second, strict=True)]
        return _fill(first), texts
    if not any(second):
        return _fill(first), list(first)
    question = ""
    names, texts = [], []
    for cell, part in zip(first, second, strict=True):
        if not cell and not part:
            names.append("")
            texts.append("")
            continue
        question = cell or question
        plain = not part or part.casefold() in _SURVEYMONKEY_SECOND | _SURVICATE_SECOND
        # A question of its own is named by itself; one option of several by the option.
        names.append(question if plain and part.casefold() != "label" else f"{question} - {part}")
        texts.append(question if plain else f"{question} - {part}")
    return _fill(names), texts


def _fill(names: list[str]) -> list[str]:
    return [name or f"column {i + 1}" for i, name in enumerate(names)]


def _trim(names: list[str], texts: list[str], below: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Drop trailing columns that have no name and no cell: a delimiter at the end of every line."""
    end = len(names)
    while (
        end > 1
        and not texts[end - 1].strip()
        and not any(len(r) >= end and r[end - 1].strip() for r in below)
    ):
        end -= 1
    return names[:end], texts[:end]
