"""The colours of charts, light and dark: blue against orange, which people who confuse red and green tell apart.

Each is a variable of the page and one colour in a file of its own. No meaning is carried by colour alone: what a
colour says stands as a word or a number beside it, or in the order of the marks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by its role. `light` is unique, for it is what stands for the role while a chart is drawn."""

    name: str
    light: str
    dark: str


INK = Colour("ink", "#1a1d21", "#e8eaed")
SOFT = Colour("soft", "#59626f", "#a3adb8")
GRID = Colour("grid", "#e3e6ea", "#2b3138")
RULE = Colour("rule", "#8a939e", "#6b7580")
PAPER = Colour("paper", "#ffffff", "#14171a")
BAND = Colour("band", "#f3f5f7", "#1b2025")
BAND_NEXT = Colour("band-next", "#e9edf1", "#242a31")
ON_STRONG = Colour("on-strong", "#fffffe", "#101316")
"""Text on the strongest colours."""
LOW = Colour("low", "#b9500a", "#f0924c")
LOW_MIDDLE = Colour("low-middle", "#e0935c", "#93552a")
LOW_PALE = Colour("low-pale", "#f3cfb3", "#5d3a20")
MIDDLE = Colour("middle", "#d3d8dd", "#434b55")
HIGH_PALE = Colour("high-pale", "#b5d3ec", "#234a6c")
HIGH_MIDDLE = Colour("high-middle", "#6ba6d6", "#336892")
HIGH = Colour("high", "#1d66a8", "#6cb4ee")
THIRD = Colour("third", "#0b7a5b", "#4fc79d")
FOURTH = Colour("fourth", "#7b4ea3", "#bb99e0")

COLOURS = (
    *(INK, SOFT, GRID, RULE, PAPER, BAND, BAND_NEXT, ON_STRONG),
    *(LOW, LOW_MIDDLE, LOW_PALE, MIDDLE, HIGH_PALE, HIGH_MIDDLE, HIGH, THIRD, FOURTH),
)
SERIES = (HIGH, LOW, THIRD, FOURTH)
"""Of lines in one chart; each has a shape and a name at its end as well."""
STRONG = frozenset((LOW, HIGH))

_RAMPS = {
    2: (LOW, HIGH),
    3: (LOW, MIDDLE, HIGH),
    4: (LOW, LOW_PALE, HIGH_PALE, HIGH),
    5: (LOW, LOW_PALE, MIDDLE, HIGH_PALE, HIGH),
    6: (LOW, LOW_MIDDLE, LOW_PALE, HIGH_PALE, HIGH_MIDDLE, HIGH),
    7: (LOW, LOW_MIDDLE, LOW_PALE, MIDDLE, HIGH_PALE, HIGH_MIDDLE, HIGH),
}
LONGEST_RAMP = max(_RAMPS)


def ramp(steps: int) -> tuple[Colour, ...]:
    """Colours of the steps of a scale, from one end to the other; 2 to 7 steps."""
    return _RAMPS[steps]


def text_on(colour: Colour) -> Colour:
    """The colour of text that stands on another."""
    return ON_STRONG if colour in STRONG else INK
