"""Which history is meant: the one that is stated, else that of the study config."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxux_cli.errors import UsageError

if TYPE_CHECKING:
    from cxux_cli.study.config.study import Study


def history_of(stated: str | None, config: str | None) -> tuple[str, Study | None]:
    """The path of the history and the study config, if there is one.

    A config is looked for where none is stated, unless the history itself is. Raises `UsageError` where
    there is neither, and for a config that names no history.
    """
    if stated is not None and not stated.strip():
        raise UsageError("the path is empty", where="--history", hint="is a shell variable unset?")
    study = None
    if stated is None or config is not None:
        from cxux_cli.study.config.discover import find
        from cxux_cli.study.config.load import load

        path = find(Path(), config)
        if path is None:
            raise UsageError(
                "there is no study config that names a history",
                hint="name the file with --history PATH, or the config with --config FILE",
            )
        study = load(path)
    history = stated or (study.history if study else None)
    if history is None:
        raise UsageError(
            "the study keeps no history",
            where=study.path if study else None,
            hint="add to it: history: history.sqlite, or name a file with --history PATH",
        )
    return history, study
