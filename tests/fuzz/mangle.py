"""Mangle the samples, measure what comes out, and hold every run against the laws.

`python tests/fuzz/mangle.py --seed 7 --files 20000 [--jobs 2] [--keep DIR] [--only INDEX]`

Every case draws from a generator seeded with the seed and its index alone, so `--only` repeats it. A third
of the cases is read as if it were a long file: the sample of the reader is made as small as the file allows.
The exit code is 1 when a law was broken.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import laws
import mutations
import tables
from cases import Case, draw_case, make, smaller, spared
from known import samples
from laws import Ran
from program import Program
from tables import Form

SLOW = 30
"""Seconds from which on a run hangs."""


@dataclass(slots=True)
class Verdict:
    """What came of one case."""

    case: Case
    broken: list[str]
    outcome: str
    arguments: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


class Judge:
    """Runs cases and holds them against the laws; remembers the runs of plain files."""

    def __init__(self, program: Program, seed: int, keep: Path | None, without: Collection[str] = ()) -> None:
        self.program, self.seed, self.keep, self.without = program, seed, keep, without
        self.samples = samples(program, seed)
        self._plain: dict[tuple[int, int, str, tuple[str, ...]], Ran] = {}

    def case(self, index: int) -> Verdict:
        """Run a case; where a law broke, leave out the steps it does not need, and keep its files."""
        case = spared(draw_case(self.seed, index, self.samples), self.without)
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
        for case in smaller(verdict.case):
            found = self._judge(case)
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
        complete = not sampled or all(
            p.stat().st_size <= 2 * sampled and p.suffix not in (".gz", ".zst", ".zip") for p in paths
        )
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

    def _arguments(self, command: Sequence[str], paths: Sequence[Path], more: Sequence[str]) -> list[str]:
        places = {"SCORES": str(self.program.folder / "scores"), "JSON": str(self.program.folder / "json")}
        rest = [places.get(word, word) for word in (*command[1:], *more)]
        return [command[0], *map(str, paths), *rest]


def _kind(broken: str) -> str:
    return re.sub(r"[\d.]+|'.*", "…", broken)[:40]


# --- the command ----------------------------------------------------------------------------------

_judge: Judge | None = None


def _start(seed: int, keep: Path | None, without: Collection[str], folder: str) -> None:
    global _judge
    own = Path(tempfile.mkdtemp(dir=folder))
    _judge = Judge(Program(own).__enter__(), seed, keep, without)


def _work(index: int) -> Verdict:
    if _judge is None:
        raise RuntimeError("the worker was not started")
    return _judge.case(index)


def mangle(
    seed: int,
    indexes: Sequence[int],
    jobs: int = 1,
    keep: Path | None = None,
    without: Collection[str] = (),
) -> Iterator[Verdict]:
    """The verdict of every case, in the order in which they end."""
    with tempfile.TemporaryDirectory(prefix="mangle-") as folder:
        if jobs == 1:
            with Program(Path(folder)) as program:
                judge = Judge(program, seed, keep, without)
                yield from map(judge.case, indexes)
            return
        # A fork would inherit the threads of Polars, dead.
        context = multiprocessing.get_context("spawn")
        with context.Pool(jobs, _start, (seed, keep, without, folder)) as pool:
            yield from pool.imap_unordered(_work, indexes, chunksize=20)


def tell(seed: int, verdict: Verdict) -> str:
    """A failure as text: what broke, and how to make it again."""
    case = verdict.case
    lines = [f"FAILED seed {seed}, index {case.index}: {'; '.join(verdict.broken)[:600]}"]
    for file in case.files:
        steps = ", ".join(f"{name}({number})" for name, number in file.steps) or "nothing"
        lines.append(f"  {file.name}: {case.multiple}; {steps}")
    lines.append(
        f"  cxux {' '.join(verdict.arguments)}" + (f"  [sample of {case.sampled}+]" if case.sampled else "")
    )
    lines += [f"  kept {path}" for path in verdict.kept]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files that broke a law")
    parser.add_argument("--only", type=int, help="one case of a seed")
    parser.add_argument("--without", nargs="*", default=(), metavar="MUTATION", help="mutations to leave out")
    given = parser.parse_args()
    indexes = range(given.files) if given.only is None else [given.only]
    outcomes: Counter[str] = Counter()
    failed = 0
    start = time.monotonic()
    for done, verdict in enumerate(mangle(given.seed, indexes, given.jobs, given.keep, given.without), 1):
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
