"""`cxux web FILE...`: how fast pages are, and how they are visited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from cxux_cli.cli import options
from cxux_cli.cli.options import option
from cxux_cli.cli.telemetry import OUTPUT, SLICING, UNIT, asked, finish

_OPTIONS = (
    options.FILES,
    *SLICING,
    option(
        *(
            "session_gap",
            str | None,
            None,
            "A session ends after so long without an event: 30m.",
            "Statistics",
        ),
        metavar="TIME",
    ),
    option(
        *("bounce", Literal["single", "ga4"], "single"),
        *("A bounce: a single event; or under 10 s, no conversion, one page (ga4).", "Statistics"),
    ),
    option(
        *(
            "conversion",
            list[str] | None,
            None,
            "An event that is a conversion; else purchase.",
            "Statistics",
        ),
        metavar="EVENT",
    ),
    option(
        *(
            "acquisition",
            list[str] | None,
            None,
            "A page that is there to win customers, also /ad/*: a bounce on it is CX.",
            "Statistics",
        ),
        metavar="PAGE",
    ),
    option("pages", int, 10, "How many of the most visited pages are listed.", "Statistics", min=1),
    UNIT,
    options.CONFIDENCE,
    *OUTPUT,
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from cxux_cli import telemetry
        from cxux_cli.request import WebRequest

        request = WebRequest(
            **asked(given, "web"),
            bounce=given["bounce"],
            gap=given["session_gap"],
            conversions=tuple(given["conversion"] or ()),
            pages=given["pages"],
            acquisition=tuple(given["acquisition"] or ()),
        )
        finish(request.rows, given, lambda: telemetry.web(request))

    return options.signature(_OPTIONS, run)
