"""`cxux table`: every kind of question, against counts and tests made by other means."""

import csv
import io
import json
import random
from collections import Counter
from math import sqrt

import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from cxux_cli.render.escape import plain

OFTEN = "How often do you order?"
DEVICES = "Which devices do you order on?"
FEATURES = "Which features do you use?"
ORDERS = "Orders in the last month"


@pytest.fixture(scope="module")
def survey():
    return "feature_survey.csv"


@pytest.fixture
def people(samples, survey):
    with (samples / survey).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def tables(cli, samples, survey):
    """`tables(*options)`: the tables of the sample by question, and the whole report."""

    def run(*options, file=None):
        code, out, err = cli(["table", file or samples / survey, "--format", "json", *options])
        assert (code, err) == (0, "")
        report = json.loads(out)
        return {table["question"]: table for table in report["tables"]}, report

    return run


def cell(table, answer, item=None, **segment):
    (found,) = [
        c for c in table["cells"] if (c["answer"], c["item"], c["segment"]) == (answer, item, segment)
    ]
    return found


def test_every_question_is_found_and_what_is_none_is_named(tables):
    found, report = tables()
    kinds = {question: table["kind"] for question, table in found.items()}
    assert kinds == {
        "plan": "single choice",
        OFTEN: "single choice",
        DEVICES: "multiple choice",
        FEATURES: "multiple choice in one cell",
        "It was easy": "matrix",
        ORDERS: "number",
    }
    assert any("What else should we know?" in note for note in report["notes"])
    assert "I wrote this" not in json.dumps(report)


def test_shares_are_those_counted_by_hand_with_agresti_coull_intervals(tables, people):
    found, _ = tables("--column", OFTEN)
    counts = Counter(person[OFTEN] for person in people)
    for answer, n in counts.items():
        got = cell(found[OFTEN], answer)
        low, high = proportion_confint(n, 64, method="agresti_coull")
        assert (got["n"], got["base"], got["value"]) == (n, 64, pytest.approx(100 * n / 64))
        assert (got["low"], got["high"]) == pytest.approx((100 * low, 100 * high))


def test_the_base_of_a_multiple_choice_is_who_chose_anything(tables, people):
    found, _ = tables("--column", f"{DEVICES} [Phone]")
    names = [name for name in people[0] if name.startswith(DEVICES)]
    base = sum(any(person[name] for name in names) for person in people)
    assert base < 64 and found[DEVICES]["n_missing"] == 64 - base
    for name in names:
        got = cell(found[DEVICES], name.split("[")[1].rstrip("]"))
        assert (got["n"], got["base"]) == (sum(bool(person[name]) for person in people), base)
    assert sum(c["value"] for c in found[DEVICES]["cells"]) > 100
    assert "more than 100 %" in found[DEVICES]["notes"][0]


def test_a_joined_choice_may_hold_commas(tables, people):
    found, _ = tables("--column", FEATURES)
    long = "Nutrition, allergens and calories"
    assert set(found[FEATURES]["answers"]) == {"Order ahead", "Custom recipes", long, "Gift cards"}
    base = sum(bool(person[FEATURES]) for person in people)
    for answer in found[FEATURES]["answers"]:
        n = sum(answer in person[FEATURES] for person in people)
        assert (cell(found[FEATURES], answer)["n"], cell(found[FEATURES], answer)["base"]) == (n, base)


def test_a_matrix_has_its_answers_in_order_and_means(tables, people):
    found, _ = tables("--column", "It was easy")
    table = found["It was easy"]
    assert table["items"] == ["Choosing", "Paying", "Picking up"]
    assert table["ordered"] and table["answers"][0] == "Strongly disagree"
    place = {answer: i for i, answer in enumerate(table["answers"], 1)}
    values = [place[person["It was easy [Paying]"]] for person in people]
    assert cell(table, None, "Paying")["value"] == pytest.approx(sum(values) / 64)


def test_numbers_have_a_mean_with_a_t_interval_and_quartiles(tables, people):
    found, _ = tables("--column", ORDERS)
    values = [float(person[ORDERS]) for person in people if person[ORDERS]]
    got = cell(found[ORDERS], None)
    low, high = stats.t.interval(0.95, len(values) - 1, *stats.norm.fit(values)[:1], stats.sem(values))
    assert (got["base"], got["value"]) == (len(values), pytest.approx(sum(values) / len(values)))
    assert (got["low"], got["high"]) == pytest.approx((low, high))
    assert got["parts"]["median"] == pytest.approx(sorted(values)[len(values) // 2], abs=1)
    assert got["parts"]["q1"] < got["parts"]["median"] < got["parts"]["q3"]


def n_minus_1(k1, n1, k2, n2):
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    chi = stats.chi2_contingency(table, correction=False).statistic
    n = n1 + n2
    return stats.chi2.sf(chi * (n - 1) / n, 1)


def test_cells_are_tested_against_everybody_else_and_the_tests_counted(tables, people):
    found, report = tables("--column", OFTEN, "--by", "plan")
    table = found[OFTEN]
    counts = Counter((person["plan"], person[OFTEN]) for person in people)
    tested = [c for c in table["cells"] if c["segment"]]
    ps = []
    for got in tested:
        plan, other = got["segment"]["plan"], "free" if got["segment"]["plan"] == "pro" else "pro"
        ps.append(n_minus_1(counts[plan, got["answer"]], 32, counts[other, got["answer"]], 32))
        assert got["rest"] == pytest.approx(100 * counts[other, got["answer"]] / 32)
    assert [c["p"] for c in tested] == pytest.approx(ps)
    assert [c["p_adjusted"] for c in tested] == pytest.approx(multipletests(ps, method="fdr_bh")[1])
    assert table["tests"] == len(ps) == 6
    assert {c["differs"] for c in tested if c["answer"] == "Less often"} == {"higher", "lower"}
    assert {c["differs"] for c in tested if c["answer"] == "Every week"} == {None}
    assert any(note.startswith("6 cells compared") for note in report["notes"])


def test_the_segments_together_are_tested_once(tables, people):
    found, _ = tables("--column", OFTEN, "--by", "plan")
    counts = Counter((person["plan"], person[OFTEN]) for person in people)
    rows = [[counts[plan, answer] for answer in found[OFTEN]["answers"]] for plan in ("free", "pro")]
    chi = stats.chi2_contingency(rows, correction=False)
    (test,) = found[OFTEN]["independence"]
    assert test["statistic"] == pytest.approx(chi.statistic * 63 / 64)
    assert (test["df"], test["p"]) == (2, pytest.approx(stats.chi2.sf(chi.statistic * 63 / 64, 2)))


def test_means_are_compared_by_welch(tables, people):
    found, _ = tables("--column", ORDERS, "--by", "plan")
    free, pro = ([float(p[ORDERS]) for p in people if p[ORDERS] and p["plan"] == x] for x in ("free", "pro"))
    got = cell(found[ORDERS], None, plan="pro")
    assert got["p"] == pytest.approx(stats.ttest_ind(pro, free, equal_var=False).pvalue)
    assert (got["differs"], got["rest"]) == ("higher", pytest.approx(sum(free) / len(free)))


def test_weights_make_shares_of_weights_on_the_effective_n(tables, samples):
    path = samples / "nps_weighted.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(row["plan"], float(row["weight"])) for row in csv.DictReader(lines)]
    found, _ = tables("--column", "plan", "--weight", "weight", file=path)
    w, w2 = sum(x for _, x in rows), sum(x * x for _, x in rows)
    share, n = sum(x for plan, x in rows if plan == "pro") / w, w * w / w2
    got = cell(found["plan"], "pro")
    low, high = proportion_confint(share * n, n, method="agresti_coull")
    assert (got["value"], got["n_effective"]) == (pytest.approx(100 * share), pytest.approx(n))
    assert (got["low"], got["high"]) == pytest.approx((100 * low, 100 * high))


def test_equal_weights_change_no_number(cli, tmp_path, people, tables):
    path = tmp_path / "weighted.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*people[0], "w"])
        writer.writeheader()
        writer.writerows({**person, "w": "3"} for person in people)
    weighted, _ = tables("--column", ORDERS, "--by", "plan", "--weight", "w", file=path)
    without, _ = tables("--column", ORDERS, "--by", "plan")
    for a, b in zip(weighted[ORDERS]["cells"], without[ORDERS]["cells"], strict=True):
        for key in ("value", "low", "high", "p", "base"):
            assert a[key] == pytest.approx(b[key])


def test_small_segments_are_hidden_and_cannot_be_worked_out(tables, tmp_path):
    path = tmp_path / "teams.csv"
    teams = ["red"] * 20 + ["blue"] * 12 + ["green"] * 3
    rows = "".join(f"r{i},{team},{'yes' if i % 3 else 'no'}\n" for i, team in enumerate(teams))
    path.write_text(f"id,team,happy\n{rows}", encoding="utf-8")
    found, _ = tables("--column", "happy", "--by", "team", "--min-n", "5", file=path)
    hidden = {c["segment"].get("team") for c in found["happy"]["cells"] if c["hidden"]}
    # Green is too small; blue, the next smallest, goes with it, or green were the rest.
    assert hidden == {"green", "blue"}
    for got in found["happy"]["cells"]:
        if got["hidden"]:
            assert {got[k] for k in ("value", "low", "high", "n", "rest", "p", "p_adjusted", "differs")} == {
                None
            }
    assert found["happy"]["independence"] == []


def test_one_segment_one_answer_and_nobody_are_no_tests(tables, tmp_path):
    path = tmp_path / "alike.csv"
    rows = "".join(f"r{i},a,yes,{'x' if i % 2 else 'y'}\n" for i in range(12))
    path.write_text(f"id,one,same,two\n{rows}", encoding="utf-8")
    found, _ = tables("--column", "two", "--by", "one", file=path)
    assert found["two"]["tests"] == 0
    found, _ = tables("--column", "same", "--by", "two", file=path)
    assert found["same"]["tests"] == 0
    assert cell(found["same"], "yes", two="x")["value"] == 100


def test_nobody_left_is_no_data_and_not_an_error(cli, samples, survey):
    arguments = ["table", samples / survey, "--where", "plan = 'none'", "--format", "json"]
    code, out, err = cli(arguments)
    assert (code, json.loads(out)["run"]["status"]) == (0, "no_data")
    assert "no usable answer" in err
    assert cli([*arguments, "--strict"])[0] == 3


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--column", "nonsense"], 2, "there is no column"),
        (["--column", "What else should we know?"], 2, "no answers to count: free text"),
        (["--column", "respondent"], 2, "no answers to count"),
        (["--interval", "psychic"], 2, "a share has no interval"),
        (["--confidence", "2"], 2, "confidence"),
        (["--by", "nonsense"], 2, "there is no column"),
    ],
)
def test_what_cannot_be_tabulated_is_said_once(cli, samples, survey, options, code, said):
    got, _, err = cli(["table", samples / survey, *options])
    assert got == code
    assert said in err and "Traceback" not in err


def test_several_files_of_one_survey_are_one(tables, samples, people, tmp_path):
    paths = []
    for number, half in enumerate((people[:30], people[30:])):
        paths.append(tmp_path / f"part{number}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, people[0])
            writer.writeheader()
            writer.writerows(half)
    halves, _ = tables(paths[1], "--column", DEVICES, "--column", OFTEN, file=paths[0])
    whole, _ = tables("--column", DEVICES, "--column", OFTEN)
    for question, table in whole.items():
        assert halves[question]["cells"] == table["cells"]


def test_files_that_ask_something_else_are_refused(cli, samples, survey):
    code, _, err = cli(["table", samples / survey, samples / "plain_nps.tsv"])
    assert code == 2
    assert "the files do not ask the same" in err


def test_the_ledger_holds_for_every_table(cli, tables, samples):
    for path in sorted(samples.glob("*.csv")):
        # A card sort of a tool holds ids and what the tool says of them, and no question at all.
        code, _, err = cli(["table", path])
        if code == 4 and "no question with answers" in err:
            assert "cards" in path.name
            continue
        found, report = tables(file=path)
        used = sum(ledger["used"] for ledger in report["ledger"])
        for table in found.values():
            totals = {c["item"]: c["base"] for c in table["cells"] if not c["segment"] and c["answer"]}
            if totals:
                assert sum(totals.values()) + table["n_missing"] == used * len(totals), path.name


def test_csv_holds_every_cell_at_full_precision(cli, samples, survey, tables):
    code, out, _ = cli(["table", samples / survey, "--by", "plan", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(out)))
    found, _ = tables("--by", "plan")
    cells = [c for table in found.values() for c in table["cells"]]
    assert (code, len(rows)) == (0, len(cells))
    assert [float(row["value"]) for row in rows if row["value"]] == [
        c["value"] for c in cells if c["value"] is not None
    ]
    assert {row["differs"] for row in rows} == {"higher", "lower", ""}


def test_answer_words_of_ones_own_order_and_leave_out(tables, tmp_path):
    path, words = tmp_path / "pizza.csv", tmp_path / "words.yaml"
    rows = "".join(f"r{i},{('cold', 'tepid', 'hot', 'forgot')[i % 4]}\n" for i in range(24))
    path.write_text(f"id,how\n{rows}", encoding="utf-8")
    words.write_text(
        "families: {heat: {points: 3, languages: {en: {1: [cold], 2: [tepid], 3: [hot]}}}}\n"
        "non-answers: [forgot]\n",
        encoding="utf-8",
    )
    found, _ = tables("--labels", str(words), file=path)
    assert (found["how"]["answers"], found["how"]["ordered"]) == (["cold", "tepid", "hot"], True)
    assert (cell(found["how"], None)["value"], found["how"]["n_missing"]) == (2, 6)


def test_a_word_stands_beside_every_sign(cli, samples, survey):
    for form in ("table", "markdown"):
        _, out, _ = cli(["table", samples / survey, "--by", "plan", "--format", form])
        assert out.count("▲ higher") + out.count("▼ lower") == out.count("▲") + out.count("▼") > 0


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_hostile_answers_and_headers_are_harmless(cli, tmp_path, form):
    path = tmp_path / "hostile.csv"
    answers = ["=1+1", "[red]x[/red]", "\x1b[31mred", "::error::owned", "a | b", "<script>x</script>"]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "=HYPERLINK(1)", "[bold]side", "comment"])
        writer.writerows(
            [f"r{i}", answers[i % 6], answers[i // 12], "nothing but words that anybody could have written"]
            for i in range(72)
        )
    code, out, _ = cli(["table", path, "--by", "[bold]side", "--format", form])
    assert code == 0
    assert "\x1b" not in out
    if form == "csv":
        assert all(not c.startswith("=") for row in csv.reader(io.StringIO(out)) for c in row)
    elif form == "markdown":
        assert "<script>" not in out and "\n::" not in out
    elif form == "table":
        assert all(plain(line) == " ".join(line.split()) for line in out.splitlines())


def test_a_long_file_is_scanned_once(cli, tmp_path, monkeypatch):
    draw = random.Random("tables")
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("id,plan,use_a,use_b,how,minutes,comment\n")
        for i in range(40_000):
            how = draw.choice(["by car", "by bus", "on foot"])
            a, b = draw.choice(["1,", "1,1", ",1", ","]).split(",")
            out.write(
                f"r{i},{'pro' if i % 2 else 'free'},{a},{b},{how},{draw.randrange(9)},{i} {'word ' * 12}\n"
            )
    scans = []
    real = pl.collect_all
    monkeypatch.setattr(pl, "collect_all", lambda *a, **k: (scans.append(1), real(*a, **k))[1])
    code, out, err = cli(["table", path, "--by", "plan", "--format", "json"])
    assert (code, err) == (0, "")
    found = {table["question"]: table for table in json.loads(out)["tables"]}
    assert len(scans) == 1
    assert {question: table["kind"] for question, table in found.items()} == {
        "use": "multiple choice",
        "how": "single choice",
        "minutes": "number",
    }
    assert sum(c["n"] for c in found["how"]["cells"] if not c["segment"]) == 40_000
    # A quarter chose nothing: nobody knows whether they were asked.
    assert found["use"]["n_missing"] == pytest.approx(10_000, abs=4 * sqrt(7_500))


def test_own_words_with_a_comma_in_them_count_once(tables, tmp_path):
    draw = random.Random("own words")
    picked = [", ".join(draw.sample(["Chat", "Email", "Phone"], draw.randrange(1, 4))) for _ in range(70)]
    own = [
        *(f"Chat, my own tool, built in {i}" for i in range(6)),
        *(f"my own tool, no. {i}" for i in range(3)),
    ]
    path = tmp_path / "tools.csv"
    rows = [[i, cell] for i, cell in enumerate(picked + own)]
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", "Which tools?"], *rows])
    found, _ = tables("--column", "Which tools?", file=path)
    table = found["Which tools?"]
    assert sorted(table["answers"]) == ["Chat", "Email", "Other (own words)", "Phone"]
    assert cell(table, "Other (own words)")["n"] == len(own)
    assert cell(table, "Chat")["n"] == 6 + sum("Chat" in cell for cell in picked)
    assert any("only ever stand beside them: 'my own tool'" in note for note in table["notes"])


def test_what_a_question_is_does_not_depend_on_the_length_of_the_file(tables, tmp_path):
    def write(name, comment):
        # The ends of the long file show four different cells, all of them together show what they are made of.
        cells = ["Laptop, Tablet", "Docs, Sheets", "Phone", "Watch"] * 20
        middle = ["Docs", "Sheets", "Tablet", "Laptop", "Phone, Laptop", "Phone, TV", "Tablet, Phone"]
        middle += ["Docs, Phone", "Sheets, Docs"]
        rows = [[c, comment] for c in cells] + [[c, "x"] for c in middle * 30] + [[c, comment] for c in cells]
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([["Which devices?", "comment"], *rows])
        return tables("--column", "Which devices?", file=tmp_path / name)[0]["Which devices?"]

    short, long = write("short.csv", "x"), write("long.csv", "x" * 40_000)
    assert short["kind"] == long["kind"] == "multiple choice in one cell"
    assert short["cells"] == long["cells"]


ENPS = "How likely are you to recommend us as a place to work?"


@pytest.mark.parametrize("header", [ENPS, "eNPS score"])
@pytest.mark.parametrize("turned", [False, True])
def test_the_floor_of_a_measure_holds_for_its_answers_in_a_table(tables, tmp_path, header, turned):
    path = tmp_path / "team.csv"
    teams = ["red"] * 20 + ["blue"] * 12 + ["green"] * 3
    rows = [[team, i % 11, i % 5] for i, team in enumerate(teams)]
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["team", header, "How satisfied are you?"], *rows])
    column, by = ("team", header) if turned else (header, "team")
    found, report = tables("--column", column, "--by", by, file=path)
    sizes = Counter(str(row[1] if turned else row[0]) for row in rows)
    for got in found[column]["cells"]:
        segment = got["segment"].get(by)
        assert got["hidden"] or segment is None or sizes[segment] >= 5
    assert any(got["hidden"] for got in found[column]["cells"])
    assert "groups below 5 people show no number, because enps has this privacy floor" in report["notes"]
    found, report = tables("--column", "How satisfied are you?", "--by", "team", file=path)
    assert not any(got["hidden"] for got in found["How satisfied are you?"]["cells"])


def test_the_mean_of_few_numbers_among_many_answers_is_hidden(tables, tmp_path):
    path = tmp_path / "pay.csv"
    rows = [[i, "red", 1000 + 37 * i] for i in range(30)] + [[i, "blue", 2000 + 41 * i] for i in range(20)]
    rows += [[50, "green", 9001], *[[i, "green", "about average"] for i in range(51, 56)]]
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["id", "team", "Pay"], *rows])
    found, _ = tables("--column", "Pay", "--by", "team", "--min-n", "5", file=path)
    means = {c["segment"].get("team"): c for c in found["Pay"]["cells"] if c["answer"] is None}
    # Blue goes with green, or green's one number were the total less the others.
    assert {team: c["hidden"] for team, c in means.items()} == {
        "red": False,
        "blue": True,
        "green": True,
        None: False,
    }
    assert means["green"]["value"] is means["blue"]["value"] is None
