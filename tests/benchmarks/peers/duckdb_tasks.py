"""Success with interval, geometric mean and exact median by task, in SQL: `duckdb_tasks.py FILE [--json]`."""

import json
import sys

import duckdb

# The adjusted Wald interval: x + z²/2 successes of n + z² attempts.
Z = 1.959963984540054
rows = duckdb.sql(f"""
    WITH tasks AS (
        SELECT task,
               count(*) AS n,
               count(*) FILTER (outcome = 'success') AS x,
               exp(avg(ln(seconds)) FILTER (outcome = 'success')) AS geometric,
               median(seconds) FILTER (outcome = 'success') AS middle
        FROM read_csv('{sys.argv[1]}')
        GROUP BY task
    ), centred AS (SELECT *, (x + {Z}^2 / 2) / (n + {Z}^2) AS p FROM tasks)
    SELECT task, n, x, p - {Z} * sqrt(p * (1 - p) / (n + {Z}^2)), p + {Z} * sqrt(p * (1 - p) / (n + {Z}^2)),
           geometric, middle
    FROM centred ORDER BY task
""").fetchall()
names = ("n", "successes", "low", "high", "geometric", "median")
cells = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
if "--json" in sys.argv:
    print(json.dumps(cells))
else:
    for task, cell in cells.items():
        print(task, *(f"{value:.4g}" for value in cell.values()))
