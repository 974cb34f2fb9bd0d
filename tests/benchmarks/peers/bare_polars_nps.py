"""NPS by segment as a bare command: typer, polars and a rich table, nothing checked.

`bare_polars_nps.py FILE [--json]`: the least that a command line with these libraries can cost.
"""

import json

import polars as pl
import typer
from rich.console import Console
from rich.table import Table


def main(path: str, as_json: bool = typer.Option(False, "--json")) -> None:
    scan = pl.scan_parquet(path) if path.endswith(".parquet") else pl.scan_csv(path, infer_schema=False)
    score = pl.col("score")
    counts = (
        scan.select("segment", score=pl.col("answer").cast(pl.Int8, strict=False))
        .group_by("segment")
        .agg(
            n=score.count(),
            promoters=(score >= 9).sum(),
            passives=score.is_between(7, 8).sum(),
            detractors=(score <= 6).sum(),
        )
        .collect(engine="streaming")
        .sort("segment")
    )
    if as_json:
        print(json.dumps({row.pop("segment"): row for row in counts.to_dicts()}))
        return
    table = Table("segment", "NPS", "n", "promoters", "passives", "detractors", title="NPS")
    for row in counts.to_dicts():
        nps = 100 * (row["promoters"] - row["detractors"]) / row["n"]
        parts = (str(row[name]) for name in ("n", "promoters", "passives", "detractors"))
        table.add_row(row["segment"], f"{nps:.2f}", *parts)
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
