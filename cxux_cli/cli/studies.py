"""What `report`, `check` and `baseline` share: the study, the time, the run, and what is written of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxux_cli.cli import log, options
from cxux_cli.cli.options import Option, option
from cxux_cli.cli.output import Form, check, deliver, measured
from cxux_cli.errors import CxuxError, ExitCode, UsageError

if TYPE_CHECKING:
    from cxux_cli.render.view import View
    from cxux_cli.results import Report
    from cxux_cli.studied.request import Studied, StudyRequest
    from cxux_cli.study.config.study import Study

CONFIG = Option(
    "file",
    Annotated[
        str | None, typer.Argument(metavar="[CONFIG]", help="The study config; else it is looked for.")
    ],
    None,
)
STUDY = (
    CONFIG,
    option("config", str | None, None, "The same as an option.", "Study", metavar="FILE"),
    option(
        *("source", list[str] | None, None, "Only this source of the study; repeat for several.", "Study"),
        metavar="NAME",
    ),
    option(
        *("window", str | None, None, "last-full-week (day, month, quarter, year), or 2026-W38, 2026-09."),
        *("Time",),
        metavar="WINDOW",
    ),
    *(o for o in options.slicing(1) if o.name in ("since", "until")),
    option(
        *(
            "as_of",
            str | None,
            None,
            "The day of the run, to replay one that was missed; else today.",
            "Time",
        ),
        metavar="DATE",
    ),
    *(o for o in options.slicing(1) if o.name == "min_n"),
    options.CONFIDENCE,
)
GATES = (
    option("strict", bool, False, "Exit 3 also when a gate is undecided or has no data.", "Gate", "--strict"),
    option(
        *("fail_on", options.FailOn, "error", "warn: what misses a warning level fails as well.", "Gate"),
    ),
    option(
        *("exit_zero", bool, False, "Exit 0 whatever the gates say: for reports alone.", "Gate"),
        "--exit-zero",
    ),
    option(
        *("dry_run", bool, False, "Measure and show; write no file and no history.", "Output"), "--dry-run"
    ),
    option(
        *("wait", float, 0.0, "Seconds to wait for another run in the folder of reports.", "Output"), min=0
    ),
    log.OPTION,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A study that was measured and judged: the report holds the verdicts, `code` is what comes of them."""

    request: StudyRequest
    found: Studied
    code: int
    now: datetime

    @property
    def report(self) -> Report:
        """The whole report."""
        return self.found.report


def consulted(given: dict[str, Any]) -> Study:
    """The study: the one named, else the one that is found. Raises `UsageError` where there is none."""
    from cxux_cli.study.config.discover import find
    from cxux_cli.study.config.load import load

    if given["file"] is not None and given["config"] is not None:
        raise UsageError("the config is named twice", where=f"{given['file']} and --config {given['config']}")
    named = given["file"] if given["file"] is not None else given["config"]
    path = find(Path(), named, option="" if given["file"] is not None else "--config")
    if path is None:
        raise UsageError(
            "there is no study config here or in a folder above",
            hint="name one, or write one from your files: cxux init FILE…",
        )
    return load(path)


def run(study: Study, given: dict[str, Any], *, only_gates: bool = False) -> Run:
    """Measure the study and judge its gates; what is compared with is only read."""
    from cxux_cli import judged, kept
    from cxux_cli.freshness import stale_sources
    from cxux_cli.gates.settle import outcome_code
    from cxux_cli.studied.run import run as measure_study
    from cxux_cli.study.windows import now

    today = now(given["as_of"], os.environ.get("SOURCE_DATE_EPOCH"), study.timezone)
    request = _asked(given, study, today, only_gates)

    def measure() -> Studied:
        stale = stale_sources(study, today, request.sources)
        found = _told(measure_study(request), stale)
        if not study.gates:
            return found
        compared = kept.compared(request, found)
        verdicts = judged.gates(request, found, today=today.date(), compared=compared, stale=stale)
        said = kept.overlaps(request)
        sys.stderr.writelines(f"cxux: {line}\n" for line in said)
        notes = (*found.report.notes, *said)
        return replace(found, report=replace(found.report, gates=verdicts, notes=notes))

    check((*request.paths, *request.kept), given)
    found = measured(request, given, "measuring", measure)
    code = outcome_code(found.report.gates, strict=given["strict"], fail_on=given["fail_on"])
    if code == ExitCode.OK and given["strict"] and found.report.status == "no_data":
        code = ExitCode.UNDECIDED
    return Run(request, found, ExitCode.OK if given["exit_zero"] else code, today)


def _told(found: Studied, stale: Mapping[str, str]) -> Studied:
    """The reports with notes on the sources that are stale: the whole, and the parts that a page is made of."""
    said = {name: f"source '{name}' is stale: {why}" for name, why in stale.items()}
    # Told with --quiet too: last month's file must not pass for this week's.
    sys.stderr.writelines(f"cxux: {line}\n" for line in said.values())
    parts = []
    for part in found.parts:
        own = [said[part.source]] if part.source in said else []
        parts.append(replace(part, report=replace(part.report, notes=(*own, *part.report.notes))))
    whole = replace(found.report, notes=(*said.values(), *found.report.notes))
    return replace(found, report=whole, parts=tuple(parts))


@contextmanager
def alone(study: Study, given: dict[str, Any]) -> Iterator[None]:
    """Hold the folder of reports, where the study has one, so that two runs do not write at once."""
    outputs = study.outputs
    if outputs is None or given["dry_run"]:
        yield
        return
    from cxux_cli.lock import held

    with held(outputs.folder, given["wait"]):
        yield


def finish(
    ended: Run,
    given: dict[str, Any],
    *,
    view: Callable[[Report], View],
    show: Callable[[], None] | None = None,
    more: Mapping[str, Form] | None = None,
) -> None:
    """Write everything, keep the run, show it, and leave with its code."""

    def publish(forms: Mapping[str, Form]) -> Sequence[CxuxError]:
        return [] if given["dry_run"] else [*_published(ended, forms), *_remembered(ended)]

    deliver(
        *(ended.report, given),
        view=view,
        empty="no usable answer in any source",
        show=show,
        more=more,
        publish=publish,
        code=ended.code,
        title=ended.request.study.name,
    )


def _published(ended: Run, forms: Mapping[str, Form]) -> Sequence[CxuxError]:
    outputs = ended.request.study.outputs
    # A page of gates alone must not take the place of a report.
    if outputs is None or ended.request.only_gates:
        return []
    from cxux_cli.render.outputs import publish

    contents = {name: forms[name]() for name in outputs.formats}
    return publish(outputs.folder, outputs.name, ended.request.window, contents, outputs.keep).problems


def _remembered(ended: Run) -> Sequence[CxuxError]:
    """Keep the run in the history; a history that cannot be written takes nothing from the report."""
    from cxux_cli.kept import record

    try:
        record(ended.request, ended.found, ended.report.gates, ended.now)
    except CxuxError as error:
        return [error]
    return []


def _asked(given: dict[str, Any], study: Study, today: datetime, only_gates: bool) -> StudyRequest:
    from cxux_cli.studied.request import StudyRequest
    from cxux_cli.study.windows import named_window

    since, until, label = given["since"], given["until"], None
    if given["window"] is not None:
        if since is not None or until is not None:
            raise UsageError("give --window or --since and --until, not both", where="--window")
        window = named_window(given["window"], today.date())
        since, until, label = window.since, window.until, window.label
    pages = study.outputs.formats if study.outputs else ()
    return StudyRequest(
        study,
        sources=tuple(given["source"] or ()),
        since=since,
        until=until,
        confidence=given["confidence"],
        min_n=given["min_n"],
        hashes=given["format"] == "json"
        or any((given["json"], given["log_format"], "json" in pages, study.history)),
        window=label,
        only_gates=only_gates,
        as_of=given["as_of"],
    )
