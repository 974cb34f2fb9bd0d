"""Mutations by name. Those of `KEEPING` leave the rows well defined; those of `BREAKING` may not.

Each takes a generator of its own, so that leaving one out changes nothing about the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from random import Random

from tables import LONGEST_IN_A_WORKBOOK, Form, Table

BLANKS = (" ", "  ", "\t", "\u00a0")
NONSENSE = (
    *("ten", "N/A", "-99", "11", "7,5", "3.0", "1e3", " 4 ", "+5", "-1", "٣", "²", "99999999999999999999"),
    *("null", "4 - Agree", "nan", "inf", "-inf", "-0", "0005", "5/5", "=1+1", "#NAME?", "\x00", "\u202e9"),
)


MULTIPLES: dict[str, Callable[[int, int], int]] = {
    "as they are": lambda i, n: 1,
    "every row twice": lambda i, n: 2,
    "the first half twice": lambda i, n: 2 if i < n / 2 else 1,
    "every third row three times": lambda i, n: 3 if i % 3 == 0 else 1,
    "the last row fifty times": lambda i, n: 50 if i == n - 1 else 1,
    "every row twenty times": lambda i, n: 20,
    "every second row left out": lambda i, n: i % 2,
    "one row": lambda i, n: int(i == n // 2),
}
"""How often each row occurs: (position, rows) -> times. The reference knows them by name."""


def multiply(table: Table, name: str) -> None:
    times, n = MULTIPLES[name], len(table.rows)
    table.rows = [list(row) for i, row in enumerate(table.rows) for _ in range(times(i, n))]


def rows_shuffled(table: Table, draw: Random) -> None:
    draw.shuffle(table.rows)


def blank_lines_inserted(table: Table, draw: Random) -> None:
    kind = draw.choice(("nothing", "delimiters", "both"))
    for _ in range(draw.choice((1, 2, 5, 30))):
        line = {
            "nothing": [],
            "delimiters": [""] * table.width,
            "both": draw.choice(([], [""] * table.width)),
        }[kind]
        table.rows.insert(draw.randint(0, len(table.rows)), list(line))


def lines_of_spaces_inserted(table: Table, draw: Random) -> None:
    for _ in range(draw.choice((1, 2, 5, 30))):
        line = draw.choice(([" "], [draw.choice(("", *BLANKS)) for _ in range(table.width)]))
        table.rows.insert(draw.randint(0, len(table.rows)), line)


def trailing_blanks_cut(table: Table, draw: Random) -> None:
    for row in table.rows:
        while len(row) > 1 and not row[-1] and draw.random() < 0.9:
            row.pop()


def delimiter_at_the_end(table: Table, draw: Random) -> None:
    if table.regular:
        _pad(table)
        for row in table.rows:
            if draw.random() < 0.7:
                row.append("")


def cells_padded(table: Table, draw: Random) -> None:
    share = draw.choice((0.02, 0.3, 1))
    for row in table.rows + (table.head if draw.random() < 0.5 else []):
        for j, cell in enumerate(row):
            # The apostrophe with which tools mark what a spreadsheet would compute begins a cell.
            if cell and not cell.startswith("'") and draw.random() < share:
                row[j] = draw.choice(("", *BLANKS)) + cell + draw.choice(BLANKS)


def answers_as_decimals(table: Table, draw: Random) -> None:
    """9 as 9.0, which other programs make of a column with a gap."""
    point, share = draw.choice((".0", ",0", ".00")), draw.choice((0.1, 1))
    for j in table.of("answer"):
        if all(row[j].strip().isdigit() for row in table.rows if j < len(row) and row[j].strip()):
            for row in table.rows:
                if j < len(row) and row[j].strip() and draw.random() < share:
                    row[j] = row[j].strip() + point


def _blown(draw: Random, *, controls: bool) -> str:
    kinds = [
        lambda: draw.choice(("x", "é", "😀", "长", "word ")) * draw.choice((300, 5_000, 20_000)),
        lambda: "a\nb\n\nc" * draw.choice((1, 40)),
        lambda: "first\r\nsecond",
        lambda: 'he said "yes", then ""no""' * draw.choice((1, 30)),
        lambda: draw.choice(
            ("👩‍👩‍👧", "🏳️‍🌈 e\u0301", "\u202eabc\u202c", "\ufeffx", "日本語", "\u2028x\u2029")
        ),
        lambda: draw.choice(("[red]x[/red]", "[/]", "[link=file:///etc]x[/link]", ":smile:", "<b>&amp;")),
        lambda: draw.choice(("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", '=HYPERLINK("x")')),
        lambda: draw.choice((";", ",", "\t", "|", "^~")) * draw.choice((3, 200)),
        lambda: "1,2,3,4,5,6,7\n" * 3,
        lambda: draw.choice(
            ("::error::x", "##[group]x", "NULL", "NaN", "None", "-inf", "1e999", "'", "\\", '"')
        ),
    ]
    if controls:
        kinds += [
            lambda: draw.choice(
                ("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x07\x08\x7f", "a\x0bb\x0cc", "\x85")
            ),
            lambda: "long\x1b[2J " * 5_000,
        ]
    return draw.choice(kinds)()


def free_cells_blown_up(table: Table, draw: Random) -> None:
    _blow(table, draw, "\n".join)


def free_cells_with_controls(table: Table, draw: Random) -> None:
    _blow(table, draw, "".join, controls=True)


def _blow(table: Table, draw: Random, join: Callable[[list[str]], str], controls: bool = False) -> None:
    free = table.of("free")
    if not free or not table.rows:
        return
    for _ in range(draw.choice((1, 1, 3, 20))):
        row, j = draw.choice(table.rows), draw.choice(free)
        # A blank line stays one.
        if j < len(row) and any(cell.strip() for cell in row):
            parts = [_blown(draw, controls=controls) for _ in range(draw.choice((1, 1, 2)))]
            row[j] = join(parts)[:LONGEST_IN_A_WORKBOOK]


def free_cell_of_100_kilobytes(table: Table, draw: Random) -> None:
    free = table.of("free")
    rows = [row for row in table.rows if len(row) == table.width and any(cell.strip() for cell in row)]
    if free and rows:
        draw.choice(rows)[draw.choice(free)] = draw.choice(("x", 'a "b", ', "é\n", "😀")) * 25_000 + "."


def empty_columns_added(table: Table, draw: Random) -> None:
    _insert(table, draw, lambda row, place: "", "unnamed", draw.choice((1, 2, 5)))


def free_column_twice(table: Table, draw: Random) -> None:
    """Two columns of one name."""
    free = [j for j in table.of("free") if table.head and table.head[0][j].strip()]
    if free:
        j = draw.choice(free)
        _insert(table, draw, lambda row, place: row[j] if j < len(row) else "", "free", 1, at_end=True)


def _insert(
    table: Table,
    draw: Random,
    cell: Callable[[list[str], int], str],
    role: str,
    times: int,
    at_end: bool = False,
) -> None:
    if not table.regular:
        return
    _pad(table)
    for _ in range(times):
        # The first column tells some dialects, so nothing comes before it.
        first = 0 if table.dialect == "plain" and not at_end else 1
        place = table.width if at_end or draw.random() < 0.5 else draw.randint(first, table.width)
        # Under two header rows a column without a name belongs to the one before it.
        if len(table.head) > 1:
            place = table.width
        for row in (*table.head, *table.rows):
            if row:
                row.insert(place, cell(row, place))
        table.roles.insert(place, role)


def columns_shuffled(table: Table, draw: Random) -> None:
    if not table.regular or not table.head:
        return
    _pad(table)
    groups: list[list[int]] = []
    for j, name in enumerate(table.head[0]):
        if name.strip() or not groups:
            groups.append([j])
        else:
            groups[-1].append(j)
    rest = groups[1:]
    draw.shuffle(rest)
    order = [j for group in (groups[0], *rest) for j in group]
    table.roles = [table.roles[j] for j in order]
    for row in (*table.head, *table.rows):
        if row:
            row[:] = [row[j] for j in order]


def _pad(table: Table) -> None:
    for row in (*table.head, *table.rows):
        # A line without anything stays one.
        if row and len(row) < table.width:
            row.extend([""] * (table.width - len(row)))


def other_delimiter(form: Form, draw: Random) -> None:
    form.delimiter = draw.choice((";", "\t", "|", ";", "\t", "^", "~", "\x1f"))


def stated_delimiter(form: Form, draw: Random) -> None:
    form.delimiter = draw.choice((";", "|", ",", "!"))
    form.options += ["--delimiter", form.delimiter]


def declared_delimiter(form: Form, draw: Random) -> None:
    form.delimiter, form.declared = draw.choice(";,\t|"), True


def line_ends(form: Form, draw: Random) -> None:
    form.ends = draw.choice((("\r\n",), ("\r",), ("\n", "\r\n"), ("\n",) * 9 + ("\r",)))


def quoting(form: Form, draw: Random) -> None:
    form.quoting = draw.choice(("all", "text"))


def other_encoding(form: Form, draw: Random) -> None:
    form.encoding = draw.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1252"))


def stated_encoding(form: Form, draw: Random) -> None:
    form.encoding = draw.choice(("utf-8", "utf-16", "cp1252", "latin-1", "utf-8-sig", "cp1250"))
    form.options += ["--encoding", form.encoding]


def lines_above(form: Form, draw: Random) -> None:
    form.above = draw.choice((("",), ("", ""), ("Answers of the survey",)))


def other_end(form: Form, draw: Random) -> None:
    form.tail = draw.choice(("", "", "\n\n", "\r\n\r\n\r\n"))


def packed(form: Form, draw: Random) -> None:
    form.packed = draw.choice(("gzip", "zstd", "zip"))


def as_workbook(form: Form, draw: Random) -> None:
    form.workbook, form.numbers = True, draw.random() < 0.5


def cut(data: bytes, draw: Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def start_cut(data: bytes, draw: Random) -> bytes:
    return data[draw.randrange(len(data) + 1) :]


def header_dropped(data: bytes, draw: Random) -> bytes:
    return data.partition(b"\n")[2]


def quote_deleted(data: bytes, draw: Random) -> bytes:
    places = [m.start() for m in re.finditer(b'"', data)]
    if not places:
        return data
    place = draw.choice(places)
    return data[:place] + data[place + 1 :]


def quote_added(data: bytes, draw: Random) -> bytes:
    place = draw.randint(0, len(data))
    return data[:place] + draw.choice((b'"', b'""', b'"x"', b',"', b'\n"')) + data[place:]


def bytes_swapped(data: bytes, draw: Random) -> bytes:
    out = bytearray(data)
    for _ in range(draw.choice((1, 3, 50)) if out else 0):
        a, b = draw.randrange(len(out)), draw.randrange(len(out))
        out[a], out[b] = out[b], out[a]
    return bytes(out)


def bytes_added(data: bytes, draw: Random) -> bytes:
    out = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        out.insert(
            draw.randint(0, len(out)), draw.choice((0, 0, 0x80, 0x81, 0xE9, 0xFF, 0xC3, 0x1A, 0x0D, 0x0A))
        )
    return bytes(out)


def slice_repeated(data: bytes, draw: Random) -> bytes:
    a, b = sorted((draw.randint(0, len(data)), draw.randint(0, len(data))))
    return data[:b] + data[a:b] + data[b:]


def lines_mixed(data: bytes, draw: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    draw.shuffle(lines)
    return b"".join(lines)


def header_again(data: bytes, draw: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        lines.insert(draw.randint(0, len(lines)), lines[0])
    return b"".join(lines)


def answers_garbled(table: Table, draw: Random) -> None:
    share = draw.choice((0.01, 0.1, 0.5))
    for row in table.rows:
        for j in (*table.of("answer"), *table.of("fixed")):
            if j < len(row) and draw.random() < share:
                row[j] = draw.choice(NONSENSE)


def rows_ragged(table: Table, draw: Random) -> None:
    for row in table.rows:
        if draw.random() < 0.1:
            row[:] = (
                row + ["x"] * draw.randint(1, 3) if draw.random() < 0.5 else row[: draw.randint(0, len(row))]
            )


KEEPING_TABLE = {
    f.__name__: f
    for f in (
        *(
            rows_shuffled,
            blank_lines_inserted,
            lines_of_spaces_inserted,
            trailing_blanks_cut,
            delimiter_at_the_end,
            cells_padded,
        ),
        *(answers_as_decimals, free_cells_blown_up, free_cells_with_controls, free_cell_of_100_kilobytes),
        *(empty_columns_added, free_column_twice, columns_shuffled),
    )
}
KEEPING_FORM = {
    f.__name__: f
    for f in (
        *(other_delimiter, stated_delimiter, declared_delimiter, line_ends, quoting, other_encoding),
        *(stated_encoding, lines_above, other_end, packed, as_workbook),
    )
}
BREAKING_TABLE = {f.__name__: f for f in (answers_garbled, rows_ragged)}
BREAKING_BYTES = {
    f.__name__: f
    for f in (
        *(cut, start_cut, header_dropped, quote_deleted, quote_added, bytes_swapped, bytes_added),
        *(slice_repeated, lines_mixed, header_again),
    )
}
NOT_IN_A_WORKBOOK = {"free_cells_with_controls", "free_cell_of_100_kilobytes", "declared_delimiter"} | {
    *("other_delimiter", "stated_delimiter", "line_ends", "quoting", "other_encoding", "stated_encoding"),
    *("other_end", "packed"),
}


def settle(table: Table, form: Form) -> None:
    """Take back what would make a file ambiguous: an encoding that lacks a character or cannot be told."""
    if len(table.head[0] if table.head else ()) < 3 or sum(bool(c.strip()) for c in table.head[0]) < 3:
        form.above = tuple(line for line in form.above if not line)
    if form.workbook:
        form.above = tuple(line for line in form.above if line)
        return
    text = "".join(cell for row in (*table.head, *table.rows) for cell in row)
    try:
        text.encode(form.encoding)
    except UnicodeEncodeError:
        form.encoding = "utf-8"
        if "--encoding" in form.options:
            place = form.options.index("--encoding")
            del form.options[place : place + 2]
    if form.encoding in ("utf-16-le", "utf-16-be") and not math.isclose(_latin(table), 1, abs_tol=0.2):
        form.encoding = "utf-16"


def _latin(table: Table) -> float:
    """The share of Latin-1 among the first characters: without a mark, UTF-16 is told by its zeros."""
    start = "".join(cell for row in (*table.head, *table.rows[:50]) for cell in row)[:2_000]
    return sum(ord(char) < 256 for char in start) / max(len(start), 1)
