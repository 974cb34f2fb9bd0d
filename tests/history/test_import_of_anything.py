"""An export in which anything was changed is refused, or it is a history with which every command can do its work."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kept_runs import result, run, week

from cxux_cli.history.record import record
from cxux_cli.history.transfer import export

if TYPE_CHECKING:
    from conftest import Run

CHANGES = 120
JUNK: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        1,
        2.5,
        1e308,
        -1e-300,
        10**40,
        "",
        "x",
        "2026-01-05",
        "2026-01-05T00:00+01:00",
        "\0",
    ),
    *([], [1], [[1, 2]], {}, {"a": 1}, {"kind": "tally"}, "'; DROP TABLE runs; --", "\ud800", "[red]x"),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _places(inner, (*path, key))


def _changed(line: str, chance: random.Random) -> str:
    """The line with one value replaced by junk, or gone."""
    value = json.loads(line)
    *outer, last = chance.choice(list(_places(value)))
    place = value
    for key in outer:
        place = place[key]
    if chance.random() < 0.2:
        del place[last]
    else:
        place[last] = chance.choice(JUNK)
    return json.dumps(value)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Ten weeks of a net, a mean and a share, with a hidden group."""
    store = str(tmp_path_factory.mktemp("store") / "h")
    chance = random.Random(1)
    for i in range(10):
        answers = [float(chance.randint(0, 10)) for _ in range(20)]
        measured = (
            result(answers, segment={"plan": "pro"}),
            result(answers, scale=(0, 10)),
            result([10 * x for x in answers], measure="sus"),
            result([float(1 + (x > 5)) for x in answers], measure="pmf"),
            result(answers, segment={"plan": "tiny"}, hidden=True),
        )
        record(store, [run(*measured, window=week(i), outcomes={"gate": "met"})])
    return list(export(store))


def test_anything_is_refused_or_usable(lines: list[str], cli: Run, tmp_path: Path) -> None:
    chance, taken = random.Random(2), 0
    for number in range(CHANGES):
        where = chance.randrange(len(lines))
        mine = [*lines]
        mine[where] = _changed(mine[where], chance)
        file, store = tmp_path / "h.jsonl", tmp_path / f"{number}.sqlite"
        file.write_text("\n".join(mine), encoding="utf-8", errors="surrogatepass")
        code, _, err = cli(["history", "import", file, "--history", store])
        assert code in (0, 4), (mine[where], err)
        if code:
            assert not store.exists()
            continue
        taken += 1
        commands = [
            ["history", "verify"],
            ["history", "show"],
            ["history", "export"],
            *(
                ["trend", key, "--format", form]
                for key in ("nps", "sus", "pmf")
                for form in ("table", "json")
            ),
            ["trend", "nps", "--segment", "plan=pro", "--every", "month"],
            ["trend", "pmf", "--confidence", "0.8"],
        ]
        for command in commands:
            code, _, err = cli([*command, "--history", store])
            assert code in (0, 2) if command[0] == "trend" else code == 0, (command, mine[where], err)
        store.unlink()
    assert CHANGES / 10 < taken < CHANGES
