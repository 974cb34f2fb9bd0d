"""Generate attempts at tasks: `python tasks_data.py FILE ROWS`. People try five tasks once each."""

import sys
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20_260_102
CHUNK = 500_000
TASKS = np.array(["find-menu", "customise", "checkout", "redeem", "reorder"])
ROLES = np.array(["member", "guest", "crew"])


def chunk(generator: np.random.Generator, first: int, size: int) -> pl.DataFrame:
    row = np.arange(first, first + size)
    person, task = row // len(TASKS), row % len(TASKS)
    reached = generator.random(size) < 0.9 - 0.08 * task
    ended = np.where(reached, "success", np.where(generator.random(size) < 0.5, "failed", "gave up"))
    return pl.DataFrame(
        {
            "participant": pl.Series(person).cast(pl.String).str.zfill(8).str.replace("^", "P"),
            "role": ROLES[person % len(ROLES)],
            "task": TASKS[task],
            "outcome": ended,
            "seconds": np.exp(generator.normal(3.5 + 0.2 * task, 0.5)).round(2),
            "errors": generator.poisson(0.7, size),
            "clicks": generator.integers(3, 15, size),
            "seq": generator.integers(1, 8, size),
        }
    )


def main() -> None:
    path, rows = Path(sys.argv[1]), int(sys.argv[2])
    generator = np.random.default_rng(SEED)
    with path.open("wb") as file:
        for first in range(0, rows, CHUNK):
            frame = chunk(generator, first, min(CHUNK, rows - first))
            file.write(frame.write_csv(include_header=first == 0).encode())


if __name__ == "__main__":
    main()
