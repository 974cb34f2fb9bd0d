"""Compare `cxux tasks` with what a user would run instead: `python tests/benchmarks/tasks.py [--full]`.

As in run.py every figure is a whole process, in alternation with its peers, and answers are compared before
anything is timed. The peers work out three numbers a task; cxux all that the file holds, with intervals.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from run import (
    HERE,
    PYTHON,
    Cells,
    Command,
    Differs,
    agree,
    alternate,
    cxux,
    environment,
    peer,
    read,
    run,
    versions,
)

PEERS = {"DuckDB": "duckdb_tasks.py", "pandas": "pandas_tasks.py"}


def made(directory: Path, rows: int) -> Path:
    path = directory / f"attempts-{rows}.csv"
    if not path.exists():
        script = str(HERE / "tasks_data.py")
        subprocess.run([PYTHON, script, str(path), str(rows)], check=True, env=environment())
    return path


def cxux_cells(command: Command) -> Cells:
    """Task -> the figures that the peers work out, from a JSON report."""
    cells: Cells = {}
    for result in json.loads(read(command))["results"]:
        if (task := result["task"]) is None:
            continue
        cell = cells.setdefault(task, {})
        if result["measure"] == "success":
            cell |= {"n": result["n"], "successes": result["parts"]["successes"]}
            cell |= {"low": result["low"] / 100, "high": result["high"] / 100}
        elif result["measure"] == "time":
            cell["geometric"] = result["value"]
        elif result["measure"] == "time.median":
            cell["median"] = result["value"]
    return cells


def compared(file: Path, runs: int) -> list[str]:
    """Rows of the table: seconds and peak memory of each contender."""
    commands = {"cxux": cxux("tasks", str(file))}
    commands |= {name: peer(script, str(file)) for name, script in PEERS.items()}
    answers = {name: json.loads(read([*commands[name], "--json"])) for name in PEERS}
    answers["cxux"] = cxux_cells([*commands["cxux"], "--format", "json"])
    agree(file.name, answers)
    seconds = alternate(commands, runs, {})
    peaks = {name: run(command).peak_mib for name, command in commands.items()}
    size = file.stat().st_size / 2**20
    return [
        f"| {file.stem} ({size:.0f} MiB) | {name} | {seconds[name]:.2f} | {peaks[name]:.0f} MiB |"
        for name in commands
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="attempts in the file")
    parser.add_argument("--full", action="store_true", help="ten million attempts too (0.4 GB of data)")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each contender")
    parser.add_argument("--dir", type=Path, help="keep the generated data here (default: a temporary one)")
    chosen = parser.parse_args()
    lines = ["| file | contender | seconds | peak memory |", "| --- | --- | --: | --: |"]
    with tempfile.TemporaryDirectory(prefix="cxux-bench-") as temporary:
        directory = (chosen.dir or Path(temporary)).resolve()
        directory.mkdir(parents=True, exist_ok=True)
        for rows in (chosen.rows, *([10_000_000] if chosen.full else [])):
            try:
                lines += compared(made(directory, rows), chosen.runs)
            except Differs as problem:
                print(f"DIFFERS {problem}")
                return 1
    print("\n".join(lines))
    print(f"\nMedians of {chosen.runs} whole processes, alternating. {versions()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
