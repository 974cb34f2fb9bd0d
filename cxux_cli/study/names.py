"""Names people type to columns: the short code, the header text, or `#3`."""

from __future__ import annotations

from collections.abc import Sequence

from cxux_cli.errors import UsageError
from cxux_cli.sources.source import Column, Source


def resolve(source: Source, name: str, where: str) -> Column:
    """The column called `name`: exactly, else without regard to case, else `#3` by position.

    Raises `UsageError` with the nearest names when there is none, or when several share the name.
    """
    wanted = " ".join(name.split())
    if not wanted:
        raise UsageError("a column name is empty", where=where, hint="is a shell variable unset?")
    for key in (_name, _text):
        for fold in (str, str.casefold):
            found = [c for c in source.columns if fold(key(c)) == fold(wanted)]
            if len(found) == 1:
                return found[0]
            if len(found) > 1:
                positions = ", ".join(f"#{c.index + 1}" for c in found[:8])
                raise UsageError(
                    f"{len(found)} columns are called '{shorten(name)}'",
                    where=f"{where}, {source.path}",
                    hint=f"name one by its position: {positions}",
                )
    if wanted.startswith("#") and wanted[1:].isdecimal() and len(wanted) < 9:
        index = int(wanted[1:]) - 1
        if 0 <= index < len(source.columns):
            return source.columns[index]
        raise UsageError(
            f"there is no column {wanted}: the file has {len(source.columns)}",
            where=f"{where}, {source.path}",
        )
    for gone, why in source.left_out.items():
        if gone.casefold() == wanted.casefold():
            raise UsageError(
                f"column '{shorten(gone)}' was left out: {why}",
                where=f"{where}, {source.path}",
                hint="read the file as it is with --layout wide",
            )
    raise UsageError(
        f"there is no column '{shorten(name)}'",
        where=f"{where}, {source.path}",
        hint=_nearest(source, wanted),
    )


def source_labels(paths: Sequence[str]) -> tuple[str, ...]:
    """What each of several files is called as a segment: its name without ending, the path where that is not enough.

    >>> source_labels(["waves/2026-01.csv", "waves/2026-02.csv"])
    ('2026-01', '2026-02')
    """
    for shorter in (_stem, _base):
        names = tuple(map(shorter, paths))
        if len(set(names)) == len(names):
            return names
    return tuple(paths)


def _stem(path: str) -> str:
    return _base(path).split(".")[0] or path


def _base(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def resolve_all(source: Source, names: Sequence[str], where: str) -> list[Column]:
    """Columns named one by one, with commas, or as a range FIRST..LAST by position, in the order given."""
    columns: list[Column] = []
    for name in names:
        if ".." in name and not _exists(source, name):
            first, last = (resolve(source, part.strip(), where) for part in name.split("..", 1))
            columns += source.columns[first.index : last.index + 1]
        elif "," in name and not _exists(source, name):
            columns += [resolve(source, part.strip(), where) for part in name.split(",")]
        else:
            columns.append(resolve(source, name, where))
    return columns


def _exists(source: Source, name: str) -> bool:
    return any(name in (c.name, c.text) for c in source.columns)


def shorten(text: str, width: int = 60) -> str:
    """A name cut for display; the full text stays in the source."""
    return text if len(text) <= width else text[: width - 1] + "…"


def positions(columns: Sequence[Column]) -> str:
    """Columns by their positions, as `resolve_all` reads them: `#3..#12`, else `#3,#5`."""
    first, last = columns[0].index + 1, columns[-1].index + 1
    if [c.index + 1 for c in columns] == list(range(first, last + 1)):
        return f"#{first}..#{last}"
    return ",".join(f"#{c.index + 1}" for c in columns)


def label(column: Column) -> str:
    """How a column is called in messages: its position and its short name."""
    return f"#{column.index + 1} '{shorten(column.name)}'"


def _name(column: Column) -> str:
    return " ".join(column.name.split())


def _text(column: Column) -> str:
    return " ".join(column.text.split())


def _nearest(source: Source, wanted: str) -> str:
    from rapidfuzz import process

    if wanted.isdecimal() and len(wanted) < 9 and 0 < int(wanted) <= len(source.columns):
        column = source.columns[int(wanted) - 1]
        return f"for the column at that place, {shorten(column.name)!r}, write #{int(wanted)}"
    names = [column.name for column in source.columns]
    close = [m[0] for m in process.extract(wanted, names, limit=3, score_cutoff=60)]
    # Long names that begin alike look the same when they are cut.
    close = list(dict.fromkeys(map(shorten, close)))
    if close:
        return f"did you mean {', '.join(map(repr, close))}?"
    shown = ", ".join(repr(shorten(n, 30)) for n in names[:8])
    return f"the columns are {shown}{' …' if len(names) > 8 else ''}"
