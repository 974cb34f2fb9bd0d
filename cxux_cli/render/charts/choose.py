"""Which charts a report is worth: by the shape of its results, their slices and what they carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxux_cli.render.charts import answers, discovery, distribution, intervals, net, trend
from cxux_cli.render.charts.chart import Chart
from cxux_cli.render.view import slice_text
from cxux_cli.results import Gate, Report, Result


def of_report(report: Report) -> tuple[Chart, ...]:
    """Every chart of a report, each with a slug of its own: those of measures, of questions, the curve."""
    found = []
    several = len({result.source for result in report.results}) > 1
    for family in families(report.results):
        mine = []
        for measure in dict.fromkeys(result.measure for result in family):
            mine += of_measure([r for r in family if r.measure == measure], report.gates)
        mine += [distribution.of_result(r, slice_text(r)) for r in with_answers(family)]
        source = family[0].source if several else None
        found += [_of_source(chart, source) if source else chart for chart in mine]
    found += [chart for table in report.tables if (chart := answers.of_table(table)) is not None]
    found += [discovery.of_curve(report.curve)] if report.curve else []
    return tuple(_told_apart(found))


def _of_source(chart: Chart, source: str) -> Chart:
    return replace(chart, slug=f"{source}-{chart.slug}", title=f"{chart.title}, {source}")


def families(results: Sequence[Result]) -> list[list[Result]]:
    """The results of each measure with those of its parts, `time` with `time.median`, source by source."""
    found: dict[tuple[str, str | None], list[Result]] = {}
    for result in results:
        found.setdefault((result.measure.split(".")[0], result.source), []).append(result)
    return list(found.values())


def of_measure(results: Sequence[Result], gates: Sequence[Gate] = ()) -> list[Chart]:
    """The charts of the results of one measure, without those of the answers behind it."""
    found = []
    series = [r for r in results if r.period is not None]
    beside = [r for r in results if r.period is None]
    if len({r.period for r in series}) > 1:
        found.append(trend.of_results(series))
    measured = [r for r in beside if r.estimate.value is not None and not r.hidden]
    if any(net.fits_result(r) for r in measured):
        return [*found, net.of_results(measured, _targets(measured, gates))]
    # A sum of the others is no neighbour of theirs.
    parts = [r for r in beside if not r.total or r.estimate.low is not None or r.estimate.value is None]
    if len(measured) > 1 and len(parts) > 1:
        found.append(intervals.of_results(parts, _targets(parts, gates)))
    return found


def with_answers(results: Sequence[Result]) -> list[Result]:
    """Totals that carry answers, one of those that carry the same: that whose value is on their scale."""
    found: dict[object, Result] = {}
    for r in results:
        if r.total and r.distribution and not r.hidden and r.estimate.value is not None:
            key = (r.distribution, tuple(r.segment.items()), r.persona, r.period, r.source)
            if key not in found or distribution.is_of_the_answers(r):
                found[key] = r
    return list(found.values())


def _targets(results: Sequence[Result], gates: Sequence[Gate]) -> Mapping[int, float]:
    """The targets of results by their place: their own, else that of the gate that judged it."""
    found = {}
    for i, r in enumerate(results):
        own = r.estimate.parts.get("target")
        judged = next((g.target for g in gates if g.target is not None and _judges(g, r)), None)
        target = own if own is not None else judged
        if target is not None:
            found[i] = float(target)
    return found


def _judges(gate: Gate, result: Result) -> bool:
    at = gate.where
    same = (at.task, at.persona, dict(at.segment)) == (result.task, result.persona, dict(result.segment))
    return same and gate.measure == result.measure and at.source in (None, result.source)


def _told_apart(charts: Sequence[Chart]) -> list[Chart]:
    """Slugs that may name a file: lower-case letters, digits and dashes; a number where two are the same."""
    taken: dict[str, int] = {}
    found = []
    for chart in charts:
        slug = _slug(chart.slug)
        taken[slug] = taken.get(slug, 0) + 1
        found.append(replace(chart, slug=slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"))
    return found


def _slug(text: str) -> str:
    """ASCII that every file system takes, 60 characters at most."""
    import re
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "chart"
