"""`cxux tree FILE...`: a tree test or first-click test: whether people find the place, and how."""

from __future__ import annotations

from collections.abc import Callable

from cxux_cli.cli import observed


def build() -> Callable[..., None]:
    """The function of the command, with its options."""

    def load() -> observed.Parts:
        from cxux_cli.observed import tree
        from cxux_cli.render import tree_view

        return tree.run, tree_view.view

    return observed.command("tree", load)
