"""Laws that every shipped norm keeps."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from cxux_cli.catalog import load, norms

IDS = load.names("norms")
LINES = tuple(id for id in IDS if load.entry("norms", id)["kind"] == "lines")
BANDS = tuple(id for id in IDS if isinstance(id not in LINES and norms.norm(id), norms.Bands))
TABLES = tuple(id for id in IDS if isinstance(id not in LINES and norms.norm(id), norms.Table))


def test_every_norm_is_of_a_known_kind() -> None:
    assert set(IDS) == {*LINES, *BANDS, *TABLES}
    assert LINES
    assert BANDS
    assert TABLES


@pytest.mark.parametrize("id", IDS)
def test_carries_its_source(id: str) -> None:
    norm = norms.item_lines(id) if id in LINES else norms.norm(id)
    assert norm.id == id
    assert id.startswith(f"{norm.measure}-")
    assert norm.title
    assert len(norm.source) > 10
    assert norm.status == "confirmed"
    year = re.search(r"\d{4}$", id)
    assert year is None or year.group() in norm.source


@pytest.mark.parametrize("id", BANDS)
def test_bands_are_sorted_and_distinct(id: str) -> None:
    norm = norms.norm(id)
    assert isinstance(norm, norms.Bands)
    assert list(norm.edges) == sorted(set(norm.edges))
    assert len(norm.labels) == len(set(norm.labels)) == len(norm.edges)
    assert norm.closed in {"low", "high"}


@pytest.mark.parametrize("id", BANDS)
def test_an_edge_lies_on_the_side_that_closed_says(id: str) -> None:
    norm = norms.norm(id)
    assert isinstance(norm, norms.Bands)
    for below, edge, above in zip(norm.labels, norm.edges[1:], norm.labels[1:], strict=False):
        at_edge = above if norm.closed == "low" else below
        for fuzz in (-2e-14 * edge, 0.0, 2e-14 * edge):
            assert norm.read(edge + fuzz) == (at_edge, None)
        assert norm.read(edge - 0.001).label == below
        assert norm.read(edge + 0.001).label == above


@pytest.mark.parametrize("id", BANDS)
def test_bands_have_no_gap_and_no_end(id: str) -> None:
    norm = norms.norm(id)
    assert isinstance(norm, norms.Bands)
    low = norm.edges[0]
    seen = [norm.read(low + step * 0.05).label for step in range(int((100 - low) * 20) + 1)]
    assert list(dict.fromkeys(seen)) == list(norm.labels)
    assert norm.read(low).label == norm.read(low - 5).label == norm.labels[0]
    assert norm.read(1000).label == norm.labels[-1]


@pytest.mark.parametrize("id", TABLES)
def test_tables_rise_and_hold_their_own_figures(id: str) -> None:
    norm = norms.norm(id)
    assert isinstance(norm, norms.Table)
    assert list(norm.figures) == sorted(norm.figures)
    for score, figure in enumerate(norm.figures, norm.first):
        assert norm.read(score).number == figure
    numbers = [norm.read(step / 10).number for step in range(1011)]
    assert all(a is not None and b is not None and a <= b for a, b in pairwise(numbers))


@pytest.mark.parametrize("id", LINES)
def test_lines_point_one_way(id: str) -> None:
    lines = norms.item_lines(id)
    assert list(lines.lines) == list(range(1, len(lines.lines) + 1))
    for item, line in lines.lines.items():
        rises = lines.expected(item, 80) > lines.expected(item, 40)
        assert line.better == ("higher" if rises else "lower")


def test_kinds_are_not_confused() -> None:
    for id in LINES:
        with pytest.raises(KeyError):
            norms.norm(id)
    for id in (*BANDS, *TABLES):
        with pytest.raises(KeyError):
            norms.item_lines(id)
    with pytest.raises(KeyError):
        norms.norm("no-such-norm")
