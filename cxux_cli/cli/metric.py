"""The command of a measure, generated from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxux_cli.cli import options
from cxux_cli.cli.output import as_csv, deliver, measured
from cxux_cli.cli.study import applied, consulted
from cxux_cli.errors import InputError, UsageError
from cxux_cli.estimate import Better
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Items, Measure

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.request import Request
    from cxux_cli.results import Report
    from cxux_cli.run import Outcome
    from cxux_cli.study.config.study import Study


def command(measure: Measure) -> Callable[..., None]:
    """A function that measures, with the options that fit the measure."""
    fitting = (
        options.FILES,
        *options.slicing(measure.floor),
        *options.statistics(tuple(measure.estimator.intervals)),
    )
    variants = tuple(sorted({setting.variant for setting in measure.settings}))
    if isinstance(measure.question, Items):
        fitting += options.QUESTIONNAIRE
    elif len(variants) > 1:
        fitting += options.wordings(variants)
    if isinstance(measure.estimator, Net | Proportion):
        fitting += options.COUNTS
    if measure.boxed is not None:
        fitting += (options.TOP,)
    if measure.about:
        fitting += (options.ABOUT,)
    fitting += options.READING + options.gate(higher=measure.better is Better.HIGHER) + options.OUTPUT

    def run(**given: Any) -> None:
        from cxux_cli.run import run as run_one

        request = asked(measure, given, consulted(given))
        target = _target(measure, given)
        finish((request,), given, lambda: run_one(request), lambda report: _judged(report, target))

    return options.signature(fitting, run)


def finish(
    requests: Sequence[Request],
    given: dict[str, Any],
    measure: Callable[[], Outcome],
    judge: Callable[[Report], Report] = lambda report: report,
) -> None:
    """Measure, judge, write everything that was asked for; leaves with the exit code of what came of it."""
    measures = tuple(request.measure for request in requests)
    keys = ", ".join(m.key for m in measures)
    outcome = measured(requests[0], given, f"measuring {keys} in", measure)

    def view(report: Report) -> View:
        from cxux_cli.render import view

        return view.view(report, measures)

    def scores() -> str:
        from cxux_cli.render.scores import render

        return as_csv(render(outcome.scores), given)

    deliver(
        judge(outcome.report), given, view=view, empty=f"no usable answer for {keys}", more={"scores": scores}
    )


def asked(measure: Measure, given: dict[str, Any], study: Study | None) -> Request:
    """The request the options of a command make, with what a study config adds."""
    from cxux_cli.request import Request

    top = given.get("top")
    request = Request(
        measure=measure if top is None else measure.with_box(top),
        about=given.get("about"),
        columns=options.columns(given["column"]),
        interval=given.get("interval"),
        variant=given.get("variant"),
        missing=given.get("missing", "listwise"),
        scale=options.scale(given.get("scale")),
        counts=options.counts(given.get("counts")),
        scores=given.get("scores") is not None,
        **sliced(given),
    )
    return request if study is None else applied(request, study, given)


def sliced(given: dict[str, Any]) -> dict[str, Any]:
    """What every request says alike: what is read, which rows count, how they are weighed and divided."""
    from cxux_cli.request import Time
    from cxux_cli.sources.options import ReadOptions

    for path in given["files"] or ():
        if "\0" in path or any(len(part.encode(errors="surrogateescape")) > 255 for part in Path(path).parts):
            raise InputError("no file can have this name", where=path)
    return {
        "paths": tuple(given["files"] or ()),
        "by": tuple(given.get("by") or ()),
        "where": given["where"],
        "time": Time(
            every=given.get("every"),
            date=given.get("date"),
            date_order=given.get("date_order"),
            since=given.get("since"),
            until=given.get("until"),
            timezone=given.get("timezone"),
        ),
        "weight": given["weight"],
        "confidence": given["confidence"],
        "keep": tuple(given["keep"] or ()),
        "min_n": given.get("min_n", 1),
        "read": ReadOptions(
            dialect=given["dialect"],
            encoding=given["encoding"],
            delimiter=given["delimiter"],
            header_rows=given["header_rows"],
            sheet=given["sheet"],
            labels=given["labels"],
            layout=given["layout"],
            limits=given["limits"],
        ),
        "hashes": given["format"] == "json" or given.get("json") is not None,
    }


def _target(measure: Measure, given: dict[str, Any]) -> float | None:
    """The target of the gate; the option against the measure's direction is refused."""
    higher = measure.better is Better.HIGHER
    right, wrong = ("fail_under", "fail_over") if higher else ("fail_over", "fail_under")
    if given[wrong] is not None:
        direction = "higher" if higher else "lower"
        raise UsageError(
            f"{measure.key} is better when it is {direction}",
            where=f"--{wrong.replace('_', '-')}",
            hint=f"use --{right.replace('_', '-')}",
        )
    target: float | None = given[right]
    if target is None:
        return None
    from cxux_cli.study.config.targets import looks_like_a_fraction

    option = f"--{right.replace('_', '-')}"
    # 1 alone may be one percent: scripts state it where any answer will do.
    if target < 1 and (said := looks_like_a_fraction(target, measure)) is not None:
        raise UsageError(said.message, where=option, hint=f"for a share write {option} {100 * target:g}")
    if not measure.range[0] <= target <= measure.range[1]:
        raise UsageError(
            f"{target:g} is outside the range of {measure.key}, {measure.range[0]:g} to {measure.range[1]:g}",
            where=option,
        )
    return target


def _judged(report: Report, target: float | None) -> Report:
    """The report with its gate: on the total alone, and never on a result that is in doubt."""
    from cxux_cli.gates.judge import point

    if target is None:
        return report
    primary = report.results[0].measure
    totals = [r for r in report.results if r.total and r.measure == primary]
    if len(totals) > 1:
        raise UsageError(
            "there is no single total to judge: the questionnaire was asked several times in every row",
            where="--fail-under",
            hint="choose one block: --column items=FIRST..LAST",
        )
    if totals[0].doubt:
        raise UsageError(
            "the result is in doubt, so it is not judged", where="--fail-under", hint=totals[0].doubt
        )
    return replace(report, gates=(point(totals[0], target),))
