"""Which column says when a row was given."""

from __future__ import annotations

import re

from cxux_cli.errors import UsageError
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.date_forms import SERIAL
from cxux_cli.study.dates import forms
from cxux_cli.study.names import label

_LONGEST = 60
"""A longer header is a question, whatever words it holds."""
_NOT_OF_THE_ROW = re.compile(
    r"birth|born|geburt|geboren|naissance|nacimiento|nascimento|nascita|urodzen|\bdob\b|expir|\bdue\b|deadline|\bnext\b"
    r"|\bid\b|\bby\b"
)
_DAY = re.compile(r"dat[eu]|fecha|\bdata\b|timestamp|zeitstempel|horodat|日付|日時|日期")
"""What a name must say before plain numbers are days: a time in seconds may be 30,000 as well."""
# In English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Japanese and Chinese; when an
# answer was handed in says more than when it was recorded, and that more than when it was begun or changed.
_SAYS = (
    re.compile(
        r"submi[ts]|complet|finish|\bend(?:ed|date|time)?\b|responded|answered|abgeschickt|eingereicht|beendet"
        r"|abgeschlossen|fertig|\bende\b|soumission|soumis|\bfin\b|termin|enví|envi(?:ado|o\b)|finaliz|conclu|\bfim\b"
        r"|invio|inviat|\bfine\b|ingediend|voltooi|einde|przesłan|ukończ|zakończ|送信|完了|提交"
    ),
    re.compile(
        r"timestamp|date|datum|zeitstempel|zeitpunkt|horodat|fecha|marca temporal|\bdata\b|carimbo|tijdstempel"
        r"|sygnatura|informazioni cronologiche|record|creat|erstellt|créé|cread|criad|aangemaakt|utworz|\btime\b"
        r"|\bwhen\b|\bat\b|タイムスタンプ|日付|日時|日期|时间|時間"
    ),
    re.compile(r"start|beg[iau]n|comienz|inici|inizi|début|rozpocz|開始|开始|updat|modif|geändert|\blast\b"),
)


def find_date(source: Source) -> Column | None:
    """The column of moments: what the dialect names, else the one whose name says so and whose cells are dates.

    None when there is none; `UsageError` when several say it equally well.
    """
    known = source.time
    if known is not None and _holds_dates(source, known):
        return known
    first = source.columns[0]
    if source.header_rows == 0 and source.dialect.first_cell is not None and _holds_dates(source, first):
        # The tool was recognised by this cell, although the header is lost.
        return first
    ranks = [(rank, column) for column in source.columns if (rank := _rank(source, column)) is not None]
    for wanted in range(len(_SAYS)):
        fitting = [column for rank, column in ranks if rank == wanted and _holds_dates(source, column)]
        if len(fitting) > 1:
            raise UsageError(
                f"{len(fitting)} columns could say when: {', '.join(label(c) for c in fitting[:6])}",
                where=source.path,
                hint=f"choose one: --date '#{fitting[0].index + 1}'",
            )
        if fitting:
            return fitting[0]
    return None


def _rank(source: Source, column: Column) -> int | None:
    """How well a name says it: 0 handed in, 1 recorded or merely a date, 2 begun or changed; None when it does not."""
    if source.is_personal(column):
        return None
    named = _words(column)
    if _NOT_OF_THE_ROW.search(named):
        return None
    says = [rank for rank, pattern in enumerate(_SAYS) if pattern.search(named)]
    # "Start date" is a start, whatever else it is; "Date submitted" is a submission.
    return None if not says else says[0] if says[0] == 0 else says[-1]


def _words(column: Column) -> str:
    """What a short header says, in words: "EndDate" and "end_date" are "end date"."""
    headers = {text: None for text in (column.name, column.text) if len(text) <= _LONGEST}
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", " ".join(headers))
    return re.sub(r"[\W_]+", " ", apart).casefold()


def _holds_dates(source: Source, column: Column) -> bool:
    cells = source.answers(column.index)
    _, found = forms(source, column)
    if SERIAL in found.values() and not _DAY.search(_words(column)):
        return False
    return bool(cells) and 2 * sum(cells[cell] for cell in found) >= cells.total()
