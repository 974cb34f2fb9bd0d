"""Screens as text files: `pytest tests/golden --update-golden` writes them anew, to be read before a commit."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

# Both files are called conftest, and whichever was read last is the module of that name: this one must have
# the type of the fixture too, for the tests that import it.
Run = Callable[[Sequence[str | Path]], tuple[int, str, str]]


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden screens anew")


@pytest.fixture
def screen(cli: Run, monkeypatch, request):
    """`screen(name, *arguments)`: what the command prints is what the file of that name holds."""

    def compare(name, *arguments, code=0):
        monkeypatch.chdir(Path(__file__).parents[2])
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "100")
        found, out, err = cli(arguments)
        assert found == code
        # A result on one stream or a message on the other, never both.
        assert bool(out) != bool(err)
        # Blanks at the ends of lines are no part of what people see.
        text = "".join(f"{line.rstrip()}\n" for line in (out + err).splitlines())
        path = Path(__file__).parent / f"{name}.txt"
        if request.config.getoption("--update-golden", default=False):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing: run pytest tests/golden --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare
