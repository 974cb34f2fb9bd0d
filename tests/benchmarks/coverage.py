"""How often intervals of small usability tests hold the truth, and how often a gate on them is wrong: by simulation.

People differ in skill: times are log-normal, successes depend on skill, failures take longer. For every statistic and
number of people it prints how often the truth is below and above the two-sided 90 % interval, whose ends are the bounds
of a gate at 95 %: 5 % each is right, more is a gate that is wrong too often.

    python tests/benchmarks/coverage.py            # 2,000 tests a line, some minutes
    python tests/benchmarks/coverage.py --quick    # 100
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

import numpy as np

from cxux_cli.estimate import Estimate
from cxux_cli.estimators.usability import efficiency, single
from cxux_cli.estimators.usability.group import Group, Sums

PEOPLE = (2, 3, 5, 8, 12, 20, 50)
TARGET = 1.6
"""Minutes that a task should take."""


class World:
    """Tests of some tasks by people of some skill."""

    def __init__(self, tasks: int, success: float, spread: float) -> None:
        self.tasks, self.success, self.spread = tasks, success, spread
        self.length = np.random.default_rng(5).normal(0, 0.3, tasks)

    def draw(self, random: np.random.Generator, people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Success, minutes and ease (1 to 5), a row per person and a column per task."""
        skill = random.normal(0, 0.5, (people, 1))
        logit = np.log(self.success / (1 - self.success)) + skill
        done = random.random((people, self.tasks)) < 1 / (1 + np.exp(-logit))
        minutes = np.exp(random.normal(0, self.spread, done.shape) - skill / 2 + self.length + 0.3 * ~done)
        ease = np.clip(np.round(random.normal(4.0 + skill, 0.8, done.shape)), 1, 5)
        return done, minutes, ease


def group(done: np.ndarray, minutes: np.ndarray, ease: np.ndarray) -> Group:
    """The sums of a test as the program makes them."""
    people, tasks = done.shape
    rows = np.stack(
        [
            done.sum(1),
            minutes.sum(1),
            (done * minutes).sum(1),
            (done / minutes).sum(1),
            np.full(people, tasks),
        ],
        axis=1,
    ).astype(float)
    logs = np.where(done, np.log(60 * minutes), 0.0)
    parts = [
        np.ones_like(ease),
        done,
        np.ones_like(ease),
        ease,
        ease**2,
        done,
        logs,
        logs**2,
        0 * ease,
        0 * ease,
    ]
    of_sum = np.stack(parts, axis=2).reshape(people, -1).astype(float)
    n = float(done.size)
    return Group(
        outcomes=(int(done.sum()), 0, 0, 0, 0, int(done.size - done.sum()), 0, 0, 0, 0, 0, 0),
        sums={"success": Sums(n=n, x=float(done.sum()), people=float(people), w=n)},
        people={"efficiency": rows, "sum": of_sum},
        persons={"efficiency": people, "sum": people},
    )


def sum_of(one: Group, tasks: int, *, confidence: float) -> Estimate:
    specs = [single.Specification(60 * TARGET, True, "satisfaction")] * tasks
    found = single.of_tasks(one, specs, tasks, confidence=confidence)
    return found or single.too_few(0, confidence)


def statistics(tasks: int) -> dict[str, Callable[[Group], Estimate]]:
    return {
        "efficiency": lambda g: efficiency.goals_per_minute(g, confidence=0.9),
        "efficiency.time-based": lambda g: efficiency.time_based(g, confidence=0.9),
        "efficiency.relative": lambda g: efficiency.relative(g, confidence=0.9),
        "sum": lambda g: sum_of(g, tasks, confidence=0.9),
    }


def lines(runs: int) -> Iterator[tuple[World, str, int, float, float, float]]:
    for tasks in (1, 3):
        for success in (0.5, 0.8, 0.95):
            for spread in (0.4, 0.8):
                world = World(tasks, success, spread)
                random = np.random.default_rng(2026)
                everybody = group(*world.draw(random, 200_000))
                for name, statistic in statistics(tasks).items():
                    # Of so many people the estimate is the truth.
                    truth = statistic(everybody).value or 0.0
                    for people in PEOPLE:
                        below = above = none = 0
                        for _ in range(runs):
                            found = statistic(group(*world.draw(random, people)))
                            none += found.low is None and found.high is None
                            below += found.low is not None and truth < found.low - 1e-9
                            above += found.high is not None and truth > found.high + 1e-9
                        yield world, name, people, below / runs, above / runs, none / runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    runs = 100 if parser.parse_args().quick else 2_000
    print("statistic              tasks success spread people  truth below  truth above  no interval")
    worst: dict[str, float] = {}
    for world, name, people, below, above, none in lines(runs):
        worst[name] = max(worst.get(name, 0.0), below, above)
        print(
            f"{name:22} {world.tasks:5d} {world.success:7.0%} {world.spread:6.1f} {people:6d}"
            f"  {below:11.1%}  {above:11.1%}  {none:11.1%}",
            flush=True,
        )
    for name, rate in worst.items():
        print(f"{name}: at most {rate:.1%} on one side, at a nominal 5 %")


if __name__ == "__main__":
    main()
