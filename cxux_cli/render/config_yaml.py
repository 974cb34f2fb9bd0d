"""The draft of a study config as YAML with comments; every text of the data is quoted or made plain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import inf

from cxux_cli.render.escape import plain
from cxux_cli.render.view import column_texts, number
from cxux_cli.results import Better, Result
from cxux_cli.study.draft import DraftSource, Group, Groups, identifier
from cxux_cli.study.names import shorten

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_NOT_TEXT = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
"""Words that some reader of YAML takes for something else."""
_RESERVED = ("everyone", "unassigned", "all")
_WIDEST = 100
_MOST_COLUMNS = 12


def config(sources: Sequence[DraftSource], name: str, timezone: str | None) -> str:
    """The whole text of a config for these sources; `name` is that of the study."""
    personas = next((g for s in sources for g in s.groups if g.are_personas), None)
    lines = [
        "# yaml-language-server: $schema=cxux.schema.json",
        "# An editor helps with: cxux schema --config > cxux.schema.json",
        "# Check this file with: cxux config check",
        "version: 1",
        "",
        "study:",
        f"  name: {quoted(name)}",
        f"  timezone: {quoted(timezone or 'UTC')}"
        + ("" if timezone else "  # whose days are days: Europe/Madrid"),
        "",
        "sources:",
        *(line for source in sources for line in _source(source)),
        *_personas(sources, personas),
        *_tasks(sources),
        "",
        "measures:",
        *(line for source in sources for line in _measures(source)),
        "",
        *_gates(sources),
        "outputs:  # cxux report writes one file for each window, and the newest as latest.html",
        "  folder: reports",
        "  formats: [html, json]",
        "  keep: 26",
        "# history: reports/history.sqlite  # trends, and gates that compare with the last window",
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    r"""A text as a YAML scalar that every reader takes for the same text.

    >>> [quoted(t) for t in ("Q5", "no", "a: b", 'say "x"\n')]
    ['Q5', '"no"', '"a: b"', '"say \\"x\\"\\x0a"']
    """
    if _BARE.fullmatch(text) and text.casefold() not in _NOT_TEXT:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _comment(text: str, indent: str = "  ") -> str:
    """A line that YAML passes over, whatever stands in the text."""
    return f"{indent}# {shorten(plain(text), _WIDEST)}"


def _source(source: DraftSource) -> Iterator[str]:
    yield f"  {quoted(source.name)}:"
    rows = "" if source.rows is None else f", {source.rows} rows"
    files = f", {len(source.paths)} files with the same columns" if len(source.paths) > 1 else ""
    yield _comment(f"{source.dialect}{rows}, {source.columns} columns{files}", "    ")
    if len(source.paths) == 1:
        yield f"    path: {quoted(source.paths[0])}"
    else:
        yield "    path:"
        yield from (f"      - {quoted(path)}" for path in source.paths)
    if source.date is not None:
        yield f"    date: {quoted(source.date)}"
        yield "    # freshness: 8d  # no report of old answers: with none newer there is no data"
    told = list(dict.fromkeys(text for facts in source.read for text in column_texts(facts)))
    yield from (_comment(text, "    ") for text in told[:_MOST_COLUMNS])
    if len(told) > _MOST_COLUMNS:
        yield _comment(f"and {len(told) - _MOST_COLUMNS} more: cxux inspect", "    ")
    yield from (_comment(note, "    ") for note in source.notes[:8])


def _personas(sources: Sequence[DraftSource], groups: Groups | None) -> Iterator[str]:
    """The people of a column, and the columns that could tell others."""
    others = [(s, g) for s in sources for g in s.groups if g is not groups]
    yield ""
    if groups is None:
        yield "# personas:  # no column says who people are; a condition on the columns of a row tells a persona"
        yield "#   - {id: crew, role: user, where: \"role IN ('member', 'cashier')\"}"
    else:
        yield f"personas:  # told from {plain(quoted(groups.column))}; role: customer, user, or both without one"
        taken: list[str] = list(_RESERVED)
        for group in groups.values:
            yield f"  - {_persona(group, taken)}"
    for source, other in others[:8]:
        values = ", ".join(shorten(group.value, 20) for group in other.values[:6])
        yield _comment(f"{source.name} could be divided by {other.column}: {values}", "")


def _persona(group: Group, taken: list[str]) -> str:
    id = identifier(group.value, "persona", taken)
    taken.append(id)
    role = f", role: {group.role}" if group.role else ""
    name = f", name: {quoted(group.value)}" if group.value != id else ""
    return f"{{id: {quoted(id)}{name}{role}, where: {quoted(group.where)}}}"


def _tasks(sources: Sequence[DraftSource]) -> Iterator[str]:
    names = dict.fromkeys(r.task for s in sources for r in s.tasks if r.task is not None)
    if not names:
        return
    yield ""
    yield "tasks:  # as the data names them; add a name, target_time: 90s, optimal_clicks: 7"
    for name in names:
        yield f"  - id: {quoted(name)}"
        for result in (r for s in sources for r in s.tasks if r.task == name):
            yield _comment(f"{result.measure} {_now(result)}", "    ")


def _measures(source: DraftSource) -> Iterator[str]:
    if source.verb:
        yield f"  - {{use: {source.verb}, source: {quoted(source.name)}}}"
        yield from (_comment(f"{r.measure} {_now(r)}", "    ") for r in source.observed[:_MOST_COLUMNS])
    for measure in dict.fromkeys(result.measure for result in source.answers):
        yield f"  - {{use: {measure}, source: {quoted(source.name)}}}"
        asked = [result for result in source.answers if result.measure == measure]
        yield from (_comment(_now(result), "    ") for result in asked)
        doubts = dict.fromkeys(result.doubt for result in asked if result.doubt)
        yield from (_comment(f"{doubt}: state it, as in scale: 1-10", "    ") for doubt in doubts)
    if source.is_measured and source.groups:
        yield _comment(f"divide it: by: [{quoted(source.groups[0].column)}]", "    ")


def _gates(sources: Sequence[DraftSource]) -> Iterator[str]:
    """A gate for every number, with its target left open."""
    taken: list[str] = []
    for source in sources:
        asked = Counter(result.measure for result in source.answers)
        # A questionnaire that was asked twice has no single number to judge.
        once = [result for result in source.answers if asked[result.measure] == 1]
        for result in (*once, *(r for r in source.tasks if r.task is not None)):
            named = f"{result.task or ''} {result.measure}"
            if (id := identifier(named, "gate", ())) in taken:
                id = identifier(f"{source.name} {named}", "gate", taken)
            if not taken:
                yield "# What cxux check judges: write a target for each question mark, and take the signs # away."
                yield "# gates:"
            taken.append(id)
            op = ">=" if result.better is Better.HIGHER else "<="
            task = f", task: {quoted(result.task)}" if result.task else ""
            yield (
                f"#   - {{id: {quoted(id)}, measure: {result.measure}, source: {quoted(source.name)}{task}, "
                f'target: "{op} ?"}}'
            )
            yield _comment(f"now {_now(result)}", "#     ")
    if taken:
        yield ""


def _now(result: Result) -> str:
    """The value of today, its interval and n."""
    e = result.estimate
    if result.hidden:
        return "hidden: too few people"
    if e.value is None:
        return f"no value, n {e.n}"
    low, high = result.range
    places = 1 if 20 <= high - low < inf or result.unit in ("s", "ms") else 2
    interval = (
        f", {100 * e.confidence:g} % interval {number(e.low, places)} to {number(e.high, places)}"
        if e.low is not None
        else ""
    )
    return f"{number(e.value, places)} {result.unit}".rstrip() + f"{interval}, n {e.n}"
