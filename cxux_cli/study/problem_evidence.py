"""Whether a file shows usability problems at all: what speaks for it, and what else it may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from cxux_cli.catalog.observed import fold, mark
from cxux_cli.errors import InputError
from cxux_cli.sources.source import Column, Source
from cxux_cli.study.names import shorten
from cxux_cli.study.task_columns import is_task, of_task, words

_MOST = 0.6
"""Of the columns of marks so many must be named as what they are to be."""
_ABOUT_PROBLEMS = re.compile(
    r"\b(problems?|issues?|findings?|defects?|probleme?|problemas?|problèmes?|problemi|befunde?|hallazgos?)\b",
    re.IGNORECASE,
)
_PROBLEM = re.compile(
    r"(?:usability )?(?:problems?|issues?|findings?|defects?|bugs?|probleme?|problemas?|problèmes?|up|uxp|p)\s?"
    r"\d+[a-z]?(?: .*)?",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:(?:participants?|persons?|people|users?|testers?|subjects?|respondents?|evaluators?|experts?|teilnehmer|"
    r"proband(?:in)?|participantes?|usuarios?|utilisateurs?|tp|vp|pp|pt|sub|subj|id|[a-z])\s?)?#?\d+[a-z]?",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\?|^(?:do|does|did|have|has|had|are|is|was|were|can|could|would|will|should|what|which|who|whom|when|where|"
    r"why|how|please|i|you|haben|hast|sind|ist|welche[rns]?|wie|warum|bitte|ich|qué|cuál|cómo|quel|quelle|"
    r"comment|avez|êtes|você|qual|como)\b",
    re.IGNORECASE,
)
_SENTENCE = 3
"""A problem is told in a few words at least; a name of one or two is that of any column."""


def is_of_problems(source: Source, columns: Sequence[Column]) -> bool:
    """Whether columns of marks are usability problems, one each, by what they are called.

    Their names are numbered problems, letters from A on, or short sentences that ask nothing; cells of yes and
    no are answers unless the names say problem; so are all cells of a survey tool. A sheet or a file that is
    called after problems says it too.
    """
    names = [words(column.name) for column in columns]
    if _mostly(names, _PROBLEM) or _mostly(names, _ABOUT_PROBLEMS, search=True):
        return True
    if _are_of_tasks(columns):
        return False
    if _says_problems(source):
        return True
    if source.dialect.id != "plain" or not all(_is_drawn(source, column) for column in columns):
        return False
    if [name.casefold() for name in names] == [chr(ord("a") + i) for i in range(min(26, len(names)))]:
        return True
    told = sum(len(name.split()) >= _SENTENCE and not _QUESTION.search(name) for name in names)
    return told >= _MOST * len(names)


def is_of_people(columns: Sequence[Column], personal: bool) -> bool:
    """Whether columns of marks are participants, one each: P1, user 2, 3, or names and addresses."""
    return personal or _mostly([words(column.name) for column in columns], _PERSON)


def no_marks(source: Source) -> InputError:
    """The error for a file that holds neither marks nor sightings."""
    return InputError(
        "there are no columns of marks (0, 1, x, yes) and no column of problems",
        where=source.path,
        hint="name them: --column problems=FIRST..LAST, or --column participant=NAME --column problem=NAME",
    )


def no_problems(source: Source, columns: Sequence[Column]) -> InputError:
    """The error for a file whose marks are none of problems: what they are, and which command measures them."""
    shown = ", ".join(shorten(" ".join(column.name.split()), 30) for column in columns[:4])
    more = f" and {len(columns) - 4} more" if len(columns) > 4 else ""
    command = "tasks" if _are_of_tasks(columns) else "table"
    what = (
        "tasks" if command == "tasks" else "answers" if source.dialect.id != "plain" else "answers or traits"
    )
    path = source.path if " " not in source.path else f'"{source.path}"'
    return InputError(
        f"nothing says that these are usability problems: the columns of marks are {shown}{more}, "
        f"and look like {what}",
        where=source.path,
        hint=f"cxux {command} {path} measures such a file; a matrix all the same: --column problems=FIRST..LAST",
    )


def _says_problems(source: Source) -> bool:
    """Whether the sheet or the file is called after problems."""
    named = [source.sheet or "", PurePath(source.path).stem]
    return any(_ABOUT_PROBLEMS.search(re.sub(r"[\W_\d]+", " ", name)) for name in named)


def _are_of_tasks(columns: Sequence[Column]) -> bool:
    """Whether more than half are called after a numbered task, or after a task and what is told of it."""
    return 2 * sum(is_task(c.name) or of_task(c.name) is not None for c in columns) > len(columns)


def _is_drawn(source: Source, column: Column) -> bool:
    """Whether the cells are drawn (x, 1, 0, a dash) rather than said (yes, no, true)."""
    said = (fold(cell) for cell in source.answers(column.index) if mark(cell) in ("seen", "unseen"))
    return not any(cell.isalpha() and cell not in ("x", "xx") for cell in said)


def _mostly(names: Sequence[str], pattern: re.Pattern[str], *, search: bool = False) -> bool:
    fits = pattern.search if search else pattern.fullmatch
    return bool(names) and sum(fits(name) is not None for name in names) >= _MOST * len(names)
