"""Blocks of columns that look like a whole questionnaire, by the texts of their items or by their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cxux_cli.catalog.questionnaires import Questionnaire
from cxux_cli.errors import InputError, UsageError
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.names import shorten


@dataclass(frozen=True, slots=True)
class Found:
    """The columns of a block in the order of the items, and why they are taken for them.

    `placed` are the items known by their place alone; `score` is a column of scores that proves the others.
    """

    columns: list[Column]
    why: str
    placed: tuple[int, ...] = ()
    score: Column | None = None


def by_text(source: Source, form: Questionnaire, stated_variant: bool) -> list[Found]:
    """Blocks of columns whose texts are the items; the k-th occurrence of an item is of block k."""
    found: dict[int, list[Column]] = {item.id: [] for item in form.items}
    positive = 0
    for column in source.columns:
        if source.is_derived(column):
            continue
        turned = form.items_asked(column.text, positive=True)
        asked = turned or form.items_asked(column.text)
        # A text that sounds like several items names none of them.
        if len(asked) == 1:
            found[asked[0]].append(column)
            positive += bool(turned)
    if positive and not stated_variant:
        raise UsageError(
            f"{positive} even item{'s are' if positive > 1 else ' is'} worded positively, as in the positive version",
            where=source.path,
            hint="state it: --variant positive (or --variant standard, if they were scored as usual)",
        )
    missing = [item for item in form.items if not found[item.id]]
    # One of two items alone is a sentence that many questionnaires have.
    if len(missing) > len(form.items) // 2 or len(form.items) - len(missing) == 1:
        return []
    if missing:
        raise _incomplete(source, form, [item.id for item in missing])
    return _blocks(source, form, found)


def _blocks(source: Source, form: Questionnaire, found: dict[int, list[Column]]) -> list[Found]:
    """Complete blocks among the columns of each item.

    Blocks stand behind one another, or item beside item; what then belongs to no complete block (an item
    of another questionnaire that sounds the same, a block with an item missing) is passed over.
    """
    behind = _split(found)
    complete = [block for block in behind if len(block) == len(form.items)]
    counts = {len(hits) for hits in found.values()}
    if len(counts) == 1 and len(complete) != len(behind):
        complete = [{i: hits[k] for i, hits in found.items()} for k in range(counts.pop())]
    elif not complete or min(counts) == 1:
        complete = [_tightest(found)]
    for block in complete:
        _refuse_scattered(source, form, block)
        _refuse_joined(source, form, block, found)
    return [Found([block[item.id] for item in form.items], "question text") for block in complete]


def _split(found: dict[int, list[Column]]) -> list[dict[int, Column]]:
    """The columns in file order, a new block wherever an item comes again."""
    ordered = sorted((column.index, i, column) for i, hits in found.items() for column in hits)
    blocks: list[dict[int, Column]] = [{}]
    for _, i, column in ordered:
        if i in blocks[-1]:
            blocks.append({})
        blocks[-1][i] = column
    return blocks


def _tightest(found: dict[int, list[Column]]) -> dict[int, Column]:
    """One column for each item, in the shortest stretch of the file that holds them all."""
    starts = sorted(column.index for hits in found.values() for column in hits)
    best: dict[int, Column] = {}
    for start in starts:
        after = {i: [c for c in hits if c.index >= start] for i, hits in found.items()}
        if not all(after.values()):
            break
        block = {i: hits[0] for i, hits in after.items()}
        if not best or _stretch(block) < _stretch(best):
            best = block
    return best


def _stretch(block: dict[int, Column]) -> int:
    indexes = [column.index for column in block.values()]
    return max(indexes) - min(indexes)


def _refuse_scattered(source: Source, form: Questionnaire, block: dict[int, Column]) -> None:
    """An item far from the others is of something else, and its own is missing."""
    indexes = sorted(column.index for column in block.values())
    gaps = [after - before for before, after in pairwise(indexes)]
    usual = sorted(gaps)[len(gaps) // 2]
    if max(gaps) <= max(3, 3 * usual):
        return
    edge = gaps.index(max(gaps)) + 1
    apart = set(indexes[:edge] if edge <= len(indexes) // 2 else indexes[edge:])
    raise _incomplete(source, form, [i for i, column in block.items() if column.index in apart])


def _refuse_joined(
    source: Source, form: Questionnaire, block: dict[int, Column], found: dict[int, list[Column]]
) -> None:
    """Two incomplete blocks must not make a whole one: most items stand twice, and this one stands alone."""
    alone = [i for i, hits in found.items() if len(hits) == 1]
    if not alone or len(alone) > len(found) // 2:
        return
    order = [i for i, _ in sorted(block.items(), key=lambda item: item[1].index)]
    # In a block of its own an item stands where the questionnaire has it; at a seam the numbers fall.
    falls = sum(after < before for before, after in pairwise(order))
    if (
        falls == 1
        and order != sorted(order)
        and (order.index(alone[0]) in (0, len(order) - 1) or len(alone) > 1)
    ):
        raise _incomplete(source, form, alone)


def _incomplete(source: Source, form: Questionnaire, missing: Sequence[int]) -> InputError:
    texts = {item.id: item.text for item in form.items}
    return InputError(
        f"{len(form.items) - len(missing)} of {len(form.items)} items of the {form.name} stand together; "
        f"missing: {', '.join(str(i) for i in missing)} ('{shorten(texts[missing[0]])}')",
        where=source.path,
        hint="name all items in order: --column items=NAME,NAME,… or --column items=FIRST..LAST",
    )


def by_name(source: Source, form: Questionnaire) -> list[Found]:
    """Blocks of columns called by the item numbers, complete and without a further number."""
    blocks: dict[str, dict[int, list[Column]]] = defaultdict(lambda: defaultdict(list))
    further = set()
    for column in source.columns:
        named = form.item_named(column.name)
        # A name that only counts (Q3) says nothing when the text beside it asks something else.
        if named and (column.text == column.name or form.id in column.name.casefold()):
            blocks[named[0].casefold()][named[1]].append(column)
        elif (longer := _further(form, column.name)) is not None:
            further.add(longer)
    wanted = {item.id for item in form.items}
    return [
        Found([columns[i][0] for i in sorted(wanted)], "name")
        for block, columns in blocks.items()
        if set(columns) == wanted and all(len(c) == 1 for c in columns.values()) and block not in further
    ]


def _further(form: Questionnaire, name: str) -> str | None:
    """The block of a name that counts on beyond the last item: Q11 says that Q1 to Q10 are not the items."""
    number = re.search(r"\d+(?=\D*$)", name)
    if number is None or int(number[0]) <= len(form.items):
        return None
    as_first = form.item_named(f"{name[: number.start()]}1{name[number.end() :]}")
    return as_first[0].casefold() if as_first else None
