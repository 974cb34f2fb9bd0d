"""A writer of a history that is killed at random moments, and what must be whole after every kill.

python tests/history/killed_history.py [KILLS] [SEED]
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kept_runs import result, run, week

from cxux_cli.history.read import results
from cxux_cli.history.record import record
from cxux_cli.history.verify import verify

ROOT = Path(__file__).parents[2]
SEGMENTS = 40
"""Results of each run: a run is whole when it has so many."""
WEEKS = 9


def write_forever(store: str) -> None:
    """Measure the same weeks again and again, as fast as it goes; `-` on standard output after each."""
    for number in range(100_000):
        answers = [9, number % 11]
        found = (result(answers, segment={"plan": f"{i}"}) for i in range(SEGMENTS))
        record(store, [run(*found, window=week(number % WEEKS), outcomes={"gate": "met"})])
        sys.stdout.write("-")
        sys.stdout.flush()


def kill_at_random(folder: Path, kills: int, seed: int) -> tuple[int, int]:
    """Let a writer be killed so many times: how many runs it had kept, and how many kills fell into a transaction.

    Raises `AssertionError` for a file that is damaged, for a run that is not whole, and for what keeps the
    next run from its work.
    """
    chance, store = random.Random(seed), folder / "history.sqlite"
    written = torn = 0
    for _ in range(kills):
        command, pipe = [sys.executable, __file__, "--write", str(store)], subprocess.PIPE
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=env) as writer:
            assert writer.stdout is not None
            assert writer.stderr is not None
            assert writer.stdout.read(1) == b"-", writer.stderr.read().decode()
            time.sleep(chance.random() * 0.03)
            writer.send_signal(signal.SIGKILL)
            written += 1 + len(writer.stdout.read())
        torn += store.with_name("history.sqlite-journal").exists()
        with sqlite3.connect(store) as connection:
            counts = {row[0] for row in connection.execute("SELECT count(*) FROM results GROUP BY run")}
        connection.close()
        assert counts == {SEGMENTS}
        checked = verify(str(store))
        assert not checked.problems
        assert checked.outcomes == checked.runs <= WEEKS
    record(str(store), [run(result([9]), window=week(WEEKS))])
    assert len(results(str(store))) == SEGMENTS * checked.runs + 1
    return written, torn


def main(arguments: list[str]) -> None:
    """Write, or kill a writer."""
    if arguments[:1] == ["--write"]:
        write_forever(arguments[1])
    kills, seed = int(arguments[0]) if arguments else 200, int(arguments[1]) if arguments[1:] else 1
    with tempfile.TemporaryDirectory() as folder:
        written, torn = kill_at_random(Path(folder), kills, seed)
    print(f"{kills} kills, {torn} of them within a transaction; {written} runs, every one whole")


if __name__ == "__main__":
    main(sys.argv[1:])
