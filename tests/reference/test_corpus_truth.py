"""Real exports, read without a flag: what comes out must be what independent programs computed.

CXUX_CORPUS names their folder, which is not part of the repository. Every entry of truth.json about the SUS or
the NPS is checked in full, and every other file must at least be understood.
"""

import json
import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("CXUX_CORPUS") or "unset")
if not CORPUS.is_dir():
    pytest.skip("CXUX_CORPUS names no folder", allow_module_level=True)

TRUTH = json.loads((CORPUS / "truth.json").read_text(encoding="utf-8"))
MEASURES = {"SUS": "sus", "NPS": "nps"}
# What other tests or other measures look at, and remarks.
BESIDE = {
    "cronbach_alpha_contributions",
    "same_multiset_as_clean_file",
    "sd_population",
    "physical_lines",
    "n_users",
}
BESIDE |= {"satisfaction", "intention"}


def key_of(entry):
    return MEASURES.get(entry["measure"].split()[0])


SCORED = [pytest.param(e, id=f"{e['file']} {e['measure']}") for e in TRUTH if key_of(e)]
FILES = sorted(
    str(p.relative_to(CORPUS))
    for folder in ("real", "ux", "cx")
    for p in (CORPUS / folder).rglob("*")
    if p.is_file()
)


def close(found, expected):
    return found == pytest.approx(expected, rel=1e-4, abs=1e-9)


def measure(cli, key, path, *options):
    code, out, err = cli([key, path, "--format", "json", *options])
    assert (code, err) == (0, ""), err
    return json.loads(out)


def facts(result):
    """A result under the names truth.json uses."""
    parts = result["parts"]
    found = {
        "n": result["n"],
        "n_missing": result["n_missing"],
        "ci95_t": [result["low"], result["high"]],
        "records": result["n"] + result["n_missing"],
        **{
            name: parts.get(name)
            for name in ("sd", "median", "min", "max", "promoters", "passives", "detractors")
        },
    }
    values = [d["value"] for d in result["distribution"]]
    found["min_max"] = [min(values), max(values)]
    if result["measure"] == "nps":
        return found | {"nps": result["value"], "mean": parts["mean"]}
    return found | {"mean": result["value"]}


def agree(result, expected, where):
    found = facts(result)
    known = {k: v for k, v in expected.items() if k not in BESIDE}
    unknown = known.keys() - found.keys()
    assert not unknown, f"{where}: {unknown} is checked by nothing"
    for name, value in known.items():
        assert close(found[name], value), f"{where}: {name} is {found[name]}, not {value}"


@pytest.mark.parametrize("entry", SCORED)
def test_scores(cli, entry):
    path = CORPUS / "real" / entry["file"]
    expected = entry["expected"]
    groups = {
        k: v for k, v in expected.items() if k.startswith("by_") or k in ("all_rows", "without_pilot_98_99")
    }
    flat = {k: v for k, v in expected.items() if k not in groups}
    key = key_of(entry)
    report = measure(cli, key, path)
    agree(report["results"][-1], flat or groups["all_rows"], entry["file"])
    assert [b["text"] for b in report["sources"][0]["mapping"]]
    ledger = report["ledger"][0]
    assert ledger["read"] == ledger["used"] + sum(e["rows"] for e in ledger["excluded"])
    fields = json.loads(cli(["inspect", path, "--format", "json"])[1])["fields"]

    def named(start):
        # Headers in two languages are joined; truth.json gives the first.
        return next(f["name"] for f in fields if f["name"].startswith(start))

    pilots = (
        ["--where", f'"{named("Participant ID")}" NOT IN (98, 99)'] if "without_pilot_98_99" in groups else []
    )
    for name, value in groups.items():
        if name == "without_pilot_98_99":
            agree(measure(cli, key, path, *pilots)["results"][-1], value, name)
        elif name.startswith("by_"):
            column = named({"by_system": "System", "by_method_without_pilot": "Retrieve-Method"}[name])
            options = ["--by", column, *(pilots if "without_pilot" in name else ())]
            segments = {
                r["segment"].get(column): r for r in measure(cli, key, path, *options)["results"][:-1]
            }
            assert segments.keys() == value.keys()
            for segment, numbers in value.items():
                agree(segments[segment], numbers, f"{name} {segment}")


def test_a_scale_from_one_to_ten_is_scored_with_a_loud_note_and_never_judged(cli):
    path = CORPUS / "real" / "nps" / "fr_nps_retail_latin1.csv"
    result = measure(cli, "nps", path)["results"][-1]
    assert close(result["value"], 54.5513)
    assert any("nobody of 7822 answered 0" in note for note in result["notes"])
    code, out, err = cli(["nps", path])
    assert (code, err) == (0, "")
    assert "looks like a 1-10 scale" in " ".join(out.split())
    assert cli(["nps", path, "--fail-under", "0"])[0] == 2


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_understood(cli, name):
    code, out, err = cli(["inspect", CORPUS / name, "--format", "json"])
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["rows"] > 0
    assert document["columns"] == len(document["fields"])
    assert cli(["inspect", CORPUS / name])[0] == 0


STRUCTURE = {
    "header_rows": "header_rows",
    "records": "rows",
    "rows": "rows",
    "columns": "columns",
    "events": "rows",
}
TOLD = [e for e in TRUTH if STRUCTURE.keys() & e["expected"].keys()]


@pytest.mark.parametrize("entry", [pytest.param(e, id=f"{e['file']} {e['measure']}") for e in TOLD])
def test_rows_columns_and_headers(cli, entry):
    code, out, _ = cli(["inspect", CORPUS / "real" / entry["file"], "--format", "json"])
    assert code == 0
    document = json.loads(out)
    for name, field in STRUCTURE.items():
        if name in entry["expected"]:
            assert document[field] == entry["expected"][name], name


# n of an entry that counts every record of its file.
COUNTED = {"churn/en_telco_churn.csv": 7043, "tasks/en_ratings_blank_lines.csv": 140}


@pytest.mark.parametrize(("name", "rows"), COUNTED.items())
def test_files_of_other_measures_have_all_their_rows(cli, name, rows):
    assert next(e for e in TRUTH if e["file"] == name)["expected"]["n"] == rows
    code, out, _ = cli(["inspect", CORPUS / "real" / name, "--format", "json"])
    assert (code, json.loads(out)["rows"]) == (0, rows)


@pytest.mark.parametrize("key", ["nps", "sus"])
@pytest.mark.parametrize("name", FILES)
def test_every_file_gives_a_number_or_one_message(cli, name, key):
    code, out, err = cli([key, CORPUS / name])
    assert code in (0, 2, 4), err
    assert (out == "") == (code != 0)
    assert err.count("cxux: error: ") == (code != 0)
    assert "Traceback" not in err
