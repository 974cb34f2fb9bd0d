"""Our measures, from file or counts to report, against other programs and worked examples.

The golden files are not part of the repository: CXUX_GOLDEN names their folder, CXUX_CORPUS that of the
tables which some entries name. test_golden_intervals.py checks the interval functions by themselves.
"""

import csv
import json
import os
from math import sqrt
from pathlib import Path

import pytest
from scipy import stats

from cxux_cli.catalog.norms import item_lines, norm
from cxux_cli.stats.proportion import mid_p_above, wilson_center

GOLDEN = Path(os.environ.get("CXUX_GOLDEN") or "unset")
CORPUS = Path(os.environ.get("CXUX_CORPUS") or "unset")
if not GOLDEN.is_dir() or not CORPUS.is_dir():
    pytest.skip("CXUX_GOLDEN or CXUX_CORPUS names no folder", allow_module_level=True)

FILES = ("literature.json", "ux_peers.json", "cx_peers.json")
ENTRIES = {e["id"]: e for name in FILES for e in json.loads((GOLDEN / name).read_text(encoding="utf-8"))}
METHODS = {
    "adjusted Wald 3/4,3/2,3/4": "adjusted-wald",
    "adjusted Wald": "adjusted-wald",
    "adjusted_wald": "adjusted-wald",
    "Wald": "wald",
    "wald": "wald",
    "score": "score",
}
# Facts of other programs that we do not report.
BESIDE = {
    "q1_type7",
    "q3_type7",
    "shapiro_W",
    "shapiro_p",
    "p_value_vs_0",
    "nps_adj",
    "var_adj",
    "se_adj",
    "centre",
}


@pytest.fixture
def report(cli, tmp_path):
    """`report(key, *arguments)`: the document; a list of rows becomes a file first."""

    def measure(key, *arguments):
        given = []
        for argument in arguments:
            if isinstance(argument, list):
                path = tmp_path / "input.csv"
                with path.open("w", encoding="utf-8", newline="") as out:
                    csv.writer(out).writerows(argument)
                argument = path
            given.append(argument)
        code, out, err = cli([key, *given, "--format", "json"])
        assert (code, err) == (0, ""), err
        return json.loads(out)

    return measure


def scale_of(entry, name="nps"):
    unit = entry["params"].get("unit", "points")
    unit = unit.get(name, "points") if isinstance(unit, dict) else unit
    return {"fraction": 100, "points": 1}[unit]


def agree(entry, found, expected):
    missing = expected.keys() - found.keys() - BESIDE
    assert not missing, f"{missing} is checked by nothing"
    for name in expected.keys() - BESIDE:
        allowed = entry["tolerance"] + entry.get("rtol", 0) * abs(expected[name])
        # Our numbers are doubles of another size (points, not fractions).
        assert found[name] == pytest.approx(expected[name], abs=max(allowed, 1e-12), rel=1e-12), name


def nps_facts(result, scale):
    parts, n = result["parts"], result["n"]
    # One answer has no error and no interval.
    error, low, high = (
        x if x is not None else float("nan")
        for x in (parts.get("standard_error"), result["low"], result["high"])
    )
    return {
        "nps": result["value"] / scale,
        "n": n,
        "n_missing": result["n_missing"],
        "promoters": parts["promoters"],
        "passives": parts["passives"],
        "detractors": parts["detractors"],
        "pr": parts["promoters"],
        "p": parts["passives"],
        "d": parts["detractors"],
        "mean": parts.get("mean"),
        "se": error / scale,
        "variance": (error / 100) ** 2 * n,
        "var": (error / 100) ** 2 * n,
        "low": low / scale,
        "high": high / scale,
        **{f"{group}_pct": 100 * parts[group] / n for group in ("promoters", "passives", "detractors")},
    }


def column(path, text):
    """The position of a column by its header, as #3."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines))
    return f"#{[' '.join(name.split()) for name in header].index(text) + 1}"


def nps_input(given):
    if "file" in given:
        path = CORPUS / given["file"]
        return [path, "--column", f"score={column(path, given['column'])}"]
    values = given.get("values") or given.get("ltr")
    if values is not None:
        return [[["id", "nps"], *([i, "" if v is None else v] for i, v in enumerate(values))]]
    counts = ",".join(f"{g}={given[g]}" for g in ("promoters", "passives", "detractors"))
    return ["--counts", counts]


def check_nps(entry, report):
    given, expected = entry["input"], dict(entry["expected"])
    if "cases" in given:
        for values, value in zip(given["cases"], expected["nps"], strict=True):
            result = report("nps", *nps_input({"values": values}))["results"][-1]
            agree(entry, nps_facts(result, 1), {"nps": value})
        return
    options = ["--confidence", entry["params"].get("confidence", 0.95)]
    if "method" in entry["params"]:
        options += ["--interval", METHODS[entry["params"]["method"]]]
    result = report("nps", *nps_input(given), *options)["results"][-1]
    scale = scale_of(entry)
    if "ci" in expected:
        expected["low"], expected["high"] = expected.pop("ci")
    if entry["params"].get("clip") is False:
        for name in {"low", "high"} & expected.keys():
            expected[name] = max(-100 / scale, min(100 / scale, expected[name]))
    if METHODS.get(entry["params"].get("method")) == "adjusted-wald":
        # That of the adjusted counts; ours is that of the answers.
        expected.pop("se", None)
    found = nps_facts(result, scale)
    if isinstance(entry["params"].get("unit"), dict):
        found |= {g: found[g] / found["n"] for g in ("promoters", "passives", "detractors")}
    agree(entry, found, expected)


def check_nps_groups(entry, report):
    group = entry["input"]["group"]
    results = report("nps", *nps_input(entry["input"]), "--by", group)["results"][:-1]
    found = {result["segment"][group]: nps_facts(result, scale_of(entry)) for result in results}
    assert found.keys() == entry["expected"].keys()
    for name, expected in entry["expected"].items():
        agree(entry, found[name], expected)


def check_weighted(entry, report):
    given, margins = entry["input"], entry["params"]["margins"]
    with (CORPUS / given["file"]).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    weights = [1.0] * len(rows)
    for _ in range(200):
        for name, totals in margins.items():
            sums = dict.fromkeys(totals, 0.0)
            for row, weight in zip(rows, weights, strict=True):
                sums[row[name]] += weight
            weights = [w * totals[row[name]] / sums[row[name]] for row, w in zip(rows, weights, strict=True)]
    table = [
        ["nps", "weight"],
        *([row[given["column"]], repr(w)] for row, w in zip(rows, weights, strict=True)),
    ]
    result = report("nps", table, "--weight", "weight")["results"][-1]
    found = {
        "nps": result["value"] / 100,
        "se": result["parts"]["standard_error"] / 100,
        "se_linearized": result["parts"]["standard_error"] / 100,
        "deff_kish": result["n"] / result["n_effective"],
    }
    agree(entry, found, entry["expected"])


ITEMS = [f"SUS_{i}" for i in range(1, 11)]


def sus_facts(result):
    parts = result["parts"]
    return {
        "n": result["n"],
        "count": result["n"],
        "mean": result["value"],
        "sus": result["value"],
        "low": result["low"],
        "high": result["high"],
        "ci_low": result["low"],
        "ci_high": result["high"],
        "ci_95_lower": result["low"],
        "ci_95_upper": result["high"],
        "sd": parts.get("sd"),
        "std": parts.get("sd"),
        "sd_sample": parts.get("sd"),
        "se": parts.get("standard_error"),
        "median": parts["median"],
        "min": parts["min"],
        "max": parts["max"],
    }


def check_sus(entry, report):
    given, expected = entry["input"], entry["expected"]
    if "responses" in given:
        answers = ["" if x is None else x for x in given["responses"]]
        rule = ["--missing", "prorate"] if None in given["responses"] else []
        result = report("sus", [ITEMS, answers], *rule)["results"][-1]
        agree(entry, sus_facts(result), expected)
        return
    path = CORPUS / given["file"]
    by = ["--by", given["group"]] if "group" in given else []
    results = report("sus", path, *by)["results"]
    if by:
        found = {r["segment"].get(given["group"]): sus_facts(r) for r in results[:-1]}
        assert found.keys() == expected.keys()
        for name, numbers in expected.items():
            agree(entry, found[name], numbers)
    elif "scores" in expected:
        tally = {d["value"]: d["n"] for d in results[-1]["distribution"]}
        assert tally == {score: expected["scores"].count(score) for score in expected["scores"]}
    elif "studies" in expected:
        check_toolkit(entry, results[-1])
    else:
        agree(entry, sus_facts(results[-1]), expected)


def check_toolkit(entry, result):
    study = dict(entry["expected"]["studies"][0])
    tally = {d["value"]: d["n"] for d in result["distribution"]}
    assert tally == {score: study["scores"].count(score) for score in study["scores"]}
    means = [(i["mean"] - 1 if i["item"] % 2 else 5 - i["mean"]) * 2.5 for i in result["items"]]
    assert means == pytest.approx(study["item_contribution_mean"], abs=entry["tolerance"])
    beside = ("name", "scores", "sd_population", "item_contribution_mean", "item_contribution_sd_sample")
    for name in (*beside, "q1_exclusive", "q3_exclusive"):
        del study[name]
    agree(entry, sus_facts(result), study)
    readings = {r["norm"]: r for r in result["readings"]}
    expected = entry["expected"]
    assert readings["sus-percentile-sauro-2011"]["number"] == pytest.approx(
        expected["norm_percentile"], abs=1e-9
    )
    assert readings["sus-grade-sauro-lewis-2016"]["label"] == expected["norm_grade"]
    assert readings["sus-adjective-sauro-2018"]["label"] == expected["norm_adjective"]


def check_sus_scores(entry, report):
    # Scores of persons as answers that give them: the contributions 4 4 4 … filled from the left.
    rows = []
    for score in entry["input"]["sus_scores"]:
        steps, answers = round(score / 2.5), []
        for i in range(10):
            taken = min(4, steps)
            steps -= taken
            answers.append(taken + 1 if i % 2 == 0 else 5 - taken)
        rows.append(answers)
    confidence = ["--confidence", entry["params"]["confidence"]]
    agree(entry, sus_facts(report("sus", [ITEMS, *rows], *confidence)["results"][-1]), entry["expected"])


def check_sus_sum(entry, report):
    # A sum of 30 contributions: ten of three each, on a scale that is already turned.
    total = entry["input"]["sum_of_contributions"]
    contributions = [total // 10 + (i < total % 10) for i in range(10)]
    result = report("sus", [ITEMS, contributions], "--variant", "contributions")["results"][-1]
    agree(entry, sus_facts(result), entry["expected"])


def check_percentile(entry, report):
    found = norm("sus-percentile-sauro-2011").read(entry["input"]["sus"])
    assert found.number == pytest.approx(entry["expected"]["percentile"], abs=entry["tolerance"])


def check_grade(entry, report):
    scores = entry["input"].get("sus") or entry["input"]["scores"]
    grades = [norm("sus-grade-sauro-lewis-2016").read(score).label for score in scores]
    assert grades == entry["expected"]["grade"]
    if "peer" in entry:
        assert grades != entry["peer"]["grade"]


def check_item_lines(entry, report):
    lines = item_lines("sus-items-lewis-sauro-2018")
    found = [lines.expected(i, entry["input"]["target_sus"]) for i in range(1, 11)]
    assert found == pytest.approx(entry["expected"]["raw_item_means"], abs=entry["tolerance"])


def check_item_mean(entry, report):
    given = entry["input"]
    results = report("sus", CORPUS / given["file"])["results"]
    # Two systems with as many people: the mean over the systems is that over the people.
    tenth = next(i for i in results[-1]["items"] if i["item"] == 10)
    mean = (5 - tenth["mean"]) * 2.5
    assert mean == pytest.approx(entry["expected"]["item_contribution_mean_q10_over_studies"], abs=1e-9)
    assert mean != pytest.approx(entry["peer"]["q10"])


def check_variance(entry, report):
    result = report("nps", *nps_input(entry["input"]))["results"][-1]
    agree(entry, nps_facts(result, 100), entry["expected"])


def share_facts(results, key):
    """The share, the mean beside it, and what their distribution gives, as fractions."""
    share = next(r for r in results if r["measure"] == key)
    mean = next(r for r in results if r["measure"] == f"{key}.mean")
    counts = {d["value"]: d["n"] for d in share["distribution"]}
    low, high = (int(x) for x in mean["range"])

    def of(first, last):
        return sum(n for x, n in counts.items() if first <= x <= last) / share["n"]

    half = (high - low) // 2
    return share, {
        key: share["value"] / 100,
        "low": share["low"] / 100,
        "high": share["high"] / 100,
        "mean": mean["value"],
        "sd": mean["parts"]["sd"],
        "se_mean": mean["parts"]["standard_error"],
        "top1": of(high, high),
        "top2": of(high - 1, high),
        "bottom2": of(low, low + 1),
        "agree57": of(5, 7),
        "net": of(high - half + 1, high) - of(low, low + half - 1),
        "t_low": mean["low"],
        "t_high": mean["high"],
    }


def check_shares(entry, report):
    key, given, expected = entry["metric"], entry["input"], dict(entry["expected"])
    answers = given.get("ratings_1_5") or [
        x for x, n in enumerate(given["counts"], given["scale"][0]) for _ in range(n)
    ]
    low, high = given.get("scale", (1, 5))
    options = ["--scale", f"{low}-{high}", *(["--variant", "2.0"] if key == "ces" else [])]
    share, found = share_facts(report(key, [[key], *([x] for x in answers)], *options)["results"], key)
    if "t_ci" in expected:
        expected["t_low"], expected["t_high"] = expected.pop("t_ci")
    if "p_adj" in expected:
        centre = wilson_center(share["value"] / 100 * share["n"], share["n"], confidence=0.95)
        assert centre == pytest.approx(expected.pop("p_adj"), abs=entry["tolerance"])
    if "wilson57" in expected:
        wilson = report(key, [[key], *([x] for x in answers)], *options, "--interval", "wilson")["results"]
        ends = share_facts(wilson, key)[1]
        assert [ends["low"], ends["high"]] == pytest.approx(expected.pop("wilson57"))
    agree(entry, found, expected)


def check_pmf(entry, report):
    words = {"very": "Very disappointed", "somewhat": "Somewhat disappointed", "not": "Not disappointed"}
    words["na"] = "N/A - I no longer use it"
    rows = [[words[name]] for name, n in entry["input"].items() for _ in range(n)]
    result = report("pmf", [["pmf"], *rows])["results"][0]
    expected = dict(entry["expected"])
    assert result["n_missing"] == entry["input"]["na"]
    centre = wilson_center(result["parts"]["very_disappointed"], result["n"], confidence=0.95)
    assert centre == pytest.approx(expected.pop("p_adj"), abs=entry["tolerance"])
    agree(entry, {"pmf": result["value"] / 100, **{e: result[e] / 100 for e in ("low", "high")}}, expected)


def check_umux_lite(entry, report):
    given, expected, points = entry["input"], entry["expected"], entry["params"]["points"]
    options = ["--scale", f"1-{points}", "--column"]
    if "file" in given:
        check_umux_lite_file(entry, report, *options)
        return
    pairs = (
        [(given["q1"], given["q2"])]
        if isinstance(given["q1"], int)
        else zip(given["q1"], given["q2"], strict=True)
    )
    found = [
        {
            r["measure"]: r["value"]
            for r in report("umux-lite", [["a", "b"], pair], *options, "items=a,b")["results"]
        }
        for pair in pairs
    ]
    for name, key in (("raw", "umux-lite"), ("sus_equivalent", "umux-lite.sus")):
        values = [result.get(key) for result in found]
        if name in expected:
            wanted = expected[name] if isinstance(expected[name], list) else [expected[name]]
            assert values == pytest.approx(wanted, abs=entry["tolerance"])
        else:
            assert values == [None] * len(values)


def check_umux_lite_file(entry, report, *options):
    given, expected = entry["input"], entry["expected"]
    found = report("umux-lite", CORPUS / given["file"], *options, f"items={','.join(given['items'])}")[
        "results"
    ]
    raw, sus = found
    predicted = expected["sus_predicted"]
    for result, wanted in ((raw, expected), (sus, predicted)):
        mine = (result["value"], result["low"], result["high"])
        assert mine == pytest.approx((wanted["mean"], wanted["ci_low"], wanted["ci_high"]), abs=1e-9)
    assert raw["n"] == expected["n"]
    means = [100 * (item["mean"] - 1) / 6 for item in raw["items"]]
    assert means == pytest.approx([expected[name]["mean"] for name in ("usability", "ease_of_use")])
    scores = sorted(d["value"] for d in raw["distribution"] for _ in range(d["n"]))
    assert scores == pytest.approx(sorted(expected["scores"]))
    grade = next(r for r in sus["readings"] if "grade" in r["norm"])
    assert [grade[k] for k in ("label", "low_label", "high_label")] == expected["grade"]


def check_mid_p(entry, report):
    given, against = entry["input"], entry["params"]["benchmark"]
    k, n = given["successes"], given["n"]
    found = mid_p_above(k, n, against)
    # The exact p holds the whole probability of what was seen, the mid-p half of it.
    exact = found + stats.binom.pmf(k, n, against) / 2
    expected = entry["expected"]
    assert exact == pytest.approx(expected.get("p_exact", expected.get("p_exact_greater")), abs=1e-9)
    assert found == pytest.approx(expected.get("p_mid", found), abs=entry["tolerance"])


CHECKS = {
    "csat": check_shares,
    "ces": check_shares,
    "pmf": check_pmf,
    "umux_lite": check_umux_lite,
    "completion_vs_benchmark_binomial": check_mid_p,
    "nps": check_nps,
    "nps_ci": check_nps,
    "nps_variance": check_variance,
    "nps_by_group": check_nps_groups,
    "weighted_nps": check_weighted,
    "sus": check_sus,
    "sus_prorated": check_sus,
    "sus_study": check_sus_scores,
    "sus_from_sum": check_sus_sum,
    "sus_percentile": check_percentile,
    "sus_grade": check_grade,
    "sus_interpretation": check_grade,
    "sus_item_benchmark": check_item_lines,
    "sus_item_mean": check_item_mean,
}
# What needs a comparison, a plan of a study, or a table read into another measure: there is no command yet.
FAMILIES = ("nps", "sus", "csat", "ces", "pmf", "umux", "stars", "seq", "enps")
LATER = {"nps_compare", "nps_two_sample", "nps_sample_size", "sus_ltr"}


def of_kind(kind):
    chosen = [e for e in ENTRIES.values() if e["kind"] == kind and e["metric"] in CHECKS]
    return [pytest.param(e, id=e["id"]) for e in chosen]


@pytest.mark.parametrize("entry", of_kind("golden"))
def test_golden(entry, report):
    CHECKS[entry["metric"]](entry, report)


def test_a_dismissed_question_is_not_in_the_denominator(report):
    entry = ENTRIES["nps_formbricks_dismissed_in_denominator"]
    result = report("nps", *nps_input(entry["input"]))["results"][-1]
    assert result["value"] != pytest.approx(entry["expected"]["nps"], abs=entry["tolerance"])
    assert (result["value"], result["n"], result["n_missing"]) == (100.0, 1, 2)


def test_percentiles_that_contradict_the_published_table_are_not_ours():
    entry = ENTRIES["saldridge-sus-labels"]
    ours = [norm("sus-percentile-sauro-2011").read(score).number for score in entry["input"]["scores"]]
    stated = [float("".join(c for c in text if c.isdigit())) for text in entry["expected"]["percentile"]]
    assert ours[:2] != pytest.approx(stated[:2], abs=1)


def test_every_bug_of_another_program_is_looked_at():
    bugs = {e["id"] for e in ENTRIES.values() if e["kind"] == "peer_bug" and e["metric"] in CHECKS}
    assert bugs == {"nps_formbricks_dismissed_in_denominator", "saldridge-sus-labels"}


def test_every_entry_about_our_measures_is_covered():
    ours = {
        e["metric"]
        for e in ENTRIES.values()
        if e["kind"] == "golden" and e["metric"].split("_")[0] in FAMILIES
    }
    assert ours - CHECKS.keys() == LATER
    assert CHECKS.keys() <= {e["metric"] for e in ENTRIES.values()}


def test_the_standard_error_is_that_of_the_proportions(report):
    # 60, 36 and 24 of 120: (84 - 36 ** 2 / 120) / 120 ** 2.
    result = report("nps", "--counts", "promoters=60,passives=36,detractors=24")["results"][0]
    assert result["parts"]["standard_error"] == pytest.approx(100 * sqrt((84 - 36**2 / 120) / 120**2))
