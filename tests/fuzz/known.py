"""The samples as tables, and the commands that fit them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import tables
from program import Program
from tables import Table

SAMPLES = Path(__file__).parents[2] / "sample_data"
INSPECT = "inspect"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample, and the commands that fit it with their options."""

    name: str
    table: Table
    commands: tuple[tuple[str, ...], ...]


def samples(program: Program, seed: int) -> list[Sample]:
    """Every sample that is a table, with the commands that fit it."""
    found = []
    for path in sorted(SAMPLES.rglob("*")):
        if path.suffix not in tables.SUFFIXES:
            continue
        inspected = program.run([INSPECT, str(path), "--format", "json"]).document
        if inspected is None or "error" in inspected:
            continue
        found.append(_sample(program, path, inspected, Random(f"{seed} {path.name}")))
    if not found:
        raise FileNotFoundError(f"no samples in {SAMPLES}")
    return found


def _sample(program: Program, path: Path, inspected: Any, draw: Random) -> Sample:
    from cxux_cli.catalog.dialects import dialect
    from cxux_cli.measures.registry import BUILT_IN

    records = tables.read(path)
    while records and tables.is_blank(records[0]):
        del records[0]
    height = inspected["header_rows"]
    width = max(len(inspected["fields"]), *(len(row) for row in records[:height]))
    head = [row + [""] * (width - len(row)) for row in records[:height]]
    names = [f["name"] for f in inspected["fields"]]
    roles = ["free"] * width
    fits = {}
    for key in BUILT_IN:
        ran = program.run([key, str(path), "--format", "json"])
        if ran.code == 0:
            fits[key] = {bound["column"] for s in ran.document["sources"] for bound in s["mapping"]}
    answers = set().union(*fits.values()) if fits else set()
    tool = dialect(inspected["dialect"])
    # Who answered decides on the interval where people answer several times.
    deciding = [n for rule in tool.exclusions for n in rule.columns] + [*tool.once]
    deciding += tool.kinds.columns if tool.kinds is not None else ()
    fixed = {n.casefold() for n in (*tool.respondent, *deciding)}
    for i in range(width):
        called = {cell.casefold() for f in inspected["fields"][i : i + 1] for cell in (f["name"], f["text"])}
        if names[i : i + 1] and names[i] in answers:
            roles[i] = "answer"
        elif fixed & called:
            roles[i] = "fixed"
        elif not any(row[i].strip() for row in head):
            roles[i] = "unnamed"
    table = Table(head, records[height:], roles, inspected["dialect"])
    commands = [(INSPECT,)]
    for key in fits:
        commands += [(key, *_options(table, names, key, draw)) for _ in range(10)] + [(key,)]
    other = [key for key in BUILT_IN if key not in fits]
    commands += [(key,) for key in draw.sample(other, min(2, len(other)))]
    return Sample(str(path.relative_to(SAMPLES)), table, tuple(commands))


def _options(table: Table, names: Sequence[str], key: str, draw: Random) -> list[str]:
    """Options that fit a table and a measure."""
    from cxux_cli.measures.base import Items
    from cxux_cli.measures.registry import BUILT_IN

    measure = BUILT_IN[key]
    columns = {
        name: [row[i].strip() for row in table.rows if i < len(row)]
        for i, name in enumerate(names)
        if names.count(name) == 1 and table.roles[i] != "answer" and "\n" not in name
    }
    segments = [n for n, cells in columns.items() if 1 < len({c for c in cells if c}) <= 12]
    numbers = [n for n, cells in columns.items() if any(cells) and all(_is_number(c) for c in cells if c)]
    given: list[str] = []
    if segments and draw.random() < 0.5:
        for name in draw.sample(segments, min(len(segments), draw.choice((1, 1, 2)))):
            given += ["--by", name]
    if columns and draw.random() < 0.35:
        given += ["--where", _condition(columns, segments, numbers, draw)]
    if numbers and draw.random() < 0.3:
        given += ["--weight", draw.choice(numbers)]
    if draw.random() < 0.25:
        given += ["--min-n", str(draw.choice((1, 2, 5, 20)))]
    if draw.random() < 0.2:
        given += ["--confidence", str(draw.choice((0.5, 0.8, 0.99, 0.999999, 0.01)))]
    if draw.random() < 0.3:
        given += ["--interval", draw.choice(list(measure.estimator.intervals))]
    if isinstance(measure.question, Items) and draw.random() < 0.4:
        given += ["--missing", draw.choice(("prorate", "midpoint"))]
    if draw.random() < 0.15:
        gate = "--fail-under" if measure.better == "higher" else "--fail-over"
        given += [gate, str(draw.uniform(*measure.range))]
    if draw.random() < 0.1:
        given += ["--strict"]
    if draw.random() < 0.2:
        given += ["--scores", "SCORES"]
    return given


def _condition(
    columns: dict[str, list[str]], segments: Sequence[str], numbers: Sequence[str], draw: Random
) -> str:
    name = draw.choice([*segments, *segments, *columns])
    quoted = '"' + name.replace('"', '""') + '"'
    if name in numbers and draw.random() < 0.7:
        values = sorted(float(c) for c in columns[name] if c)
        return f"{quoted} {draw.choice(('>', '<=', '>='))} {values[len(values) // 2]:g}"
    cells = [c for c in columns[name] if c] or ["x"]
    value = "'" + draw.choice(cells).replace("'", "''") + "'"
    return f"{quoted} " + draw.choice((f"= {value}", f"<> {value}", "IS NOT NULL", f"IN ({value}, 'x')"))


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"\d{1,9}(\.\d{1,6})?", cell) is not None
