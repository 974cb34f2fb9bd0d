"""`cxux problems FILE...`: which usability problems were met, how often, and how many are still unseen."""

from __future__ import annotations

from collections.abc import Callable

from cxux_cli.cli import observed, options

_GOAL = options.option(
    *(
        "goal",
        list[float] | None,
        None,
        "Plan for this share of all problems, e.g. 0.85; repeat for several.",
    ),
    "Statistics",
    metavar="SHARE",
)
_PARTICIPANTS = options.option(
    *(
        "participants",
        int | None,
        None,
        "How many took part, where the file names only those with a problem.",
    ),
    "Statistics",
    min=1,
)


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def load() -> observed.Parts:
        from cxux_cli.observed import problems
        from cxux_cli.render import problems_view

        return problems.run, problems_view.view

    return observed.command("problems", load, _GOAL, _PARTICIPANTS)
