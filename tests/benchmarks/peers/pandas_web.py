"""Peer: p75 of four speeds and the bounce rate, as a pandas user writes it."""

import json
import sys

import pandas as pd

SPEEDS = ["load_time_ms", "lcp_ms", "inp_ms", "cls"]

views = pd.read_csv(sys.argv[1], usecols=["session", *SPEEDS])
found = {}
for name in SPEEDS:
    values = views[name].dropna().sort_values()
    found[name] = float(values.iloc[-(-len(values) * 75 // 100) - 1])
sizes = views.groupby("session").size()
found["bounce"] = float(100 * (sizes == 1).sum() / len(sizes))
if "--json" in sys.argv:
    print(json.dumps(found))
else:
    for name, value in found.items():
        print(f"{name:14} {value:10.3f}")
