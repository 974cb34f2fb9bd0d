"""The tables of a history, and how a file is known to be one."""

from __future__ import annotations

APPLICATION = 0x43585558
"""`CXUX`, as the application id in the header of the file."""
VERSION = 1
"""Of the tables; a file with a higher one was written by a newer cxux."""

# Times are texts in ISO 8601, on the clock of the rows; '' stands for nothing where a column is part of a key.
TABLES = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        study TEXT NOT NULL,
        source TEXT NOT NULL,
        "where" TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL,
        inputs TEXT NOT NULL,
        tool TEXT NOT NULL,
        config TEXT,
        recorded TEXT NOT NULL,
        files TEXT NOT NULL,
        ledger TEXT NOT NULL
    )""",
    "CREATE INDEX runs_of_study ON runs (study, source)",
    """CREATE TABLE results (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        measure TEXT NOT NULL,
        definition TEXT NOT NULL,
        scale TEXT NOT NULL,
        slices TEXT NOT NULL,
        segment TEXT NOT NULL,
        persona TEXT NOT NULL,
        task TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL,
        facts TEXT NOT NULL,
        hidden INTEGER NOT NULL,
        value REAL,
        low REAL,
        high REAL,
        confidence REAL NOT NULL,
        method TEXT NOT NULL,
        n INTEGER,
        n_missing INTEGER,
        n_effective REAL,
        persons INTEGER,
        state TEXT,
        evidence TEXT,
        UNIQUE (run, measure, definition, scale, segment, persona, task, since, until)
    )""",
    "CREATE INDEX results_of_measure ON results (measure, since)",
    """CREATE TABLE outcomes (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        gate TEXT NOT NULL,
        outcome TEXT NOT NULL,
        PRIMARY KEY (run, gate)
    )""",
)

RUN = (
    "study",
    "source",
    "where",
    "since",
    "until",
    "inputs",
    "tool",
    "config",
    "recorded",
    "files",
    "ledger",
)
"""The columns of a run, without its number."""
RESULT = (
    *("measure", "definition", "scale", "slices", "segment", "persona", "task", "since", "until", "facts"),
    *("hidden", "value", "low", "high", "confidence", "method", "n", "n_missing", "n_effective", "persons"),
    *("state", "evidence"),
)
"""The columns of a result, without its run."""
CUT = ("measure", "definition", "scale", "slices", "since", "until")
"""What is replaced together: all results of a measure that are cut in one way, of one time."""
JSON = frozenset(("files", "ledger", "scale", "slices", "segment", "facts", "state", "evidence"))
"""Columns of either that hold JSON."""


def quoted(column: str) -> str:
    """A column in SQL, where one is called as a word of the language is."""
    return f'"{column}"'
