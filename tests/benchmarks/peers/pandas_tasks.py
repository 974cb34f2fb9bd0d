"""Success with interval, geometric mean and exact median by task, in pandas: `pandas_tasks.py FILE [--json]`."""

import json
import math
import sys

import numpy as np
import pandas as pd

# The adjusted Wald interval: x + z²/2 successes of n + z² attempts.
Z = 1.959963984540054
frame = pd.read_csv(sys.argv[1], usecols=["task", "outcome", "seconds"])
frame["reached"] = frame["outcome"] == "success"
done = frame[frame["reached"]]
logs = np.log(done["seconds"]).groupby(done["task"]).mean()
middle = done.groupby("task")["seconds"].median()
cells = {}
for task, reached in frame.groupby("task")["reached"]:
    n, x = len(reached), int(reached.sum())
    p = (x + Z**2 / 2) / (n + Z**2)
    margin = Z * math.sqrt(p * (1 - p) / (n + Z**2))
    cells[task] = {
        "n": n,
        "successes": x,
        "low": p - margin,
        "high": p + margin,
        "geometric": math.exp(logs[task]),
        "median": float(middle[task]),
    }
if "--json" in sys.argv:
    print(json.dumps(cells))
else:
    for task, cell in cells.items():
        print(task, *(f"{value:.4g}" for value in cell.values()))
