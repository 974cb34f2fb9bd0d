"""The YAML files inside the package."""

from __future__ import annotations

import marshal
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent


def names(kind: str) -> tuple[str, ...]:
    """Names of the entries of one kind (`norms`, `labels`, …), sorted; nothing is parsed."""
    return tuple(sorted(path.stem for path in (ROOT / kind).glob("*.yaml")))


@cache
def entry(kind: str, name: str) -> Any:
    """One parsed entry; `KeyError` when there is none of that name."""
    path = ROOT / kind / f"{name}.yaml"
    try:
        stamp = path.stat()
    except OSError:
        raise KeyError(name) from None
    return _compiled(path, (stamp.st_mtime_ns, stamp.st_size))


def parse(text: str) -> Any:
    """YAML text to plain values, safely; with libyaml where PyYAML was built with it (8 times faster)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)


def _compiled(path: Path, stamp: tuple[int, int]) -> Any:
    """The parsed file, kept beside it as Python keeps its bytecode and under the same rules.

    Importing a YAML parser and parsing takes a tenth of a short run. The copy is used only for the
    file it was made from; where the folder cannot be written, nothing is kept.
    """
    copy = path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.marshal"
    try:
        kept, value = marshal.loads(copy.read_bytes())
        if kept == stamp:
            return value
    except (OSError, ValueError, EOFError, TypeError):
        pass
    value = parse(path.read_text(encoding="utf-8"))
    if not sys.dont_write_bytecode:
        _keep(copy, marshal.dumps((stamp, value)))
    return value


def _keep(copy: Path, data: bytes) -> None:
    own = copy.with_suffix(f".{os.getpid()}")
    try:
        copy.parent.mkdir(exist_ok=True)
        own.write_bytes(data)
        own.replace(copy)
    except OSError:
        own.unlink(missing_ok=True)
