"""The HTML page: every number, for everybody, and nothing of a survey but its text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from by_hand import estimate, report, result
from sampled import COMMANDS

from cxux_cli.render import html
from cxux_cli.render.view import interval_text, n_text, value_text
from cxux_cli.results import Excluded, Kind, Ledger, Missing

VOID = {"meta", "link", "br", "img", "input", "hr"}
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}",
    "{% raw %}",
    "</style><h1>x",
    "</title><b>",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
    "&lt;b&gt; &amp;",
)
INVISIBLE = ("\x1b[31mred", "bell\x07", "\u202egnp.exe", "zero\u200bwidth")


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent, self.children = tag, dict(attributes), parent, []

    def all(self, *tags):
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self):
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


class Tree(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.root = self.at = Element("", (), None)
        self.feed(text)
        self.close()
        assert self.at is self.root, f"not closed: {self.at.tag}"

    def handle_starttag(self, tag, attrs):
        child = Element(tag, attrs, self.at)
        self.at.children.append(child)
        if tag not in VOID:
            self.at = child

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Element(tag, attrs, self.at))

    def handle_endtag(self, tag):
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)


def page(of, **more):
    return Tree(html.render(of, **more)).root


def words(element):
    return " ".join(element.text.replace("\u00a0", " ").split())


@pytest.fixture(params=COMMANDS)
def any_report(request, sample):
    return sample(request.param)


@pytest.fixture
def any_text(request, any_report, drawn):
    name = request.node.callspec.params["any_report"]
    if name not in drawn:
        drawn[name] = html.render(any_report)
    return drawn[name]


@pytest.fixture
def any_page(any_text):
    return Tree(any_text).root


# What it says -----------------------------------------------------------------------------------------


def test_every_number_stands_on_the_page(any_report, any_page):
    shown = words(any_page)
    for r in any_report.results:
        for said in (value_text(r), interval_text(r), n_text(r), r.name, r.definition):
            assert said in shown
        for reading in r.readings:
            assert reading.label in shown


def test_every_row_of_every_source_is_accounted_for(any_report, any_page):
    shown = words(any_page)
    for ledger in any_report.ledger:
        assert f"{ledger.source} {ledger.read} {ledger.used} {ledger.read - ledger.used}" in shown
        for item in ledger.excluded:
            assert f"{item.rows} {item.reason}" in shown


def test_every_note_and_chosen_column_is_said(any_report, any_page):
    shown = words(any_page)
    for source in any_report.sources:
        for note in source.notes:
            assert " ".join(note.split()) in shown
        for bound in source.mapping:
            if "item" not in bound.role:
                assert f"{bound.role} = {bound.column}" in shown


def test_customer_and_user_experience_stand_side_by_side():
    shares = [result(estimate(50, 30, 70), kind=k, measure=f"m-{k}", name=f"Measure of {k}") for k in Kind]
    (summary,) = [e for e in page(report(*shares)).all("div") if e.attributes.get("class") == "summary"]
    customer, user = [e for e in summary.children if isinstance(e, Element)]
    assert "Measure of CX" in words(customer)
    assert "Measure of CX" not in words(user)
    assert "50.0 % 95 % interval 30.0 to 70.0, n 20" in words(user)


def test_a_total_stands_in_the_summary_a_segment_does_not():
    found = [
        result(estimate(11, 5, 20), segment={"plan": "a"}, total=False),
        result(estimate(22, 5, 40)),
    ]
    (summary,) = [e for e in page(report(*found)).all("div") if e.attributes.get("class") == "summary"]
    assert "22.0" in words(summary)
    assert "11.0" not in words(summary)


def test_the_verdicts_of_gates_are_words_with_their_reasons(reported, samples):
    of = reported("nps", samples / "qualtrics_nps.csv", "--fail-under", "40")
    shown = words(page(of))
    assert "1 gate: 1 missed." in shown
    assert "nps >= 40" in shown
    assert "29.6" in shown
    (outcome,) = [e for e in page(of).all("span") if "outcome" in e.attributes.get("class", "")]
    assert outcome.text == "missed"


def test_the_verdict_on_a_target_time_stands_beside_the_time(sample):
    of = sample("tasks")
    rows = [words(e) for e in page(of).all("tr")]
    judged = [r for r in of.results if r.measure == "time" and r.readings]
    assert judged
    for r in judged:
        (reading,) = r.readings
        facts = (value_text(r), interval_text(r), n_text(r), f"{r.n_missing}")
        assert f"{r.task} {' '.join(facts)} {reading.title}: {reading.label}" in rows


def test_a_hidden_group_shows_no_number():
    found = [
        result(estimate(87.654, 81.234, 93.456, n=3), segment={"plan": "a"}, hidden=True, total=False),
        result(estimate(50, 40, 60)),
    ]
    text = html.render(report(*found))
    assert not re.search(r"87\.|81\.2|93\.4", text)
    assert "hidden" in text


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_measure_is_said(n):
    found = [result(estimate(None, n=0), notes=("nobody answered",))] * n
    text = words(page(report(*found)))
    assert "answers.csv" in text
    if n:
        assert "There were no data to measure." in text
        assert "no value" in text


def test_a_report_of_counts_has_no_source(reported):
    shown = words(page(reported("nps", "--counts", "promoters=60,passives=36,detractors=24")))
    assert "30.0" in shown


def test_sources_of_one_measure_are_told_apart():
    found = [result(estimate(v, 10, 90), source=s) for v, s in ((40, "web"), (60, "shop"))]
    root = page(report(*found))
    assert [words(e) for e in root.all("h3")][:3] == ["User experience", "A share, web", "A share, shop"]


def test_why_answers_are_missing_is_said():
    found = result(estimate(50, 40, 60), n_missing=2, missing=(Missing("not a number", 2, ("ten",)),))
    assert "2 not a number: 'ten'" in words(page(report(found)))


# The same bytes, alone --------------------------------------------------------------------------------


def test_the_same_report_gives_the_same_page(any_report, any_text):
    assert html.render(any_report) == any_text


def test_a_page_holds_no_time_of_its_making(sample):
    from datetime import UTC, datetime

    today = datetime.now(UTC)
    text = html.render(sample("nps"))
    assert f"{today:%Y-%m-%d}" not in text
    assert f"{today:%H:%M}" not in re.sub(r"[\d.]+:[\d.]+:", "", text)


def test_nothing_is_loaded_from_anywhere(any_text, any_page):
    assert not re.search(r"url\((?!#)|@import", any_text)
    for element in any_page.all():
        assert element.tag not in ("script", "iframe", "object", "embed", "form", "base", "img")
        assert not [name for name in element.attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            assert element.attributes.get(name, "#").startswith(("#", "data:"))
    (policy,) = [
        e for e in any_page.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.attributes["content"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )


# Hostile text -----------------------------------------------------------------------------------------


def tags(root):
    return {element.tag for element in root.all()}


@pytest.mark.parametrize("value", HOSTILE)
def test_text_of_a_survey_is_text(value, sample):
    plain = sample("nps")
    of = replace(
        plain,
        sources=tuple(replace(s, path=value, notes=(value,)) for s in plain.sources),
        ledger=(Ledger(value, 3, 2, (Excluded(value, 1),)),),
        results=tuple(
            replace(r, segment={value: value} if r.segment else {}, notes=(value,), persona=value)
            for r in plain.results
        ),
        notes=(value,),
    )
    root = page(of, title=value)
    assert tags(root) == tags(page(plain))
    assert value in words(next(root.all("h1")))
    assert value in words(next(root.all("title")))
    assert words(root).count(value) > 8
    for element in root.all():
        assert not [name for name in element.attributes if name.startswith("on")]


def test_questions_and_answers_are_text(sample):
    plain = sample("table")
    value = " ".join(HOSTILE)
    tables = tuple(
        replace(
            t,
            question=value,
            items=tuple(f"{value}{i}" for i in t.items),
            answers=tuple(f"{a}{value}" for a in t.answers),
            cells=tuple(
                replace(c, item=c.item and f"{value}{c.item}", answer=c.answer and f"{c.answer}{value}")
                for c in t.cells
            ),
        )
        for t in plain.tables[:1] + plain.tables[3:4]
    )
    root = page(replace(plain, tables=tables))
    assert tags(root) == tags(page(plain))
    assert value in words(root)


@pytest.mark.parametrize("value", INVISIBLE)
def test_invisible_characters_do_not_reach_the_page(value, sample):
    plain = sample("nps")
    of = replace(plain, notes=(value,), results=tuple(replace(r, persona=value) for r in plain.results))
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", html.render(of, title=value)
    )


# Everybody --------------------------------------------------------------------------------------------


def test_the_page_has_a_language_a_title_and_landmarks(any_page):
    root = any_page
    assert next(root.all("html")).attributes["lang"] == "en"
    assert next(root.all("title")).text.strip()
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(root.all(landmark))) == 1
    assert next(root.all("a")).attributes["href"] == "#content"
    assert next(root.all("main")).attributes["id"] == "content"


def test_headings_go_down_one_step_at_a_time(any_page):
    levels = [int(e.tag[1]) for e in any_page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_every_link_and_label_has_what_it_points_at_on_a_page_of_everything(everything):
    root = page(everything, title="All of it")
    assert next(root.all("h1")).text == "All of it"
    assert len(list(root.all("figure"))) > 30
    ids = [e.attributes["id"] for e in root.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in root.all():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids)
        if element.tag == "a":
            assert element.attributes["href"][1:] in ids
        clip = element.attributes.get("clip-path")
        assert clip is None or clip[5:-1] in ids


def test_every_table_has_a_caption_and_headers_that_say_of_what(any_page):
    for table in any_page.all("table"):
        assert words(next(table.all("caption")))
        head, *rows = list(table.all("tr"))
        assert {e.attributes["scope"] for e in head.all("th")} == {"col"}
        for row in rows:
            first, *rest = [e for e in row.children if isinstance(e, Element)]
            assert first.attributes["scope"] == "row"
            assert {e.tag for e in rest} <= {"td"}
            assert words(first)


def test_what_scrolls_can_be_reached_and_is_named(any_page):
    root = any_page
    for table in root.all("table"):
        around = table.parent
        assert around.attributes["role"] == "region"
        assert around.attributes["tabindex"] == "0"
        assert around.attributes["aria-label"].strip()


def test_every_chart_is_an_image_said_in_words_with_its_table_after_it(any_page):
    root = any_page
    for figure in root.all("figure"):
        for picture in figure.all("svg"):
            assert picture.attributes["role"] == "img"
            assert words(next(picture.all("desc")))
        siblings = [e for e in figure.parent.children if isinstance(e, Element)]
        after = [e for e in siblings[siblings.index(figure) :] if e.tag != "figure"]
        assert next(after[0].all("table"))


def test_the_style_serves_dark_and_paper_and_phones(sample):
    style = next(page(sample("nps")).all("style")).text
    for rule in ("prefers-color-scheme: dark", "@media print", "max-width: 40rem", ":focus-visible"):
        assert rule in style
    assert style.count("--high: #1d66a8") == 2  # by default, and on paper
    assert style.count("--high: #6cb4ee") == 1
