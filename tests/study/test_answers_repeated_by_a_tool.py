"""A tool that writes an answer into several rows: each counts once, however its cells are written."""

import csv
import io
import json


def test_a_repeated_answer_is_one_however_its_cells_are_written(cli, samples, tmp_path) -> None:
    text = (samples / "intercom_ratings.csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(io.StringIO(text))
    padded = [
        [f" {c}.0" if c.isdigit() and len(c) == 1 and i % 2 else f"{c} " for c in r]
        for i, r in enumerate(rows)
    ]
    path = tmp_path / "padded.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *padded])
    ledgers = []
    for file in (samples / "intercom_ratings.csv", path):
        code, out, _ = cli(["csat", file, "--format", "json"])
        assert code == 0
        ledgers.append(json.loads(out)["ledger"][0])
    assert ledgers[0]["excluded"]
    assert [ledger["excluded"] for ledger in ledgers] == [ledgers[0]["excluded"]] * 2
