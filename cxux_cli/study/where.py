"""`--where`: one row-wise SQL condition over the columns, made safe before Polars sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxux_cli.errors import UsageError
from cxux_cli.sources.source import Column, Source, position
from cxux_cli.study.names import resolve

if TYPE_CHECKING:
    import polars as pl

_TOKEN = re.compile(
    r"""(?P<string>'(?:[^']|'')*')|(?P<quoted>"(?:[^"]|"")*"|`[^`]*`)|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<operator><>|!=|<=|>=|=|<|>)|(?P<other>\S)""",
    re.VERBOSE,
)
# An allowlist: a function not named here could aggregate, look across rows, or open a file while it is parsed.
_FUNCTIONS = frozenset(
    ("lower", "upper", "trim", "ltrim", "rtrim", "length", "abs", "round", "floor", "ceil", "coalesce")
    + ("starts_with", "ends_with", "substr", "replace", "left", "right", "nullif", "in", "and", "or", "not")
    + ("between", "when", "then", "else", "like", "ilike", "is")
)
_KEYWORDS = frozenset(
    ("and", "or", "not", "in", "is", "null", "true", "false", "between", "like", "ilike", "case", "when")
    + ("then", "else", "end")
)
_DATE = re.compile(r"'\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?'")
_BETWEEN = frozenset(("not", "between", "in", "(", ")", ",", "-", "+"))
_ORDER = frozenset(("<", ">", "<=", ">=", "between"))
_OF_TEXT = frozenset(
    (
        "lower",
        "upper",
        "trim",
        "ltrim",
        "rtrim",
        "length",
        "starts_with",
        "ends_with",
        "substr",
        "left",
        "right",
    )
)
_ARITHMETIC = frozenset(("abs", "round", "floor", "ceil"))
_NUMERIC = re.compile(r"'\s*[-+]?\d+([.,]\d+)?\s*'")
_PREFIX = "__where"
_COMPARE = frozenset(("=", "<>", "!=", "<", ">", "<=", ">="))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition for one source.

    `prepared` are the cells it reads, to be added to the frame; `expression` is true where a row is
    kept and uses only them. `unreadable` says, per column read as numbers or dates, which cells are
    not: they count as missing, and a comparison with a missing value is not true.
    """

    text: str
    columns: tuple[Column, ...]
    prepared: tuple[pl.Expr, ...]
    expression: pl.Expr
    unreadable: tuple[tuple[Column, str, pl.Expr], ...]


def check(text: str, where: str) -> None:
    """Refuse what can be refused without a source. Raises `UsageError`."""
    tokens = _tokens(text, where)
    _refuse(tokens, text, where)
    names = {name: f"{_PREFIX}{i}" for i, name in enumerate(_names(tokens))}
    _expression(tokens, [token.text for token in tokens], names, text, where)


def parse(text: str, source: Source, where: str = "--where", prefix: str = _PREFIX) -> Condition:
    """Check and bind a condition. Raises `UsageError` for anything but one row-wise true or false.

    `where` says in errors where the condition stands. `prefix` begins the names of the prepared
    columns: conditions that share a frame need different ones.
    """
    import polars as pl

    tokens = _tokens(text, where)
    _refuse(tokens, text, where)
    columns = {name: _column(tokens, source, name, where) for name in _names(tokens)}
    kinds = _kinds(tokens, columns, source)
    # The user's names are replaced before parsing: they cannot collide with names of the frame.
    own = {name: f"{prefix}{i}" for i, name in enumerate(columns)}
    literals = [_literal(tokens, i, columns, kinds) for i in range(len(tokens))]
    expression = _expression(tokens, literals, own, text, where)
    prepared, unreadable = [], []
    for name, column in columns.items():
        raw = pl.col(position(column.index)).cast(pl.String).str.strip_chars()
        raw = pl.when(raw != "").then(raw)
        kind = kinds.get(name)
        cell = _CONVERT[kind](raw) if kind else raw
        if kind:
            unreadable.append((column, kind, raw.is_not_null() & cell.is_null()))
        prepared.append(cell.alias(own[name]))
    condition = Condition(
        text, tuple(columns.values()), tuple(prepared), expression.fill_null(False), tuple(unreadable)
    )
    _try(condition, source, where)
    return condition


def _expression(
    tokens: list[_Token], literals: list[str], own: dict[str, str], text: str, where: str
) -> pl.Expr:
    """The condition over columns named by the values of `own`; `literals` are the tokens as they are parsed."""
    import polars as pl

    written = [
        f'"{own[_plain(token)]}"' if _plain(token) in own else literal
        for token, literal in zip(tokens, literals, strict=True)
    ]
    try:
        expression = pl.sql_expr(" ".join(written))
    except Exception as error:
        why = str(error).splitlines()[0]
        for name, ours in own.items():
            why = why.replace(f'"{ours}"', name)
        raise _bad(text, where, "it cannot be parsed", why[:160]) from error
    if not set(expression.meta.root_names()) <= set(own.values()) or not _row_wise(expression):
        raise _bad(text, where, "it must be decided row by row, from columns of the file alone")
    return expression


def _row_wise(expression: pl.Expr) -> bool:
    import polars as pl

    try:
        return expression.meta.is_row_separable()
    except pl.exceptions.ColumnNotFoundError:
        # Polars 2.1 looks up the column of an IN list here; the list of allowed functions has decided already.
        return True


def _number(cell: pl.Expr) -> pl.Expr:
    import polars as pl

    # "1,000" may be a thousand or one: it is no number here, and counted.
    plain = pl.when(~cell.str.contains(r"^[-+]?\d{1,3}(,\d{3})+$")).then(cell)
    number = plain.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    # NaN would be greater than everything.
    return pl.when(number.is_finite()).then(number)


def _date(cell: pl.Expr) -> pl.Expr:
    """ISO dates and times as comparable text; a date is less than every time on its day."""
    import polars as pl

    iso = cell.str.contains(r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}.*)?$")
    return pl.when(iso).then(cell.str.slice(0, 19).str.replace("T", " ", literal=True))


_CONVERT = {"number": _number, "date": _date}


def _try(condition: Condition, source: Source, where: str) -> None:
    """Decide the sample: what does not fit the columns is found before anything is measured."""
    import polars as pl

    try:
        dtype = _sampled(condition, source.sample[:1000]).dtype
    except Exception as error:
        why = str(error).splitlines()[0][:160]
        raise _bad(condition.text, where, "it does not fit the columns", why) from error
    if dtype != pl.Boolean:
        hint = "compare something: plan = 'pro'"
        raise _bad(condition.text, where, f"it gives {dtype}, not true or false", hint)


def matches(condition: Condition, source: Source) -> bool:
    """Whether the condition is true of any row of the sample; a long file is not read whole for it."""
    return bool(_sampled(condition, source.sample).any()) or not source.complete


def _sampled(condition: Condition, rows: Sequence[Sequence[str]]) -> pl.Series:
    """The condition, decided for each of the rows."""
    import polars as pl

    data = {
        position(c.index): [row[c.index] if c.index < len(row) else None for row in rows]
        for c in condition.columns
    } or {"__none": [None]}
    frame = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    return frame.with_columns(*condition.prepared).select(kept=condition.expression)["kept"]


def _plain(token: _Token) -> str:
    """The column name a token may stand for."""
    if token.kind == "quoted":
        return _unquote(token.text)
    return token.text if token.kind == "word" and token.text.lower() not in _KEYWORDS else ""


def _tokens(text: str, where: str) -> list[_Token]:
    if not text.strip():
        raise _bad(text, where, "it is empty")
    return [_Token(m.lastgroup or "other", m.group()) for m in _TOKEN.finditer(text)]


def _refuse(tokens: list[_Token], text: str, where: str) -> None:
    for token, following in zip(tokens, [*tokens[1:], _Token("end", "")], strict=True):
        word = token.text.lower()
        if token.kind == "word" and word in ("select", "from", "with", "over", "union", "join"):
            raise _bad(
                text,
                where,
                f"'{token.text}' is not allowed: it must be one condition on the columns of a row",
            )
        if token.kind in ("word", "quoted") and following.text == "(" and word not in _FUNCTIONS:
            raise _bad(
                text,
                where,
                f"the function '{token.text}' is not allowed",
                f"allowed: {', '.join(sorted(_FUNCTIONS - _KEYWORDS))}",
            )
        if token.kind == "other" and token.text in ";'\"`":
            raise _bad(
                text,
                where,
                f"a stray {token.text}",
                "strings stand in 'single', column names in \"double\" quotes",
            )
        if token.text == following.text == "=":
            raise _bad(text, where, "'==' is not SQL", "write a single =, for example: plan = 'pro'")
        if token.text in "&|" and token.text == following.text:
            word = "AND" if token.text == "&" else "OR"
            raise _bad(text, where, f"'{token.text * 2}' is not SQL", f"write {word}")
        if token.text == "-" and following.text == "-":
            raise _bad(text, where, "comments are not allowed")


def _names(tokens: list[_Token]) -> list[str]:
    found = []
    for token, following in zip(tokens, [*tokens[1:], _Token("end", "")], strict=True):
        if (name := _plain(token)) and following.text != "(":
            found.append(name)
    return list(dict.fromkeys(found))


def _column(tokens: list[_Token], source: Source, name: str, where: str) -> Column:
    """The column of a name; a name that is compared with one and is none was most likely meant as text."""
    try:
        return resolve(source, name, where)
    except UsageError as error:
        place = next(i for i, token in enumerate(tokens) if _plain(token) == name)
        before = [token.text.lower() for token in tokens[max(0, place - 2) : place]]
        if not before or not (before[-1] in _COMPARE | {"like", "ilike"} or before == ["in", "("]):
            raise
        hint = f"text stands in single quotes: '{name}'"
        raise UsageError(error.message, where=error.where, hint=hint) from error


def _unquote(text: str) -> str:
    return text[1:-1].replace('""', '"') if text[0] == '"' else text[1:-1]


def _kinds(tokens: list[_Token], columns: dict[str, Column], source: Source) -> dict[str, str]:
    """Which columns are read as numbers or dates: those compared with one, or used in arithmetic.

    A number in quotes counts where the column holds numbers and the order matters: as text, 100 stands
    before 18. Two columns of numbers compared with each other are numbers too.
    """
    kinds: dict[str, str] = {}
    for i, token in enumerate(tokens):
        name = _plain(token)
        if name not in columns:
            continue
        function = tokens[i - 2].text.lower() if i >= 2 and tokens[i - 1].text == "(" else ""
        if function in _ARITHMETIC:
            kinds[name] = "number"
        if function in _OF_TEXT:
            continue
        for neighbour, operator in _compared(tokens, i):
            if neighbour.kind == "number":
                kinds[name] = "number"
            elif neighbour.kind == "string" and _DATE.fullmatch(neighbour.text):
                kinds[name] = "date"
            elif operator in _ORDER and _is_numeric(source, columns[name]):
                other = _plain(neighbour)
                quoted = neighbour.kind == "string" and _NUMERIC.fullmatch(neighbour.text)
                if quoted or (other in columns and _is_numeric(source, columns[other])):
                    kinds[name] = "number"
    return kinds


def _compared(tokens: list[_Token], i: int) -> list[tuple[_Token, str]]:
    """What stands on the other side of a comparison with the column at `i`, with the operator."""
    found = []
    operator, j = "", i + 1
    while j < len(tokens) and (tokens[j].text.lower() in _BETWEEN or tokens[j].text in _COMPARE):
        if tokens[j].text in _COMPARE or tokens[j].text.lower() in ("between", "in"):
            operator = tokens[j].text.lower()
        j += 1
    if j < len(tokens) and (operator or tokens[j - 1].text == ","):
        found.append((tokens[j], operator))
    if i >= 2 and tokens[i - 1].text in _COMPARE:
        found.append((tokens[i - 2], tokens[i - 1].text))
    return found


def _literal(tokens: list[_Token], i: int, columns: dict[str, Column], kinds: dict[str, str]) -> str:
    """A token as it is parsed: a quoted number beside a column of numbers loses its quotes."""
    token = tokens[i]
    if token.kind == "string" and _DATE.fullmatch(token.text):
        # Cells are compared with a space between date and time, and with seconds.
        date, _, time = token.text[1:-1].replace("T", " ").partition(" ")
        return f"'{date} {time}:00'" if len(time) == 5 else f"'{date} {time}'" if time else token.text
    if token.kind != "string" or not _NUMERIC.fullmatch(token.text):
        return token.text
    for k, other in enumerate(tokens):
        if kinds.get(_plain(other)) == "number" and any(n is token for n, _ in _compared(tokens, k)):
            return token.text[1:-1]
    # The upper end of BETWEEN '10' AND '30' follows its lower end.
    if i >= 4 and tokens[i - 1].text.lower() == "and" and tokens[i - 3].text.lower() == "between":
        return token.text[1:-1] if kinds.get(_plain(tokens[i - 4])) == "number" else token.text
    return token.text


def _is_numeric(source: Source, column: Column) -> bool:
    answers = source.answers(column.index)
    numbers = sum(n for cell, n in answers.items() if _NUMERIC.fullmatch(f"'{cell}'"))
    return bool(answers) and numbers >= 0.9 * answers.total()


def _bad(text: str, where: str, why: str, hint: str | None = None) -> UsageError:
    return UsageError(
        f"the condition cannot be used: {why}",
        where=f"{where} {text[:120]!r}",
        hint=hint or "write for example: \"plan = 'pro' AND age >= 18\"",
    )
