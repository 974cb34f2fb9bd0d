"""Peer: p75 of four speeds and the bounce rate, as a DuckDB user writes it."""

import json
import sys

import duckdb

SPEEDS = ["load_time_ms", "lcp_ms", "inp_ms", "cls"]

file = sys.argv[1]
quantiles = ", ".join(f"quantile_disc({name}, 0.75) AS {name}" for name in SPEEDS)
speeds = duckdb.sql(f"SELECT {quantiles} FROM read_csv(?)", params=[file]).fetchall()[0]
((sessions, bounced),) = duckdb.sql(
    "SELECT count(*), count(*) FILTER (WHERE n = 1) FROM"
    " (SELECT session, count(*) AS n FROM read_csv(?) GROUP BY session)",
    params=[file],
).fetchall()
found = dict(zip(SPEEDS, map(float, speeds), strict=True)) | {"bounce": 100 * bounced / sessions}
if "--json" in sys.argv:
    print(json.dumps(found))
else:
    for name, value in found.items():
        print(f"{name:14} {value:10.3f}")
