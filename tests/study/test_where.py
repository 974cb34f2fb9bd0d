"""`--where`: one row-wise condition; anything that could look across rows or open a file is refused."""

import json

import pytest

TABLE = (
    "id,nps,plan,age,day,price,User Name,from\n"
    "1,10,pro,30,2026-01-05,1,Ann,web\n"
    '2,9,free,17,2026-01-31 23:59:00,"2,5",Bob,app\n'
    "3,8,Pro,,2026-02-01,3,O'Hara,web\n"
    "4,0,,abc,01.02.2026,10,,app\n"
    "5,6, pro ,65,2026-03-01T08:00:00,9,Zoë,web\n"
)


@pytest.fixture
def kept(cli, tmp_path):
    """`kept(condition)`: the ids of the people kept, and the report."""
    path = tmp_path / "answers.csv"
    path.write_text(TABLE, encoding="utf-8")

    def measure(condition):
        scores = tmp_path / "scores.csv"
        code, out, err = cli(["nps", path, "--where", condition, "--format", "json", "--scores", scores])
        assert code == 0, err
        report = json.loads(out)
        ids = "".join(line.split(",")[-3] for line in scores.read_text().splitlines()[1:])
        ledger = report["ledger"][0]
        excluded = [{"reason": "left out by --where", "rows": 5 - len(ids)}] if len(ids) < 5 else []
        assert (ledger["read"], ledger["used"], ledger["excluded"]) == (5, len(ids), excluded)
        return ids, report

    return measure


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("plan = 'pro'", "15"),
        ("plan != 'pro'", "23"),
        ("plan <> 'pro' OR plan IS NULL", "234"),
        ("plan IS NULL", "4"),
        ("NOT plan = 'pro'", "23"),
        ("lower(plan) = 'pro'", "135"),
        ("plan IN ('pro', 'free')", "125"),
        ("plan NOT IN ('pro', 'free')", "3"),
        ("plan LIKE 'p%'", "15"),
        ("plan ILIKE 'P%'", "135"),
        ("age >= 18", "15"),
        ("age > 18 AND age < 60", "1"),
        ("18 <= age", "15"),
        ("age BETWEEN 17 AND 30", "12"),
        ("age IN (17, 65)", "25"),
        ("age = 30.0", "1"),
        ("age < -1", ""),
        # Numbers are compared as numbers: as text, 10 would come before 3.
        ("price >= 3", "345"),
        ("price = 2.5", "2"),
        ("nps < 7", "45"),
        ("day < '2026-02-01'", "12"),
        ("day >= '2026-02-01'", "35"),
        ("day BETWEEN '2026-01-01' AND '2026-01-31 23:59:59'", "12"),
        ("\"User Name\" = 'Ann'", "1"),
        ("\"User Name\" = 'O''Hara'", "3"),
        ("`User Name` = 'Zoë'", "5"),
        ("length(plan) = 4", "2"),
        ("starts_with(plan, 'p')", "15"),
        ("PLAN = 'pro'", "15"),
        ("(plan = 'pro' OR plan = 'free') AND nps >= 9", "12"),
        ("CASE WHEN plan = 'pro' THEN true ELSE false END", "15"),
        ("true", "12345"),
    ],
)
def test_row_wise_conditions(kept, condition, ids):
    assert kept(condition)[0] == ids


def test_cells_that_are_no_numbers_or_dates_are_counted(kept):
    assert any("1" in note and "age" in note for note in kept("age >= 18")[1]["notes"])
    assert any("1" in note and "day" in note for note in kept("day >= '2026-02-01'")[1]["notes"])
    assert not any("plan" in note for note in kept("plan = 'pro'")[1]["notes"])


@pytest.mark.parametrize(
    "condition",
    [
        "nps IN (SELECT nps FROM self)",
        "EXISTS (SELECT 1)",
        "plan = (select max(plan) from read_csv('/etc/passwd'))",
        "age = read_csv('/etc/passwd')",
        "avg(age) > 3",
        "count(*) > 3",
        "age > max(age)",
        "sum(age) > 0",
        "row_number() OVER () = 1",
        "first(plan) = 'pro'",
        "lag(age) = 3",
        "age > 3; DROP TABLE x",
        "age > 3 -- and more",
        "age > 3 UNION ALL x",
        "plan = 'pro",
        'plan = "pro',
        "plan ==",
        "plan = = 'pro'",
        "(plan = 'pro'",
        "",
        "   ",
        "plan",
        "age + 1",
        "1",
        "'pro'",
        "plan < 3 4",
        "unknown = 1",
        "plan = pro",
        '"lower"(plan) = count(1)',
        "random() < 0.5",
        "uuid() = plan",
        "pow(age, 2) > 3",
        "self.plan = 'pro'",
        "age > 3 AND",
        "plan MATCH 'pro'",
        "*",
    ],
)
def test_everything_else_is_a_usage_error(cli, tmp_path, condition):
    path = tmp_path / "answers.csv"
    path.write_text(TABLE, encoding="utf-8")
    code, out, err = cli(["nps", path, "--where", condition])
    assert (code, out) == (2, "")
    assert err.startswith("cxux: error: ")
    assert err.count("cxux: error") == 1
    assert "Traceback" not in err
    assert "--where" in err


def test_a_column_called_like_a_keyword_can_be_quoted(kept):
    assert kept("\"from\" = 'web'")[0] == "135"


def test_a_word_inside_a_string_is_no_keyword(kept):
    assert kept("plan = 'select from'")[0] == ""


def test_the_nearest_names_of_an_unknown_column(cli, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(TABLE, encoding="utf-8")
    _, _, err = cli(["nps", path, "--where", "plann = 'pro'"])
    assert "'plan'" in err


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("plan == 'pro'", "write a single =, for example: plan = 'pro'"),
        ("plan = pro", "text stands in single quotes: 'pro'"),
        ('plan = "pro"', "text stands in single quotes: 'pro'"),
        ("plan IN (pro, free)", "text stands in single quotes: 'pro'"),
        ("plan = 'pro' && age > 3", "write AND"),
        ("plan = 'pro' || age > 3", "write OR"),
        ("plann = 'pro'", "did you mean 'plan'?"),
    ],
)
def test_what_other_languages_write_is_put_right(cli, tmp_path, condition, hint):
    path = tmp_path / "answers.csv"
    path.write_text(TABLE, encoding="utf-8")
    code, _, err = cli(["nps", path, "--where", condition])
    assert code == 2
    assert hint in err
