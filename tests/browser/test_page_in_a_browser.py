"""The page as people meet it: on a desk, on a phone, in the dark, on paper, with a keyboard alone."""

from __future__ import annotations

import csv
import re
from itertools import pairwise

import pytest

DESK, PHONE = (1280, 900), (360, 740)
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture
def hostile_file(tmp_path):
    """Segments and column names that would run, load or overflow if they were markup."""
    path = tmp_path / "answers.csv"
    plans = [SCRIPT, "http://evil.example/x.png", "plain", "w" * 300]
    name = 'plan" onclick="alert(1)'
    rows = [[i, i % 11, plans[i % 4], "ordinary words, so that this is no binary file"] for i in range(44)]
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", "nps", name, "comment"], *rows])
    return path


@pytest.fixture
def hostile_page(cli, hostile_file, tmp_path):
    page = tmp_path / "hostile.html"
    code, _, err = cli(["nps", hostile_file, "--by", "#3", "--html", page, "--quiet"])
    assert code == 0, err
    return page


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Where the pages are, and those that were made already."""
    return tmp_path_factory.mktemp("pages"), {}


@pytest.fixture
def pages(cli, samples, made, hostile_page):
    """Pages of several kinds, by name."""
    folder, found = made
    if found:
        return found | {"hostile": hostile_page}
    config = samples.parent / "configs" / "usability_test.yaml"
    for name, arguments in {
        "sus": ("sus", samples / "google_forms_sus.csv", "--fail-under", "68"),
        "tasks": ("tasks", samples / "usability_test.csv", "--config", config),
        "table": ("table", samples / "feature_survey.csv", "--by", "plan"),
        "problems": ("problems", samples / "problems.csv"),
    }.items():
        found[name] = folder / f"{name}.html"
        code, _, err = cli([*arguments, "--html", found[name], "--quiet"])
        assert code == 0, err
    return found | {"hostile": hostile_page}


class Visit:
    """A page in a window of its own, with everything it asked for and said."""

    def __init__(self, browser, path, size, scheme="light"):
        width, height = size
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


def test_nothing_overflows_nothing_is_asked_for_and_nothing_goes_wrong(browser, pages):
    for name, path in pages.items():
        for size in (DESK, PHONE):
            with Visit(browser, path, size) as visit:
                assert visit.said == [], name
                assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == [], name
                assert len([url for url in visit.asked if url.startswith("file:")]) == 1
                wide = visit.page.evaluate(
                    "[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]"
                )
                assert max(wide[:2]) <= wide[2], (name, size)


def test_hostile_text_is_seen_and_never_run(browser, hostile_page):
    with Visit(browser, hostile_page, DESK) as visit:
        assert visit.page.title() == "answers.csv"
        seen = visit.page.inner_text("main")
        assert "<script>document.title='owned'</script>" in seen
        assert "http://evil.example/x.png" in seen
        assert 'plan" onclick="alert(1)' in seen
        assert visit.page.locator("script, main img, main b, a[href^=http]").count() == 0


def test_a_script_would_not_run_even_if_it_came_in(browser, hostile_page, tmp_path):
    """The policy of the page stands behind the escaping."""
    broken = tmp_path / "broken.html"
    text = hostile_page.read_text(encoding="utf-8")
    broken.write_text(text.replace("<main", f"{SCRIPT}<main", 1), encoding="utf-8")
    with Visit(browser, broken, DESK) as visit:
        assert visit.page.title() == "answers.csv"
        assert any("Content Security Policy" in said for said in visit.said)


def test_wide_tables_scroll_in_their_own_place_on_a_phone(browser, pages):
    with Visit(browser, pages["table"], PHONE) as visit:
        inner = visit.page.evaluate(
            "[...document.querySelectorAll('.scroll')].map(e => [e.clientWidth, e.scrollWidth, e.tabIndex])"
        )
        assert all(client <= 360 for client, _, _ in inner)
        assert any(scroll > client for client, scroll, _ in inner)
        assert {tab for *_, tab in inner} == {0}


def test_a_chart_fits_its_page_and_only_one_form_is_shown(browser, pages):
    for size, shown in ((DESK, "wide"), (PHONE, "narrow")):
        with Visit(browser, pages["tasks"], size) as visit:
            boxes = visit.page.evaluate(
                """[...document.querySelectorAll('figure')].map(f => ['wide', 'narrow'].map(
                    c => f.querySelector('.' + c + ' svg').getBoundingClientRect()).map(b => [b.width, b.right]))"""
            )
            for wide, narrow in boxes:
                seen, gone = (wide, narrow) if shown == "wide" else (narrow, wide)
                assert gone[0] == 0
                assert 250 < seen[0] <= 680
                assert seen[1] <= size[0]


def test_small_print_of_a_chart_is_large_enough_on_a_phone(browser, pages):
    with Visit(browser, pages["tasks"], PHONE) as visit:
        heights = visit.page.evaluate(
            "[...document.querySelectorAll('.narrow svg text')]"
            ".filter(t => t.textContent).map(t => t.getBoundingClientRect().height)"
        )
        assert min(heights) >= 10


def test_light_and_dark_are_two_pictures_with_something_on_them(browser, pages):
    shots = {}
    for scheme in ("light", "dark"):
        with Visit(browser, pages["sus"], DESK, scheme) as visit:
            shots[scheme] = visit.page.screenshot(full_page=True)
            ground, ink = visit.page.evaluate(
                "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
            )
            light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ground, ink)]
            assert (light[0] > light[1]) == (scheme == "light")
            # The colours of charts follow: text in a picture is as light as text on the page.
            fill = visit.page.evaluate("getComputedStyle(document.querySelector('.wide svg text')).fill")
            assert (sum(map(int, re.findall(r"\d+", fill)[:3])) < 400) == (scheme == "light")
    assert all(len(shot) > 20_000 for shot in shots.values())
    assert shots["light"] != shots["dark"]


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser, pages):
    with Visit(browser, pages["sus"], DESK) as visit:
        wanted = visit.page.locator("a, .scroll").count()
        reached = []
        for _ in range(wanted):
            visit.page.keyboard.press("Tab")
            reached.append(
                visit.page.evaluate(
                    """(() => { const e = document.activeElement, s = getComputedStyle(e);
                    return [e.tagName, e.getAttribute('href') || e.getAttribute('aria-label'), s.outlineStyle,
                            e.getBoundingClientRect().left >= 0]; })()"""
                )
            )
        assert reached[0][1] == "#content"
        assert len({tuple(r[:2]) for r in reached}) >= wanted - 8
        assert all(outline == "solid" and visible for *_, outline, visible in reached)


def test_the_skip_link_goes_past_the_contents(browser, pages):
    with Visit(browser, pages["sus"], DESK) as visit:
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "content"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_order_of_reading_is_the_order_on_the_page(browser, pages):
    with Visit(browser, pages["tasks"], PHONE) as visit:
        tops = visit.page.evaluate(
            "[...document.querySelectorAll('main h2, main h3, main figure, main table')]"
            ".map(e => e.getBoundingClientRect().top)"
        )
        assert all(a <= b for a, b in pairwise(tops))


def test_paper_gets_the_light_page_without_its_contents(browser, pages):
    with Visit(browser, pages["tasks"], DESK, "dark") as visit:
        visit.page.emulate_media(media="print")
        assert not visit.page.locator("nav").is_visible()
        assert visit.page.locator("main").is_visible()
        ground = visit.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
        assert ground.strip() == "#ffffff"
        assert len(visit.page.pdf(format="A4", print_background=True)) > 20_000
