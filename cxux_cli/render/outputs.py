"""Reports that come again and again: a file per window, the newest under one name, the oldest removed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cxux_cli.errors import OutputError
from cxux_cli.render import files

MANIFEST = ".cxux-outputs.json"
"""In the folder: which files of it are ours, by name and label, so that no other is ever removed."""
_UNFINISHED = re.compile(r"\.(.+)\.[a-f0-9]{8}")
"""The name of a file that `files.write` was killed over."""

Windows = dict[str, list[str]]
"""Label of a window, empty without one -> names of its files."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of the outputs: the files written and removed, by path, and what could not be done."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[OutputError, ...]


def publish(
    folder: str, name: str, label: str | None, forms: Mapping[str, str | bytes], keep: int | None = None
) -> Published:
    """Write `forms` (extension -> content) as `report-2026-W38.html` and so on, then as `latest.html`.

    Call it with the lock of the folder held. The label of the window, not the clock, names a file, so that
    a run made again writes over what it wrote. `latest` stays that of the newest window of its kind (weeks,
    months) when an older one is made again. Of each kind the newest `keep` are kept, besides the one just
    written; only what this function wrote under the same name is removed.

    A file is whole or as it was, whenever the run is killed. One that fails stops no other.
    """
    place, key = Path(folder), label or ""
    problems: list[OutputError] = []
    write = partial(_write, problems)
    manifest = _read(place / MANIFEST, problems)
    windows = manifest.setdefault(name, {})
    named = {form: f"{name}-{label}.{form}" if label else f"{name}.{form}" for form in forms}
    latest = {form: f"latest.{form}" for form in forms}
    windows[key] = sorted({*windows.get(key, ()), *named.values()})
    ours = {file for of in manifest.values() for some in of.values() for file in some}
    _sweep(place, ours | {MANIFEST, *latest.values()})
    # The list comes first: a run that is killed then leaves no report that is never removed.
    write(place / MANIFEST, _dumped(manifest))
    written = [(form, place / file) for form, file in named.items() if write(place / file, forms[form])]
    later = (other for other in windows if _kind(other) == _kind(key) and other > key)
    if not any((place / file).exists() for other in later for file in windows[other]):
        copies = [(form, place / latest[form]) for form, _ in written]
        written += [(form, path) for form, path in copies if write(path, forms[form])]
    known = len(windows)
    removed = _prune(place, name, windows, key, keep, problems)
    if len(windows) < known:
        write(place / MANIFEST, _dumped(manifest))
    return Published(tuple(str(path) for _, path in written), tuple(map(str, removed)), tuple(problems))


def _write(problems: list[OutputError], path: Path, content: str | bytes) -> bool:
    try:
        files.write(str(path), content)
    except OutputError as error:
        problems.append(error)
        return False
    return True


def _read(path: Path, problems: list[OutputError]) -> dict[str, Windows]:
    """The manifest; an empty one where there is none, and where there is another file of the same name."""
    try:
        found = json.loads(path.read_bytes())["reports"]
        return {
            str(name): {str(label): [str(file) for file in some] for label, some in of.items()}
            for name, of in found.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        problems.append(
            OutputError(
                "the list of earlier reports cannot be read, a new one is begun",
                where=str(path),
                hint="reports made before stay where they are: remove them by hand",
            )
        )
        return {}


def _dumped(manifest: Mapping[str, Windows]) -> str:
    return json.dumps({"schema_version": 1, "reports": manifest}, indent=1, sort_keys=True) + "\n"


def _kind(label: str) -> str:
    """Labels of one kind, all weeks or all months, differ in their digits only, and sort in time."""
    return re.sub(r"\d", "0", label)


def _sweep(place: Path, ours: Iterable[str]) -> None:
    """Remove what a killed run was writing; nobody else writes while the lock is held."""
    known = frozenset(ours)
    for path in place.glob(".*") if place.is_dir() else ():
        match = _UNFINISHED.fullmatch(path.name)
        if match and match[1] in known and path.is_file():
            with suppress(OSError):
                path.unlink()


def _prune(
    place: Path, name: str, windows: Windows, key: str, keep: int | None, problems: list[OutputError]
) -> list[Path]:
    """Remove the files of windows beyond the newest `keep` of the kind of `key`, and forget them."""
    if keep is None:
        return []
    newest = sorted((label for label in windows if _kind(label) == _kind(key)), reverse=True)
    removed = []
    for label in newest[keep:]:
        if label == key:
            continue
        # The list is a file that anybody may have edited: a name outside the pattern is not ours.
        pattern = re.compile(rf"{re.escape(f'{name}-{label}')}\.\w+")
        own = [place / file for file in windows[label] if pattern.fullmatch(file)]
        try:
            for path in own:
                existed = path.is_file()
                path.unlink(missing_ok=True)
                removed += [path] * existed
            del windows[label]
        except OSError as error:
            problems.append(
                OutputError(
                    f"cannot be removed: {error.strerror or error}", where=error.filename or str(place)
                )
            )
    return removed
