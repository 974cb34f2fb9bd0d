"""Problems to a view: the list by impact, the matrix in characters, the curve of discovery."""

from __future__ import annotations

from cxux_cli.observations import Matrix
from cxux_cli.render.observed_facts import facts, interval, percent, slice_cells, slice_names, value
from cxux_cli.render.view import Grid, View, number
from cxux_cli.results import Report, Result

_WIDE, _LONG = 40, 40
"""Participants side by side and problems under one another that are drawn; the JSON report holds all."""
_LISTED = 200
"""Problems in the table; the JSON and the CSV report hold all."""
_SIGNS = {True: "x", False: ".", None: "?"}


def view(report: Report) -> View:
    """The view of a report of problems."""
    found = [r for r in report.results if "problem" in r.segment]
    discoveries = [r for r in report.results if "problem" not in r.segment]
    discovery = discoveries[-1]
    grids = [_problems(report, found)]
    if len(discoveries) > 1:
        grids.append(_discoveries(discoveries))
    said: list[tuple[str, str]] = []
    if report.matrix is not None and report.matrix.problems:
        grids.append(matrix_grid(report.matrix))
        said = legend(report.matrix)
    if report.curve:
        grids.append(curve_grid(report))
    if (problems := len({r.segment["problem"] for r in found})) > _LISTED:
        said.append(("Listed", f"{_LISTED} of {problems} problems; --format json or csv holds all"))
    return View(tuple(grids), (*said, *discovered(discovery), *facts(report, (discovery,))))


def _problems(report: Report, results: list[Result]) -> Grid:
    """A row per problem and slice; a problem has its number and name in its first row."""
    rated = any(r.estimate.parts.get("severity_worst") is not None for r in results)
    names = slice_names(results, "problem")
    percents = f"{100 * report.confidence:.6g} % interval"
    columns = ["#", "problem", *names, "frequency", percents, "met", "n"]
    columns += ["worst", "mean", "impact"] if rated else []
    rows = []
    places = {name: i for i, name in enumerate(dict.fromkeys(r.segment["problem"] for r in results), 1)}
    for result in results:
        e, problem = result.estimate, result.segment["problem"]
        if places[problem] > _LISTED:
            continue
        row = [
            f"{places[problem]}",
            problem or "",
            *slice_cells(result, names),
            value(result),
            interval(result),
        ]
        row += ["-" if result.hidden else f"{e.parts['yes']:.0f}", f"{e.n}"]
        if rated:
            parts = (e.parts.get(name) for name in ("severity_worst", "severity_mean", "impact"))
            row += [number(part, decimals) for part, decimals in zip(parts, (0, 1, 2), strict=True)]
        rows.append(tuple(row))
    order = "impact (mean severity * frequency)" if rated else "frequency"
    start = 2 + len(names)
    right = frozenset((0, start, *range(start + 2, start + 7)))
    return Grid(f"Problems by {order}", tuple(columns), tuple(rows), right)


def _discoveries(results: list[Result]) -> Grid:
    """How much of all problems the people of each slice have seen."""
    names = slice_names(results)
    rows = []
    for result in results:
        parts = result.estimate.parts
        facts = [number(parts.get(name), places) for name, places in (("problems", 0), ("total_expected", 1))]
        rows.append((*slice_cells(result, names), value(result), *facts, f"{result.estimate.n}"))
    columns = (*names, "discovered", "problems met", "expected in all", "n")
    start = len(names)
    return Grid("Discovery by slice", columns, tuple(rows), frozenset(range(start, start + 4)))


def matrix_grid(matrix: Matrix) -> Grid:
    """Who met what, a character per participant."""
    rows = []
    for j, problem in enumerate(matrix.problems[:_LONG]):
        column = [row[j] for row in matrix.seen]
        hits = sum(cell is True for cell in column)
        rows.append((problem, "".join(_SIGNS[cell] for cell in column[:_WIDE]), f"{hits}"))
    return Grid(
        "Who met what",
        ("problem", "participants", "met"),
        tuple(rows),
        frozenset((2,)),
        drawn=frozenset((1,)),
    )


def legend(matrix: Matrix) -> list[tuple[str, str]]:
    """What the characters of the matrix mean, and whose they are."""
    people, problems = len(matrix.participants), len(matrix.problems)
    shown = ", ".join(matrix.participants[:_WIDE])
    found = [
        ("Matrix", f"x met, . not met, ? nothing said; both ways from the most hits. Left to right: {shown}")
    ]
    if people > _WIDE or problems > _LONG:
        found.append(
            (
                "Matrix",
                f"{min(people, _WIDE)} of {people} participants and {min(problems, _LONG)} of {problems} "
                "problems are drawn; --format json holds all",
            )
        )
    return found


def curve_grid(report: Report) -> Grid:
    """Every size of study up to ten, then steps."""
    points = report.curve
    steps = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, len(points)}
    rows = tuple(
        (f"{p.participants}", number(p.found), percent(p.share), percent(p.modelled))
        for p in points
        if p.participants in steps
    )
    columns = ("participants", "problems met", "of those found", "of all (modelled)")
    return Grid("Discovery", columns, rows, frozenset((0, 1, 2, 3)))


def discovered(result: Result) -> list[tuple[str, str]]:
    """What the model makes of the problems: those unseen, and the participants needed."""
    parts, n = result.estimate.parts, result.estimate.n
    if not parts.get("problems"):
        return []
    found = [
        (
            "Chance",
            f"p {number(parts['p_adjusted'], 3)} that one person meets one problem; observed "
            f"{number(parts['p_observed'], 3)}, Good-Turing {number(parts['p_good_turing'], 3)}, deflated "
            f"{number(parts['p_deflated'], 3)}; {parts['seen_once']:.0f} of {parts['problems']:.0f} met once",
        )
    ]
    if result.estimate.value is None:
        return found
    found.append(
        (
            "Discovered",
            f"{percent(result.estimate.value)} of all problems by {n} participants: {parts['problems']:.0f} of about "
            f"{number(parts['total_expected'])}, {number(parts['unseen'])} still unseen",
        )
    )
    goals = {key.removeprefix("participants_for_"): value for key, value in parts.items() if "_for_" in key}
    plan = ", ".join(f"{goal} %: {number(value, 0)}" for goal, value in goals.items())
    return [*found, ("Needed", f"participants to see a share of all problems: {plan}")]
