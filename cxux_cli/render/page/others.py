"""What else a report holds: changes, expectations, questions, problems, card sorts."""

from __future__ import annotations

from dataclasses import replace

from cxux_cli.render import cards_view, problems_view, tables_view, trend_view
from cxux_cli.render.charts import answers, discovery
from cxux_cli.render.charts.chart import Chart
from cxux_cli.render.page.model import Part, Section, grouped
from cxux_cli.render.study_view import predicted_grid
from cxux_cli.render.view import Grid, compared
from cxux_cli.results import Report


def parts(report: Report) -> list[Part]:
    """The parts of a page that are no measures; those without sections have nothing to show."""
    return [_changes(report), _expected(report), _questions(report), _problems(report), _cards(report)]


def _changes(report: Report) -> Part:
    """What changed, and what differs."""
    sections: list[Section] = []
    if report.trend is not None:
        said = trend_view.view(report)
        facts = grouped([fact for fact in said.facts if fact[0] != "Note"])
        sections = [Section("trend", said.grids[0].title, None, said.grids, facts)]
    elif report.comparisons:
        sections = [Section("pairs", "Pairs, tested", None, (compared(report),))]
    about = "differences with their intervals; p counts the other tests"
    return Part("changes", "Changes and differences", about, tuple(sections))


def _expected(report: Report) -> Part:
    """What the team predicted."""
    grids = (predicted_grid(report.predictions),) if report.predictions else ()
    sections = (Section("predictions", "Predictions of the team", None, grids),) if grids else ()
    return Part("expected", "Expectations", "what was expected before the data were read", sections)


def _questions(report: Report) -> Part:
    sections = []
    names = list(dict.fromkeys(name for t in report.tables for c in t.cells for name in c.segment))
    for i, table in enumerate(report.tables, 1):
        chart = answers.of_table(table)
        grid = _filled(tables_view.table_grid(table, names, report.confidence))
        facts = grouped(tables_view.table_facts(table, named=False))
        items = (chart, grid) if chart else (grid,)
        sections.append(Section(f"question-{i}", table.question, None, items, facts))
    return Part("questions", "Questions", "the answers of single questions, counted", tuple(sections))


def _filled(grid: Grid) -> Grid:
    """A table whose repeated items and answers are said in every row: a header must not be empty."""
    places = [i for i, name in enumerate(grid.columns[:2]) if name in ("item", "answer")]
    rows: list[tuple[str, ...]] = []
    for row in grid.rows:
        cells = list(row)
        for i in places:
            cells[i] = cells[i] or (rows[-1][i] if rows else "")
        rows.append(tuple(cells))
    totals = frozenset(i for i, row in enumerate(rows) if "all" in row[: min(grid.right)])
    return replace(grid, rows=tuple(rows), totals=totals)


def _problems(report: Report) -> Part:
    items: list[Chart | Grid] = []
    facts = []
    if report.matrix is not None and report.matrix.problems:
        items.append(problems_view.matrix_grid(report.matrix))
        facts += problems_view.legend(report.matrix)
    if report.curve:
        items += [discovery.of_curve(report.curve), problems_view.curve_grid(report)]
        modelled = [r for r in report.results if "total_expected" in r.estimate.parts]
        facts += [fact for r in modelled for fact in problems_view.discovered(r)]
    section = Section("who-met-what", "Who met what", None, tuple(items), grouped(facts))
    about = "who met what, and what is still unseen"
    return Part("problems", "Usability problems", about, (section,) if items else ())


def _cards(report: Report) -> Part:
    found = report.similarity
    about = "how people group the cards"
    sections: tuple[Section, ...] = ()
    if found is not None and len(found.cards) > 1:
        grids = [cards_view.similarity_grid(found), cards_view.merge_grid(found)]
        grids += [cards_view.category_grid(found.categories)] if found.categories else []
        facts = grouped(cards_view.legend(found))
        sections = (Section("similarity", "Which cards belong together", None, tuple(grids), facts),)
    return Part("cards", "Card sort", about, sections)
