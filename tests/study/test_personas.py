"""Personas: one bit each, no clash of their columns, and what is said of who they catch."""

import polars as pl
import pytest

from cxux_cli.errors import UsageError
from cxux_cli.results import Kind
from cxux_cli.sources.open import open_sources
from cxux_cli.sources.options import ReadOptions
from cxux_cli.sources.source import position
from cxux_cli.study import personas
from cxux_cli.study.config.study import Persona, Role
from cxux_cli.study.where import parse

TABLE = (
    "id,role,seats,Email\n"
    "1,buyer,60,a@x.example\n"
    "2,member,5,b@x.example\n"
    "3,buyer,,c@x.example\n"
    "4,,70,d@x.example\n"
    "5,member,many,e@x.example\n"
)


def persona(id, where, role=Role.BOTH, line=1):
    return Persona(id, id, role, where, line=line)


LARGE = persona("large", "seats >= 50")
BUYER = persona("buyer", "role = 'buyer'")
CREW = persona("crew", "role IN ('member', 'cashier')")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(TABLE)
    return open_sources([str(path)], ReadOptions())[0]


def masks(source, members, *more):
    columns = sorted({c.index for c in members.columns} | {1})
    frame = source.scan(columns, ()).with_columns(*members.prepared, *more)
    return frame.with_columns(mask=members.mask).collect()["mask"]


def test_a_bit_per_persona_and_missing_is_not_a_member(source):
    members = personas.membership([LARGE, BUYER, CREW], source, "cxux.yaml")
    found = masks(source, members)
    assert found.dtype == pl.UInt32
    assert found.to_list() == [0b011, 0b100, 0b010, 0b001, 0b100]


def test_the_mask_agrees_with_each_condition_alone(source):
    members = personas.membership([LARGE, BUYER, CREW], source, "cxux.yaml")
    found = masks(source, members)
    for i, one in enumerate(members.personas):
        condition = parse(one.where, source)
        frame = source.scan([c.index for c in condition.columns], ()).with_columns(condition.prepared)
        alone = frame.select(kept=condition.expression).collect()["kept"]
        assert [bool(m >> i & 1) for m in found] == alone.to_list()


def test_thirty_two_personas_fit(source):
    many = [persona(f"p{i}", "role = 'buyer'") for i in range(32)]
    assert masks(source, personas.membership(many, source, ""))[0] == 2**32 - 1


def test_a_condition_without_columns_and_no_persona_at_all(source):
    assert masks(source, personas.membership([persona("a", "true")], source, "")).to_list() == [1] * 5
    assert masks(source, personas.membership([], source, "")).to_list() == [0] * 5


def test_prepared_columns_clash_neither_with_each_other_nor_with_where(source):
    members = personas.membership([LARGE, persona("small", "seats < 50"), BUYER], source, "")
    where = parse("seats > 1 AND role = 'buyer'", source)
    names = [cell.meta.output_name() for cell in (*members.prepared, *where.prepared)]
    assert len(set(names)) == len(names) == 5
    assert not any(name == position(c.index) for name in names for c in source.columns)
    assert masks(source, members, *where.prepared).to_list() == [0b101, 0b010, 0b100, 0b001, 0b000]


def test_columns_are_listed_once_and_unreadable_cells_can_be_counted(source):
    members = personas.membership([LARGE, persona("small", "seats < 50")], source, "")
    assert [c.name for c in members.columns] == ["seats"]
    ((who, column, kind, _), (other, *_)) = members.unreadable
    assert (who.id, column.name, kind, other.id) == ("large", "seats", "number", "small")
    frame = source.scan([column.index], ())
    counts = frame.select(pl.sum_horizontal(0, e).sum().alias(p.id) for p, _, _, e in members.unreadable)
    assert counts.collect().row(0) == (1, 1)


def test_every_persona_that_cannot_be_told_is_said_with_its_line(source):
    wrong = [persona("a", "rol = 'x'", line=7), BUYER, persona("b", "seat > 1", line=9)]
    with pytest.raises(UsageError) as caught:
        personas.membership(wrong, source, "cxux.yaml")
    first, second = caught.value.details
    assert first.startswith("cxux.yaml:7: persona 'a'")
    assert "there is no column 'rol' (did you mean 'role'?)" in first
    assert second.startswith("cxux.yaml:9: persona 'b'")
    with pytest.raises(UsageError, match="no column 'rol'") as caught:
        personas.membership(wrong[:1], source, "cxux.yaml")
    assert caught.value.where == "cxux.yaml:7"


ROWS = {0b00: 10, 0b01: 20, 0b10: 5, 0b11: 5}


def test_masks_pool_into_groups():
    pair = [BUYER, CREW]
    assert personas.groups(pair) == ["buyer", "crew", "unassigned", "everyone"]
    assert personas.assign(0b00, pair) == ["unassigned", "everyone"]
    assert personas.assign(0b10, pair) == ["crew", "everyone"]
    assert personas.assign(0b11, pair) == ["buyer", "crew", "everyone"]
    assert personas.sizes(ROWS, pair) == {"buyer": 25, "crew": 10, "unassigned": 10, "everyone": 40}
    assert personas.overlaps(ROWS, pair) == {("buyer", "crew"): 5}
    assert personas.coverage(ROWS) == 75.0
    assert personas.coverage({}) is None


def test_everyone_is_the_personas_and_the_unassigned_less_what_is_shared():
    size = personas.sizes(ROWS, [BUYER, CREW])
    shared = sum(personas.overlaps(ROWS, [BUYER, CREW]).values())
    assert size["everyone"] == size["buyer"] + size["crew"] + size["unassigned"] - shared


def test_overlaps_and_who_is_left_are_noted(source):
    members = personas.membership([BUYER, CREW], source, "")
    said = personas.notes(ROWS, members, source)
    assert "5 rows are of both 'buyer' and 'crew'" in said
    assert "10 of 40 rows are no persona's: 75 % are covered" in said


def test_a_persona_that_matches_nobody_is_told_what_there_is(source):
    boss, hidden = persona("boss", "role = 'boss'"), persona("hidden", "Email = 'x'")
    members = personas.membership([boss, hidden], source, "")
    said = personas.notes({0: 5}, members, source)
    assert "persona 'boss' matches nobody: 'role' holds buyer, member" in said


@pytest.mark.parametrize(("n", "said"), [(0, 0), (1, 1), (2, 0), (5, 0), (6, 1)])
def test_one_persona_and_more_than_five_are_noted(n, said):
    assert len(personas.number_note([persona(f"p{i}", "true") for i in range(n)])) == said


@pytest.mark.parametrize(
    ("kind", "role", "labelled"),
    [
        (Kind.UX, Role.CUSTOMER, True),
        (Kind.CX, Role.USER, True),
        (Kind.UX, Role.USER, False),
        (Kind.CX, Role.CUSTOMER, False),
        (Kind.UX, Role.BOTH, False),
        (Kind.CX, Role.BOTH, False),
    ],
)
def test_a_measure_asked_of_the_other_role_is_labelled(kind, role, labelled):
    note = personas.role_note("SUS", kind, role)
    assert bool(note) is labelled
    assert not labelled or note.startswith("SUS asked of ")
