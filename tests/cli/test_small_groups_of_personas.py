"""The privacy floor across personas and people: nothing shown may give away a group below it."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest

from cxux_cli.assemble.overlap import _gives_away


def _study(folder: Path, rows: list[str], personas: dict[str, str]) -> tuple[Path, Path]:
    data, config = folder / "a.csv", folder / "study.yaml"
    data.write_text("id,seg,age,nps\n" + "".join(f"{row}\n" for row in rows))
    listed = "".join(f'  - {{id: {id}, where: "{where}"}}\n' for id, where in personas.items())
    config.write_text(f"version: 1\npersonas:\n{listed}")
    return data, config


def _results(cli, data: Path, config: Path, *options: str) -> list[dict]:
    code, out, err = cli(["nps", data, "--config", config, "--format", "json", *options])
    assert code == 0, err
    return json.loads(out)["results"]


def test_a_persona_that_is_not_asked_for_is_protected_too(cli, tmp_path: Path) -> None:
    rows = [f"{i},a,30,{i % 11}" for i in range(30)] + [f"{i},b,30,9" for i in range(30, 32)]
    rows += [f"{i},c,30,{i % 11}" for i in range(32, 62)]
    data, config = _study(tmp_path, rows, {"pa": "seg = 'a'", "pb": "seg = 'b'"})
    shown = {r["persona"]: r for r in _results(cli, data, config, "--persona", "pa", "--min-n", "5")}
    assert list(shown) == ["pa", "unassigned", None]
    # Everybody less pa less unassigned are the two people of pb.
    assert shown["pa"]["hidden"] or shown["unassigned"]["hidden"]


def test_one_persona_less_another_is_no_small_group(cli, tmp_path: Path) -> None:
    rows = [f"{i},a,{20 + i},{i % 11}" for i in range(30)] + [f"{i},b,30,9" for i in range(30, 60)]
    data, config = _study(tmp_path, rows, {"all-a": "seg = 'a'", "most-a": "seg = 'a' AND age > 20"})
    shown = {r["persona"]: r for r in _results(cli, data, config, "--persona", "all", "--min-n", "3")}
    assert shown["all-a"]["hidden"] or shown["most-a"]["hidden"]
    assert not shown[None]["hidden"]


def test_the_floor_counts_people_and_not_their_answers(cli, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"p1,x,{s}" for s in (1, 2, 9, 9, 10, 10)] + [f"p{i},y,{i % 11}" for i in range(2, 40)]
    path.write_text("participant,team,nps\n" + "".join(f"{row}\n" for row in rows))
    code, out, _ = cli(["nps", path, "--by", "team", "--min-n", "5", "--format", "json"])
    result = json.loads(out)["results"][0]
    assert (code, result["segment"], result["hidden"]) == (0, {"team": "x"}, True)
    assert result["n_missing"] is None


@pytest.mark.parametrize("seed", range(20))
def test_no_sum_of_what_is_shown_leaves_a_small_group(seed: int) -> None:
    # By exhaustion: every sum of multiples of the groups that leaves one kind of people below the floor.
    draw = random.Random(seed)
    sizes = {mask: draw.randint(1, 12) for mask in range(8) if draw.random() < 0.8}
    groups = [{m: n for m, n in sizes.items() if m >> bit & 1} for bit in range(3)]
    groups = [group for group in (*groups, sizes) if sum(group.values()) >= 5]
    left = []
    for factors in itertools.product((-2, -1, 0, 1, 2), repeat=len(groups)):
        sums = {m: sum(f for f, g in zip(factors, groups, strict=True) if m in g) for m in sizes}
        left += [
            m
            for m in sizes
            if sizes[m] < 5 and sums[m] == 1 and set(sums.values()) <= {0, 1} and sum(sums.values()) == 1
        ]
    assert _gives_away(groups, (), 5) or not left


def test_what_is_hidden_is_not_shown_as_the_same_people_of_a_persona() -> None:
    everybody, others = {1: 7}, {1: 7, 2: 6}
    assert not _gives_away([everybody], (), 5)
    assert _gives_away([{1: 7}], [everybody], 5)
    assert not _gives_away([{1: 7}], [others], 5)
    assert _gives_away([{1: 7}, {2: 6}], [others], 5)
