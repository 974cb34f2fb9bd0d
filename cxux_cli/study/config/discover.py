"""Which study config counts: the one stated, else the one of the environment, else the nearest upward."""

from __future__ import annotations

import os
from pathlib import Path

from cxux_cli.errors import UsageError

VARIABLE = "CXUX_CONFIG"
_NAMES = ("cxux.yaml", "cxux.yml")


def find(start: Path, stated: str | None, option: str = "--config") -> Path | None:
    """The config, by `--config`, then `CXUX_CONFIG`, then upward from the folder `start`; None without one.

    Found upward, it is named relative to `start`, so that reports do not depend on the machine. Raises
    `UsageError` for a stated one that is no file, and for a folder with two; `option` says there how it was
    stated, and is empty for an argument.
    """
    if stated is not None:
        return _stated(stated, option)
    if named := os.environ.get(VARIABLE):
        return _stated(named, VARIABLE)
    here = start.resolve()
    for height, folder in enumerate((here, *here.parents)):
        found = [name for name in _NAMES if os.path.isfile(folder / name)]  # noqa: PTH113
        if len(found) > 1:
            raise UsageError(
                f"there are two study configs, {' and '.join(found)}",
                where=str(folder),
                hint="remove one, or name one with --config",
            )
        if found:
            return Path(start, *[".."] * height, found[0])
    return None


def _stated(name: str, where: str) -> Path:
    if not name.strip():
        raise UsageError(
            "the name of the study config is empty", where=where, hint="is a shell variable unset?"
        )
    path = Path(name)
    try:
        if path.is_dir():
            inside = next((path / n for n in _NAMES if (path / n).is_file()), None)
            raise UsageError(
                "this is a folder, not a study config",
                where=f"{where} {name}".strip(),
                hint=f"name the file: {inside}" if inside else None,
            )
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        raise UsageError("there is no such study config", where=f"{where} {name}".strip(), hint=_close(path))
    return path


def _close(path: Path) -> str | None:
    from difflib import get_close_matches

    try:
        names = [p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml")]
    except (OSError, ValueError):
        return None
    close = get_close_matches(path.name, names, n=3)
    return f"did you mean {', '.join(close)}?" if close else None
