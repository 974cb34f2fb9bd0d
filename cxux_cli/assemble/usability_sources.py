"""What the report of a usability test says about its inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cxux_cli.assemble.sources import sha256
from cxux_cli.results import Bound, Excluded, Ledger, SourceFacts
from cxux_cli.study.rows import BLANK

if TYPE_CHECKING:
    from cxux_cli.engine.attempts import Held, TestPlan


def ledgers(plan: TestPlan, held: Held, repeated: Mapping[int, int]) -> tuple[Ledger, ...]:
    """The ledger of every source: each row read is used, or left out for one reason."""
    books = []
    for i, each in enumerate(plan.sources):
        out = Counter({reason: n for reason, n in held.left_out[i].items() if reason != BLANK})
        out.update(each.source.dropped)
        if again := repeated.get(i, 0):
            out["repeats an attempt in every cell"] = again
        used = held.used[i] - again
        excluded = tuple(Excluded(reason, n) for reason, n in sorted(out.items()))
        books.append(Ledger(each.source.path, used + out.total(), used, excluded))
    return tuple(books)


def facts(plan: TestPlan, held: Held, books: Sequence[Ledger], *, hashes: bool) -> tuple[SourceFacts, ...]:
    """What was understood about every source, and which column holds which role."""
    found = []
    for each, left_out, book in zip(plan.sources, held.left_out, books, strict=True):
        spec, source = each.spec, each.source
        bounds = [*each.layout.bounds()]
        bounds += [Bound("by", c.name, c.text, "stated with --by") for c in spec.by if c]
        if spec.dates is not None:
            bounds.append(Bound("date", spec.dates.column.name, spec.dates.column.text, spec.dates.why))
        if spec.weight is not None:
            bounds.append(Bound("weight", spec.weight.name, spec.weight.text, "stated with --weight"))
        notes = (each.layout.shape.value, *each.layout.notes, *source.notes)
        if blank := left_out.get(BLANK, 0) + source.blank_rows:
            notes += (f"{blank} blank line{'s' * (blank > 1)} skipped",)
        found.append(
            SourceFacts(
                path=source.path,
                dialect=source.dialect.id,
                encoding=source.encoding,
                delimiter=source.delimiter,
                header_rows=source.header_rows,
                rows=book.read,
                columns=len(source.columns),
                sha256=sha256(source.file) if hashes and source.file else None,
                sheet=source.sheet,
                mapping=tuple(bounds),
                notes=notes,
            )
        )
    return tuple(found)


def notes(plan: TestPlan, held: Held) -> Iterator[str]:
    """How many cells conditions could not read, and whom the personas did not catch, or caught twice."""
    from cxux_cli.study import personas

    for each, unreadable in zip(plan.sources, held.unreadable, strict=True):
        for (where, column, kind), n in sorted(unreadable.items()):
            if n:
                yield (
                    f"{where}: {n} cell{'s' * (n > 1)} of '{column}' in {each.source.path} not readable as "
                    f"{'numbers' if kind == 'number' else 'dates'}: counted as missing"
                )
    members = plan.sources[0].spec.members
    if members is not None:
        yield from personas.notes(held.masks, members, plan.sources[0].source)
