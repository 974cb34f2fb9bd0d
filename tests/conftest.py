"""Fixtures for every test: the command line in this process, and the folders tests read."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

Run = Callable[[Sequence[str | Path]], tuple[int, str, str]]


def _stream() -> io.TextIOWrapper:
    # A text stream over bytes, as a pipe is one: it has an encoding and can be reconfigured.
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`cli(arguments) -> (exit code, stdout, stderr)`, without a new process."""
    from cxux_cli.cli.main import run

    for name in ("CXUX_DEBUG", "COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")

    def call(arguments: Sequence[str | Path]) -> tuple[int, str, str]:
        out, err = _stream(), _stream()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([str(argument) for argument in arguments])
        return int(code), _text(out), _text(err)

    return call


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample exports."""
    return Path(__file__).parents[1] / "sample_data"


@pytest.fixture(scope="session")
def faults() -> Path:
    """The folder of small invented inputs that once came out wrong; CXUX_FAULTS names a larger one."""
    return Path(os.environ.get("CXUX_FAULTS") or Path(__file__).parent / "faults")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """A folder of real exports that is not part of the repository."""
    return _folder("CXUX_CORPUS")


@pytest.fixture(scope="session")
def golden() -> Path:
    """A folder of independently computed results that is not part of the repository."""
    return _folder("CXUX_GOLDEN")


def _folder(variable: str) -> Path:
    name = os.environ.get(variable)
    if not name:
        pytest.skip(f"{variable} names no folder")
    path = Path(name)
    if not path.is_dir():
        pytest.fail(f"{variable} is {name}, which is no folder")
    return path
