"""NPS by segment with pandas: `pandas_nps.py FILE [--json]`."""

import json
import sys

import pandas as pd

data = pd.read_csv(sys.argv[1], usecols=["segment", "answer"])
data["answer"] = pd.to_numeric(data["answer"], errors="coerce")
data = data.dropna(subset=["answer"])
data["promoters"] = data["answer"] >= 9
data["passives"] = data["answer"].between(7, 8)
data["detractors"] = data["answer"] <= 6
table = data.groupby("segment").agg(
    n=("answer", "size"),
    promoters=("promoters", "sum"),
    passives=("passives", "sum"),
    detractors=("detractors", "sum"),
)

if "--json" in sys.argv:
    print(json.dumps(table.to_dict("index"), default=int))
else:
    table["nps"] = 100 * (table["promoters"] - table["detractors"]) / table["n"]
    print(table.to_string())
