"""A column called seq is an answer only where nothing says that it counts the rows of a case."""

from __future__ import annotations


def code(cli, tmp_path, header: str, rows: list[str]) -> int:
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return cli(["seq", str(path)])[0]


def test_a_number_that_counts_up_within_each_case_is_no_answer(cli, tmp_path) -> None:
    rows = [f"c{case},{step},{10 * step}" for case in range(9) for step in range(1, 4 + case % 3)]
    assert code(cli, tmp_path, "participant,task_seq,time_s", rows) == 4


def test_a_running_number_in_a_log_is_no_answer_in_any_order(cli, tmp_path) -> None:
    rows = [f"c{i},{1 + i * 5 % 7},view" for i in range(40)]
    assert code(cli, tmp_path, "case_id,seq,event", rows) == 4


def test_answers_called_seq_count(cli, tmp_path) -> None:
    rows = [f"p{i},{1 + i * 5 % 7},t{i % 3}" for i in range(40)]
    assert code(cli, tmp_path, "participant,seq,task", rows) == 0


def test_a_text_that_asks_is_an_answer_even_when_the_rows_are_sorted(cli, tmp_path) -> None:
    rows = [f"p{i},{1 + i % 7}" for i in range(40)]
    assert code(cli, tmp_path, 'participant,"Overall, how difficult or easy was the task?"', rows) == 0
