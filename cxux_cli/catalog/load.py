"""The one place that reads the YAML inside the package."""

from __future__ import annotations

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
    if not path.is_file():
        raise KeyError(name)
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Any:
    """YAML text to plain values, safely; with libyaml where PyYAML was built with it (8 times faster)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)
