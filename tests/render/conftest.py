"""Reports as renderers get them: caught from a command, or made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sampled import COMMANDS, SAMPLES

from cxux_cli.results import Report

if TYPE_CHECKING:
    from conftest import Run

Reported = Callable[..., Report]


@pytest.fixture
def reported(cli: Run, monkeypatch: pytest.MonkeyPatch) -> Reported:
    """`reported(arguments)`: the report of a command before it is rendered."""
    from cxux_cli.render import json_report

    def call(*arguments: str | Path) -> Report:
        caught: list[Report] = []
        with monkeypatch.context() as patch:
            patch.setattr(json_report, "render", lambda report: caught.append(report) or "{}")
            _, _, err = cli([*arguments, "--format", "json"])
        assert caught, err
        return caught[-1]

    return call


@pytest.fixture(scope="session")
def known() -> dict[str, Report]:
    """Reports of samples that were made already."""
    return {}


@pytest.fixture(scope="session")
def drawn() -> dict[str, str]:
    """Pages of samples that were made already."""
    return {}


@pytest.fixture
def sample(reported: Reported, known: dict[str, Report]) -> Callable[[str], Report]:
    """`sample(name)`: the report of one of `COMMANDS`."""

    def call(name: str) -> Report:
        verb, file, *options = COMMANDS[name]
        if name not in known:
            known[name] = made(verb, file, options)
        return known[name]

    def made(verb: str, file: str, options: list[str]) -> Report:
        return reported(
            verb, *_paths(file), *(str(SAMPLES / o) if o.endswith(".yaml") else o for o in options)
        )

    return call


def _paths(name: str) -> list[str]:
    return [str(path) for path in sorted(SAMPLES.glob(name))]


@pytest.fixture
def everything(sample: Callable[[str], Report]) -> Report:
    """One report of all of them, as that of a large study is."""
    from dataclasses import replace

    reports = [(name, sample(name)) for name in COMMANDS]
    first = reports[0][1]
    return replace(
        first,
        sources=tuple(s for _, r in reports for s in r.sources),
        ledger=tuple(x for _, r in reports for x in r.ledger),
        results=tuple(replace(x, source=name) for name, r in reports for x in r.results),
        notes=tuple(n for _, r in reports for n in r.notes),
        tables=tuple(t for _, r in reports for t in r.tables),
        matrix=next(r.matrix for _, r in reports if r.matrix),
        curve=next(r.curve for _, r in reports if r.curve),
        similarity=next(r.similarity for _, r in reports if r.similarity),
    )
