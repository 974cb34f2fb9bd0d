"""`--where`: one row-wise SQL condition over the columns, made safe before Polars sees it."""

from __future__ import annotations

import re
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
_BETWEEN = frozenset(("not", "between", "in", "(", "-", "+"))
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


def parse(text: str, source: Source) -> Condition:
    """Check and bind a condition. Raises `UsageError` for anything but one row-wise true or false."""
    import polars as pl

    tokens = _tokens(text)
    _refuse(tokens, text)
    columns = {name: resolve(source, name, "--where") for name in _names(tokens)}
    kinds = _kinds(tokens, columns)
    # The user's names are replaced before parsing: they cannot collide with names of the frame.
    own = {name: f"__where{i}" for i, name in enumerate(columns)}
    try:
        expression = pl.sql_expr(
            " ".join(f'"{own[_plain(t)]}"' if _plain(t) in own else t.text for t in tokens)
        )
    except Exception as error:
        raise _bad(text, "it cannot be parsed", str(error).splitlines()[0][:160]) from error
    if not set(expression.meta.root_names()) <= set(own.values()) or not _row_wise(expression):
        raise _bad(text, "it must be decided row by row, from columns of the file alone")
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
    _check_type(condition, source)
    return condition


def _row_wise(expression: pl.Expr) -> bool:
    import polars as pl

    try:
        return expression.meta.is_row_separable()
    except pl.exceptions.ColumnNotFoundError:
        # Polars 2.1 looks up the column of an IN list here; the list of allowed functions has decided already.
        return True


def _number(cell: pl.Expr) -> pl.Expr:
    import polars as pl

    return cell.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def _date(cell: pl.Expr) -> pl.Expr:
    """ISO dates and times as comparable text; a date is less than every time on its day."""
    import polars as pl

    iso = cell.str.contains(r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}.*)?$")
    return pl.when(iso).then(cell.str.slice(0, 19).str.replace("T", " ", literal=True))


_CONVERT = {"number": _number, "date": _date}


def _check_type(condition: Condition, source: Source) -> None:
    import polars as pl

    frame = pl.LazyFrame(
        schema={position(c.index): pl.String for c in condition.columns} or {"__none": pl.String}
    )
    try:
        kept = frame.with_columns(*condition.prepared).select(kept=condition.expression)
        dtype = kept.collect_schema()["kept"]
    except Exception as error:
        raise _bad(condition.text, "it does not fit the columns", str(error).splitlines()[0][:160]) from error
    if dtype != pl.Boolean:
        raise _bad(condition.text, f"it gives {dtype}, not true or false", "compare something: plan = 'pro'")


def _plain(token: _Token) -> str:
    """The column name a token may stand for."""
    if token.kind == "quoted":
        return _unquote(token.text)
    return token.text if token.kind == "word" and token.text.lower() not in _KEYWORDS else ""


def _tokens(text: str) -> list[_Token]:
    if not text.strip():
        raise _bad(text, "it is empty")
    return [_Token(m.lastgroup or "other", m.group()) for m in _TOKEN.finditer(text)]


def _refuse(tokens: list[_Token], text: str) -> None:
    for token, following in zip(tokens, [*tokens[1:], _Token("end", "")], strict=True):
        word = token.text.lower()
        if token.kind == "word" and word in ("select", "from", "with", "over", "union", "join"):
            raise _bad(
                text, f"'{token.text}' is not allowed: it must be one condition on the columns of a row"
            )
        if token.kind in ("word", "quoted") and following.text == "(" and word not in _FUNCTIONS:
            raise _bad(
                text,
                f"the function '{token.text}' is not allowed",
                f"allowed: {', '.join(sorted(_FUNCTIONS - _KEYWORDS))}",
            )
        if token.kind == "other" and token.text in ";'\"`":
            raise _bad(
                text, f"a stray {token.text}", "strings stand in 'single', column names in \"double\" quotes"
            )
        if token.text == "-" and following.text == "-":
            raise _bad(text, "comments are not allowed")


def _names(tokens: list[_Token]) -> list[str]:
    found = []
    for token, following in zip(tokens, [*tokens[1:], _Token("end", "")], strict=True):
        if (name := _plain(token)) and following.text != "(":
            found.append(name)
    return list(dict.fromkeys(found))


def _unquote(text: str) -> str:
    return text[1:-1].replace('""', '"') if text[0] == '"' else text[1:-1]


def _kinds(tokens: list[_Token], columns: dict[str, Column]) -> dict[str, str]:
    """Which columns are compared with numbers or dates, from the tokens next to a comparison."""
    kinds: dict[str, str] = {}

    def kind(token: _Token) -> str | None:
        if token.kind == "number":
            return "number"
        return "date" if token.kind == "string" and _DATE.fullmatch(token.text) else None

    for i, token in enumerate(tokens):
        column = _plain(token)
        if column not in columns:
            continue
        after = tokens[i + 1 :]
        while after and (after[0].text.lower() in _BETWEEN or after[0].text in _COMPARE):
            after = after[1:]
        neighbours = after[:1] if len(after) < len(tokens[i + 1 :]) else []
        if i >= 2 and tokens[i - 1].text in _COMPARE:
            neighbours = [*neighbours, tokens[i - 2]]
        for neighbour in neighbours:
            if found := kind(neighbour):
                kinds[column] = found
    return kinds


def _bad(text: str, why: str, hint: str | None = None) -> UsageError:
    return UsageError(
        f"the condition cannot be used: {why}",
        where=f"--where {text[:120]!r}",
        hint=hint or "write for example: --where \"plan = 'pro' AND age >= 18\"",
    )
