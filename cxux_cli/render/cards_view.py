"""A card sort to a view: agreement per card, similarity in tenths, groups, category names."""

from __future__ import annotations

from collections.abc import Sequence

from cxux_cli.observations import CardCategory, Similarity
from cxux_cli.render.observed_facts import facts, interval, percent, slice_cells, slice_names, value
from cxux_cli.render.view import Grid, View, number
from cxux_cli.results import Report, Result

_MOST = 50
"""Cards in the drawn square, merges and categories that are listed; the JSON report holds all."""


def view(report: Report) -> View:
    """The view of a report of a card sort."""
    grids = [_agreement(report)]
    said: list[tuple[str, str]] = []
    if report.similarity is not None and len(report.similarity.cards) > 1:
        grids += [similarity_grid(report.similarity), merge_grid(report.similarity)]
        said = legend(report.similarity)
    if report.similarity is not None and report.similarity.categories:
        grids.append(category_grid(report.similarity.categories))
    return View(tuple(grids), (*said, *facts(report)))


def _agreement(report: Report) -> Grid:
    names = slice_names(report.results, "card")

    def row(result: Result) -> tuple[str, ...]:
        e = result.estimate
        usual = next(
            (n.removeprefix("most usual: ") for n in result.notes if n.startswith("most usual")), "-"
        )
        cells = slice_cells(result, names)
        return (result.segment["card"] or "", *cells, usual, value(result), interval(result), f"{e.n}")

    percents = f"{100 * report.confidence:.6g} % interval"
    columns = ("card", *names, "most usual category", "agreement", percents, "n")
    rows = tuple(row(result) for result in report.results)
    start = len(names)
    return Grid("Where people put the cards", columns, rows, frozenset((2 + start, 4 + start)))


def similarity_grid(similarity: Similarity) -> Grid:
    """The lower half, a character per pair."""
    rows = []
    for a, card in enumerate(similarity.cards[:_MOST]):
        pairs = zip(similarity.together[a][: a + 1], similarity.both[a][: a + 1], strict=True)
        rows.append((card, "".join(_tenth(*pair) for pair in pairs)))
    return Grid(
        "Similarity", ("card", "with the cards above"), tuple(rows), frozenset(), drawn=frozenset((1,))
    )


def _tenth(together: int, both: int) -> str:
    """`X` always, `9` nine times in ten, `0` hardly or never, `?` nobody sorted both."""
    if not both:
        return "?"
    return "X" if together == both else f"{10 * together // both}"


def merge_grid(similarity: Similarity) -> Grid:
    """Which groups join at which similarity."""
    rows = tuple((percent(m.similarity), _names(m.left), _names(m.right)) for m in similarity.merges[:_MOST])
    return Grid("What joins what", ("similarity", "these", "and these"), rows, frozenset((0,)))


def _names(cards: Sequence[str]) -> str:
    return ", ".join(cards)


def category_grid(categories: Sequence[CardCategory]) -> Grid:
    """The names people gave, and what they put there."""
    rows = tuple(
        (
            c.name,
            f"{c.participants}",
            percent(c.agreement),
            ", ".join(f"{card} {n}" for card, n in c.cards[:8]) + (" …" if len(c.cards) > 8 else ""),
        )
        for c in categories[:_MOST]
    )
    return Grid("Categories", ("category", "used by", "agreement", "cards"), rows, frozenset((1, 2)))


def legend(similarity: Similarity) -> list[tuple[str, str]]:
    """How the grids are read, and the groups in words."""
    groups = [_names(group) for group in similarity.groups if len(group) > 1]
    found = [
        ("Similarity", "tenths of the people who sorted both cards: X all, 9 to 0; ? nobody sorted both"),
        ("Joined", "by average linkage: the mean similarity of all pairs of two groups"),
    ]
    found += [("Groups", f"{group}") for group in groups] or [
        ("Groups", "no cards are together half the time")
    ]
    alone = [group[0] for group in similarity.groups if len(group) == 1]
    if alone:
        found.append(("Alone", _names(alone)))
    if similarity.categories:
        mean = sum(c.participants for c in similarity.categories)
        found.append(
            ("Categories", f"{len(similarity.categories)} different names, used {number(mean, 0)} times")
        )
    if len(similarity.cards) > _MOST:
        found.append(("Drawn", f"{_MOST} of {len(similarity.cards)} cards; --format json holds all"))
    return found
