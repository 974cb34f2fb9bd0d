"""What is installed: the pins of `constraints/` are those of the ranges in pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
AGAIN = "make the pins again: sh constraints/make.sh"


def pins(name: str) -> dict[str, list[Version]]:
    """The versions a constraints file names, by distribution; several where an environment decides."""
    found: dict[str, list[Version]] = {}
    for line in (ROOT / "constraints" / name).read_text().splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            (version,) = pin.specifier
            found.setdefault(pin.name, []).append(Version(version.version))
    return found


def ranges(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + [
        line for key in extras for line in project["optional-dependencies"][key]
    ]
    return [asked for asked in map(Requirement, lines) if asked.name != project["name"]]


@pytest.mark.parametrize("asked", ranges("report", "dev", "bench"), ids=lambda asked: asked.name)
def test_every_dependency_has_a_pin_within_its_range(asked) -> None:
    versions = pins("locked.txt").get(asked.name.lower())
    assert versions, f"{asked.name} has no pin; {AGAIN}"
    assert all(version in asked.specifier for version in versions), AGAIN


@pytest.mark.parametrize("asked", ranges("report"), ids=lambda asked: asked.name)
def test_the_oldest_pin_is_the_lower_bound(asked) -> None:
    (lowest,) = [Version(part.version) for part in asked.specifier if part.operator == ">="]
    (oldest,) = pins("oldest.txt")[asked.name.lower()]
    assert lowest <= oldest and oldest in asked.specifier
    # The same release, but for its last part: 1.11 is not on the registry where only 1.11.1 runs here.
    assert oldest.release[: len(lowest.release)] == lowest.release, AGAIN
