"""Charts: chosen by what a result is, true to its numbers, readable by everybody, and always the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from by_hand import estimate, report, result
from sampled import COMMANDS

from cxux_cli.render.charts import choose, svg
from cxux_cli.render.charts.chart import NARROW, WIDE
from cxux_cli.render.charts.files import pictures
from cxux_cli.render.charts.palette import COLOURS, HIGH, INK, LOW, PAPER, SOFT, ramp, text_on
from cxux_cli.results import Period

SVG = "{http://www.w3.org/2000/svg}"


def data(spec):
    """All rows of data of a specification."""
    return [row for name in spec["datasets"] for row in spec["datasets"][name]]


def texts(spec):
    return {row[key] for row in data(spec) for key in ("text", "label") if key in row}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_chart_of_the_samples_is_valid_vega_lite(sample, name):
    import altair as alt

    found = choose.of_report(sample(name))
    assert found
    for chart in found:
        for width in (WIDE, NARROW):
            spec = chart.draw(width)
            alt.LayerChart.from_dict(spec, validate=True)
            drawn = ElementTree.fromstring(
                svg.alone(chart) if width == WIDE else svg.within_page(chart, "x")[1]
            )
            assert float(drawn.attrib["width"]) == width


def test_a_chart_says_all_its_numbers_in_words(sample):
    tasks = [r for r in sample("tasks").results if r.measure == "success"]
    (chart,) = choose.of_measure(tasks)
    for r in tasks:
        e = r.estimate
        assert f"{e.value:.1f} % ({e.low:.1f} to {e.high:.1f}, n {e.n}" in chart.description
    drawn = data(chart.draw(WIDE))
    assert [row["x"] for row in drawn if set(row) == {"x", "y"}] == [r.estimate.value for r in tasks]
    assert [(row["x"], row["to"]) for row in drawn if "to" in row] == [
        (r.estimate.low, r.estimate.high) for r in tasks
    ]


def test_a_net_share_has_its_groups_on_either_side_and_its_interval(sample):
    found = sample("nps").results
    chart = choose.of_measure(found)[0]
    total = found[-1].estimate
    drawn = data(chart.draw(WIDE))
    # 57 promoters and 23 detractors of 115.
    assert {row["to"] for row in drawn if "inside" in row} >= {100 * 57 / 115, -100 * 23 / 115}
    assert {"x": total.low, "to": total.high} in [
        {k: row[k] for k in ("x", "to") if k in row} for row in drawn
    ]
    assert {"promoters", "detractors", "30 % passives"} <= texts(chart.draw(WIDE))
    assert "57 promoters (49.6 %), 35 passives (30.4 %), 23 detractors (20.0 %)" in chart.description


@pytest.mark.parametrize("name", COMMANDS)
def test_no_measure_is_known_by_its_name(sample, name):
    """Charts are chosen by facts: a measure of another name gets the same ones."""
    found = sample(name).results
    # Bands of page speed stand in the catalog under the name of their metric.
    own = [r for r in found if r.measure not in ("lcp", "inp", "cls", "fcp", "ttfb")]
    for measure in dict.fromkeys(r.measure for r in own):
        mine = [r for r in own if r.measure == measure]
        renamed = [replace(r, measure="anything") for r in mine]
        assert [c.draw(WIDE) for c in choose.of_measure(mine)] == [
            c.draw(WIDE) for c in choose.of_measure(renamed)
        ]


def test_the_target_of_a_net_share_stands_beside_its_interval(reported, samples):
    of = reported("nps", samples / "qualtrics_nps.csv", "--by", "plan", "--fail-under", "40")
    chart = choose.of_report(of)[0]
    bars = [
        row["x"]
        for row in data(chart.draw(WIDE))
        if row.get("end", 0) - row.get("y", 0) == 18 and len(row) == 3
    ]
    assert bars == [40]
    assert chart.description.endswith("Target 40.")


def test_a_single_value_without_answers_needs_no_chart():
    assert choose.of_report(report(result(estimate(50, 30, 70)))) == ()


def test_a_series_has_a_point_and_a_band_per_period(sample):
    (chart, *_) = choose.of_measure([r for r in sample("series").results if r.period])
    drawn = data(chart.draw(WIDE))
    found = [r.estimate for r in sample("series").results if r.period]
    assert [(row["y"], row["to"]) for row in drawn if "to" in row] == [(e.low, e.high) for e in found]
    assert "2026-01 15.0 (-9.6 to 37.5, n 40)" in chart.description


def test_of_many_lines_four_are_drawn_and_the_title_says_so():
    months = [Period("month", f"2026-0{m}", date(2026, m, 1), date(2026, m + 1, 1)) for m in (1, 2)]
    found = [
        result(estimate(10 * i + m.start.month, 0, 90), segment={"plan": f"p{i}"}, period=m, total=False)
        for i in range(6)
        for m in months
    ]
    (chart,) = choose.of_measure(found)
    assert "4 of 6 lines are drawn" in chart.title
    assert {"p0", "p1", "p2", "p3"} <= texts(chart.draw(WIDE))
    assert "p4" not in texts(chart.draw(WIDE))


def test_the_targets_of_tasks_are_drawn_and_said(sample):
    times = [r for r in sample("tasks").results if r.measure == "time"]
    (chart,) = choose.of_measure(times)
    targets = [r.estimate.parts["target"] for r in times if "target" in r.estimate.parts]
    assert targets
    bars = [row["x"] for row in data(chart.draw(WIDE)) if "end" in row and row["end"] - row["y"] == 22]
    assert bars == targets
    assert "target" in str(chart.draw(WIDE)["layer"][0]["encoding"]["x"]["axis"]["title"])


def test_the_target_of_a_gate_stands_at_what_it_judged():
    from cxux_cli.results import Better, Gate
    from cxux_cli.verdicts import Where

    found = [
        result(estimate(v, 40, 90), task=t, total=t is None) for v, t in ((60, "a"), (60, "b"), (60, None))
    ]
    facts = {"unit": "%", "better": Better.HIGHER, "rule": "point", "severity": "error", "confidence": 0.95}
    gate = Gate(
        id="g",
        group="g",
        measure="share",
        where=Where(task="b"),
        op=">=",
        target=78.0,
        outcome="missed",
        **facts,
    )
    (chart,) = choose.of_measure(found, (gate,))
    assert chart.description.count("Target 78") == 1
    assert "b: 60.0 % (40.0 to 90.0, n 20). Target 78." in chart.description


@pytest.mark.parametrize(("slow", "kind"), [(50.0, "linear"), (500.0, "log")])
def test_times_far_apart_are_drawn_on_a_logarithmic_axis_that_says_so(slow, kind):
    facts = {"unit": "s", "range": (0.0, float("inf")), "total": False}
    found = [
        result(estimate(v, v * 0.9, v * 1.1), task=t, **facts) for v, t in ((20.0, "quick"), (slow, "slow"))
    ]
    (chart,) = choose.of_measure(found)
    x = chart.draw(WIDE)["layer"][0]["encoding"]["x"]
    assert x["scale"]["type"] == kind
    assert ("logarithmic" in x["axis"]["title"]) == (kind == "log")


def test_a_hidden_result_shows_no_number():
    found = [
        result(estimate(87.654, 81.234, 93.456, n=3), segment={"plan": "a"}, hidden=True, total=False),
        result(estimate(50, 40, 60), segment={"plan": "b"}, total=False),
        result(estimate(51, 41, 61)),
    ]
    (chart,) = choose.of_measure(found)
    drawn = svg.alone(chart)
    assert not re.search(r"87\.6|81\.2|93\.4", drawn)
    assert "a: hidden, n 3." in drawn


def test_bands_of_a_norm_lie_behind_what_is_read_against_them(sample):
    (chart,) = [c for c in choose.of_report(sample("sus")) if c.slug == "sus-answers"]
    edges = {row["x"] for row in data(chart.draw(WIDE)) if row.get("above")}
    assert {51.7, 62.7, 71.1, 84.1} <= edges
    assert {"F", "D", "A+", "71.1"} <= texts(chart.draw(WIDE))
    assert "A+ from 84.1" in chart.description


def test_a_share_of_answers_does_not_stand_on_their_scale(sample):
    chart = choose.of_report(sample("nps"))[-1]
    assert "29.6" not in texts(chart.draw(WIDE))


def test_the_same_answers_are_drawn_once(sample):
    slugs = [chart.slug for chart in choose.of_report(sample("score"))]
    assert slugs == ["csat-mean-answers", "ces-mean-answers"]


def test_answers_of_a_scale_stand_to_either_side_of_the_middle(sample):
    (chart,) = [c for c in choose.of_report(sample("table")) if "easy" in c.slug]
    pieces = [row for row in data(chart.draw(WIDE)) if row.get("answer") == "Neither agree nor disagree"]
    assert pieces
    assert all(row["x"] == pytest.approx(-row["to"]) for row in pieces)
    assert "Choosing · free: Strongly disagree 0.0 %" in chart.description


# Files and bytes --------------------------------------------------------------------------------------


def test_the_same_report_gives_the_same_bytes(sample):
    assert dict(pictures(sample("tasks"))) == dict(pictures(sample("tasks")))


def test_names_of_files_say_which_and_are_safe():
    hostile = "../../etc/passwd <b>"
    found = [
        result(estimate(v, 10, 90), segment={hostile: f"{v}"}, total=False, measure=m)
        for m in ("a/b", "a b")
        for v in (20, 30)
    ]
    names = [name for name, _ in pictures(report(*found))]
    assert names == [
        "a-b-etc-passwd-b.svg",
        "a-b-etc-passwd-b.png",
        "a-b-etc-passwd-b-2.svg",
        "a-b-etc-passwd-b-2.png",
    ]


def test_a_png_is_one_and_an_svg_stands_alone(sample):
    files = dict(pictures(sample("nps")))
    assert files["nps-plan.png"].startswith(b"\x89PNG")
    assert "var(--" not in files["nps-plan.svg"]
    assert 'fill="#ffffff"' in files["nps-plan.svg"]


# Everybody --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", '"><img src=x>', "a&b", "x\x00\x1by", "\u202egnp"]
)
def test_hostile_text_is_text_in_a_picture(value):
    found = [result(estimate(v, 10, 90), segment={"plan": value}, total=False) for v in (20, 30)]
    (chart,) = choose.of_measure(found)
    for drawn in (svg.alone(chart), *svg.within_page(chart, "x")):
        tree = ElementTree.fromstring(drawn)
        tags = {node.tag.removeprefix(SVG) for node in tree.iter()}
        assert tags <= {"svg", "title", "desc", "g", "rect", "path", "line", "text", "defs", "clipPath"}
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", drawn)
    assert "alert(1)" not in value or "&lt;script&gt;" in drawn


def test_a_picture_is_one_image_with_a_title_and_its_numbers(sample):
    (chart, *_) = choose.of_report(sample("nps"))
    for id, drawn in zip(("c-wide", "c-narrow"), svg.within_page(chart, "c"), strict=True):
        tree = ElementTree.fromstring(drawn)
        assert tree.attrib["role"] == "img"
        assert tree.attrib["aria-labelledby"] == f"{id}-title"
        assert tree.find(f"{SVG}title").text == chart.title
        assert tree.find(f"{SVG}desc").text == chart.description
        inner = [n for node in tree.iter() if node is not tree for n in node.attrib if n.startswith("aria")]
        assert inner == []


def test_a_picture_in_a_page_has_only_the_colours_of_the_page(sample):
    for name in ("nps", "sus", "table", "problems", "series"):
        for chart in choose.of_report(sample(name)):
            for drawn in svg.within_page(chart, "x"):
                assert not re.search(r'(?:fill|stroke)="#', drawn)


def _linear(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def _contrast(a, b):
    """WCAG 2.2, relative luminance and contrast ratio."""
    la, lb = (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_linear(a), _linear(b)))
    return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read_on_everything_it_stands_on(mode):
    pairs = [(INK, PAPER), (SOFT, PAPER)]
    pairs += [(text_on(c), c) for steps in range(2, 8) for c in ramp(steps)]
    for text, ground in pairs:
        assert _contrast(getattr(text, mode), getattr(ground, mode)) >= 4.5, (text.name, ground.name)
    for mark in (LOW, HIGH):
        assert _contrast(getattr(mark, mode), getattr(PAPER, mode)) >= 3


# Machado, Oliveira & Fernandes 2009, A Physiologically-based Model for Simulation of Color Vision Deficiency,
# IEEE TVCG 15(6), severity 1.0.
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("matrix", [PROTANOPIA, DEUTERANOPIA], ids=["protanopia", "deuteranopia"])
def test_both_sides_of_a_scale_differ_for_the_colour_blind(mode, matrix):
    def seen(colour):
        rgb = _linear(getattr(colour, mode))
        return [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in matrix]

    low, high = seen(LOW), seen(HIGH)
    assert sum((a - b) ** 2 for a, b in zip(low, high, strict=True)) ** 0.5 > 0.25


def test_each_colour_stands_for_one_role():
    assert (
        len({colour.light for colour in COLOURS}) == len({colour.name for colour in COLOURS}) == len(COLOURS)
    )
