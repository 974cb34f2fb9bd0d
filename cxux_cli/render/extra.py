"""What `pip install 'cxux-cli[report]'` adds, and who needs it."""

from __future__ import annotations

from importlib.util import find_spec

from cxux_cli.errors import UsageError

_NEEDS = {
    "html": ("jinja2", "altair", "vl_convert"),
    "charts": ("altair", "vl_convert"),
    "xlsx": ("xlsxwriter",),
}
"""Forms of output, by the name of their option, and the modules they need."""


def needed(form: str) -> None:
    """Raise `UsageError` where what a form of output needs is not installed; other forms need nothing."""
    missing = [name for name in _NEEDS.get(form, ()) if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not installed",
            where=f"--{form}",
            hint="pip install 'cxux-cli[report]'",
        )
