"""What a request says about a questionnaire: variant, scale, scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxux_cli.errors import UsageError
from cxux_cli.measures.base import Items
from cxux_cli.request import Request

if TYPE_CHECKING:
    from cxux_cli.engine.request import Scoring
    from cxux_cli.engine.samples import Scorer
    from cxux_cli.study.items import Choice
    from cxux_cli.study.recode import Scale

CONTRIBUTIONS = "contributions"
"""The variant whose columns hold contributions, already turned, instead of answers."""


def choice(request: Request) -> Choice:
    """What the user stated about a questionnaire; `UsageError` for a variant it does not have."""
    from cxux_cli.catalog.questionnaires import questionnaire
    from cxux_cli.study.items import Choice

    form = questionnaire(items_role(request).questionnaire)
    known = [variant.id for variant in form.variants]
    if request.variant not in (None, CONTRIBUTIONS, *known):
        raise UsageError(
            f"{request.measure.key} has no variant '{request.variant}'",
            where="--variant",
            hint=f"choose one of: {', '.join([*known, CONTRIBUTIONS])}",
        )
    scale = request.scale
    lengths = [high - low + 1 for low, high in form.scales]
    if scale is not None and scale[1] - scale[0] + 1 not in lengths:
        raise UsageError(
            f"{form.name} items have {' or '.join(map(str, lengths))} steps, {scale[0]}-{scale[1]} has "
            f"{scale[1] - scale[0] + 1}",
            where="--scale",
        )
    if request.variant == CONTRIBUTIONS:
        scale = (0, form.high - form.low)
    return Choice(request.variant or known[0], request.variant is not None, scale)


def scoring(request: Request) -> Scoring:
    """Which items count against the score in the chosen variant."""
    from cxux_cli.catalog.questionnaires import questionnaire
    from cxux_cli.engine.request import Scoring

    form, partial = questionnaire(items_role(request).questionnaire), request.missing != "listwise"
    return Scoring(form.reversed(request.variant or form.variants[0].id), partial)


def scorer(request: Request, scale: Scale) -> Scorer:
    """How raw sums of the questionnaire, with items answered on that scale, become scores."""
    from cxux_cli.catalog.questionnaires import questionnaire
    from cxux_cli.engine.samples import Scorer

    form = questionnaire(items_role(request).questionnaire)
    return Scorer(len(form.items), scale.high - scale.low, form.out_low, form.out_high, request.missing)


def items_role(request: Request) -> Items:
    """The questionnaire of a measure; `UsageError` for one that has none."""
    if not isinstance(request.measure.question, Items):
        raise UsageError(f"{request.measure.key} has no variants", where="--variant")
    return request.measure.question
