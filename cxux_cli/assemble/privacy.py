"""The privacy floor: what may not be shown, and what would give it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxux_cli.results import Result


def hide(results: Sequence[Result], min_n: int) -> list[Result]:
    """The cells of one block without numbers where they are below the privacy floor.

    What is hidden could be told from the total less what is shown: so the next smallest cells are
    hidden too, until at least two cells with answers and at least `min_n` answers are behind it.
    """
    hidden = {i for i, r in enumerate(results) if r.estimate.n < min_n and min_n > 1}
    shown = sorted(
        (i for i, r in enumerate(results) if i not in hidden and not r.total),
        key=lambda i: results[i].estimate.n,
    )
    while shown:
        behind = [results[i].estimate.n for i in hidden if not results[i].total and results[i].estimate.n]
        if not behind or (len(behind) > 1 and sum(behind) >= min_n):
            break
        hidden.add(shown.pop(0))
    return [_hidden(r, min_n) if i in hidden else r for i, r in enumerate(results)]


def _hidden(result: Result, min_n: int) -> Result:
    estimate = replace(result.estimate, value=None, low=None, high=None, n_effective=None, parts={}, notes=())
    return replace(
        result,
        estimate=estimate,
        missing=(),
        distribution=(),
        readings=(),
        items=(),
        state=None,
        notes=(
            f"not shown: fewer than {min_n} answers here, or needed to keep such a cell from being worked out",
        ),
        hidden=True,
    )
