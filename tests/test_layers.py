"""The import order of the package: above may import below, siblings never import each other.

Read from the source, so that an import inside a function counts as one at the top of a module does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = "cxux_cli"
ROOT = Path(__file__).parents[1] / PACKAGE
# Top to bottom; what shares a line are siblings.
LAYERS = (
    ("cli",),
    ("kept",),
    ("judged",),
    ("studied", "draft"),
    ("run", "tables", "telemetry", "observed", "usability", "trend", "freshness"),
    ("scan", "slicing"),
    ("assemble",),
    ("render", "history", "lock", "baseline"),
    ("journey",),
    ("engine",),
    ("request",),
    ("study",),
    ("gates", "compare"),
    ("measures",),
    ("sources",),
    ("catalog",),
    ("estimators",),
    ("stats",),
    ("results", "errors"),
    ("verdicts", "observations"),
    ("estimate",),
)
RANK = {part: -depth for depth, parts in enumerate(LAYERS) for part in parts}
FREE = frozenset(("__init__", "__main__"))
"""The package itself holds its version only; `__main__` starts the command line."""

# Distribution -> the parts, or the modules, that may import it.
ONLY = {
    "typer": ("cli",),
    "click": (),
    "rich": ("render",),
    "jinja2": ("render",),
    "altair": ("render",),
    "vl_convert": ("render",),
    "xlsxwriter": ("render",),
    "yaml": ("catalog.load", "catalog.located"),
    "pydantic": ("study.config",),
    "pydantic_core": ("study.config",),
    "fastexcel": ("sources",),
    "filelock": ("lock",),
    "pandas": (),
    "duckdb": (),
    "statsmodels": (),
}
WITHOUT_POLARS = (
    "stats",
    "estimators",
    "measures",
    "catalog",
    "gates",
    "compare",
    "results",
    "errors",
    "verdicts",
    "estimate",
    "request",
)
COLLECTING = frozenset(
    ("collect", "collect_all", "collect_async", "collect_all_async", "collect_batches", "fetch")
)


class Import(NamedTuple):
    """One import statement: of which module of the package, at which line."""

    module: str
    line: int
    imported: str
    typing: bool


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {_name(path): path for path in sorted(ROOT.rglob("*.py"))}
PARTS = {name.split(".")[0] for name in MODULES} - FREE


def _typing_only(tree: ast.Module) -> set[ast.AST]:
    """Everything below `if TYPE_CHECKING:`."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }


def _imports(module: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = _typing_only(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, node.lineno, alias.name, node in typing)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} imports relatively"
            for alias in node.names:
                # `from package import module` names the module, `from module import name` does not.
                full = f"{node.module}.{alias.name}"
                yield Import(module, node.lineno, full, node in typing)


ALL = [found for module, path in MODULES.items() for found in _imports(module, path)]
INSIDE = [found for found in ALL if found.imported.split(".")[0] == PACKAGE]


def _part(name: str) -> str:
    return name.split(".")[0]


def _imported_part(found: Import) -> str | None:
    """The part of the package an import is of; None for the package itself (its version)."""
    rest = found.imported.split(".")[1:]
    return rest[0] if rest and rest[0] in PARTS else None


def _said(found: Import) -> str:
    return f"{PACKAGE}/{found.module.replace('.', '/')}.py:{found.line} imports {found.imported}"


def _allowed(above: str, below: str) -> bool:
    return above == below or RANK[above] > RANK[below]


def test_every_part_has_a_layer() -> None:
    assert set(RANK) >= PARTS, f"without a layer: {sorted(PARTS - set(RANK))}"


def test_the_import_order() -> None:
    wrong = [
        _said(found) + (" under TYPE_CHECKING" if found.typing else "")
        for found in INSIDE
        if _part(found.module) not in FREE
        and (part := _imported_part(found)) is not None
        and not _allowed(_part(found.module), part)
    ]
    assert not wrong, "\n".join(wrong)


def test_results_and_errors_are_leaves() -> None:
    wrong = [
        _said(found)
        for found in ALL
        if found.module in ("results", "errors", "verdicts", "observations", "estimate")
        and not (
            found.module in ("results", "verdicts")
            and _imported_part(found) in ("verdicts", "observations", "estimate")
        )
        and found.imported.split(".")[0]
        not in ("__future__", "collections", "dataclasses", "datetime", "enum", "math", "typing")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", ONLY)
def test_each_library_has_one_home(library: str) -> None:
    homes = ONLY[library]
    wrong = [
        _said(found)
        for found in ALL
        if found.imported.split(".")[0] == library
        and not any(found.module == home or found.module.startswith(f"{home}.") for home in homes)
    ]
    assert not wrong, "\n".join(wrong)


def test_numbers_and_facts_know_no_polars() -> None:
    wrong = [
        _said(f) for f in ALL if f.imported.split(".")[0] == "polars" and _part(f.module) in WITHOUT_POLARS
    ]
    assert not wrong, "\n".join(wrong)


def _collecting_calls(path: Path) -> Iterator[int]:
    """Lines that call a collecting function of Polars: a method, or a function of the library itself.

    A plain `collect(…)` that is imported from the engine, or a regex's own method, is neither.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "polars"
        for alias in node.names
    }
    for node in ast.walk(tree):
        # A mention is enough: `partial(frame.collect)` collects as well.
        if (isinstance(node, ast.Attribute) and node.attr in COLLECTING) or (
            isinstance(node, ast.Name) and node.id in COLLECTING & names
        ):
            yield node.lineno


# A long form is no table yet: which questions were asked is known only when all its rows are.
COLLECTS_TOO = "sources.long_form"


def test_only_the_engine_collects() -> None:
    wrong = [
        f"{PACKAGE}/{module.replace('.', '/')}.py:{line}"
        for module, path in MODULES.items()
        if _part(module) != "engine" and module != COLLECTS_TOO
        for line in _collecting_calls(path)
    ]
    assert not wrong, "\n".join(wrong)
    assert any(_part(m) == "engine" and any(_collecting_calls(p)) for m, p in MODULES.items())


def test_only_the_edges_print_or_exit() -> None:
    """Below `render` and `cli` nothing writes to the standard streams, and nothing ends the process."""
    wrong = []
    for module, path in MODULES.items():
        if _part(module) in ("cli", "render", "__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if text in ("sys.stdout", "sys.stderr", "sys.exit", "os._exit") or called in (
                "print",
                "exit",
                "quit",
            ):
                wrong.append(f"{PACKAGE}/{module.replace('.', '/')}.py:{node.lineno} {text or called}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("above", "below", "allowed"),
    [
        ("cli", "run", True),
        ("run", "assemble", True),
        ("assemble", "run", False),
        ("engine", "study", True),
        ("study", "engine", False),
        ("measures", "request", False),
        ("request", "measures", True),
        ("render", "history", False),
        ("gates", "compare", False),
        ("results", "errors", False),
        ("render", "render", True),
        ("sources", "catalog", True),
        ("stats", "estimators", False),
    ],
)
def test_the_rule_itself(above: str, below: str, allowed: bool) -> None:
    assert _allowed(above, below) is allowed
