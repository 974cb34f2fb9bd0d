"""The columns of a source grouped into the questions they answer, on evidence: stems, neighbours, cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile

from cxux_cli.catalog import labels
from cxux_cli.sources.source import Column, Source
from cxux_cli.study import joined
from cxux_cli.study.kinds import (
    CHOSEN,
    NOT_ASKED,
    NOT_CHOSEN,
    UNCLEAR,
    Kind,
    Question,
    alone,
    answered,
    are_dates,
    are_numbers,
    is_marker,
    why_of_tool,
)
from cxux_cli.study.options import ordered

OWN_WORDS = "Other (own words)"
"""The choice that people marked by writing something; what they wrote is not shown."""


_MOST_ANSWERS = 12
"""A grid with more answers than this is no grid."""


_WHOLE = re.compile(r"[-+]?\d+")
_OTHER = re.compile(
    r"(other|others|andere[rs]?|sonstige[rs]?|otr[oa]s?|outr[oa]s?|autres?|altro|anders|inne|inny)\b", re.I
)


_OWN_WORDS = re.compile(r"\b(text|specify|write in|own words|specifica|précise[rz]|especifi\w+)\b", re.I)


_YES = frozenset(
    (
        "1",
        "1.0",
        "yes",
        "y",
        "true",
        "x",
        "✓",
        "checked",
        "selected",
        "quoted",
        "ja",
        "oui",
        "sí",
        "si",
        "sim",
    )
    + ("tak", "ausgewählt", "gewählt")
)
_NO = frozenset(
    ("0", "0.0", "no", "n", "false", "unchecked", "not selected", "not quoted", "nein", "non", "não", "nao")
    + ("nie", "nee", "nicht gewählt", "nicht ausgewählt")
)


def questions(source: Source) -> list[Question]:
    """Every column of a source in exactly one question, in the order of the file."""
    found: list[Question] = []
    index = 0
    columns = source.columns
    while index < len(columns):
        group = next((g for run in _runs(source, index) if (g := _longest(source, *run))), None)
        if group is None:
            found.append(alone(source, columns[index]))
            index += 1
            continue
        found.append(group)
        index = max(c.index for c in (*group.columns, *group.beside)) + 1
    return found


def _longest(source: Source, stem: str, run: _Columns, by_code: bool) -> Question | None:
    """The longest leading part of a run that is one question; what follows may ask something else."""
    for end in range(len(run), max(1, len(run) - _MOST_BEHIND), -1):
        if (found := _group(source, stem, run[:end], by_code)) is not None:
            return found
    return None


_MOST_BEHIND = 12
"""Columns that may stand behind a question under the same stem and be none of it."""
_Columns = Sequence[tuple[Column, str]]
"""Columns that share a stem, each with what it adds to it."""


def _runs(source: Source, start: int) -> Iterator[tuple[str, _Columns, bool]]:
    """Runs of columns from `start` that may be one question, as (stem, columns, whether only codes say so)."""
    first, rest = source.columns[start], source.columns[start + 1 :]
    found = []
    for form, stem, item in _splits(first, source):
        run = [(first, item)]
        for column in rest:
            same = next((i for f, s, i in _splits(column, source) if (f, s) == (form, stem)), None)
            if same is None and source.dialect.id == "surveymonkey" and column.text == stem:
                same = "Other (please specify)"  # the question alone, above what people wrote themselves
            if same is None or _base(column) != _base(first):
                break
            run.append((column, same))
        found.append((stem, run))
    for stem, run in sorted(found, key=lambda r: (-len(r[1]), -len(r[0]))):
        yield stem, run, False
    yield "", [(c, c.text) for c in takewhile(partial(_is_own_choice, source), source.columns[start:])], False
    if code := _CODE.fullmatch(first.name):
        stem, coded = code[1], []
        for column in (first, *rest):
            match = _CODE.fullmatch(column.name)
            if match is None or match[1] != stem:
                break
            coded.append((column, column.text if column.text != column.name else match[2]))
        yield stem, coded, True


_CODE = re.compile(r"(\w*[^\W_])[_.](\w+)")


def _is_own_choice(source: Source, column: Column) -> bool:
    """Whether a column holds nothing but its own header: one choice of several, as Typeform writes them."""
    return {labels.normalise(cell) for cell in source.answers(column.index)} == {
        labels.normalise(column.text)
    }


def _splits(column: Column, source: Source) -> Iterator[tuple[str, str, str]]:
    """Every way to read a header as a stem and an item: (form, stem, item)."""
    text = column.text
    if match := re.fullmatch(r"(.*?\S)\s*\[([^\[\]]+)\]", text):
        yield "[]", match[1], match[2].strip()
    if source.dialect.id == "alchemer" and (match := re.fullmatch(r"(.+?):+(.+)", text)):
        yield ":", match[2], match[1]
    if (own := _own_answer(source, column)) is not None and text.endswith(own):
        yield "own answer", text.removesuffix(own).rstrip(" -–:."), own
    signs = (" - ", " – ", ": ", "-") if source.dialect.id.startswith("qualtrics") else (" - ", " – ", ": ")
    for sign in signs:
        for match in re.finditer(re.escape(sign), text):
            stem, item = text[: match.start()].strip(), text[match.end() :].strip()
            if stem and item:
                yield sign, stem.removesuffix(" - Selected Choice"), item


def _own_answer(source: Source, column: Column) -> str | None:
    """The only answer of a column where its header ends with it: `Which channels? E-mail` over `E-mail`."""
    said = {labels.normalise(cell): cell for cell in source.answers(column.index)}
    if len(said) != 1:
        return None
    ((plain, answer),) = said.items()
    text = labels.normalise(column.text)
    return answer if plain not in _YES | _NO and text.endswith(plain) and text != plain else None


def _base(column: Column) -> str | None:
    """The short code of the question a column belongs to, where the tool gives one."""
    if column.name == column.text or " " in column.name:
        return None
    return re.sub(r"([_.]\d+)+(_TEXT)?$|\[.*\]$", "", column.name)


def _group(source: Source, stem: str, run: Sequence[tuple[Column, str]], by_code: bool) -> Question | None:
    """A run as one multiple choice or one matrix, if its cells say that it is one."""
    words = [pair for pair in run if _is_own_words(source, *pair)]
    texts = [pair for pair in run if pair not in words and _is_text(source, pair[0])]
    closed = [pair for pair in run if pair not in words and pair not in texts]
    if len(closed) < 2 or any(_kind_of_tool(source, column) for column, _ in closed):
        return None
    if found := _multiple(source, stem, closed, words, texts):
        return found
    return None if by_code else _matrix(source, stem, closed, [*words, *texts])


def _is_text(source: Source, column: Column) -> bool:
    return choice_mark(source, column, column.name) is None and alone(source, column).kind is Kind.TEXT


def _kind_of_tool(source: Source, column: Column) -> bool:
    return source.is_personal(column) or why_of_tool(source, column) is not None


def _is_own_words(source: Source, column: Column, item: str) -> bool:
    """Whether a column of a run holds what people wrote beside "Other"."""
    if source.is_derived(column):
        return True
    named = _OTHER.match(item) or _OWN_WORDS.search(item)
    own = {labels.normalise(cell) for cell in source.answers(column.index)} - _YES - _NO
    return bool(named) and bool(own - {labels.normalise(item)})


def _multiple(source: Source, stem: str, run: _Columns, words: _Columns, texts: _Columns) -> Question | None:
    marks: list[Mapping[str | None, str]] = []
    constants: Counter[str] = Counter()
    for column, item in run:
        mark = choice_mark(source, column, item)
        if mark is None:
            return None
        marks.append(mark)
        constants.update(
            {text for cell in mark if cell and (text := labels.normalise(cell)) not in _YES | _NO}
        )
    # One text in several columns is an answer of a grid, not a choice.
    blank = not any(source.answers(column.index) for column, _ in run)
    if blank or any(n > 1 and not is_marker(text, coded=True) for text, n in constants.items()):
        return None
    items = [item for _, item in run]
    beside = [column for column, _ in words]
    if not any(_OTHER.match(item) for item in items):
        # Without a column that marks "Other", having written something is the mark.
        own = next((c for c in beside if not source.is_derived(c) or source.dialect.id == "limesurvey"), None)
        if own is not None:
            beside.remove(own)
            run, items = [*run, (own, OWN_WORDS)], [*items, OWN_WORDS]
            marks.append({None: CHOSEN, "": NOT_ASKED})
    title = stem or _listed(items)
    return Question(
        Kind.MULTIPLE,
        title,
        tuple(column for column, _ in run),
        "one column per choice" if stem else "each column holds nothing but its own name",
        items=tuple(_unique(items)),
        marks=tuple(marks),
        beside=(*beside, *(column for column, _ in texts)),
    )


def choice_mark(source: Source, column: Column, item: str) -> dict[str | None, str] | None:
    """What each cell of one choice means; None where the column is no choice."""
    meaning: dict[str | None, str] = {None: UNCLEAR, "": NOT_ASKED}
    chosen = set()
    for cell in source.answers(column.index):
        text = labels.normalise(cell)
        if text in _NO:
            meaning[cell] = NOT_CHOSEN
        elif is_marker(cell, coded=True):
            meaning[cell] = NOT_ASKED
        else:
            meaning[cell] = CHOSEN
            chosen.add(text)
    if len(chosen) > 1:
        return None
    # The usual spellings may first turn up behind the sample.
    usual: dict[str | None, str] = {"1": CHOSEN, "0": NOT_CHOSEN} if chosen <= {"1"} else {}
    return usual | ({} if chosen else {item: CHOSEN}) | meaning


def _matrix(source: Source, stem: str, run: _Columns, words: _Columns) -> Question | None:
    together: Counter[str] = Counter()
    for column, _ in run:
        cells = answered(source.answers(column.index), source.labels)
        if cells and together and not cells.keys() & together.keys():
            return None
        together += cells
    options = ordered(together, source.labels)
    if len(options.names) > _MOST_ANSWERS or len(options.names) < 2 or joined.find(together):
        return None
    if are_numbers(together) and not all(_WHOLE.fullmatch(cell) for cell in together):
        return None
    if are_dates(together) or sum(together.values()) < 2 * len(options.names):
        return None
    return Question(
        Kind.MATRIX,
        stem,
        tuple(column for column, _ in run),
        "columns with one stem and the same answers",
        items=tuple(_unique([item for _, item in run])),
        options=options.names,
        scale=options.scale,
        beside=tuple(column for column, _ in words),
    )


def _listed(items: Sequence[str]) -> str:
    return ", ".join(items[:3]) + (" …" if len(items) > 3 else "")


def _unique(items: Sequence[str]) -> list[str]:
    """Items with a number where several are called alike."""
    counts = Counter(items)
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        seen[item] += 1
        found.append(item if counts[item] == 1 else f"{item} ({seen[item]})")
    return found
