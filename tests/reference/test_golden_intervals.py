"""Our intervals against the outputs of other programs and worked examples of the literature.

The golden files are not part of the repository: CXUX_GOLDEN names their folder, CXUX_CORPUS that of the
tables which some entries name. Every entry of the metrics in `OURS` is checked, every key it expects must
be one we compute, and every parameter it sets must be one we know: an entry can fail, not drop out.
"""

import csv
import json
import os
from math import isclose, sqrt
from pathlib import Path
from statistics import NormalDist, mean, stdev

import pytest

from cxux_cli.stats import net, proportion
from cxux_cli.stats.mean import t_interval
from cxux_cli.stats.weights import design_effect, effective_n, taylor_standard_error

GOLDEN = Path(os.environ.get("CXUX_GOLDEN") or "unset")
CORPUS = Path(os.environ.get("CXUX_CORPUS") or "unset")
FILES = ("literature.json", "ux_peers.json", "cx_peers.json")

if not GOLDEN.is_dir():
    pytest.skip("CXUX_GOLDEN names no folder", allow_module_level=True)

# Explanations that change no number, and parameters read (or asserted) below.
REMARKS = {"equation", "p_value", "peer", "peer_deff_wr", "rule", "normal", "beta"}
READ = {"confidence", "unit", "clip", "method", "margins"}
FIXED = {
    "pseudo_observations": [0.75, 1.5, 0.75],
    "ddof": 0,
    "base_weights": 1,
    "small_n_override": False,
    "codes": "promoter 1, passive 0, detractor -1",
}
NET_METHODS = {
    "adjusted Wald 3/4,3/2,3/4": "adjusted-wald",
    "adjusted Wald": "adjusted-wald",
    "adjusted_wald": "adjusted-wald",
    "Wald": "wald",
    "wald": "wald",
    "score": "score",
}
PROPORTION_METHODS = {
    "normal": "wald",
    "wald": "wald",
    "wilson": "wilson",
    "agresti_coull": "adjusted-wald",
    "adjusted_wald": "adjusted-wald",
    "beta": "exact",
    "clopper_pearson": "exact",
    "exact": "exact",
    "jeffreys": "jeffreys",
    "midp": "mid-p",
}


def net_counts(given):
    """Promoters, detractors and n of an entry that gives counts or the answers themselves."""
    if "values" in given:
        values = given["values"]
        return sum(v >= 9 for v in values), sum(v <= 6 for v in values), len(values)
    return given["promoters"], given["detractors"], sum(given.values())


def net_variance(given, params):
    promoters, detractors, n = net_counts(given)
    variance = net.variance(promoters, detractors, n)
    return {"nps": (promoters - detractors) / n, "var": variance, "se": sqrt(variance / n)}


def net_interval(given, params):
    counts = net_counts(given)
    method = NET_METHODS[params["method"]]
    scale = {"fraction": 1, "points": 100}[params["unit"]]
    low, high = net.INTERVALS[method](*counts, confidence=params["confidence"])
    results = {
        "nps": scale * (counts[0] - counts[1]) / counts[2],
        "ci": (scale * low, scale * high),
        "low": scale * low,
        "high": scale * high,
    }
    return results if method == "score" else results | net_center(counts, method)


def net_center(counts, method):
    """The middle of a Wald interval before clipping, and the test of it against 0."""
    more = (net.PSEUDO_END, net.PSEUDO_END, net.PSEUDO_ALL) if method == "adjusted-wald" else (0, 0, 0)
    promoters, detractors, n = (count + extra for count, extra in zip(counts, more, strict=True))
    center, variance = (promoters - detractors) / n, net.variance(promoters, detractors, n)
    se = sqrt(variance / n)
    p_value = 2 * NormalDist().cdf(-abs(center) / se)
    return {
        "centre": center,
        "nps_adj": center,
        "var_adj": variance,
        "se": se,
        "se_adj": se,
        "p_value_vs_0": p_value,
    }


def share_counts(given):
    return given["successes"] if "successes" in given else given["x"], given["n"]


def share_intervals(given, params):
    k, n = share_counts(given)
    confidence = params["confidence"]
    results = {
        "p_mle": k / n,
        "p_laplace": proportion.laplace(k, n),
        "p_wilson_center": proportion.wilson_center(k, n, confidence=confidence),
        "p_jeffreys": proportion.jeffreys_center(k, n),
    }
    for spelling, method in PROPORTION_METHODS.items():
        low, high = proportion.INTERVALS[method](k, n, confidence=confidence)
        results |= {spelling: (low, high), f"{spelling}_low": low, f"{spelling}_high": high}
    return results


def share_interval(method):
    def limits(given, params):
        low, high = proportion.INTERVALS[method](*share_counts(given), confidence=params["confidence"])
        return {"lower_ci": low, "upper_ci": high}

    return limits


def completion_point(given, params):
    k, n = share_counts(given)
    return {
        "estimator": proportion.recommended_estimator(k, n).upper(),
        "value": proportion.recommended_estimate(k, n, confidence=0.95),
    }


def score_study(given, params):
    assert params["method"] == "t"
    scores = given["sus_scores"]
    center, sd, n = mean(scores), stdev(scores), len(scores)
    low, high = t_interval(center, sd / sqrt(n), n - 1, confidence=params["confidence"])
    return {"mean": center, "sd": sd, "low": low, "high": high}


def kish(given, params):
    weights = given["weights"]
    w, w2 = sum(weights), sum(weight**2 for weight in weights)
    return {"deff": design_effect(len(weights), w, w2), "ess": effective_n(w, w2)}


def weighted_mean(given, params):
    rows, weights = weighted_rows(given, params)
    return weighted(weights, [float(row[given["column"]]) for row in rows], "mean")


def weighted_net(given, params):
    rows, weights = weighted_rows(given, params)
    answers = [float(row[given["column"]]) for row in rows]
    return weighted(weights, [(answer >= 9) - (answer <= 6) for answer in answers], "nps")


def weighted(weights, values, name):
    w, w2, n = sum(weights), sum(weight**2 for weight in weights), len(weights)
    center = sum(weight * x for weight, x in zip(weights, values, strict=True)) / w
    centered = sum((weight * (x - center)) ** 2 for weight, x in zip(weights, values, strict=True))
    se = taylor_standard_error(n, w, centered)
    return {name: center, "se": se, "se_linearized": se, "deff_kish": design_effect(n, w, w2)}


def weighted_rows(given, params):
    """The rows of the named table with the weights of a column, or raked to the margins given."""
    if not CORPUS.is_dir():
        pytest.skip("CXUX_CORPUS names no folder")
    with (CORPUS / given["file"]).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if "weight" in given:
        return rows, [float(row[given["weight"]]) for row in rows]
    weights = [1.0] * len(rows)
    for _ in range(200):
        for column, totals in params["margins"].items():
            sums = dict.fromkeys(totals, 0.0)
            for row, weight in zip(rows, weights, strict=True):
                sums[row[column]] += weight
            weights = [
                weight * totals[row[column]] / sums[row[column]]
                for row, weight in zip(rows, weights, strict=True)
            ]
    return rows, weights


OURS = {
    "nps_variance": net_variance,
    "nps_ci": net_interval,
    "proportion_ci": share_intervals,
    "proportion_ci_wald": share_interval("wald"),
    "proportion_ci_adjusted_wald": share_interval("adjusted-wald"),
    "completion_point": completion_point,
    "kish_deff": kish,
    "sus_study": score_study,
    "weighted_mean": weighted_mean,
    "weighted_nps": weighted_net,
}
# What a limit that another program leaves unclipped is clipped to, in the unit of the entry.
RANGES = {
    ("nps_ci", "fraction"): (-1, 1),
    ("nps_ci", "points"): (-100, 100),
    ("proportion_ci", "fraction"): (0, 1),
    ("proportion_ci_wald", "fraction"): (0, 1),
}
LIMITS = {"ci", "low", "high", "lower_ci", "upper_ci"}


def entries(kind):
    found = [entry for name in FILES for entry in json.loads((GOLDEN / name).read_text(encoding="utf-8"))]
    chosen = [entry for entry in found if entry["metric"] in OURS and entry["kind"] == kind]
    return [pytest.param(entry, id=entry["id"]) for entry in chosen]


def expected_of(entry, key):
    """The expected numbers of one key as a list, clipped where the entry says they are not."""
    value = entry["expected"][key]
    numbers = value if isinstance(value, list) else [value]
    is_limit = key in LIMITS or isinstance(value, list) or key.endswith(("_low", "_high"))
    if is_limit and entry["params"].get("clip") is False:
        low, high = RANGES[entry["metric"], entry["params"]["unit"]]
        return [min(max(number, low), high) for number in numbers]
    return numbers


def matches(entry, key, result):
    numbers = expected_of(entry, key)
    results = result if isinstance(result, tuple) else (result,)
    if isinstance(result, str):
        return numbers == [result]
    return len(numbers) == len(results) and all(
        abs(x - number) <= entry["tolerance"] + entry.get("rtol", 0) * abs(number)
        for x, number in zip(results, numbers, strict=True)
    )


@pytest.mark.parametrize("entry", entries("golden"))
def test_golden(entry):
    params = dict(entry["params"])
    params.pop("variance", None)
    assert params.keys() <= REMARKS | READ | FIXED.keys()
    assert all(params[name] == fixed for name, fixed in FIXED.items() if name in params)
    results = OURS[entry["metric"]](entry["input"], params)
    assert entry["expected"].keys() <= results.keys()
    differing = {
        key: (results[key], expected_of(entry, key))
        for key in entry["expected"]
        if not matches(entry, key, results[key])
    }
    assert differing == {}


@pytest.mark.parametrize("entry", entries("peer_bug"))
def test_the_error_of_another_program_is_not_ours(entry):
    low, high = (entry["expected"][key] for key in ("lower_ci", "upper_ci"))
    ours = OURS[entry["metric"]](entry["input"], entry["params"])
    assert not isclose(ours["upper_ci"], high, abs_tol=1e-4)
    assert not isclose(ours["lower_ci"], max(low, 0), abs_tol=1e-4) or ours["lower_ci"] == 0


def test_every_metric_has_entries():
    # A renamed metric would otherwise leave its check without anything to check.
    covered = {param.values[0]["metric"] for kind in ("golden", "peer_bug") for param in entries(kind)}
    assert covered == OURS.keys()


def test_every_weighting_is_with_fixed_weights():
    stated = [param.values[0]["params"].get("variance") for param in entries("golden")]
    assert all("weights fixed" in variance for variance in stated if variance is not None)
