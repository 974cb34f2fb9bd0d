"""Make study configs rude, run the study verbs on them, and hold every run against the laws.

`python tests/fuzz/configs.py --seed 7 --files 2000 [--keep DIR] [--only INDEX]`

Every case draws from a generator seeded with the seed and its index alone, so `--only` repeats it. The exit
code is 1 when a law was broken.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import laws
import yaml
from program import Program

ROOT = Path(__file__).parents[2]
SLOW = 30
"""Seconds from which on a run hangs."""
_PROBLEM = re.compile(r"  \S*config\.yaml:\d+: ")
TODAY = "2026-06-30"
COMMANDS = (
    ("config", "check", "{}"),
    ("check", "{}", "--format", "json"),
    ("check", "{}", "--explain", "--junit", "made/gates.xml", "--html", "made/gates.html"),
    ("report", "{}", "--format", "json", "--as-of", TODAY),
    ("report", "{}", "--md", "made/report.md", "--xlsx", "made/report.xlsx", "--as-of", TODAY),
    ("baseline", "accept", "{}", "--reason", "as it is"),
    ("trend", "nps", "{}", "--format", "json"),
)
HOSTILE = (
    "[red]x[/red]",
    "[/]",
    "\x1b[2Jgone",
    "<script>alert(1)</script>",
    "a|b`c`\n# d",
    "=1+1",
    "::add-mask::x",
    "::error::%0A",
    "{{ 7*7 }}",
    "${HOME}",
    "../../../../outside",
    "\u202egnp.exe",
    "\u0130\u00df\ufb01",
    "\U0001f600",
    "' OR 1=1 --",
    "*" * 5000,
    "",
    " ",
    "\n",
    "\u200b",
    "NaN",
    "0x10",
    "1e400",
    "-0",
    "everyone",
    "unassigned",
    "all",
    "task",
    "persona",
)
SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, -(10**400)),
    *(0.0, -0.0, 0.5, 1e308, float("nan"), float("inf"), float("-inf"), 5e-324),
    *([], {}, [[]], [None], {"": ""}, [{}], "2026-02-30", "9999-12-31", "0001-01-01"),
)
MORE: dict[str, list[Any]] = {
    "gates": [
        {"id": "extra", "measure": "nps", "target": ">= 0", "for": 2},
        {"id": "held", "measure": "nps", "rule": "no_regression", "margin": 5},
        {"id": "last", "measure": "success", "rule": "non_inferior", "margin": "5%", "against": "previous"},
        {"id": "each", "measure": "success", "each": "persona", "target": ">= 99.999%", "min_n": 1},
        {"id": "waived", "measure": "sus", "target": 100, "waive": {"until": TODAY, "reason": "|"}},
    ],
    "measures": [
        {"use": "nps", "by": "plan", "every": "day"},
        {"use": "success", "each": "task", "by": ["role"]},
        {"use": "sus", "expect": {"everyone": 1e300}},
        {"use": "tasks"},
        {"use": "web"},
        {"use": "nps", "scale": "0-10"},
    ],
    "personas": [
        {"id": "nobody", "where": "role = 'nobody'", "population": 0.5},
        {"id": "all-of-us", "where": "1 = 1", "population": 1},
        {"id": "odd", "where": "missing_column > 3"},
        {"id": "wide", "where": " OR ".join(["role = 'buyer'"] * 200)},
    ],
    "tasks": [
        {"id": "unknown to the data", "target_time": "1s"},
        {"id": "checkout", "time_limit": "0.001s", "partial_credit": 0},
    ],
    "outputs": [
        {"folder": "made"},
        {"folder": "."},
        {"folder": "config.yaml"},
        {"folder": "made", "keep": 1},
    ],
    "history": ["kept.sqlite", ".", "config.yaml", "no/such/folder/x.sqlite"],
    "policy": [{"privacy_floor": 10**9}, {"privacy_floor": 15}, {"baseline": "config.yaml"}],
    "releases": [[{"date": "2026-02-16", "name": "\x1b[31m"}]],
    "sources": [{"survey": {"path": "../sample_data/*"}}, {"survey": {"path": "no such file.csv"}}],
}


@dataclass(slots=True)
class Verdict:
    """What came of one config."""

    index: int
    text: bytes
    broken: list[str]
    codes: list[Any] = field(default_factory=list)


def rude(seed: int, index: int) -> bytes:
    """A config of the repository, made worse."""
    draw = Random(f"{seed}:{index}")
    known = sorted(p for p in (ROOT / "configs").glob("*.yaml") if not p.name.startswith("labels"))
    values = yaml.safe_load(draw.choice(known).read_text(encoding="utf-8"))
    for key in draw.sample(sorted(MORE), draw.choice((0, 1, 1, 2, 3))):
        # An addition that a mutation changes is changed in this config alone.
        addition = json.loads(json.dumps(draw.choice(MORE[key])))
        if isinstance(addition, dict) and key in ("gates", "measures", "personas", "tasks"):
            values[key] = [*values.get(key, []), addition]
        else:
            values[key] = addition
    for _ in range(draw.choice((0, 0, 0, 1, 1, 2, 4))):
        _mutate(values, draw)
    text = yaml.safe_dump(values, allow_unicode=draw.random() < 0.5, sort_keys=False).encode()
    return _damage(text, draw) if draw.random() < 0.15 else text


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys or positions."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def _mutate(values: dict[str, Any], draw: Random) -> None:
    places = list(_places(values))
    if not places:
        return
    (here, key), (_, other) = draw.choice(places), draw.choice(places)
    how = draw.choice(("drop", "hostile", "scalar", "wrap", "swap", "repeat", "rename", "hostile"))
    if how == "drop":
        del here[key]
    elif how == "hostile":
        here[key] = draw.choice(HOSTILE)
    elif how == "scalar":
        here[key] = draw.choice(SCALARS)
    elif how == "wrap":
        here[key] = draw.choice(([here[key]], {"x": here[key]}, [here[key]] * 40))
    elif how == "swap":
        its, at = draw.choice(places)
        copies = json.loads(json.dumps([here[key], its[at]], default=str))
        its[at], here[key] = copies[0], copies[1]
    elif isinstance(here, list):
        here.append(here[key])
    elif how == "repeat":
        here[f"{key}_{draw.randrange(9)}"] = here[key]
    else:
        here[draw.choice((*HOSTILE, str(other)))] = here.pop(key)


def _damage(text: bytes, draw: Random) -> bytes:
    at = draw.randrange(len(text))
    return draw.choice(
        (
            text[:at],
            text[:at] + bytes(draw.randrange(256) for _ in range(draw.choice((1, 3, 30)))) + text[at:],
            text.decode(errors="replace").encode("utf-16"),
            text.replace(b"\n", b"\r"),
            text + text,
            text + b"\n---\nversion: 1\n",
            b"\t" + text,
            text + b"# " + b"x" * 1_000_000,
            text + b"study_: " + b"[" * 2000,
            b"a: &a [x,x,x,x,x,x,x,x,x]\n"
            + b"".join(
                b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)
            )
            + text,
        )
    )


class Judge:
    """Runs the verbs on configs in a folder with copies of the samples."""

    def __init__(self, program: Program, seed: int) -> None:
        self.program, self.seed = program, seed
        self.samples = program.folder / "sample_data"
        shutil.copytree(ROOT / "sample_data", self.samples)
        self._before = self._state()

    def case(self, index: int) -> Verdict:
        """Two verbs on one config, in a folder of their own, and `config check` between them."""
        draw = Random(f"{self.seed}:{index}:verbs")
        verdict = Verdict(index, rude(self.seed, index), [])
        with tempfile.TemporaryDirectory(dir=self.program.folder) as name:
            folder = Path(name)
            (folder / "made").mkdir()
            config = folder / "config.yaml"
            config.write_bytes(verdict.text)
            for verb in (COMMANDS[0], *draw.choices(COMMANDS[1:], k=2)):
                arguments = [
                    str(config) if a == "{}" else str(folder / a) if a.startswith("made/") else a
                    for a in verb
                ]
                verdict.broken += self._run(arguments, config, verdict)
        return verdict

    def _run(self, arguments: list[str], config: Path, verdict: Verdict) -> Iterator[str]:
        started = time.process_time()
        ran = self.program.run(arguments)
        verdict.codes.append(ran.code)
        said = " ".join(arguments[:2]).replace(str(config), "")
        if time.process_time() - started > SLOW:
            yield f"{said}: it took more than {SLOW} s"
        # A study has several sources, each with its scan.
        ran.scans.clear()
        # The problems of a config stand below the error, each with its line.
        whole, ran.err = ran.err, "".join(x for x in ran.err.splitlines(True) if not _PROBLEM.match(x))
        yield from (f"{said}: {broken}" for broken in laws.general(ran, complete=True))
        if laws.CONTROL.search(whole):
            yield f"{said}: control characters on stderr"
        if config.read_bytes() != verdict.text:
            yield f"{said}: the config was written over"
        yield from (f"{said}: {broken}" for broken in _whole(config.parent))
        if self._state() != self._before:
            yield f"{said}: a sample was changed"

    def _state(self) -> dict[str, tuple[int, int]]:
        found = ((p, p.stat()) for p in self.samples.rglob("*"))
        return {str(p): (s.st_size, s.st_mtime_ns) for p, s in found if p.is_file()}


def _whole(folder: Path) -> Iterator[str]:
    """What is half a file, or left over."""
    for path in folder.rglob("*"):
        if path.is_dir() or path.name == "config.yaml":
            continue
        if ".part" in path.name or path.name.endswith((".tmp", "-journal")):
            yield f"left behind: {path.name}"
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".html" and not path.read_text(encoding="utf-8").rstrip().endswith("</html>"):
            yield f"half a page: {path.name}"


def judge(seed: int, indices: range) -> Iterator[Verdict]:
    """The verdict on every config."""
    with tempfile.TemporaryDirectory() as folder, Program(Path(folder)) as program:
        own = Judge(program, seed)
        for index in indices:
            yield own.case(index)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path, help="where the configs that broke a law are kept")
    said = parser.parse_args()
    broken = 0
    codes: dict[Any, int] = {}
    for verdict in judge(
        said.seed, range(said.files) if said.only is None else range(said.only, said.only + 1)
    ):
        for code in verdict.codes:
            codes[code] = codes.get(code, 0) + 1
        if verdict.broken:
            broken += 1
            print(f"{verdict.index}: " + "\n    ".join(verdict.broken), flush=True)
            if said.keep:
                said.keep.mkdir(parents=True, exist_ok=True)
                (said.keep / f"{said.seed}-{verdict.index}.yaml").write_bytes(verdict.text)
    print(f"{broken} configs broke a law; exit codes {codes}")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
