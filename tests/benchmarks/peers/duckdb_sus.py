"""SUS mean and sd by segment with the query a DuckDB user would write: `duckdb_sus.py FILE [--json]`."""

import json
import sys

import duckdb

path = sys.argv[1]
reader = f"'{path}'" if path.endswith(".parquet") else f"read_csv('{path}')"
rows = duckdb.sql(f"""
    SELECT segment, count(score), avg(score), stddev_samp(score)
    FROM (
        SELECT segment, 2.5 * (20 + (sus1 + sus3 + sus5 + sus7 + sus9)
                                  - (sus2 + sus4 + sus6 + sus8 + sus10)) AS score
        FROM {reader}
    )
    GROUP BY segment ORDER BY segment
""").fetchall()

if "--json" in sys.argv:
    names = ("n", "value", "sd")
    print(json.dumps({row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}))
else:
    for segment, n, mean, sd in rows:
        print(f"{segment:10} {n:9} {mean:7.2f} {sd:6.2f}")
