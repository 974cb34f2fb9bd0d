"""Compare `cxux web` with scripts that give the same p75 and bounce: `python tests/benchmarks/web.py [--rows N]`.

As in run.py: whole processes in turns, medians, answers compared before anything is timed. Processor time
stands beside the time on the clock, because it does not depend on what else the machine does. The scripts
give five numbers; `cxux` also gives intervals over persons, visits and times of pages, and a ledger.
"""

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from run import HERE, PYTHON, Command, Differs, Run, cxux, environment, peer, read, run, versions

MEASURES = {
    "load_time_ms": "load-time",
    "lcp_ms": "lcp",
    "inp_ms": "inp",
    "cls": "cls",
    "bounce": "bounce",
}


def cxux_answers(file: str) -> dict[str, float]:
    report = json.loads(read(cxux("web", file, "--format", "json")))
    totals = {r["measure"]: r["value"] for r in report["results"] if not r["segment"]}
    return {name: totals[measure] for name, measure in MEASURES.items()}


def check(file: str, peers: dict[str, Command]) -> None:
    ours = cxux_answers(file)
    for name, command in peers.items():
        theirs = json.loads(read([*command, "--json"]))
        for figure, value in ours.items():
            if not math.isclose(value, theirs[figure], rel_tol=1e-12):
                raise Differs(f"{figure} is {value} by cxux, {theirs[figure]} by {name}")


def timed(command: Command) -> tuple[Run, float]:
    """The run, and the processor time of it and its children in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def race(commands: dict[str, Command], runs: int) -> list[str]:
    taken: dict[str, list[tuple[Run, float]]] = defaultdict(list)
    for turn in range(runs + 1):
        for name, command in commands.items():
            result, processor = timed(command)
            if result.code:
                raise Differs(f"{name} ended with {result.code}")
            if turn:  # the first turn warms the page cache and the bytecode
                taken[name].append((result, processor))
    lines = []
    for name, results in taken.items():
        seconds = statistics.median(one.seconds for one, _ in results)
        processor = statistics.median(used for _, used in results)
        peak = max(one.peak_mib for one, _ in results)
        lines.append(f"| {name} | {seconds:.2f} | {processor:.2f} | {peak:.0f} |")
    return lines


def make(directory: Path, rows: int) -> Path:
    path = directory / f"views-{rows}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        command = [PYTHON, str(HERE / "page_views.py"), str(part), str(rows)]
        subprocess.run(command, check=True, env=environment())
        part.replace(path)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="page views; 10000000 is the large case")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each contender")
    parser.add_argument("--dir", type=Path, help="keep the generated log here (default: a temporary folder)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cxux-bench-") as temporary:
        directory = (chosen.dir or Path(temporary)).resolve()
        directory.mkdir(parents=True, exist_ok=True)
        path = make(directory, chosen.rows)
        file = str(path)
        peers = {"DuckDB": peer("duckdb_web.py", file), "pandas": peer("pandas_web.py", file)}
        try:
            check(file, peers)
            lines = race({"`cxux web`": cxux("web", file), **peers}, chosen.runs)
        except Differs as problem:
            print(f"DIFFERS {problem}")
            return 1
        size = path.stat().st_size / 2**20
    print(f"{chosen.rows:,} page views, a CSV of {size:.0f} MiB; the answers are equal\n")
    print("| | seconds | processor seconds | peak MiB |\n| --- | --: | --: | --: |")
    print("\n".join(lines))
    print(f"\nMedians of {chosen.runs} whole processes, alternating; the largest peak. {versions()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
