"""A view as Markdown: for a comment, a wiki or a step summary."""

from __future__ import annotations

from cxux_cli.render.escape import markdown
from cxux_cli.render.plots import is_plot
from cxux_cli.render.view import Grid, View


def render(view: View) -> str:
    """Tables with aligned numbers, then the facts as a list; parts beneath, each under its title."""
    parts = [f"## {markdown(view.title)}\n"] if view.title else []
    parts += [_grid(grid) for grid in view.grids]
    if view.facts or not view.parts:
        parts.append("\n".join(f"- **{label}**: {markdown(text)}" for label, text in view.facts) + "\n")
    return "\n".join((*parts, *map(render, view.parts)))


def _cell(text: str) -> str:
    # Runs of blanks collapse in Markdown, and the bars would stand at other scores.
    return text.replace(" ", "\u00a0") if is_plot(text) else markdown(text)


def _grid(grid: Grid) -> str:
    head = "| " + " | ".join(markdown(name) for name in grid.columns) + " |"
    rule = "|" + "|".join(" ---: " if i in grid.right else " --- " for i in range(len(grid.columns))) + "|"
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in grid.rows]
    return "\n".join([f"### {markdown(grid.title)}", "", head, rule, *rows]) + "\n"
