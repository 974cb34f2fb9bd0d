"""A tool that writes an answer into several rows: each counts once, however its cells are written."""

import csv
import io
import json
from pathlib import Path


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


def test_an_unrated_conversation_is_one_whether_its_cell_is_empty_or_missing(cli, tmp_path: Path) -> None:
    header = "conversation_id,conversation_created_at,message_author_name,conversation_rating\n"
    rows = ["1,2026-03-02,Ana,\n", "1,2026-03-02,Ana\n", "2,2026-03-02,Ben,5\n"]
    path = tmp_path / "a.csv"
    path.write_text(header + "".join(rows))
    code, out, err = cli(["csat", path, "--format", "json"])
    assert code == 0, err
    result = json.loads(out)["results"][0]
    assert (result["n"], result["n_missing"]) == (1, 1)
