"""A few dozen rude configs keep the laws; `configs.py` beside this file makes any number of them."""

from __future__ import annotations

from configs import judge


def test_rude_configs_keep_the_laws() -> None:
    verdicts = list(judge(1, range(60)))
    broken = [f"{v.index}: {what}" for v in verdicts for what in v.broken]
    assert not broken, "\n".join(broken)
    # Laws that only refusals were held against would hold as well.
    assert sum(v.codes[0] == 0 for v in verdicts) > 10
    assert any(v.codes[0] == 2 for v in verdicts)
