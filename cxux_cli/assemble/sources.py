"""What the report says about its inputs: ledger, columns chosen, rows worth a look."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cxux_cli.assemble.part import Part
from cxux_cli.results import Bound, Excluded, Ledger, SourceFacts

if TYPE_CHECKING:
    from cxux_cli.engine.cells import Cell, Collected
    from cxux_cli.engine.request import Plan, SourcePlan


def ledgers(plan: Plan, cells: Sequence[Cell]) -> tuple[Ledger, ...]:
    """The ledger of every source: each row read is used, or left out for one reason."""
    from cxux_cli.study.rows import BLANK, ELSEWHERE

    found, mine = [], by_source(cells)
    for number, spec in enumerate(plan.sources):
        excluded: Counter[str] = Counter()
        for cell in mine[number]:
            if cell.reason not in (None, BLANK, ELSEWHERE):
                excluded[cell.reason] += cell.n
        used = sum(cell.n for cell in mine[number] if cell.reason in (None, ELSEWHERE))
        read = used + excluded.total()
        # What a source holds in memory is counted apart from the scan: both must agree.
        if spec.source.complete and read != len(spec.source.sample):
            raise RuntimeError(
                f"{spec.source.path}: {len(spec.source.sample)} rows in memory, {read} in the scan"
            )
        for reason, n in spec.source.dropped.items():
            excluded[reason] += n
            read += n
        found.append(
            Ledger(spec.source.path, read, used, tuple(Excluded(r, n) for r, n in sorted(excluded.items())))
        )
    return tuple(found)


def by_source(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    """Cells by the number of their source."""
    found: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.source].append(cell)
    return found


def blank_lines(cells: Iterable[Cell]) -> dict[int, int]:
    """Lines of each scanned source that were blank in every column read."""
    from cxux_cli.study.rows import BLANK

    return {i: sum(cell.n for cell in mine if cell.reason == BLANK) for i, mine in by_source(cells).items()}


def bounds(parts: Sequence[Part], spec: SourcePlan) -> list[Bound]:
    """Which columns of a source answer what is measured."""
    bounds: list[Bound] = []
    for part in parts:
        role = part.request.measure.question.role
        # Of several measures each says what it is bound to.
        role = role if len(parts) == 1 else f"{part.request.measure.key} {role}"
        for block in spec.blocks[part.blocks.start : part.blocks.stop]:
            bounds += block.bounds(role)
    # Two parts may ask for the same measure, divided in two ways.
    return list(dict.fromkeys(bounds))


def facts(
    spec: SourcePlan,
    ledger: Ledger,
    blank: int,
    chosen: Sequence[Bound],
    *,
    hashes: bool,
    role: int | None = None,
) -> SourceFacts:
    """What was understood about one source; `chosen` are the columns that answer what was asked for.

    `role` is the position of the segment column that is read for the roles of the study.
    """
    source, bounds = spec.source, list(chosen)
    for i, c in enumerate(spec.by):
        if c is not None:
            why = ("role", "roles of the study") if i == role else ("by", "stated with --by")
            bounds.append(Bound(why[0], c.name, c.text, why[1]))
    if spec.person is not None:
        bounds.append(Bound("person", spec.person.name, spec.person.text, "says who answered"))
    if spec.dates is not None:
        bounds.append(Bound("date", spec.dates.column.name, spec.dates.column.text, spec.dates.why))
    if spec.weight is not None:
        bounds.append(Bound("weight", spec.weight.name, spec.weight.text, "stated with --weight"))
    notes = source.notes + tuple(n for block in spec.blocks for n in block.notes)
    if blank:
        notes += (f"{blank} line{'s' * (blank > 1)} blank in every column that is read skipped",)
    if source.blank_rows:
        notes += (f"{source.blank_rows} blank line{'s' * (source.blank_rows > 1)} skipped",)
    return SourceFacts(
        path=source.path,
        dialect=source.dialect.id,
        encoding=source.encoding,
        delimiter=source.delimiter,
        header_rows=source.header_rows,
        rows=ledger.read,
        columns=len(source.columns),
        sha256=sha256(source.file) if hashes and source.file else None,
        sheet=source.sheet,
        mapping=tuple(bounds),
        notes=notes + _flags(spec),
    )


def _flags(spec: SourcePlan) -> tuple[str, ...]:
    """Rows that look like pilots or duplicates: said, and kept."""
    source = spec.source
    if not source.complete:
        return ()
    notes = []
    twice = len(source.sample) - len({tuple(row) for row in source.sample})
    # Where the tool repeats an answer, the rows that do are in the ledger.
    if twice and source.named(source.dialect.once) is None:
        notes.append(f"{twice} row{'s repeat' if twice > 1 else ' repeats'} another one in every cell; kept")
    if source.respondent is not None:
        answers = source.answers(source.respondent.index)
        repeats = sum(n - 1 for n in answers.values() if n > 1)
        if repeats and repeats != twice:
            notes.append(
                f"{len(answers)} different '{source.respondent.name}' in {answers.total()} rows: people repeat"
            )
        pilots = sum(
            n
            for cell, n in answers.items()
            if cell.casefold().strip("0123456789 _-") in ("test", "pilot", "dummy")
        )
        if pilots:
            notes.append(f"{pilots} row{'s look' if pilots > 1 else ' looks'} like a test or pilot; kept")
    return tuple(notes)


def sha256(file: str) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with open(file, "rb") as stream:  # noqa: PTH123 - hashlib.file_digest wants a plain file object
        return hashlib.file_digest(stream, "sha256").hexdigest()


def where_notes(plan: Plan, collected: Collected, used: int) -> tuple[str, ...]:
    """How many cells conditions could not read, and that nobody is left."""
    notes = []
    for (number, where, column, kind), n in sorted(collected.unreadable.items()):
        if n:
            notes.append(
                f"{where}: {n} cell{'s' * (n > 1)} of '{column}' in {plan.sources[number].source.path} "
                f"not readable as {'numbers' if kind == 'number' else 'dates'}: counted as missing"
            )
    condition, source = plan.sources[0].condition, plan.sources[0].source
    if condition is not None and not used:
        from cxux_cli.study.personas import holding

        shown = holding(condition, source)
        notes.append("--where keeps nobody" + (f": {shown}" if shown else ""))
    return tuple(notes)


def persona_notes(plan: Plan, cells: Iterable[Cell]) -> tuple[str, ...]:
    """Whom the personas did not catch, or caught twice."""
    members = plan.sources[0].members
    if members is None:
        return ()
    from cxux_cli.study.personas import notes

    return notes(_rows_of_masks(cells), members, plan.sources[0].source)


def shared(plan: Plan, cells: Iterable[Cell]) -> set[frozenset[str]]:
    """Pairs of personas that share people."""
    if not plan.personas:
        return set()
    from cxux_cli.study.personas import overlaps

    return {frozenset(pair) for pair, n in overlaps(_rows_of_masks(cells), plan.personas).items() if n}


def _rows_of_masks(cells: Iterable[Cell]) -> Counter[int]:
    rows: Counter[int] = Counter()
    for cell in cells:
        if cell.reason is None:
            rows[cell.slot.personas] += cell.n
    return rows
