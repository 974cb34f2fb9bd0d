"""Compare cxux with what a user would run instead: `python tests/benchmarks/run.py [--quick]`.

Every figure is a whole process, started in alternation with its peer by the same interpreter, and the median
of the runs. Answers are compared before anything is timed. Ratios carry over between machines, times do not.
Run it in an ordinarily installed environment with the `bench` extra: without compiled bytecode, or through a
shim, start times say nothing.

This script loads only the standard library. On Linux the peak memory of a child includes what its parent held
when it forked, so data is generated, and every contender run, in processes of their own.
"""

import argparse
import csv
import hashlib
import importlib.metadata
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHON = sys.executable
ITEMS = [f"sus{i}" for i in range(1, 11)]
SMALL = 1_000
PART_ROWS = 500  # as in data.py
MEMORY_LIMIT_MIB = 250
BYTES_PER_ROW = 145  # CSV and Parquet together, to refuse early on a full disk

Command = list[str]
Cells = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Run:
    seconds: float
    peak_mib: float
    code: int


@dataclass(frozen=True)
class Line:
    """One row of the result table."""

    work: str
    ours: str
    peer: str
    theirs: str
    ratio: str
    target: str
    ok: str


class Differs(Exception):
    """Two contenders gave different answers, or one of them failed."""


# Running ------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    env = dict(os.environ, COLUMNS="120")
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # every start would compile everything again
    return env


def run(command: Command) -> Run:
    """Start, wait, and read the peak memory of this one child.

    From the checkout's root, where `-m cxux_cli` finds the code these scripts came with.
    """
    start = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)  # reaped here, so that Popen does not wait for it
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return Run(seconds, usage.ru_maxrss * unit / 2**20, child.returncode)


def read(command: Command) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        message = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise Differs(f"{show(command)} ended with {done.returncode}: {message[-1] if message else ''}")
    return done.stdout.decode()


def show(command: Command) -> str:
    return " ".join(Path(part).name if "/" in part else part for part in command[1:])


def alternate(commands: dict[str, Command], runs: int, codes: dict[str, int]) -> dict[str, float]:
    """Median seconds of each command, started in turns so that a slow minute hits all of them."""
    taken: dict[str, list[float]] = defaultdict(list)
    for turn in range(runs + 1):
        for name, command in commands.items():
            result = run(command)
            if result.code != codes.get(name, 0):
                raise Differs(f"{show(command)} ended with {result.code}")
            if turn:  # the first turn warms the page cache and the bytecode
                taken[name].append(result.seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


# Contenders ---------------------------------------------------------------------------------------


def cxux(*arguments: str) -> Command:
    return [PYTHON, "-m", "cxux_cli", *arguments]


def cxux_nps(file: str, form: str = "table") -> Command:
    return cxux("nps", file, "--column", "score=answer", "--by", "segment", "--format", form)


def cxux_sus(file: str, form: str = "table") -> Command:
    items = "items=" + ",".join(ITEMS)
    return cxux("sus", file, "--column", items, "--by", "segment", "--format", form)


def peer(script: str, file: str, *options: str) -> Command:
    return [PYTHON, str(HERE / "peers" / script), file, *options]


# Answers ------------------------------------------------------------------------------------------


def cxux_cells(command: Command) -> Cells:
    """Segment -> counts or moments, from a JSON report; the grand total is not something the peers print."""
    cells: Cells = {}
    try:
        for result in json.loads(read(command))["results"]:
            segment = result["segment"].get("segment")
            if segment is not None and result["measure"] in command:
                cells[segment] = {**(result["parts"] or {}), "n": result["n"], "value": result["value"]}
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise Differs(f"{show(command)} printed another kind of report: {problem!r}") from None
    return cells


def with_nps(cells: Cells) -> Cells:
    for cell in cells.values():
        cell["value"] = 100 * (cell["promoters"] - cell["detractors"]) / cell["n"]
    return cells


def peer_cells(command: Command) -> Cells:
    cells: Cells = json.loads(read([*command, "--json"]))
    return with_nps(cells) if all("promoters" in cell for cell in cells.values()) else cells


def referee_nps(file: Path) -> Cells:
    """The same answer by counting in plain Python: an opinion that shares no code with any contender."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with file.open(newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            counts[row["segment"]][row["answer"]] += 1
    cells: Cells = {}
    for segment, answers in counts.items():
        scores = {int(answer): n for answer, n in answers.items() if answer.isdigit()}
        groups = {
            "promoters": sum(n for score, n in scores.items() if score >= 9),
            "passives": sum(n for score, n in scores.items() if 7 <= score <= 8),
            "detractors": sum(n for score, n in scores.items() if score <= 6),
        }
        cells[segment] = {"n": sum(scores.values()), **groups}
    return with_nps(cells)


def referee_sus(file: Path) -> Cells:
    sums: dict[str, Counter[int]] = defaultdict(Counter)
    with file.open(newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            answers = [row[item] for item in ITEMS]
            if all(answers):
                raw = sum(int(x) - 1 if i % 2 == 0 else 5 - int(x) for i, x in enumerate(answers))
                sums[row["segment"]][raw] += 1
    cells: Cells = {}
    for segment, tally in sums.items():
        n = tally.total()
        total = sum(raw * count for raw, count in tally.items())
        squares = sum(raw * raw * count for raw, count in tally.items())
        # integers up to the last step: n Σx² - (Σx)² loses nothing
        sd = 2.5 * math.sqrt((n * squares - total * total) / (n * (n - 1)))
        cells[segment] = {"n": n, "value": 2.5 * total / n, "sd": sd}
    return cells


def agree(what: str, answers: dict[str, Cells]) -> None:
    """Hold every answer against the first: the same segments, and every figure the first one gives."""
    (first, expected), *others = answers.items()
    for name, cells in others:
        if cells.keys() != expected.keys():
            raise Differs(f"{what}: {first} has segments {sorted(expected)}, {name} has {sorted(cells)}")
        for segment, figures in expected.items():
            for figure, a in figures.items():
                b = cells[segment].get(figure)
                # 1e-9 forgives the order of float sums and still tells counts below 10^9 apart
                if b is None or not math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9):
                    raise Differs(f"{what}: {segment} {figure} is {a} by {first}, {b} by {name}")


# Data ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Data:
    """The files in one directory, made when first asked for and kept when their sizes still match."""

    directory: Path

    def _make(self, rows: int, kind: str, path: Path) -> Path:
        notes = self.directory / "sizes.json"
        generator = hashlib.sha256((HERE / "data.py").read_bytes()).hexdigest()
        sizes = json.loads(notes.read_text(encoding="utf-8")) if notes.exists() else {}
        if sizes.get("generator") != generator:
            sizes = {"generator": generator}  # other data now: nothing kept is of use
        if sizes.get(path.name) != weigh(path):
            needed = rows * BYTES_PER_ROW
            if shutil.disk_usage(self.directory).free < needed:
                raise SystemExit(f"{self.directory} has no room for {needed / 1e9:.1f} GB of data; see --dir")
            print(f"making {path.name} …", file=sys.stderr)
            command = [PYTHON, str(HERE / "data.py"), str(self.directory), str(rows), kind]
            subprocess.run(command, check=True, env=environment())
            sizes[path.name] = weigh(path)
            notes.write_text(json.dumps(sizes), encoding="utf-8")
        return path

    def csv(self, rows: int) -> Path:
        return self._make(rows, "csv", self.directory / f"survey-{rows}.csv")

    def parquet(self, rows: int) -> Path:
        self.csv(rows)
        return self._make(rows, "parquet", self.directory / f"survey-{rows}.parquet")

    def gzip(self, rows: int) -> Path:
        self.csv(rows)
        return self._make(rows, "gz", self.directory / f"survey-{rows}.csv.gz")

    def many(self, rows: int) -> Path:
        return self._make(rows, "many", self.directory / f"many-{rows}.csv")

    def parts(self, files: int) -> Path:
        rows = files * PART_ROWS
        return self._make(rows, "parts", self.directory / f"parts-{rows}")


def weigh(path: Path) -> int:
    """Size in bytes of a file or of all files in a directory; 0 when there is none."""
    if path.is_dir():
        return sum(part.stat().st_size for part in path.iterdir())
    return path.stat().st_size if path.exists() else 0


# Works --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    data: Data
    rows: int
    runs: int
    quick: bool
    full: bool
    peers_only: bool

    def check(
        self, what: str, ours: Command, peers: list[Command], referee: Callable[[], Cells] | None
    ) -> None:
        answers = {show(command): peer_cells(command) for command in peers}
        if referee is not None:
            answers = {"plain Python": referee(), **answers}
        if not self.peers_only:
            answers["cxux"] = cxux_cells(ours)
        agree(what, answers)

    def race(
        self,
        work: str,
        ours: Command,
        peers: dict[str, tuple[Command, float]],
        *,
        our_code: int = 0,
    ) -> list[Line]:
        """Time `ours` and every peer in one alternation; one line for each peer and its target."""
        commands = {name: command for name, (command, _) in peers.items()}
        if not self.peers_only:
            commands = {"cxux": ours, **commands}
        medians = alternate(commands, self.runs, {"cxux": our_code})
        return [
            line(work, medians.get("cxux"), name, medians[name], limit) for name, (_, limit) in peers.items()
        ]

    def referee(self, find: Callable[[Path], Cells], rows: int, file: Path) -> Callable[[], Cells] | None:
        return (lambda: find(file)) if rows <= 1_000_000 else None  # beyond that plain Python takes too long


def line(work: str, ours: float | None, name: str, theirs: float, limit: float) -> Line:
    if ours is None:
        return Line(work, "", name, f"{theirs * 1000:.0f}", "", f"≤ {limit:g}", "")
    ratio = ours / theirs
    ok = "yes" if ratio <= limit else "**no**"
    return Line(work, f"{ours * 1000:.0f}", name, f"{theirs * 1000:.0f}", f"{ratio:.2f}", f"≤ {limit:g}", ok)


def start(s: Setting) -> list[Line]:
    """Target 1: what happens before any data."""
    nothing = [PYTHON, "-c", "pass"]
    lines = s.race("`--version`", cxux("--version"), {"`python -c pass`": (nothing, 7)})
    wrong = cxux("nps", "--no-such-option")
    lines += s.race("an option error", wrong, {"`python -c pass`": (nothing, 7)}, our_code=2)
    return lines + s.race("`--help`", cxux("--help"), {"`python -c pass`": (nothing, 13)})


def small(s: Setting) -> list[Line]:
    """Target 2: the file most people have."""
    path = s.data.csv(SMALL)
    file = str(path)
    bare, pandas = peer("bare_polars_nps.py", file), peer("pandas_nps.py", file)
    peers = [bare, pandas, peer("duckdb_nps.py", file)]
    s.check("NPS, 1,000 rows", cxux_nps(file, "json"), peers, lambda: referee_nps(path))
    s.check(
        "SUS, 1,000 rows", cxux_sus(file, "json"), [peer("duckdb_sus.py", file)], lambda: referee_sus(path)
    )
    lines = s.race(
        f"NPS, CSV {SMALL:,} rows",
        cxux_nps(file),
        {"bare typer + polars + rich": (bare, 1.25), "pandas script": (pandas, 0.8)},
    )
    # SUS may cost what NPS costs and the import of scipy.special, no more; 5 % is the noise of a median.
    parts = {"pass": [PYTHON, "-c", "pass"], "scipy": [PYTHON, "-c", "import scipy.special"]}
    if not s.peers_only:
        parts |= {"nps": cxux_nps(file), "sus": cxux_sus(file)}
    medians = alternate(parts, s.runs, {})
    allowed = medians["scipy"] - medians["pass"] + medians.get("nps", 0)
    return [
        *lines,
        line(f"SUS, CSV {SMALL:,} rows", medians.get("sus"), "`cxux nps` + scipy.special", allowed, 1.05),
    ]


def csv_nps(s: Setting) -> list[Line]:
    """Target 3."""
    path = s.data.csv(s.rows)
    file = str(path)
    duck = peer("duckdb_nps.py", file)
    s.check("NPS", cxux_nps(file, "json"), [duck], s.referee(referee_nps, s.rows, path))
    peers = {"DuckDB": (duck, 0.70), "`cat`": (["cat", file], 10)}
    return s.race(f"NPS by segment, CSV {s.rows:,} rows", cxux_nps(file), peers)


def csv_sus(s: Setting) -> list[Line]:
    """Target 4."""
    path = s.data.csv(s.rows)
    file = str(path)
    duck = peer("duckdb_sus.py", file)
    s.check("SUS", cxux_sus(file, "json"), [duck], s.referee(referee_sus, s.rows, path))
    return s.race(f"SUS mean and sd, CSV {s.rows:,} rows", cxux_sus(file), {"DuckDB": (duck, 0.85)})


def parquet(s: Setting) -> list[Line]:
    """Target 5."""
    path, file = s.data.csv(s.rows), str(s.data.parquet(s.rows))
    nps, sus = peer("duckdb_nps.py", file), peer("duckdb_sus.py", file)
    s.check("NPS, Parquet", cxux_nps(file, "json"), [nps], s.referee(referee_nps, s.rows, path))
    s.check("SUS, Parquet", cxux_sus(file, "json"), [sus], s.referee(referee_sus, s.rows, path))
    lines = s.race(f"NPS by segment, Parquet {s.rows:,} rows", cxux_nps(file), {"DuckDB": (nps, 1.35)})
    return lines + s.race(f"SUS, Parquet {s.rows:,} rows", cxux_sus(file), {"DuckDB": (sus, 1.35)})


def gzip_csv(s: Setting) -> list[Line]:
    """Target 6, first half."""
    rows = min(1_000_000, s.rows)
    path, file = s.data.csv(rows), str(s.data.gzip(rows))
    duck = peer("duckdb_nps.py", file)
    s.check("NPS, gzip", cxux_nps(file, "json"), [duck], s.referee(referee_nps, rows, path))
    return s.race(f"NPS by segment, gzip CSV {rows:,} rows", cxux_nps(file), {"DuckDB": (duck, 0.4)})


def many_files(s: Setting) -> list[Line]:
    """Target 6, second half: the pattern goes to the program, as cron would pass it."""
    files = 20 if s.quick else 200
    pattern = str(s.data.parts(files) / "*.csv")
    whole = s.data.csv(files * PART_ROWS)  # the same rows in one file
    duck = peer("duckdb_nps.py", pattern)
    s.check("NPS, many files", cxux_nps(pattern, "json"), [duck], lambda: referee_nps(whole))
    return s.race(f"NPS by segment, {files} CSV files", cxux_nps(pattern), {"DuckDB": (duck, 0.25)})


def many_measures(s: Setting) -> list[Line]:
    """Target 7: every measure a file holds against the first of them, which are 14 so far."""
    rows = min(2_000_000, s.rows)
    file = str(s.data.many(rows))
    if s.peers_only:
        return []
    every, one = (cxux(verb, file, "--by", "segment") for verb in ("score", "nps"))
    together = json.loads(read([*every, "--format", "json"]))["results"]
    alone = json.loads(read([*one, "--format", "json"]))["results"]
    if [result for result in together if result["measure"] == "nps"] != alone:
        raise Differs("score and nps disagree")
    measures = len({result["measure"] for result in together})
    return s.race(f"{measures} measures, CSV {rows:,} rows", every, {"`cxux nps`, same file": (one, 2)})


def memory(s: Setting) -> list[Line]:
    """Target 8: the largest peak of the runs, at a tenth of the rows and at all (--full: ten times)."""
    sizes = [max(1, s.rows // 10), s.rows, *([10 * s.rows] if s.full else [])]
    lines = []
    first = None
    for rows in sizes:
        file = str(s.data.csv(rows))
        contenders = {"DuckDB": peer("duckdb_nps.py", file)}
        if not s.peers_only:
            contenders = {"cxux": cxux_nps(file), **contenders}
        peaks = {}
        for name, command in contenders.items():
            results = [run(command) for _ in range(min(s.runs, 3))]
            if any(result.code for result in results):
                raise Differs(f"{show(command)} ended with {[result.code for result in results]}")
            peaks[name] = max(result.peak_mib for result in results)
        ours, theirs = peaks.get("cxux"), f"{peaks['DuckDB']:.0f} MiB"
        work = f"peak memory, NPS, CSV {rows:,} rows"
        if ours is None:
            lines.append(Line(work, "", "DuckDB", theirs, "", f"< {MEMORY_LIMIT_MIB} MiB", ""))
            continue
        first = first or ours
        target = f"< {MEMORY_LIMIT_MIB} MiB, ≤ 1.2 × the first"
        ok = "yes" if ours < MEMORY_LIMIT_MIB and ours <= 1.2 * first else "**no**"
        lines.append(
            Line(work, f"{ours:.0f} MiB", "DuckDB", theirs, f"{ours / peaks['DuckDB']:.2f}", target, ok)
        )
    return lines


WORKS: dict[str, Callable[[Setting], list[Line]]] = {
    "start": start,
    "small": small,
    "csv-nps": csv_nps,
    "csv-sus": csv_sus,
    "parquet": parquet,
    "gzip": gzip_csv,
    "files": many_files,
    "measures": many_measures,
    "memory": memory,
}


# Report -------------------------------------------------------------------------------------------


def versions() -> str:
    names = ["cxux-cli", "polars", "duckdb", "pandas", "typer", "rich", "scipy"]
    found = []
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} (not installed)")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {', '.join(found)}; {cores} cores, {platform.system()} {platform.machine()}"


def table(lines: list[Line]) -> str:
    rows = [["work", "cxux ms", "peer", "peer ms", "ratio", "target", "ok?"]]
    rows += [["---", "--:", "---", "--:", "--:", "---", "---"]]
    rows += [[x.work, x.ours, x.peer, x.theirs, x.ratio, x.target, x.ok] for x in lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of the large files")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each contender")
    parser.add_argument(
        "--quick", action="store_true", help="200,000 rows and one run: are the answers right?"
    )
    parser.add_argument(
        "--full", action="store_true", help="memory also at ten times the rows (12 GB of data)"
    )
    parser.add_argument("--only", action="append", choices=WORKS, metavar="NAME", help=", ".join(WORKS))
    parser.add_argument("--dir", type=Path, help="keep the generated data here (default: a temporary one)")
    parser.add_argument("--peers-only", action="store_true", help="leave cxux out: check and time the peers")
    chosen = parser.parse_args()
    if chosen.rows < PART_ROWS or chosen.runs < 1:
        parser.error(f"--rows must be at least {PART_ROWS}, --runs at least 1")
    return chosen


def main() -> int:
    chosen = arguments()
    rows, runs = (200_000, 1) if chosen.quick else (chosen.rows, chosen.runs)
    lines: list[Line] = []
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="cxux-bench-") as temporary:
        directory = chosen.dir or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        setting = Setting(Data(directory.resolve()), rows, runs, chosen.quick, chosen.full, chosen.peers_only)
        for name in chosen.only or WORKS:
            if name == "start" and chosen.peers_only:
                continue
            print(f"{name} …", file=sys.stderr)
            try:
                lines += WORKS[name](setting)
            except Differs as problem:
                wrong.append(f"{name}: {problem}")
    if chosen.quick:  # the targets hold for the large files and a quiet machine
        lines = [replace(x, target="", ok="") for x in lines]
    print(table(lines))
    print(f"\nMedians of {runs} whole processes, alternating. {versions()}.")
    for difference in wrong:
        print(f"\nDIFFERS {difference}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
