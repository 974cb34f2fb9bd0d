"""Mangle the samples, measure what comes out, and hold every run against the laws.

`python tests/fuzz/mangle.py --seed 7 --files 20000 [--jobs 2] [--keep DIR] [--only INDEX]`

Every case draws from a generator seeded with the seed and its index alone, so `--only` repeats it. A third
of the cases is read as if it were a long file: the sample of the reader is made as small as the file allows.
The exit code is 1 when a law was broken.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import re
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import laws
import mutations
import tables
from laws import Ran, Truth
from tables import Form, Table

SAMPLES = Path(__file__).parents[2] / "sample_data"
SLOW = 30
"""Seconds from which on a run hangs."""
INSPECT = "inspect"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample, and the commands that fit it with their options."""

    name: str
    table: Table
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """One mangled file of a case: a sample and the steps, each with the seed of its own generator."""

    sample: int
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


@dataclass(slots=True)
class Verdict:
    """What came of one case."""

    case: Case
    broken: list[str]
    outcome: str
    arguments: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


class Stream(io.TextIOWrapper):
    """A text stream over bytes, as a pipe is one."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="", write_through=True)

    def text(self) -> str:
        self.flush()
        self.seek(0)
        return self.read()


class Program:
    """cxux in this process, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._below = (folder / "below").open("w+b")
        self._scans: list[str] = []
        self._depth = 0

    def __enter__(self) -> Program:
        import polars as pl

        self._undo = contextlib.ExitStack()
        for owner, name in (
            *((pl.LazyFrame, n) for n in ("collect", "collect_async", "sink_csv", "sink_parquet")),
            *((pl, n) for n in ("collect_all", "collect_all_async")),
        ):
            self._spy(owner, name)
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()
        self._below.close()

    def _spy(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            # One collecting function may call another: that is still one scan.
            if not self._depth:
                self._scans.append(name)
            self._depth += 1
            try:
                return real(*args, **kwargs)
            finally:
                self._depth -= 1

        setattr(owner, name, counted)
        self._undo.callback(setattr, owner, name, real)

    def run(self, arguments: Sequence[str], sampled: int = 0) -> Ran:
        """One run; with `sampled`, files longer than twice that many bytes are scanned as a stream."""
        from cxux_cli.cli.main import run
        from cxux_cli.sources import delimited

        sizes = delimited.MIB, delimited.SMALL
        if sampled:
            delimited.MIB, delimited.SMALL = sampled, 2 * sampled
        out, err, code = Stream(), Stream(), None
        self._scans.clear()
        try:
            with (
                self._descriptors(),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
                warnings.catch_warnings(record=True) as warned,
            ):
                warnings.simplefilter("always")
                try:
                    code = int(run(list(arguments)))
                except BaseException as error:
                    if isinstance(error, KeyboardInterrupt):
                        raise
                    code = repr(error)
        finally:
            delimited.MIB, delimited.SMALL = sizes
            # The copies of a run go with its process, and this one runs many.
            while delimited._directory:
                delimited._directory.pop().cleanup()
        return Ran(
            list(arguments),
            code,
            out.text(),
            err.text(),
            self._from_below(),
            [f"{w.category.__name__}: {w.message}" for w in warned],
            list(self._scans),
            self._artefact(arguments, "--json"),
            self._artefact(arguments, "--scores"),
        )

    @contextlib.contextmanager
    def _descriptors(self) -> Iterator[None]:
        saved = [(fd, os.dup(fd)) for fd in (1, 2)]
        try:
            for fd, _ in saved:
                os.dup2(self._below.fileno(), fd)
            yield
        finally:
            for fd, copy in saved:
                os.dup2(copy, fd)
                os.close(copy)

    def _from_below(self) -> str:
        if not os.fstat(self._below.fileno()).st_size:
            return ""
        self._below.seek(0)
        text = self._below.read().decode(errors="replace")
        self._below.seek(0)
        self._below.truncate()
        return text

    @staticmethod
    def _artefact(arguments: Sequence[str], option: str) -> str | None:
        if option not in arguments:
            return None
        path = Path(arguments[list(arguments).index(option) + 1])
        if not path.exists():
            return None
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text


# --- samples --------------------------------------------------------------------------------------


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
    fixed = {n.casefold() for rule in dialect(inspected["dialect"]).exclusions for n in rule.columns}
    for i, f in enumerate(inspected["fields"]):
        if f["name"] in answers:
            roles[i] = "answer"
        elif fixed & {f["name"].casefold(), f["text"].casefold()}:
            roles[i] = "fixed"
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


# --- cases ----------------------------------------------------------------------------------------


def draw_case(seed: int, index: int, known: Sequence[Sample]) -> Case:
    draw = Random(f"{seed}:{index}")
    number = draw.randrange(len(known))
    sample = known[number]
    command = draw.choice(sample.commands)
    several = command[0] != INSPECT and draw.random() < 0.1
    files = tuple(File(number, _steps(draw)) for _ in range(draw.choice((2, 3)) if several else 1))
    kinds = {"json": 8, "table": 1, "csv": 1, "markdown": 1}
    shown = draw.choices(list(kinds), list(kinds.values()))[0]
    output = ["--format", shown if command[0] != INSPECT else "json"]
    if command[0] != INSPECT and shown != "json":
        output += ["--json", "JSON"]
        output += ["--quiet"] if draw.random() < 0.1 else []
    multiple = draw.choices(list(mutations.MULTIPLES), [8, 1, 1, 1, 1, 1, 1, 0.3])[0]
    sampled = draw.choice((1, 200, 1_000, 4_000)) if draw.random() < 0.4 else 0
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
    start = tables.write(Table(table.head, table.rows[:12], table.roles, table.dialect), replace(form, packed=""))
    for name, draw in steps:
        if name in mutations.BREAKING_BYTES:
            data = mutations.BREAKING_BYTES[name](data, draw)
            truth = False
    return Made(
        data,
        form.suffix,
        Truth(table.records, table.blank) if truth else None,
        tuple(form.options),
        len(start) + case.sampled if case.sampled and not form.workbook else 0,
    )


def _named(command: Sequence[str], table: Table) -> list[int]:
    """The columns a command names, which no mutation may fill with something else."""
    said = " ".join(command).replace('""', '"')
    names = [" ".join(" ".join(row[j] for row in table.head).split()) for j in range(table.width)]
    return [
        j
        for j in range(table.width)
        if any(cell.strip() and " ".join(cell.split()) in said for row in table.head for cell in [row[j]])
        or (names[j] and names[j] in said)
    ]


class Judge:
    """Runs cases and holds them against the laws; remembers the runs of plain files."""

    def __init__(self, program: Program, seed: int, keep: Path | None) -> None:
        self.program, self.seed, self.keep = program, seed, keep
        self.samples = samples(program, seed)
        self._plain: dict[tuple[int, int, str, tuple[str, ...]], Ran] = {}

    def case(self, index: int) -> Verdict:
        """Run a case; where a law broke, leave out the steps it does not need, and keep its files."""
        case = draw_case(self.seed, index, self.samples)
        verdict = self._judge(case)
        if not verdict.broken:
            return verdict
        verdict = self._shortened(verdict)
        if self.keep is not None:
            self._judge(verdict.case)
            self.keep.mkdir(parents=True, exist_ok=True)
            for path in sorted(self.program.folder.glob("answers*")):
                target = self.keep / f"{self.seed}-{index}-{path.name}"
                target.write_bytes(path.read_bytes())
                verdict.kept.append(str(target))
        return verdict

    def _shortened(self, verdict: Verdict) -> Verdict:
        """The same failure with fewer steps."""
        for smaller in _smaller(verdict.case):
            found = self._judge(smaller)
            if found.broken and _kind(found.broken[0]) == _kind(verdict.broken[0]):
                return self._shortened(found)
        return verdict

    def _judge(self, case: Case) -> Verdict:
        for path in self.program.folder.glob("answers*"):
            path.unlink()
        made = [make(case, file, self.samples[file.sample]) for file in case.files]
        # Options that say how to read hold for all files, so they are given for a single one only.
        options = made[0].options if len(made) == 1 else ()
        paths = []
        for i, one in enumerate(made):
            paths.append(self.program.folder / f"answers{i}{one.suffix}")
            paths[-1].write_bytes(one.data)
        arguments = self._arguments(case.command, paths, (*options, *case.output))
        sampled = max(one.sampled for one in made)
        start = time.monotonic()
        ran = self.program.run(arguments, sampled)
        took = time.monotonic() - start
        complete = not sampled or all(p.stat().st_size <= 2 * sampled and not _packed(p) for p in paths)
        broken = list(laws.general(ran, complete=complete))
        if took > SLOW:
            broken.append(f"took {took:.0f} seconds")
        truths = [one.truth for one in made]
        whole = [truth for truth in truths if truth is not None]
        stated = len(made) > 1 and any(one.options for one in made)
        if len(whole) == len(truths) and not stated and not broken:
            reference = self._reference(case)
            broken += laws.kept(ran, reference, whole)
            outcome = self._outcome(ran, reference)
        else:
            outcome = f"damaged, exit {ran.code}"
        return Verdict(case, broken, outcome, arguments)

    @staticmethod
    def _outcome(ran: Ran, reference: Ran) -> str:
        if ran.code not in (2, 4):
            return "the numbers of the plain file"
        if reference.code in (2, 4):
            return "refused as the plain file is"
        return "refused: " + re.sub(r"'[^']*'|\d+|#\d+", "…", ran.error)[:100]

    def _reference(self, case: Case) -> Ran:
        """The run of the same rows, written plainly, as often as there are files."""
        key = (case.files[0].sample, len(case.files), case.multiple, case.command)
        if key not in self._plain:
            table = self.samples[case.files[0].sample].table.copy()
            mutations.multiply(table, case.multiple)
            paths = [self.program.folder / f"plain{i}.csv" for i in range(len(case.files))]
            for path in paths:
                path.write_bytes(tables.write(table, Form()))
            ran = self.program.run(self._arguments(case.command, paths, ("--format", "json")))
            self._plain[key] = ran
        return self._plain[key]

    def _arguments(
        self, command: Sequence[str], paths: Sequence[Path], more: Sequence[str]
    ) -> list[str]:
        places = {"SCORES": str(self.program.folder / "scores"), "JSON": str(self.program.folder / "json")}
        rest = [places.get(word, word) for word in (*command[1:], *more)]
        return [command[0], *map(str, paths), *rest]


def _packed(path: Path) -> bool:
    return path.suffix in (".gz", ".zst", ".zip")


def _smaller(case: Case) -> Iterator[Case]:
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


def _kind(broken: str) -> str:
    return re.sub(r"[\d.]+|'.*", "…", broken)[:40]


# --- the command ----------------------------------------------------------------------------------

_judge: Judge | None = None


def _start(seed: int, keep: Path | None, folder: str) -> None:
    global _judge
    own = Path(tempfile.mkdtemp(dir=folder))
    _judge = Judge(Program(own).__enter__(), seed, keep)


def _work(index: int) -> Verdict:
    if _judge is None:
        raise RuntimeError("the worker was not started")
    return _judge.case(index)


def mangle(seed: int, indexes: Sequence[int], jobs: int = 1, keep: Path | None = None) -> Iterator[Verdict]:
    """The verdict of every case, in the order in which they end."""
    with tempfile.TemporaryDirectory(prefix="mangle-") as folder:
        if jobs == 1:
            with Program(Path(folder)) as program:
                judge = Judge(program, seed, keep)
                yield from map(judge.case, indexes)
            return
        # A fork would inherit the threads of Polars, dead.
        context = multiprocessing.get_context("spawn")
        with context.Pool(jobs, _start, (seed, keep, folder)) as pool:
            yield from pool.imap_unordered(_work, indexes, chunksize=20)


def tell(seed: int, verdict: Verdict, samples_of: Sequence[str] = ()) -> str:
    """A failure as text: what broke, and how to make it again."""
    case = verdict.case
    lines = [f"FAILED seed {seed}, index {case.index}: {'; '.join(verdict.broken)[:600]}"]
    for file in case.files:
        steps = ", ".join(f"{name}({number})" for name, number in file.steps) or "nothing"
        lines.append(f"  sample {file.sample}: {case.multiple}; {steps}")
    lines.append(f"  cxux {' '.join(verdict.arguments)}" + (f"  [sample of {case.sampled}+]" if case.sampled else ""))
    lines += [f"  kept {path}" for path in verdict.kept]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files that broke a law")
    parser.add_argument("--only", type=int, help="one case of a seed")
    given = parser.parse_args()
    indexes = range(given.files) if given.only is None else [given.only]
    outcomes: Counter[str] = Counter()
    failed = 0
    start = time.monotonic()
    for done, verdict in enumerate(mangle(given.seed, indexes, given.jobs, given.keep), 1):
        outcomes[verdict.outcome if not verdict.broken else "BROKEN"] += len(verdict.case.files)
        if verdict.broken:
            failed += 1
            print(tell(given.seed, verdict), flush=True)
        elif given.only is not None:
            print(tell(given.seed, verdict).replace("FAILED", "held"))
        if sys.stderr.isatty() and not done % 20:
            sys.stderr.write(f"\r{done} cases, {failed} failed, {done / (time.monotonic() - start):.0f}/s ")
    took = time.monotonic() - start
    print(f"\n{sum(outcomes.values())} files of seed {given.seed} in {took:.0f} s, {failed} cases failed")
    for outcome, n in outcomes.most_common():
        print(f"{n:7}  {outcome}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
