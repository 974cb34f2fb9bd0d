"""What the commands on observations share: problems, cards, tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from cxux_cli.cli import options
from cxux_cli.cli.metric import sliced
from cxux_cli.cli.output import deliver, measured
from cxux_cli.cli.study import applied_to_roles, consulted
from cxux_cli.estimators.proportion import Proportion

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.request import ObservationRequest
    from cxux_cli.results import Report

Parts: TypeAlias = "tuple[Callable[[ObservationRequest], Report], Callable[[Report], View]]"
"""What measures, and what makes the view of its report."""
_ROWS = ("column", "by", "where", "since", "until", "date", "date_order", "timezone")
_STUDY = ("persona", "config", "source", "keep", "min_n")


def command(verb: str, load: Callable[[], Parts], *more: options.Option) -> Callable[..., None]:
    """A function that reads, measures and writes as `verb`; what `load` imports is needed only then."""
    fitting = (
        options.FILES,
        *(option for option in options.slicing(1) if option.name in (*_ROWS, *_STUDY)),
        *more,
        options.CONFIDENCE,
        options.share_interval(tuple(Proportion(1, 1, ("yes", "no")).intervals)),
        options.STRICT,
        *options.READING,
        *(option for option in options.OUTPUT if option.name != "scores"),
    )

    def run(**given: Any) -> None:
        measure, view = load()
        request = _asked(verb, given)
        report = measured(request, given, "reading", lambda: measure(request))
        deliver(report, given, view=view, empty="no usable observation")

    return options.signature(fitting, run)


def _asked(verb: str, given: dict[str, Any]) -> ObservationRequest:
    """The request the options make, with what a study config adds."""
    from cxux_cli.request import ObservationRequest

    request = ObservationRequest(
        **sliced({"weight": None} | given),
        interval=given["interval"],
        roles=options.columns(given["column"]),
        participants=given.get("participants"),
        goals=tuple(given.get("goal") or ()),
    )
    study = consulted(given)
    return request if study is None else applied_to_roles(request, verb, study, given)
