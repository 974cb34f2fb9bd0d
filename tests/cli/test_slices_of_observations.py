"""`--by`, `--where`, personas and `--min-n` of problems, cards and trees mean what they mean everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cxux_cli.stats.proportion import adjusted_wald

MATRIX = "participant,plan,Problem 1,Problem 2\n" + "".join(
    f"U{i:02},{'pro' if i < 4 else 'free' if i < 11 else ''},{int(i % 3 == 0)},{int(i < 6)}\n"
    for i in range(12)
)
CONFIG = """version: 1
study: {name: s}
personas:
  - {id: paying, role: user, where: "plan = 'pro'"}
  - {id: trying, role: user, where: "plan = 'free'"}
sources:
  lab: {path: study.csv, columns: {respondent: participant}}
"""


@pytest.fixture
def run(cli, tmp_path: Path):
    def call(verb: str, text: str, *options: str) -> dict[str, Any]:
        path = tmp_path / "study.csv"
        path.write_text(text, encoding="utf-8")
        code, out, err = cli([verb, path, "--format", "json", *options])
        assert (code, err) == (0, ""), err
        return json.loads(out)

    return call


def of(report: dict[str, Any], measure: str, **segment: str | None) -> list[dict[str, Any]]:
    return [
        r
        for r in report["results"]
        if r["measure"] == measure and all(r["segment"].get(k, "?") == v for k, v in segment.items())
    ]


def test_a_problem_has_its_frequency_in_every_segment_and_in_all(run) -> None:
    report = run("problems", MATRIX, "--by", "plan")
    found = {r["segment"].get("plan", "all"): r for r in of(report, "problem-frequency", problem="Problem 2")}
    counts = {plan: (r["parts"]["yes"], r["n"]) for plan, r in found.items()}
    assert counts == {"free": (2, 7), "pro": (4, 4), None: (0, 1), "all": (6, 12)}
    assert (found["free"]["low"] / 100, found["free"]["high"] / 100) == pytest.approx(
        adjusted_wald(2, 7, confidence=0.95)
    )
    assert [r["segment"] for r in of(report, "discovery")] == [
        {"plan": "free"},
        {"plan": "pro"},
        {"plan": None},
        {},
    ]


def test_a_segment_is_what_a_condition_keeps(run) -> None:
    kept = run("problems", MATRIX, "--where", "plan = 'free'")
    sliced = run("problems", MATRIX, "--by", "plan")
    for problem in ("Problem 1", "Problem 2"):
        (one,) = of(kept, "problem-frequency", problem=problem)
        (other,) = of(sliced, "problem-frequency", problem=problem, plan="free")
        assert {k: v for k, v in one.items() if k != "segment"} == {
            k: v for k, v in other.items() if k != "segment"
        }
    assert of(kept, "discovery")[0]["value"] == of(sliced, "discovery", plan="free")[0]["value"]


def test_states_of_segments_add_to_that_of_all(run) -> None:
    for verb, text in (("problems", MATRIX), ("tree", TREE)):
        report = run(verb, text, "--by", "plan")
        whole = [r for r in report["results"] if "plan" not in r["segment"] and r["state"]]
        assert whole
        for r in whole:
            same = [
                o["state"]
                for o in report["results"]
                if (o["measure"], o["task"], o["segment"].get("problem"))
                == (r["measure"], r["task"], r["segment"].get("problem"))
                and "plan" in o["segment"]
            ]
            for key in {"k", "n", "sum", "sum2"} & r["state"].keys():
                assert sum(s[key] for s in same) == pytest.approx(r["state"][key]), (r["measure"], key)


def test_what_does_not_add_has_no_state(run) -> None:
    text = "participant,task,problem\nP1,Buy,A\nP1,Pay,B\nP2,Buy,A\n"
    scattered = run("problems", text, "--by", "task")["results"]
    cards = run("cards", CARDS, "--by", "plan")["results"]
    assert {str(r["state"]) for r in [*scattered, *cards]} == {"None"}
    assert all(r["state"] for r in run("problems", text)["results"] if r["segment"])


def test_severity_is_kept_in_a_segment(run) -> None:
    text = "participant,plan,problem,severity\nP1,pro,A,4\nP2,pro,A,2\nP3,free,A,1\nP4,free,,\n"
    report = run("problems", text, "--by", "plan")
    found = {r["segment"].get("plan", "all"): r["parts"] for r in of(report, "problem-frequency")}
    assert {plan: (p["severity_worst"], p["severity_mean"]) for plan, p in found.items()} == {
        "pro": (4, 3),
        "free": (1, 1),
        "all": (4, pytest.approx(7 / 3)),
    }
    assert found["free"]["impact"] == 0.5


def test_a_blank_means_the_same_in_a_segment_as_in_the_whole_file(run) -> None:
    # Only P3 says no to A, in another segment: a blank says nothing all the same.
    text = "participant,plan,Problem 1,Problem 2\nP1,pro,x,x\nP2,pro,,x\nP3,free,0,x\n"
    report = run("problems", text, "--by", "plan")
    (pro,) = of(report, "problem-frequency", plan="pro", problem="Problem 1")
    assert (pro["n"], pro["n_missing"]) == (1, 1)


def test_a_column_that_divides_sightings_leaves_everybody_in_n(run) -> None:
    text = "participant,task,problem\nP1,Buy,A\nP1,Pay,B\nP2,Buy,A\nP3,Pay,B\nP4,Buy,\n"
    report = run("problems", text, "--by", "task")
    found = {
        (r["segment"]["problem"], r["segment"].get("task")): (r["parts"]["yes"], r["n"])
        for r in of(report, "problem-frequency")
    }
    assert found == {("A", "Buy"): (2, 4), ("A", None): (2, 4), ("B", "Pay"): (2, 4), ("B", None): (2, 4)}
    assert any("divides sightings and not people" in note for note in report["notes"])


def test_a_row_per_problem_is_divided_by_problem(run) -> None:
    text = "problem,area,severity,P1,P2\nA,top,1,x,x\nB,low,2,x,\nC,low,3,,x\n"
    report = run("problems", text, "--by", "area")
    found = [
        (r["segment"]["problem"], r["segment"].get("area"), r["n"]) for r in of(report, "problem-frequency")
    ]
    assert sorted(found, key=str) == sorted(
        [("A", "top", 2), ("A", None, 2), ("B", "low", 2), ("B", None, 2), ("C", "low", 2), ("C", None, 2)],
        key=str,
    )
    assert [r["parts"]["problems"] for r in of(report, "discovery")] == [2, 1, 3]


ENDS = ("Direct Success", "Indirect Success", "Skip", "Direct Failure")
TREE = "participant,plan,task,outcome,time\n" + "".join(
    f"U{i},{'pro' if i % 3 else 'free'},T{t},{ENDS[(i + t) % 4]},{5 + i}\n" for i in range(12) for t in (1, 2)
)
CARDS = "participant,plan,card,category\n" + "".join(
    f"U{i},{'pro' if i % 2 else 'free'},{card},{('x', 'y')[(i + k) % 2]}\n"
    for i in range(8)
    for k, card in enumerate("ABC")
)


def test_trees_and_cards_are_sliced_alike(run) -> None:
    tree = run("tree", TREE, "--by", "plan")
    first = [r for r in of(tree, "tree.success") if r["task"] == "T1"]
    assert [(r["segment"].get("plan"), r["n"]) for r in first] == [("free", 4), ("pro", 8), (None, 12)]
    (kept,) = [r for r in of(run("tree", TREE, "--where", "plan = 'pro'"), "tree.time") if r["task"] == "T2"]
    (mine,) = [r for r in of(tree, "tree.time", plan="pro") if r["task"] == "T2"]
    assert (mine["value"], mine["low"], mine["n"]) == (kept["value"], kept["low"], kept["n"])
    cards = run("cards", CARDS, "--by", "plan")
    assert [
        (r["segment"].get("plan"), r["value"], r["n"]) for r in of(cards, "card-agreement", card="A")
    ] == [
        ("free", 100, 4),
        ("pro", 100, 4),
        (None, 50, 8),
    ]


def test_personas_stand_beside_those_of_none_and_everybody(cli, tmp_path: Path) -> None:
    (tmp_path / "cxux.yaml").write_text(CONFIG, encoding="utf-8")
    for verb, text in (("problems", MATRIX), ("tree", TREE), ("cards", CARDS)):
        (tmp_path / "study.csv").write_text(text, encoding="utf-8")
        options = ["--config", tmp_path / "cxux.yaml", "--source", "lab", "--format", "json"]
        code, out, err = cli([verb, *options, "--persona", "all"])
        assert (code, err) == (0, "")
        report = json.loads(out)
        assert report["run"]["config"]
        first = report["results"][0]
        same = [
            r["persona"]
            for r in report["results"]
            if (r["measure"], r["task"], r["segment"]) == (first["measure"], first["task"], first["segment"])
        ]
        assert same == ["paying", "trying", "unassigned", None]
        code, out, _ = cli([verb, *options, "--persona", "trying"])
        assert {r["persona"] for r in json.loads(out)["results"]} == {"trying", "unassigned", None}
        code, out, _ = cli([verb, *options[:-2], "--persona", "all"])
        assert code == 0
        assert "everyone" in out


def test_a_small_group_is_hidden_and_so_is_the_next(run) -> None:
    report = run("problems", MATRIX, "--by", "plan", "--min-n", "3")
    for problem in ("Problem 1", "Problem 2"):
        found = {r["segment"].get("plan", "all"): r for r in of(report, "problem-frequency", problem=problem)}
        # The blank is one person; from all less the others it could be told, so that the smaller of them goes too.
        assert {plan for plan, r in found.items() if r["hidden"]} == {None, "pro"}
        assert all(
            r["value"] is None and not r["parts"] and r["state"] is None
            for r in found.values()
            if r["hidden"]
        )
    assert {r["segment"].get("plan", "all") for r in of(report, "discovery") if r["hidden"]} == {None, "pro"}
    assert report["matrix"] is None
    assert any("who met what is not listed" in note for note in report["notes"])


@pytest.mark.parametrize("verb", ["problems", "tree", "cards"])
def test_nothing_is_shown_of_fewer_than_the_floor(run, verb: str) -> None:
    text = {"problems": MATRIX, "tree": TREE, "cards": CARDS}[verb]
    report = run(verb, text, "--by", "plan", "--min-n", "20")
    assert all(r["hidden"] and r["value"] is None for r in report["results"])
    assert (report["matrix"], report["similarity"]) == (None, None)
    assert (report["curve"], report["paths"]) == ([], [])


def test_categories_of_a_few_are_not_listed(run) -> None:
    text = CARDS + "U0,free,D,my own\n"
    assert "my own" in str(run("cards", text)["similarity"])
    report = run("cards", text, "--min-n", "3")
    assert "my own" not in str(report["similarity"])
    assert "categories of fewer than 3 participants are not listed: 1" in report["notes"]


@pytest.mark.parametrize("verb", ["problems", "tree", "cards"])
def test_a_window_of_time_keeps_rows(run, verb: str) -> None:
    text = {"problems": MATRIX, "tree": TREE, "cards": CARDS}[verb]
    head, *rows = text.splitlines()
    dated = [f"{row},2026-{1 + i % 3:02}-10" for i, row in enumerate(rows)]
    report = run(
        verb,
        "\n".join([f"{head},date", *dated, dated[0].rsplit(",", 1)[0] + ","]) + "\n",
        "--since",
        "2026-02",
    )
    (ledger,) = report["ledger"]
    left = sum(i % 3 == 0 for i in range(len(rows)))
    assert {e["reason"]: e["rows"] for e in ledger["excluded"]} == {
        "before --since": left,
        "without a date": 1,
    }
    kept = "\n".join([head, *(row for i, row in enumerate(rows) if i % 3)]) + "\n"
    assert [r["value"] for r in report["results"]] == [r["value"] for r in run(verb, kept)["results"]]


def test_the_respondent_of_a_config_is_the_participant(run) -> None:
    text = MATRIX.replace("participant,", "who,")
    assert (
        run("problems", text, "--column", "respondent=who")["results"] == run("problems", MATRIX)["results"]
    )


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
@pytest.mark.parametrize("verb", ["problems", "tree", "cards"])
def test_slices_are_written_in_every_form(cli, tmp_path: Path, verb: str, form: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text({"problems": MATRIX, "tree": TREE, "cards": CARDS}[verb], encoding="utf-8")
    for more in ([], ["--min-n", "5"]):
        code, out, err = cli([verb, path, "--by", "plan", "--format", form, *more])
        assert (code, err) == (0, "")
        assert "free" in out


def test_files_are_compared_by_source(cli, tmp_path: Path) -> None:
    paths = []
    for name in ("spring", "autumn"):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(MATRIX, encoding="utf-8")
    code, out, _ = cli(["problems", *paths, "--by", "source", "--format", "json"])
    assert code == 0
    segments = [r["segment"] for r in of(json.loads(out), "discovery")]
    assert segments == [{"source": "autumn"}, {"source": "spring"}, {}]


@pytest.mark.parametrize(
    ("verb", "options", "said"),
    [
        ("problems", ["--participants", "40", "--by", "plan"], "not of each segment or persona"),
        ("problems", ["--by", "nothing"], "there is no column 'nothing'"),
        ("problems", ["--by", "source"], "--by source compares several files"),
        ("tree", ["--by", "task"], "'task' is no segment"),
        ("cards", ["--by", "card"], "'card' is no segment"),
        ("cards", ["--persona", "x"], "there is no study config"),
    ],
)
def test_what_cannot_be_sliced_is_one_clear_error(
    cli, tmp_path: Path, monkeypatch, verb, options, said
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "s.csv"
    path.write_text({"problems": MATRIX, "tree": TREE, "cards": CARDS}[verb], encoding="utf-8")
    code, out, err = cli([verb, path, *options])
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_does_not_matter_to_slices(run, seed: int) -> None:
    for verb, text in (("problems", MATRIX), ("tree", TREE), ("cards", CARDS)):
        head, *rows = text.splitlines()
        shuffled = rows[:]
        Random(seed).shuffle(shuffled)
        one, other = (run(verb, "\n".join([head, *r]) + "\n", "--by", "plan") for r in (rows, shuffled))
        assert one["results"] == other["results"]
