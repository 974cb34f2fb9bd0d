"""Tasks request to Report: the measures of a usability test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxux_cli.assemble.sources import sha256
from cxux_cli.errors import InputError, UsageError
from cxux_cli.estimators.usability.time import POLICIES
from cxux_cli.request import TasksRequest
from cxux_cli.results import Bound, Excluded, Ledger, Report, SourceFacts
from cxux_cli.slicing import SOURCE, check_slicing, source_plan
from cxux_cli.sources.open import open_sources
from cxux_cli.study.task_layout import Shape

if TYPE_CHECKING:
    import polars as pl

    from cxux_cli.engine.attempts import AttemptsPlan, Scanned
    from cxux_cli.sources.source import Source


def run(request: TasksRequest) -> Report:
    """Measure a test, in one scan. Raises `CxuxError` for anything a user can put right."""
    from cxux_cli.assemble.usability import results
    from cxux_cli.engine.attempt_rows import understand

    check_slicing(request)
    if not request.paths:
        raise UsageError("no file was given", hint="for example: cxux tasks usability_test.csv")
    if request.times not in POLICIES:
        raise UsageError(
            f"there is no policy '{request.times}'",
            where="--times",
            hint=f"choose one of: {', '.join(POLICIES)}",
        )
    plans, scanned = _scan(request, open_sources(request.paths, request.read))
    paths = ", ".join(plan.source.path for plan in plans[:3])
    if scanned.frame.height == 0:
        raise InputError("no row of it counts: there are no attempts", where=paths)
    names = tuple(column.name if column else SOURCE for column in plans[0].by)
    study = request.study
    frame = scanned.frame
    for k, column in enumerate(plans[0].by):
        if column is None:
            frame = _with_source(frame, plans, k)
    notes: tuple[str, ...] = ()
    if any(plan.layout.shape is Shape.EVENTS for plan in plans):
        frame, notes = _attempts_of_events(request, plans, frame, paths)
    test = understand(
        *(frame, study.tasks if study else (), study.outcomes if study else {}, len(names), paths)
    )
    found, more = results(request, test, names)
    books = _ledgers(plans, scanned, test.repeated)
    return Report(
        request.confidence,
        tuple(
            _facts(request, plan, book, scanned.left_out[i])
            for i, (plan, book) in enumerate(zip(plans, books, strict=True))
        ),
        books,
        found,
        notes=(*notes, *more, *_unreadable(plans, scanned)),
        config=study.path if study else None,
    )


def _attempts_of_events(
    request: TasksRequest, plans: Sequence[AttemptsPlan], frame: pl.DataFrame, paths: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    from cxux_cli.catalog.outcomes import known_words
    from cxux_cli.engine.attempt_events import from_events

    if any(plan.layout.shape is not Shape.EVENTS for plan in plans):
        raise UsageError("some of the files are logs of events and some are not", where=paths)
    return from_events(frame, known_words(request.study.outcomes if request.study else {}), paths)


def _with_source(frame: pl.DataFrame, plans: Sequence[AttemptsPlan], k: int) -> pl.DataFrame:
    """The file a row comes from, as the cell of a segment."""
    import polars as pl

    from cxux_cli.study.names import source_labels

    labels = source_labels([plan.source.path for plan in plans])
    named = pl.col("source").replace_strict(list(range(len(labels))), list(labels), return_dtype=pl.String)
    return frame.with_columns(named.alias(f"by{k}"))


def _scan(request: TasksRequest, sources: Sequence[Source]) -> tuple[list[AttemptsPlan], Scanned]:
    """The scan; once more from a repaired copy where the scanner refuses a file."""
    import polars as pl

    from cxux_cli.engine.attempts import collect

    plans = [_plan(request, source, len(sources)) for source in sources]
    try:
        return plans, collect(plans)
    except (pl.exceptions.PolarsError, OSError) as error:
        if not any(source.repair for source in sources):
            raise _broken(sources, error) from error
        why = "a byte or a quote the scanner refuses"
        repaired = [source.repair(source, why) if source.repair else source for source in sources]
        plans = [_plan(request, source, len(sources)) for source in repaired]
        try:
            return plans, collect(plans)
        except (pl.exceptions.PolarsError, OSError) as again:
            raise _broken(sources, again) from again


def _broken(sources: Sequence[Source], error: Exception) -> InputError:
    return InputError(
        "the file cannot be read to its end",
        where=", ".join(source.path for source in sources[:3]),
        hint=(str(error).splitlines() or ["unknown"])[0][:160],
    )


def _plan(request: TasksRequest, source: Source, sources: int) -> AttemptsPlan:
    from cxux_cli.catalog.outcomes import spelt
    from cxux_cli.engine.attempts import AttemptsPlan
    from cxux_cli.study.task_layout import find

    words = request.study.outcomes if request.study else {}
    layout = find(source, request.roles, frozenset(spelt(word) for word in words))
    spec = source_plan(request, source, (), sources)
    return AttemptsPlan(source, layout, spec.by, spec.condition, request.keep)


def _ledgers(
    plans: Sequence[AttemptsPlan], scanned: Scanned, repeated: Mapping[int, int]
) -> tuple[Ledger, ...]:
    from cxux_cli.study.rows import BLANK

    books = []
    for i, plan in enumerate(plans):
        out = {reason: n for reason, n in scanned.left_out[i].items() if reason != BLANK}
        again = repeated.get(i, 0)
        if again:
            out["repeats an attempt in every cell"] = again
        read = scanned.used[i] + sum(out.values()) - again
        books.append(
            Ledger(
                *(plan.source.path, read, scanned.used[i] - again),
                tuple(Excluded(reason, n) for reason, n in sorted(out.items())),
            )
        )
    return tuple(books)


def _facts(
    request: TasksRequest, plan: AttemptsPlan, book: Ledger, left_out: Mapping[str, int]
) -> SourceFacts:
    from cxux_cli.study.rows import BLANK

    source = plan.source
    bounds = [*plan.layout.bounds(), *(Bound("by", c.name, c.text, "stated with --by") for c in plan.by if c)]
    notes = (plan.layout.shape.value, *plan.layout.notes, *source.notes)
    if blank := left_out.get(BLANK, 0) + source.blank_rows:
        notes += (f"{blank} blank line{'s' * (blank > 1)} skipped",)
    return SourceFacts(
        path=source.path,
        dialect=source.dialect.id,
        encoding=source.encoding,
        delimiter=source.delimiter,
        header_rows=source.header_rows,
        rows=book.read,
        columns=len(source.columns),
        sha256=sha256(source.file) if request.hashes and source.file else None,
        sheet=source.sheet,
        mapping=tuple(bounds),
        notes=notes,
    )


def _unreadable(plans: Sequence[AttemptsPlan], scanned: Scanned) -> tuple[str, ...]:
    return tuple(
        f"--where: {n} cell{'s' * (n > 1)} of '{column}' in {plans[i].source.path} not readable as "
        f"{'numbers' if kind == 'number' else 'dates'}: counted as missing"
        for (i, column, kind), n in sorted(scanned.unreadable.items())
        if n
    )
