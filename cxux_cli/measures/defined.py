"""From the name of a definition, as a report or a history holds it, to what computes it."""

from __future__ import annotations

from cxux_cli.estimators.base import Estimator
from cxux_cli.measures.registry import BUILT_IN


def estimator(measure: str, definition: str) -> Estimator | None:
    """What computes a measure of answers under a definition of that name; None where this version has none.

    The definition of a share names its box, so that one of another size (`--top`) is found too.
    """
    declared = BUILT_IN.get(measure)
    if declared is None:
        return None
    if declared.definition == definition:
        return declared.estimator
    forms = [declared]
    if declared.boxed is not None:
        widest = max(setting.high - setting.low for setting in declared.settings)
        forms += [declared.with_box(size) for size in range(1, widest + 1)]
    return next((s.estimator for form in forms for s in form.settings if s.definition == definition), None)
