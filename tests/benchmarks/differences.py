"""How often two groups of one distribution are told apart, and how often groups that differ are: by simulation.

Prints for every shape of answers and pair of sizes the rate of p < 0.05 of Welch's test and of what cxux uses, the
coverage of its interval, and its power where the second group is a step better. Seeded: the same table every time.

    python tests/benchmarks/differences.py            # 4,000 pairs a line, some minutes
    python tests/benchmarks/differences.py --quick    # 200 pairs a line
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import combinations_with_replacement

import numpy as np

from cxux_cli.stats import change, compare

SHAPES = {
    "70 % top box": ((1, 2, 3, 4, 5), (0.03, 0.04, 0.08, 0.15, 0.70)),
    "two answers": ((4, 5), (0.3, 0.7)),
    "floor": ((0, 1, 2, 3), (0.85, 0.10, 0.03, 0.02)),
    "7 points, skewed": (tuple(range(1, 8)), (0.02, 0.03, 0.06, 0.10, 0.19, 0.30, 0.30)),
    "0 to 10": (tuple(range(11)), (0.03, 0.01, 0.01, 0.02, 0.02, 0.06, 0.07, 0.13, 0.20, 0.20, 0.25)),
    "symmetric": ((1, 2, 3, 4, 5), (0.1, 0.2, 0.4, 0.2, 0.1)),
    "SUS": (tuple(np.arange(0, 101, 2.5)), None),
}
SIZES = (2, 3, 5, 8, 12, 25, 50)


def chances(name: str) -> np.ndarray:
    values, given = SHAPES[name]
    if given is not None:
        return np.array(given)
    bell = np.exp(-(((np.array(values) - 77) / 15) ** 2) / 2)
    return bell / bell.sum()


def two_sided(found: change.Change | None) -> float:
    if found is None:
        return 1.0
    return min(1.0, 2 * min(found.p_below, found.p_above)) if found.p is None else found.p


def welch(a: np.ndarray, b: np.ndarray) -> float:
    errors = (x.std(ddof=1) / len(x) ** 0.5 for x in (a, b))
    found = compare.welch(a.mean(), next(errors), len(a), b.mean(), next(errors), len(b), confidence=0.95)
    return 1.0 if found is None else found.p


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    runs = 200 if parser.parse_args().quick else 4_000
    random = np.random.default_rng(2026)
    worst = 0.0
    print(f"{'answers':17} {'n':>3} {'n':>3}   Welch   cxux covers  power (second group a step better)")
    for name in SHAPES:
        values, p = np.array(SHAPES[name][0], float), chances(name)
        step = values[1] - values[0] if name != "SUS" else 10.0
        for n1, n2 in combinations_with_replacement(SIZES, 2):
            naive = alarms = covered = seen = 0
            for _ in range(runs):
                a, b = random.choice(values, n1, p=p), random.choice(values, n2, p=p)
                naive += welch(a, b) < 0.05
                found = change.answers(Counter(a.tolist()), Counter(b.tolist()), confidence=0.975)
                alarms += two_sided(found) < 0.05
                low, high = (0, 0) if found is None else found.central or (found.low, found.high)
                covered += low <= 0 <= high
                worse = np.maximum(values.min(), a - step)
                seen += (
                    two_sided(change.answers(Counter(worse.tolist()), Counter(b.tolist()), confidence=0.975))
                    < 0.05
                )
            worst = max(worst, alarms / runs)
            rates = [x / runs for x in (naive, alarms, covered, seen)]
            print(f"{name:17} {n1:3d} {n2:3d} " + "".join(f"{rate:7.1%}" for rate in rates), flush=True)
    print(f"the highest rate of false alarms: {worst:.1%}, at a nominal 5 %")


if __name__ == "__main__":
    main()
