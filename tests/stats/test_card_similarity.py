"""Similarity and groups of cards against a plain implementation and their own laws."""

from __future__ import annotations

from itertools import combinations
from random import Random
from statistics import fmean

import pytest

from cxux_cli.stats.similarity import Pair, average_linkage, cut, pairs

CARDS = [f"c{i}" for i in range(7)]


def _sorts(seed: int, people: int = 6) -> list[dict[str, set[str]]]:
    rng = Random(seed)
    return [{card: {str(rng.randrange(3))} for card in CARDS if rng.random() < 0.9} for _ in range(people)]


@pytest.mark.parametrize("seed", range(10))
def test_similarity_is_symmetric_with_everybody_on_the_diagonal(seed: int) -> None:
    sorts = _sorts(seed)
    square = pairs(sorts, CARDS)
    for a, b in combinations(range(len(CARDS)), 2):
        assert square[a][b] == square[b][a]
        both = [s for s in sorts if CARDS[a] in s and CARDS[b] in s]
        assert square[a][b].both == len(both)
        assert square[a][b].together == sum(s[CARDS[a]] == s[CARDS[b]] for s in both)
    for a, card in enumerate(CARDS):
        n = sum(card in s for s in sorts)
        assert square[a][a] == Pair(n, n)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_people_does_not_matter(seed: int) -> None:
    sorts = _sorts(seed)
    assert pairs(sorts, CARDS) == pairs(sorts[::-1], CARDS)


def test_nobody_sorted_both() -> None:
    assert pairs([{"a": {"1"}}, {"b": {"1"}}], ["a", "b"])[0][1].share is None


def test_a_card_in_two_groups_is_together_with_both() -> None:
    square = pairs([{"a": {"1", "2"}, "b": {"1"}, "c": {"2"}}], ["a", "b", "c"])
    assert [pair.share for pair in square[0]] == [1, 1, 1]
    assert square[1][2].share == 0


@pytest.mark.parametrize("seed", range(15))
def test_average_linkage_is_upgma(seed: int) -> None:
    """Heights of a plain UPGMA; distances are distinct, so the tree is unique."""
    rng = Random(seed)
    n = 8
    similarity = [[1.0] * n for _ in range(n)]
    for a, b in combinations(range(n), 2):
        similarity[a][b] = similarity[b][a] = rng.random()
    groups = [(i,) for i in range(n)]
    expected = []
    while len(groups) > 1:
        scored = [(fmean(similarity[i][j] for i in x for j in y), x, y) for x, y in combinations(groups, 2)]
        best, x, y = max(scored)
        groups = [g for g in groups if g not in (x, y)] + [tuple(sorted(x + y))]
        expected.append((best, {x, y}))
    merges, leaves = average_linkage(similarity)
    assert sorted(leaves) == list(range(n))
    for (height, joined), merge in zip(expected, merges, strict=True):
        assert merge.similarity == pytest.approx(height)
        assert {merge.left, merge.right} == joined


@pytest.mark.parametrize("seed", range(10))
def test_groups_are_cut_where_similarity_falls_below(seed: int) -> None:
    rng = Random(seed)
    similarity: list[list[float | None]] = [[1.0] * 6 for _ in range(6)]
    for a, b in combinations(range(6), 2):
        similarity[a][b] = similarity[b][a] = rng.random()
    merges, _ = average_linkage(similarity)
    assert cut(6, merges, 1.1) == [(i,) for i in range(6)]
    assert cut(6, merges, 0) == [tuple(range(6))]
    groups = cut(6, merges, 0.5)
    assert sorted(i for group in groups for i in group) == list(range(6))
    assert len(groups) == 6 - sum(m.similarity >= 0.5 for m in merges)


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_cards_have_no_merges(n: int) -> None:
    assert average_linkage([[1.0] * n] * n) == ([], list(range(n)))
