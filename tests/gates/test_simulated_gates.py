"""The benchmark of gates, with few runs: no false alarms beyond the limits, and its exact tables."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1] / "benchmarks" / "gates.py"


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("benchmark_of_gates", PATH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up there.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_gates_at_their_target_are_rarely_missed(benchmark) -> None:
    lines: list[str] = []
    assert benchmark.simulate(250, 1, lines.append) == []
    assert any("at most 0.05" in line for line in lines)


def test_a_limit_that_is_passed_is_told(benchmark, monkeypatch) -> None:
    alarmed = benchmark.Case("completion", 78, 40, "not_below", "missed", {50: 0.0}, 0.05)
    monkeypatch.setattr(benchmark, "CASES", (alarmed,))
    for name in ("REGRESSIONS", "FAMILIES", "WEEKS"):
        monkeypatch.setattr(benchmark, name, type(getattr(benchmark, name))())
    monkeypatch.setitem(benchmark.BOUNDARIES, 8, (2, None))
    wrong = benchmark.simulate(50, 1, lambda line: None)
    assert [text.split(",")[0].split(":")[0] for text in wrong] == [
        "completion >= 78",
        "boundary of 78 % at n 8",
    ]
