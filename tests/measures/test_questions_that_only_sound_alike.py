"""Texts that speak of satisfaction, ease, effort or stars and ask something else, and those that ask it."""

from __future__ import annotations

import pytest

NEGATED = [
    ("csat", "How dissatisfied are you with the service? (1 = not at all, 5 = very)"),
    ("csat", "Overall level of dissatisfaction"),
    ("csat", "Wie unzufrieden sind Sie mit uns?"),
    ("ces", "Acme did not make it easy to handle my issue"),
    ("ces", "It wasn't easy to get help, how easy was it?"),
    ("seq", "How difficult was the task to complete?"),
]
OTHERS = [
    ("csat", "Overall number of satisfied customers"),
    ("csat", "Overall job satisfaction"),
    ("csat", "Employee satisfaction level"),
    ("csat", "Please rate your satisfaction with your line manager"),
    ("csat", "How satisfied are you with the pay at Acme?"),
    ("csat", "How satisfied are you with your colleagues and team?"),
    ("csat", "Previous CSAT"),
    ("csat", "Overall satisfaction survey number"),
    ("csat", "Agent: how satisfied do you think the customer was?"),
    ("ces", "ease of setup hours"),
    ("ces", "How much effort hours did you log?"),
    ("ces", "How much effort in story points did this take?"),
    ("ces", "Ease of use"),
    ("ces", "Ease of doing business index"),
    ("ces", "How easy is it for you to walk up stairs?"),
    ("stars", "GitHub stars"),
    ("stars", "How many stars does your hotel have?"),
    ("stars", "Star sign"),
    ("stars", "How satisfied are you with our 5-star hotel?"),
]
ASKED = [
    ("csat", "How satisfied or dissatisfied are you with our service?"),
    ("csat", "How dissatisfied or satisfied are you?"),
    ("csat", "Kundenzufriedenheit insgesamt (1 = sehr unzufrieden, 5 = sehr zufrieden)"),
    ("csat", "您对我们的服务满意程度（1=非常不满意，5=非常满意）"),
    ("csat", "How satisfied are you with your account manager?"),
    ("csat", "How satisfied are you with our support team?"),
    ("csat", "How satisfied are you with the number of products?"),
    ("csat", "How satisfied are you with the ways to pay in our shop?"),
    ("csat", "How satisfied are you with our 5-star hotel?"),
    ("ces", "Acme made it easy for me to handle my issue"),
    ("ces", "How easy was it to get help? (1 = not at all easy, 7 = very easy)"),
    ("ces", "How easy was it to get help in the last 30 days?"),
    ("ces", "Como foi fácil no site resolver seu problema?"),
    ("ces", "How easy or not easy was it to get help?"),
    ("seq", "Overall, how difficult or easy was the task?"),
    ("seq", "How difficult was the task to complete? (7 = very easy)"),
    ("stars", "How many stars would you give our hotel?"),
]


def measured(cli, tmp_path, key: str, text: str) -> tuple[int, str]:
    path = tmp_path / "answers.csv"
    quoted = text.replace('"', '""')
    path.write_text(f'id,"{quoted}"\n' + "".join(f"{i},{1 + i % 5}\n" for i in range(60)), encoding="utf-8")
    code, _, err = cli([key, str(path)])
    return code, err


@pytest.mark.parametrize(("key", "text"), [*NEGATED, *OTHERS])
def test_what_asks_something_else_is_not_scored(cli, tmp_path, key: str, text: str) -> None:
    assert measured(cli, tmp_path, key, text)[0] == 4


@pytest.mark.parametrize(("key", "text"), ASKED)
def test_the_question_is_found_all_the_same(cli, tmp_path, key: str, text: str) -> None:
    code, err = measured(cli, tmp_path, key, text)
    assert code == 0, err


def test_general_is_overall_only_where_it_says_so(cli, tmp_path) -> None:
    path = tmp_path / "answers.csv"
    for first, code in (("our general practitioner", 2), ("us in general", 0)):
        header = f"id,How satisfied are you with {first}?,How satisfied are you with our support?\n"
        path.write_text(
            header + "".join(f"{i},{1 + i % 5},{1 + i % 5}\n" for i in range(60)), encoding="utf-8"
        )
        assert cli(["csat", str(path)])[0] == code


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("The system's capabilities meet my requirements", "The system is easy to use", 0),
        ("The system's capabilities do not meet my requirements", "The system is not easy to use", 4),
        ("The system doesn't meet my needs, its features my requirements", "The system isn't easy to use", 4),
        ("Die Funktionen erfüllen meine Anforderungen nicht", "Das System ist nicht einfach zu benutzen", 4),
    ],
)
def test_negated_items_are_no_items(cli, tmp_path, first: str, second: str, code: int) -> None:
    path = tmp_path / "answers.csv"
    rows = "".join(f"{i},{1 + i % 7},{1 + i % 7}\n" for i in range(60))
    path.write_text(f'id,"{first}","{second}"\n{rows}', encoding="utf-8")
    assert cli(["umux-lite", str(path)])[0] == code
