"""`cxux adoption FILE...`: who uses a product, and which of its features."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cxux_cli.cli import options
from cxux_cli.cli.options import option
from cxux_cli.cli.telemetry import OUTPUT, SLICING, UNIT, asked, finish
from cxux_cli.errors import InputError, UsageError

_OPTIONS = (
    options.FILES,
    *SLICING,
    option(
        *("eligible", int | None, None, "How many people could use a feature; else all in the log."),
        "Statistics",
        metavar="N",
        min=1,
    ),
    option("uses", int, 1, "How often a user of a feature has used it at least.", "Statistics", min=1),
    option(
        *(
            "features",
            str | None,
            None,
            "Features there are, used or not: a,b,c or a file with one per line.",
        ),
        "Statistics",
        metavar="FILE|NAMES",
    ),
    UNIT,
    options.CONFIDENCE,
    *OUTPUT,
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def run(**given: Any) -> None:
        from cxux_cli import telemetry
        from cxux_cli.request import AdoptionRequest

        request = AdoptionRequest(
            **asked(given, "adoption"),
            eligible=given["eligible"],
            uses=given["uses"],
            features=_catalogue(given["features"]),
        )
        finish(request.rows, given, lambda: telemetry.adoption(request))

    return options.signature(_OPTIONS, run)


def _catalogue(given: str | None) -> tuple[str, ...]:
    """The names in a list or in a file, each once."""
    if given is None:
        return ()
    text = given.replace(",", "\n")
    if "," not in given and ("\0" in given or Path(given).is_file() or "/" in given):
        try:
            text = Path(given).read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise InputError(
                "the features cannot be read", where=f"--features {given[:80]}", hint=str(error)[:120]
            ) from error
    names = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if not names:
        raise UsageError(
            "no feature is named", where="--features", hint="for example --features search,export"
        )
    return names
