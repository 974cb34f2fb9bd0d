"""What must hold for every run, whatever the file; each law yields what broke."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

CODES = {0, 1, 2, 3, 4, 5}
STUDIES = ("report", "check", "trend")
"""Verbs whose results are of several sources, personas and tasks."""
_OURS = re.compile(r"cxux: |  where: |  hint:  ")
# What may stand in text for people: line feeds, and nothing else that moves a cursor.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SCHEMA = json.loads(files("cxux_cli").joinpath("render/report.schema.json").read_text(encoding="utf-8"))
_VALIDATOR = Draft202012Validator(_SCHEMA)
_SKIPPED = re.compile(r"^(\d+) lines? blank in every column that is read skipped$")
_COMPARED = ("value", "low", "high", "n", "n_missing", "n_effective", "hidden", "parts", "distribution")


@dataclass(slots=True)
class Ran:
    """One run of the program in this process."""

    arguments: list[str]
    code: Any
    out: str
    err: str
    below: str = ""
    """What was written past Python, to the file descriptors."""
    warned: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    json: str | None = None
    scores: str | None = None

    @property
    def document(self) -> Any:
        """The JSON document, None where there is none or it is none."""
        text = self.json if self.json is not None else self.out
        try:
            return json.loads(text)
        except ValueError:
            return None

    @property
    def error(self) -> str:
        lines = self.err.splitlines()
        return lines[0].removeprefix("cxux: error: ") if lines else ""

    def notes(self) -> list[str]:
        document = self.document
        if not isinstance(document, dict) or "error" in document:
            return []
        sources = document.get("sources", [document])
        return [*document.get("notes", ()), *(n for s in sources for n in s.get("notes", ()))]


def general(ran: Ran, *, complete: bool) -> Iterator[str]:
    """The laws of every run, of files of any kind."""
    if ran.code not in CODES:
        yield f"exit code {ran.code!r}: {ran.err.strip()[:300]}"
        return
    if "Traceback" in ran.out + ran.err:
        yield "a traceback"
    if ran.below:
        yield f"written past Python: {ran.below[:200]!r}"
    for warning in ran.warned:
        yield f"a warning: {warning}"
    for line in ran.err.splitlines():
        if not _OURS.match(line):
            yield f"not ours on stderr: {line[:120]!r}"
    if CONTROL.search(ran.err):
        yield "control characters on stderr"
    if ran.code in (2, 4) and ran.err.count("cxux: error: ") != 1:
        yield "not one error"
    yield from _once(ran, complete)
    yield from _output(ran)


def _once(ran: Ran, complete: bool) -> Iterator[str]:
    if len(ran.scans) <= 1:
        return
    said = any("scanned again" in note or "repaired" in note for note in ran.notes())
    if complete and ran.arguments[:1] == ["inspect"]:
        # It asks every type of record whether a file is one of it, each in memory; nothing is read again.
        return
    if complete:
        yield f"{len(ran.scans)} scans of a file held in memory"
    elif ran.code in (0, 1, 3) and not said:
        yield f"{len(ran.scans)} scans and no note says so"


def _output(ran: Ran) -> Iterator[str]:
    shown = _option(ran.arguments, "--format") or "table"
    if shown == "json":
        if "--quiet" in ran.arguments and not ran.out:
            pass
        else:
            yield from _json(ran.out, ran.arguments[0] == "inspect")
    elif ran.code in (2, 4) and ran.out:
        yield f"standard output beside an error: {ran.out[:80]!r}"
    elif CONTROL.search(ran.out.replace("\r\n", "\n")):
        yield f"control characters in {shown}: {CONTROL.findall(ran.out)[:3]!r}"
    elif shown == "csv" and ran.out and len({len(row) for row in csv.reader(io.StringIO(ran.out))}) != 1:
        yield "ragged CSV"
    if ran.json is not None:
        yield from _json(ran.json, False)
    document = ran.document
    if isinstance(document, dict) and "results" in document and _VALIDATOR.is_valid(document):
        yield from _report(document, ran)


def _json(text: str, inspect: bool) -> Iterator[str]:
    wrong: list[str] = []

    def number(written: str) -> float:
        value = float(written)
        if value == 0 and math.copysign(1, value) < 0:
            wrong.append("a negative zero")
        if not math.isfinite(value):
            wrong.append("a number beyond all bounds")
        return value

    try:
        document = json.loads(
            text, parse_float=number, parse_int=number, parse_constant=lambda name: wrong.append(name)
        )
    except ValueError as error:
        yield f"standard output is not one JSON document: {error}"
        return
    yield from dict.fromkeys(wrong)
    if not inspect or "error" in document:
        error = best_match(_VALIDATOR.iter_errors(json.loads(text)))
        if error is not None:
            yield f"not as the schema says: {error.json_path} {error.message[:150]}"


def totals(document: Any) -> list[Any]:
    """The results that stand for all rows of the measure that was asked for."""
    first = document["results"][0]["measure"] if document["results"] else None
    return [
        r
        for r in document["results"]
        if not set(r["segment"]) - {"condition", "condition (block)"} and r["measure"] == first
    ]


def _report(document: Any, ran: Ran) -> Iterator[str]:
    for source, ledger in zip(document["sources"], document["ledger"], strict=True):
        if source["rows"] != ledger["read"]:
            yield f"rows {source['rows']} and read {ledger['read']}"
        if ledger["read"] != ledger["used"] + sum(e["rows"] for e in ledger["excluded"]):
            yield "the ledger does not add up"
    used = sum(ledger["used"] for ledger in document["ledger"])
    for result in document["results"]:
        yield from _result(result, kept=ran.arguments[0] == "trend")
    if ran.arguments[0] in STUDIES:
        return
    whole = totals(document)
    if "--by" not in ran.arguments or "condition" not in ran.arguments:
        for result in whole:
            if not result["hidden"] and result["n"] + result["n_missing"] != used:
                yield f"n {result['n']} + n_missing {result['n_missing']} is not used {used}"
        # A companion stands beside the measure, on the same answers.
        mine = {r["measure"] for r in whole}
        by = [r for r in document["results"] if r not in whole and r["measure"] in mine]
        adding = by and not any(r["hidden"] for r in document["results"])
        if adding and sum(r["n"] for r in by) != sum(r["n"] for r in whole):
            yield "the segments do not add up to the total"
    if ran.scores is not None and ran.code in (0, 1, 3):
        rows = list(csv.DictReader(io.StringIO(ran.scores)))
        if len(rows) != used * len(whole):
            yield f"{len(rows)} rows of scores of {used} used rows and {len(whole)} totals"
        elif sum(bool(row["score"]) for row in rows) != sum(r["n"] for r in whole):
            yield "another number of scores than n"


def _result(result: Any, *, kept: bool) -> Iterator[str]:
    value, low, high = result["value"], result["low"], result["high"]
    if result["n"] < 0 or (result["n_missing"] or 0) < 0:
        yield "a negative count"
    if result["hidden"]:
        shown = [k for k in ("value", "low", "high", "n_effective", "parts", "distribution") if result[k]]
        shown += [k for k in ("items", "readings", "missing", "state") if result[k]]
        if shown or value is not None:
            yield f"a hidden result shows {', '.join(shown)}"
        return
    # A history keeps how many are missing, and not why.
    if not kept and sum(m["rows"] for m in result["missing"]) != result["n_missing"]:
        yield "the reasons do not add up to n_missing"
    answers = sum(d["n"] for d in result["distribution"])
    if result["n_effective"] is None and result["distribution"] and answers != result["n"]:
        yield "the distribution does not add up to n"
    if value is None:
        return
    lowest, highest = result["range"]
    lowest = -math.inf if lowest is None else lowest
    highest = math.inf if highest is None else highest
    if not lowest <= value <= highest:
        yield f"{value} outside of {lowest} to {highest}"
    if low is not None and high is not None and not low <= value <= high:
        yield f"not {low} <= {value} <= {high}"
    if any(end is not None and not lowest - 1e-9 <= end <= highest + 1e-9 for end in (low, high)):
        yield f"the interval {low} to {high} leaves {lowest} to {highest}"
    if result["n"] == 0:
        yield "a value of nobody"


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known about one file: its records, and the lines and records that are blank."""

    records: int
    blank: int


def kept(ran: Ran, reference: Ran, truths: Sequence[Truth]) -> Iterator[str]:
    """The laws of a mutation that leaves the rows as they are: every row is read, the numbers are the same."""
    if ran.code in (2, 4):
        return
    if reference.code in (2, 4):
        yield f"measured where the plain file is refused: {reference.error}"
        return
    document, plain = ran.document, reference.document
    if document is None or plain is None:
        return
    if ran.arguments[0] == "inspect":
        if document["rows"] != truths[0].records:
            yield f"{document['rows']} rows of {truths[0].records} (blank {truths[0].blank})"
        return
    taken_for_blank = 0
    for source, truth in zip(document["sources"], truths, strict=True):
        if source["rows"] == truth.records:
            continue
        skipped = sum(int(m[1]) for note in source["notes"] if (m := _SKIPPED.match(note)))
        if skipped and source["rows"] + skipped == truth.records + truth.blank:
            taken_for_blank += truth.records - source["rows"]
            continue
        yield f"{source['rows']} rows of {truth.records} (blank {truth.blank}, skipped {skipped})"
    found, expected = _by_segment(document), _by_segment(plain)
    if set(found) != set(expected):
        yield f"other segments: {sorted(map(str, set(found) ^ set(expected)))[:4]}"
        return
    for segment, mine in found.items():
        its = expected[segment]
        for key in _COMPARED:
            if not _same(mine[key], its[key]) and not (key == "n_missing" and taken_for_blank):
                yield f"{segment or 'total'}: {key} {mine[key]!s:.120}, of the plain file {its[key]!s:.120}"
                break
    if taken_for_blank:
        return
    for mine, its in zip(document["ledger"], plain["ledger"], strict=True):
        if (mine["used"], mine["excluded"]) != (its["used"], its["excluded"]):
            yield f"ledger {mine}, of the plain file {its}"


def _by_segment(document: Any) -> dict[Any, Any]:
    return {(r["measure"], *sorted(r["segment"].items(), key=str)): r for r in document["results"]}


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return bool(a == b)


def _option(arguments: Sequence[str], name: str) -> str | None:
    return arguments[arguments.index(name) + 1] if name in arguments else None
