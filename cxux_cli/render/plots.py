"""Small pictures made of characters, and the bins they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from cxux_cli.results import Result

BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(counts: Sequence[float]) -> str:
    """Counts as a row of blocks, the tallest for the largest; a space for none."""
    top = max(counts, default=0)
    if not top:
        return ""
    # Any answer at all shows: a lone detractor must not look like nobody.
    return "".join(" " if n == 0 else BLOCKS[max(0, round(n / top * 8) - 1)] for n in counts)


def is_plot(text: str) -> bool:
    """Whether a cell is a row of blocks, in which blanks mean something."""
    return any(char in BLOCKS for char in text) and set(text) <= set(BLOCKS) | {" "}


def edges(result: Result) -> list[int]:
    """Lower ends of the bins of the plot: each value of a short scale, tenths of a long one."""
    if result.scale is not None:
        return list(range(result.scale[0], result.scale[1] + 1))
    low, high = result.range
    step = (high - low) / 10
    return [round(low + step * i) for i in range(11)]


def counts(result: Result, edges: Sequence[int]) -> list[float]:
    """Counts per bin; of a long scale the top value joins the last bin of full width."""
    short = edges[1] - edges[0] == 1
    found = [0.0] * (len(edges) if short else len(edges) - 1)
    for value, n in result.distribution:
        place = sum(value >= edge for edge in edges) - 1
        found[min(max(place, 0), len(found) - 1)] += n
    return found
