"""The command of a measure, generated from its declaration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cxux_cli.cli import options
from cxux_cli.cli.progress import working
from cxux_cli.cli.study import applied, consulted
from cxux_cli.errors import CxuxError, ExitCode, InputError, OutputError, UsageError
from cxux_cli.estimators.net import Net
from cxux_cli.estimators.proportion import Proportion
from cxux_cli.measures.base import Items, Measure
from cxux_cli.results import Better

if TYPE_CHECKING:
    from cxux_cli.request import Request, TableRequest
    from cxux_cli.results import Report
    from cxux_cli.run import Outcome
    from cxux_cli.study.config.study import Study


_ARTEFACTS = ("json", "csv", "md", "scores")
_FORMATS = {"json": "json", "csv": "csv", "md": "markdown"}
"""What standard output carries, by the option that writes the same to a file."""


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
        from cxux_cli.run import run as measured

        request = asked(measure, given, consulted(given))
        target = _target(measure, given)
        finish((request,), given, lambda: measured(request), lambda report: _judged(report, target))

    return options.signature(fitting, run)


def finish(
    requests: Sequence[Request],
    given: dict[str, Any],
    measure: Callable[[], Outcome],
    judge: Callable[[Report], Report] = lambda report: report,
) -> None:
    """Measure, judge, write everything that was asked for; leaves with the exit code of what came of it."""
    first, measures = requests[0], tuple(request.measure for request in requests)
    check_outputs(first, given)
    if given["verbose"]:
        keys = ", ".join(m.key for m in measures)
        sys.stderr.write(f"cxux: measuring {keys} in {', '.join(first.paths) or 'counts'}\n")
    with working(first.paths, quiet=given["quiet"]):
        outcome = measure()
    outcome = replace(outcome, report=judge(outcome.report))
    problems = _write(outcome, measures, given)
    _show(outcome.report, measures, given)
    for problem in problems:
        sys.stderr.write(f"cxux: error: {problem.where}: {problem.message}\n")
    if code := exit_code(outcome.report, problems, strict=given["strict"]):
        raise typer.Exit(code)


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
    if target is not None and not measure.range[0] <= target <= measure.range[1]:
        raise UsageError(
            f"{target:g} is outside the range of {measure.key}, {measure.range[0]:g} to {measure.range[1]:g}",
            where=f"--{right.replace('_', '-')}",
        )
    return target


def check_outputs(request: Request | TableRequest, given: dict[str, Any]) -> None:
    """Refuse outputs that would overwrite an input or one another, before anything is read."""
    inputs = {Path(path).resolve() for path in request.paths if path != "-"}
    taken: dict[Path, str] = {}
    for name in _ARTEFACTS:
        path = given.get(name)
        if path is None:
            continue
        if not path.strip():
            raise UsageError("the path is empty", where=f"--{name}", hint="is a shell variable unset?")
        target = Path("/dev/stdout").resolve() if path == "-" else Path(path).resolve()
        if target in inputs:
            raise UsageError("this would overwrite the input", where=f"--{name} {path}")
        if target in taken:
            raise UsageError(f"--{taken[target]} is written there too", where=f"--{name} {path}")
        if path in ("-", "/dev/stdout") and not given["quiet"]:
            raise UsageError(
                "standard output carries the result already",
                where=f"--{name} {path}",
                hint=f"use --format {_FORMATS[name]}" if name in _FORMATS else None,
            )
        taken[target] = name
    if given.get("scores") is not None and request.min_n > 1:
        raise UsageError(
            "--scores lists single people, --min-n hides small groups: choose one", where="--scores"
        )


def _judged(report: Report, target: float | None) -> Report:
    """The report with its gate: on the total alone, and never on a scale that is in doubt."""
    from cxux_cli.gates import point

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
            "the scale is in doubt, so it is not judged", where="--fail-under", hint=totals[0].doubt
        )
    return replace(report, gates=(point(totals[0], target),))


def _write(outcome: Outcome, measures: Sequence[Measure], given: dict[str, Any]) -> list[CxuxError]:
    from cxux_cli.render import csv_report, json_report, markdown, view

    report = outcome.report

    def scores() -> str:
        from cxux_cli.render.scores import render

        return render(outcome.scores)

    writers: dict[str, Callable[[], str]] = {
        "json": lambda: json_report.render(report),
        "csv": lambda: csv_report.render(report),
        "md": lambda: markdown.render(view.view(report, measures)),
        "scores": scores,
    }
    return write(writers, given)


def write(writers: Mapping[str, Callable[[], str]], given: Mapping[str, Any]) -> list[CxuxError]:
    """Side artefacts, each whole or not at all; one that fails does not stop the others."""
    from cxux_cli.render import files

    problems: list[CxuxError] = []
    for name, text in writers.items():
        if given[name] is None:
            continue
        try:
            files.write(given[name], text())
        except OutputError as error:
            problems.append(error)
    return problems


def _show(report: Report, measures: Sequence[Measure], given: dict[str, Any]) -> None:
    """Standard output, and one line on stderr where nothing could be measured."""
    from cxux_cli.render import csv_report, json_report, markdown, table, view

    if all(result.estimate.n == 0 for result in report.results):
        sys.stderr.write(f"cxux: no usable answer for {', '.join(m.key for m in measures)}\n")
    if given["quiet"] and report.status == "ok":
        return
    if given["format"] == "json":
        sys.stdout.write(json_report.render(report))
    elif given["format"] == "csv":
        sys.stdout.write(csv_report.render(report))
    elif given["format"] == "markdown":
        sys.stdout.write(markdown.render(view.view(report, measures)))
    else:
        table.show(view.view(report, measures), color=given["color"])


def exit_code(report: Report, problems: list[CxuxError], *, strict: bool) -> int:
    """Precedence: an output that failed, a missed gate, no data."""
    if problems:
        return ExitCode.OUTPUT
    if report.status == "missed":
        return ExitCode.MISSED
    # A gate without data fails closed: an empty export must not turn a build green.
    hidden = any(result.hidden and result.total for result in report.results)
    if (report.status in ("no_data", "undecided") or hidden) and (report.gates or strict):
        return ExitCode.UNDECIDED
    return ExitCode.OK
