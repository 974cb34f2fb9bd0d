"""NPS by segment with the query a DuckDB user would write: `duckdb_nps.py FILE [--json]`."""

import json
import sys

import duckdb

path = sys.argv[1]
# TRY_CAST(answer AS TINYINT) is what one writes first, but DuckDB 2.0 moves that cast into the CSV scan,
# where it fails on "N/A". Naming the missing codes gives the right answer; on a large file no form tried was
# faster.
reader = f"'{path}'" if path.endswith(".parquet") else f"read_csv('{path}', nullstr=['', 'N/A'])"
rows = duckdb.sql(f"""
    SELECT segment,
           count(answer),
           count(*) FILTER (answer >= 9),
           count(*) FILTER (answer BETWEEN 7 AND 8),
           count(*) FILTER (answer <= 6)
    FROM {reader}
    GROUP BY segment ORDER BY segment
""").fetchall()

if "--json" in sys.argv:
    names = ("n", "promoters", "passives", "detractors")
    print(json.dumps({row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}))
else:
    for segment, n, promoters, passives, detractors in rows:
        nps = 100 * (promoters - detractors) / n
        print(f"{segment:10} {n:9} {nps:7.2f} {promoters}/{passives}/{detractors}")
