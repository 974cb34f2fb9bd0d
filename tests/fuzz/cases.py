"""Cases: which command reads which mangled files, drawn from a seed and an index alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import mutations
import tables
from known import INSPECT, Sample
from laws import Truth
from tables import Form, Table


@dataclass(frozen=True, slots=True)
class File:
    """One mangled file of a case: a sample and the steps, each with the seed of its own generator."""

    sample: int
    name: str
    steps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One run. `sampled` is the size of the reader's sample in bytes where the file is read as a long one."""

    index: int
    command: tuple[str, ...]
    multiple: str
    files: tuple[File, ...]
    sampled: int
    output: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of a mangled file and what is known about it; `truth` is None where rows may be damaged."""

    data: bytes
    suffix: str
    truth: Truth | None
    options: tuple[str, ...]
    sampled: int


def draw_case(seed: int, index: int, known: Sequence[Sample]) -> Case:
    draw = Random(f"{seed}:{index}")
    number = draw.randrange(len(known))
    sample = known[number]
    command = draw.choice(sample.commands)
    several = command[0] != INSPECT and draw.random() < 0.1
    files = tuple(
        File(number, sample.name, _steps(draw)) for _ in range(draw.choice((2, 3)) if several else 1)
    )
    kinds = {"json": 8, "table": 1, "csv": 1, "markdown": 1}
    shown = draw.choices(list(kinds), list(kinds.values()))[0]
    output = ["--format", shown if command[0] != INSPECT else "json"]
    if command[0] != INSPECT and shown != "json":
        output += ["--json", "JSON"]
        output += ["--quiet"] if draw.random() < 0.1 else []
    multiple = draw.choices(list(mutations.MULTIPLES), [8, 1, 1, 1, 1, 1, 1, 0.3])[0]
    sampled = draw.choice((1, 200, 1_000, 4_000)) if draw.random() < 0.4 else 0
    # Whether people answer several times is told from the sample, which may then show nobody twice.
    shuffled = any(name == "rows_shuffled" for file in files for name, _ in file.steps)
    if multiple == "the last row fifty times" or (shuffled and multiple != "as they are"):
        sampled = 0
    return Case(index, command, multiple, files, sampled, tuple(output))


def _steps(draw: Random) -> tuple[tuple[str, int], ...]:
    """Names of mutations in the order in which they are done: tables, forms, bytes."""
    table, form = list(mutations.KEEPING_TABLE), list(mutations.KEEPING_FORM)
    names = draw.sample(table, draw.choice((0, 1, 1, 2, 2, 3, 5)))
    names += draw.sample(form, draw.choice((0, 1, 1, 2, 3)))
    if draw.random() < 0.25:
        names += draw.sample(list(mutations.BREAKING_TABLE), draw.choice((0, 0, 1)))
        names += draw.choices(list(mutations.BREAKING_BYTES), k=draw.choice((1, 1, 2, 3)))
    if "as_workbook" in names:
        names = [name for name in names if name not in mutations.NOT_IN_A_WORKBOOK]
    if {"stated_delimiter", "declared_delimiter", "other_delimiter"} & set(names):
        first = next(name for name in names if name.endswith("_delimiter"))
        names = [name for name in names if name == first or not name.endswith("_delimiter")]
    if "other_encoding" in names and "stated_encoding" in names:
        names.remove("other_encoding")
    return tuple((name, draw.getrandbits(32)) for name in names)


def make(case: Case, file: File, sample: Sample) -> Made:
    """The mangled file."""
    table, form = sample.table.copy(), Form()
    for name in _named(case.command, table):
        table.roles[name] = "fixed" if table.roles[name] == "free" else table.roles[name]
    mutations.multiply(table, case.multiple)
    steps = [(name, Random(seed)) for name, seed in file.steps]
    truth = True
    for name, draw in steps:
        if name in mutations.KEEPING_TABLE:
            mutations.KEEPING_TABLE[name](table, draw)
        elif name in mutations.KEEPING_FORM:
            mutations.KEEPING_FORM[name](form, draw)
    for name, draw in steps:
        if name in mutations.BREAKING_TABLE:
            mutations.BREAKING_TABLE[name](table, draw)
            truth = False
    mutations.settle(table, form)
    data = tables.write(table, form)
    # The reader's sample holds the header and some rows at least: a mebibyte does.
    start = tables.write(
        Table(table.head, table.rows[:12], table.roles, table.dialect), replace(form, packed="")
    )
    for name, draw in steps:
        if name in mutations.BREAKING_BYTES:
            data = mutations.BREAKING_BYTES[name](data, draw)
            truth = False
    return Made(
        data,
        form.suffix,
        Truth(table.records, table.blank + form.blank_at_the_end) if truth else None,
        tuple(form.options),
        len(start) + case.sampled if case.sampled and not form.workbook else 0,
    )


def _named(command: Sequence[str], table: Table) -> list[int]:
    """The columns a command names, which no mutation may fill with something else."""
    said = " ".join(command).replace('""', '"')
    # JotForm writes a byte-order mark and quotes inside the first header, and markup in others.
    head = [
        [re.sub("<[^<>]+>", " ", cell.replace("\ufeff", "").strip('"')) for cell in row] for row in table.head
    ]
    names = [" ".join(" ".join(row[j] for row in head).split()) for j in range(table.width)]
    return [
        j
        for j in range(table.width)
        if any(cell.strip() and " ".join(cell.split()) in said for row in head for cell in [row[j]])
        or (names[j] and names[j] in said)
    ]


def spared(case: Case, without: Collection[str]) -> Case:
    """The case without some mutations; everything else about it stays."""
    files = (
        replace(file, steps=tuple(step for step in file.steps if step[0] not in without))
        for file in case.files
    )
    return replace(case, files=tuple(files))


def smaller(case: Case) -> Iterator[Case]:
    if len(case.files) > 1:
        for i in range(len(case.files)):
            yield replace(case, files=(*case.files[:i], *case.files[i + 1 :]))
    for i, file in enumerate(case.files):
        for j in range(len(file.steps)):
            shorter = replace(file, steps=(*file.steps[:j], *file.steps[j + 1 :]))
            yield replace(case, files=(*case.files[:i], shorter, *case.files[i + 1 :]))
    if case.multiple != "as they are":
        yield replace(case, multiple="as they are")
    if len(case.command) > 1:
        yield replace(case, command=case.command[:1])
        flags = [i for i, word in enumerate(case.command) if word.startswith("--")]
        for i, start in enumerate(flags if len(flags) > 1 else ()):
            end = flags[i + 1] if i + 1 < len(flags) else len(case.command)
            yield replace(case, command=(*case.command[:start], *case.command[end:]))
    if case.sampled:
        yield replace(case, sampled=0)
