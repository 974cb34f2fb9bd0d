"""Wordings of the recommendation question that are met, and texts that only sound like it."""

from __future__ import annotations

import pytest

ASKED = [
    "How likely are you to recommend us to a friend or colleague?",
    "Wie wahrscheinlich ist es, dass du uns einem Freund weiterempfiehlst?",
    "Quelle est la probabilité que vous recommandiez notre magasin à un ami ?",
    "Conseilleriez-vous Acme à un ami ?",
    "¿Qué probabilidad hay de que nos recomiende a un amigo o colega?",
    "Qual a probabilidade de você recomendar a empresa a um amigo?",
    "Quanto è probabile che tu consigli Acme a un amico?",
    "Jak prawdopodobne jest, że polecisz nas znajomemu?",
    "Hoe waarschijnlijk is het dat u Acme aanraadt?",
    "Hvor sannsynlig er det at du vil anbefale oss?",
    "您向朋友推荐我们的可能性有多大？",
    "NPS Score (0-10)",
    "nps_app",
]
NOT_ASKED = [
    "How likely are you to recommend Acme as a place to work?",
    "Wie wahrscheinlich ist es, dass Sie Acme als Arbeitsplatz weiterempfehlen?",
    "What is the main reason for your recommendation score?",
    "How satisfied are you with our product recommendations?",
    "How easy was it to find the recommended product?",
    "Were you recommended to us by a friend?",
    "¿Un amigo le recomendó nuestro servicio?",
    "How likely are you to follow our recommendation?",
    "How likely are you to recommend our competitor to a friend?",
    "How many people did you recommend us to?",
    "How likely are you to NOT recommend us to a friend?",
    "nps_why",
    "nps_days_since",
    "NPS target",
]


def answered(cli, tmp_path, text: str) -> int:
    path = tmp_path / "answers.csv"
    path.write_text(f'id,"{text}"\n' + "".join(f"{i},{i % 11}\n" for i in range(44)), encoding="utf-8")
    code, _, _ = cli(["nps", str(path)])
    return code


@pytest.mark.parametrize("text", ASKED)
def test_the_question_is_found(cli, tmp_path, text: str) -> None:
    assert answered(cli, tmp_path, text) == 0


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_only_sounds_like_it_is_not_scored(cli, tmp_path, text: str) -> None:
    assert answered(cli, tmp_path, text) == 4
