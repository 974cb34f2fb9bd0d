"""`cxux cards FILE...`: a card sort: which cards people put together, and what they call the groups."""

from __future__ import annotations

from collections.abc import Callable

from cxux_cli.cli import observed


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def load() -> observed.Parts:
        from cxux_cli.observed import cards
        from cxux_cli.render import cards_view

        return cards.run, cards_view.view

    return observed.command("cards", load)
