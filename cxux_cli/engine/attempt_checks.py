"""Numbers of attempts: what they may be, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxux_cli.estimators.usability.outcomes import ORDER, Outcome
from cxux_cli.estimators.usability.ratings import SCALES

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from cxux_cli.study.config.study import Task

NOT_POSITIVE, NO_TIME, END_FIRST = "time not above zero", "success without a time", "ends before it starts"
"""Why an attempt has no time."""
_ROUNDED = 1.5
"""Seconds that two readings of one time may differ."""


def times(values: dict[str, NDArray[np.float64]], flags: dict[str, NDArray[np.bool_]]) -> None:
    """Times from start and end where no column holds them; what is no time is refused, and counted."""
    import numpy as np

    if "time" not in values and "start" in values and "end" in values:
        values["time"] = values["end"] - values["start"]
        flags[END_FIRST] = values["time"] < 0
        values["time"] = np.where(values["time"] < 0, np.nan, values["time"])
    if "time" not in values:
        return
    wrong = values["time"] <= 0
    flags[NOT_POSITIVE] = wrong
    values["time"] = np.where(wrong, np.nan, values["time"])
    if "start" in values and "end" in values and END_FIRST not in flags:
        backwards = values["end"] < values["start"]
        flags[END_FIRST] = backwards & ~wrong
        values["time"] = np.where(backwards, np.nan, values["time"])


def disagreeing(values: Mapping[str, NDArray[np.float64]]) -> int:
    """How many attempts have a time that is not the one from their start to their end, give or take a rounding."""
    import numpy as np

    if not {"time", "start", "end"} <= values.keys():
        return 0
    apart = np.abs(values["time"] - (values["end"] - values["start"]))
    return int((apart > np.maximum(_ROUNDED, 0.05 * values["time"])).sum())


def numbers(values: dict[str, NDArray[np.float64]], flags: dict[str, NDArray[np.bool_]]) -> None:
    """Counts below zero and ratings beyond their scale are refused, and counted."""
    import numpy as np

    for role, array in values.items():
        if role in SCALES:
            low, high = SCALES[role]
            wrong, why = (array < low) | (array > high), f"{role} outside {low:g} to {high:g}"
        elif role in ("time", "start", "end", "when"):
            continue
        else:
            wrong, why = array < 0, f"{role} below zero"
        flags[why] = wrong
        values[role] = np.where(wrong, np.nan, array)


def credit(
    frame: pl.DataFrame,
    outcome: NDArray[np.int8],
    success: NDArray[np.bool_],
    definitions: Sequence[Task | None],
    task: NDArray[np.int64],
) -> NDArray[np.float64]:
    """What an attempt is worth: 1, 0, or for a partial success what the cell or the study says."""
    import numpy as np

    usual = np.array([d.partial_credit if d else 0.5 for d in definitions])[task]
    stated = frame["part"].fill_null(float("nan")).to_numpy()
    part = np.where(np.isnan(stated), usual, stated)
    return np.where(success, 1.0, np.where(outcome == ORDER.index(Outcome.PARTIAL), part, 0.0))


def lostness_of(values: Mapping[str, NDArray[np.float64]]) -> dict[str, pl.Series]:
    """How lost people were, where the pages they saw and the fewest are known."""
    import polars as pl

    from cxux_cli.stats.lostness import lostness

    if not all(role in values for role in ("pages", "distinct", "shortest")):
        return {}
    found = lostness(values["pages"], values["distinct"], values["shortest"])
    return {"lost": pl.Series(found, nan_to_null=True)}


def untimed(flags: Mapping[str, NDArray[np.bool_]], n: int) -> NDArray[np.bool_]:
    """Attempts whose time was refused for another reason."""
    import numpy as np

    found = np.zeros(n, bool)
    for reason, flag in flags.items():
        if reason.startswith(("time", END_FIRST)):
            found |= flag
    return found


def fraction(cell: str) -> float | None:
    """The credit that a cell states: a number between 0 and 1."""
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return None
    return number if 0 < number < 1 else None
