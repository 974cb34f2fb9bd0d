"""Paths through a tree: what stands between the places, the root, steps back, and where a way ended."""

from __future__ import annotations

import pytest

from cxux_cli.study.tree_paths import Path, read


def one(cell: str, *more: str) -> Path:
    return read([cell, *more])[cell]


@pytest.mark.parametrize(
    "cell",
    [
        "Home > Shop > Cart",
        "Home/Shop/Cart",
        "Home → Shop → Cart",
        "Home » Shop » Cart",
        "Home|Shop|Cart",
        "Shop > Cart",
    ],
)
def test_every_separator_gives_the_same_way(cell: str) -> None:
    assert one(cell) == Path(("Shop", "Cart"), (), ("Shop", "Cart"))


def test_a_slash_within_a_name_is_no_separator_beside_a_surer_one() -> None:
    assert one("Home > Food/Drinks > Tea", "Home > Work/Play").end == ("Food/Drinks", "Tea")


def test_going_up_is_told_by_places_that_come_again() -> None:
    back = one("Home > Shop > Gifts > Shop > Home > Account > Orders")
    assert back == Path(("Shop", "Gifts", "Account", "Orders"), ("Gifts", "Shop"), ("Account", "Orders"))
    assert not back.is_direct


def test_going_up_is_told_by_its_sign() -> None:
    # UserTesting writes > for a place below and < for one above.
    assert one("Shop > Gifts < Shop > Cart") == Path(("Shop", "Gifts", "Cart"), ("Gifts",), ("Shop", "Cart"))
    assert one("Home > Shop < Home > Account").end == ("Account",)


def test_a_place_beside_is_reached_by_going_up_where_the_tool_has_signs_for_it() -> None:
    beside = one("Shop > Gifts — Cart", "Shop > Gifts < Shop")
    assert beside == Path(("Shop", "Gifts", "Cart"), ("Gifts",), ("Shop", "Cart"))
    assert one("Shop > Gifts — for her").end == ("Shop", "Gifts — for her")


def test_a_root_is_told_by_its_name_or_by_a_way_that_ends_there() -> None:
    assert one("Trunk > Shop > Cart", "Trunk > Account", "Trunk").steps == ("Shop", "Cart")
    assert one("Shop > Cart", "Shop > Gifts").steps == ("Shop", "Cart")
    assert read(["Trunk > Shop", "Trunk"]).keys() == {"Trunk > Shop"}


def test_places_with_blanks_and_signs_are_kept() -> None:
    assert one("Home >  Help &  contact > <b>Order</b>").steps[0] == "Help & contact"


@pytest.mark.parametrize("cell", ["", " > > ", ">", "<", "Home", "Home > Home"])
def test_what_is_no_way_is_left_out(cell: str) -> None:
    assert read([cell, "Home > Shop"]).keys() == {"Home > Shop"}
