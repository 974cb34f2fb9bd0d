"""Laws that every shipped questionnaire keeps, and the translations each must recognise."""

from __future__ import annotations

import re

import pytest

from cxux_cli.catalog import labels, load
from cxux_cli.catalog.questionnaires import Questionnaire, fold, questionnaire

ALL = [questionnaire(id) for id in load.names("questionnaires")]
EVERY = pytest.mark.parametrize("q", ALL, ids=[q.id for q in ALL])

# The statements as they are asked in practice, in the order of the items, one set per line group.
SUS = {
    "en": """
        I think that I would like to use this system frequently.
        I found the system unnecessarily complex.
        I thought the system was easy to use.
        I think that I would need the support of a technical person to be able to use this system.
        I found the various functions in this system were well integrated.
        I thought there was too much inconsistency in this system.
        I would imagine that most people would learn to use this system very quickly.
        I found the system very cumbersome to use.
        I felt very confident using the system.
        I needed to learn a lot of things before I could get going with this system.""",
    "en, a product": """
        [1.] I think that I would like to use Microsoft Copilot frequently
        2. I found CIMED to be unneccessarily complex
        Usability test [I thought LiGa was easy-to-use (e.g. to find a patient)]
        I think I'd need the support of a technical person to use UniTrentoApp
        I found the various features of the product well-integrated
        I thought there was too much inconcistency in the website
        I would imagine that most users would learn to use the app very quickly
        I found the website very awkward to use
        I felt very confdent using the website
        I needed to learn a lot of things before\u00a0I could get going with the app""",
    "de": """
        Ich denke, dass ich das System gerne häufig benutzen würde.
        Ich fand das System unnötig komplex.
        Ich fand das System einfach zu benutzen.
        Ich glaube, ich würde die Hilfe einer technisch versierten Person benötigen, um es zu benutzen.
        Ich fand, die verschiedenen Funktionen in diesem System waren gut integriert.
        Ich denke, das System enthielt zu viele Inkonsistenzen.
        Ich kann mir vorstellen, dass die meisten Menschen den Umgang mit dem System sehr schnell lernen.
        Ich fand das System sehr umständlich zu nutzen.
        Ich fühlte mich bei der Benutzung des Systems sehr sicher.
        Ich musste eine Menge lernen, bevor ich anfangen konnte das System zu verwenden.""",
    "es": """
        Creo que me gustaría utilizar este sistema con frecuencia.
        Encontré el sistema innecesariamente complejo.
        Pensé que el sistema era fácil de usar.
        Creo que necesitaría el apoyo de un técnico para poder utilizar este sistema.
        Encontré que las diversas funciones de este sistema estaban bien integradas.
        Pensé que había demasiada inconsistencia en este sistema.
        Imagino que la mayoría de las personas aprenderían a usar este sistema muy rápidamente.
        Encontré el sistema muy engorroso de usar.
        Me sentí muy seguro/a usando el sistema.
        Necesité aprender muchas cosas antes de poder empezar a usar este sistema.""",
    "es, without accents": """
        Creo que me gustaria usar este sistema frecuentemente
        Encontre el sistema innecesariamente complejo
        Pense que el sistema era facil de usar
        Creo que necesitaria ayuda de una persona con conocimientos tecnicos para usar este sistema
        Las funciones de este sistema estan bien integradas
        Creo que el sistema es muy inconsistente
        Imagino que la mayoria de la gente aprenderia a usar este sistema en forma muy rapida
        Encontre que el sistema es muy dificil de usar
        Me siento confiado al usar este sistema
        Necesite aprender muchas cosas antes de ser capaz de usar este sistema""",
    "pt": """
        Acho que gostaria de utilizar este produto com frequência.
        Considerei o produto mais complexo do que o necessário.
        Achei o produto fácil de utilizar.
        Acho que necessitaria de ajuda de um técnico para conseguir utilizar este produto.
        Considerei que as várias funcionalidades deste produto estavam bem integradas.
        Achei que este produto tinha muitas inconsistências.
        Suponho que a maioria das pessoas aprenderia a utilizar rapidamente este produto.
        Considerei o produto muito complicado de utilizar.
        Senti-me muito confiante a utilizar este produto.
        Tive que aprender muito antes de conseguir lidar com este produto.""",
    "pt, Brazil": """
        Eu acho que gostaria de usar esse sistema com frequência.
        Eu acho o sistema desnecessariamente complexo.
        Eu achei o sistema fácil de usar.
        Eu acho que precisaria de ajuda de uma pessoa com conhecimentos técnicos para usar o sistema.
        Eu acho que as várias funções do sistema estão muito bem integradas.
        Eu acho que o sistema apresenta muita inconsistência.
        Eu imagino que as pessoas aprenderão como usar esse sistema rapidamente.
        Eu achei o sistema atrapalhado de usar.
        Eu me senti confiante ao usar o sistema.
        Eu precisei aprender várias coisas novas antes de conseguir usar o sistema.""",
    "fr": """
        Je pense que j'aimerais utiliser ce système fréquemment.
        J'ai trouvé ce système inutilement complexe.
        J'ai trouvé ce système facile à utiliser.
        Je pense que j'aurais besoin d'un support technique pour être capable d'utiliser ce système.
        J'ai trouvé que les différentes fonctions de ce système étaient bien intégrées.
        J'ai trouvé qu'il y avait trop d'incohérence dans ce système.
        J'imagine que la plupart des gens apprendraient à utiliser ce système très rapidement.
        J'ai trouvé ce système très lourd à utiliser.
        Je me suis senti(e) très en confiance en utilisant ce système.
        J'ai eu besoin d'apprendre beaucoup de choses avant de pouvoir utiliser ce système.""",
    "it": """
        Penso che mi piacerebbe utilizzare questo sistema frequentemente.
        Ho trovato il sistema complesso senza che ce ne fosse bisogno.
        Ho trovato il sistema molto semplice da usare.
        Penso che avrei bisogno del supporto di una persona già in grado di utilizzare il sistema.
        Ho trovato le varie funzionalità del sistema bene integrate.
        Ho trovato incoerenze tra le varie funzionalità del sistema.
        Penso che la maggior parte delle persone potrebbe imparare ad utilizzare il sistema facilmente.
        Ho trovato il sistema molto macchinoso da utilizzare.
        Ho avuto molta confidenza con il sistema durante l'uso.
        Ho avuto bisogno di imparare molti processi prima di riuscire ad utilizzare al meglio il sistema.""",
    "nl": """
        Ik denk dat ik dit systeem graag regelmatig zou willen gebruiken.
        Ik vond het systeem onnodig ingewikkeld.
        Ik vond het systeem makkelijk te gebruiken.
        Ik denk dat ik ondersteuning nodig heb van een technisch persoon om dit systeem te kunnen gebruiken.
        Ik vond dat de verschillende functies in dit systeem erg goed geïntegreerd zijn.
        Ik vond dat er te veel tegenstrijdigheden in het systeem zaten.
        Ik kan me voorstellen dat de meeste mensen zeer snel leren om dit systeem te gebruiken.
        Ik vond het systeem erg omslachtig in gebruik.
        Ik voelde me erg vertrouwd met het systeem.
        Ik moest erg veel leren voordat ik aan de gang kon gaan met dit systeem.""",
    "pl": """
        Myślę, że chciał(a)bym często korzystać z tego systemu.
        Uważam, że system jest niepotrzebnie skomplikowany.
        Uważam, że system był łatwy w użyciu.
        Myślę, że do korzystania z tego systemu potrzebowałbym/potrzebowałabym pomocy osoby technicznej.
        Uważam, że poszczególne funkcje systemu były dobrze ze sobą zintegrowane.
        Uważam, że w systemie było zbyt wiele niespójności.
        Sądzę, że większość osób bardzo szybko nauczyłaby się korzystać z tego systemu.
        Korzystanie z systemu było bardzo uciążliwe.
        Korzystając z systemu, czułem(-am) się bardzo pewnie.
        Zanim zacząłem(-ęłam) korzystać z systemu, musiałem(-am) się wiele nauczyć.""",
    "id": """
        Saya berpikir akan menggunakan sistem ini lagi.
        Saya merasa sistem ini rumit untuk digunakan.
        Saya merasa sistem ini mudah digunakan.
        Saya membutuhkan bantuan dari orang lain atau teknisi dalam menggunakan sistem ini.
        Saya merasa fitur-fitur sistem ini berjalan dengan semestinya.
        Saya merasa ada banyak hal yang tidak konsisten (tidak serasi) pada sistem ini.
        Saya merasa orang lain akan memahami cara menggunakan sistem ini dengan cepat.
        Saya merasa sistem ini membingungkan.
        Saya merasa tidak ada hambatan dalam menggunakan sistem ini.
        Saya perlu membiasakan diri terlebih dahulu sebelum menggunakan sistem ini.""",
    "sv": """
        Jag tror att jag skulle vilja använda det här systemet ofta.
        Jag upplevde systemet som onödigt komplext.
        Jag tyckte att systemet var lätt att använda.
        Jag tror att jag skulle behöva hjälp av en teknisk person för att kunna använda systemet.
        Jag tyckte att de olika funktionerna i systemet var väl integrerade.
        Jag tyckte att det fanns för mycket inkonsekvens i systemet.
        Jag kan föreställa mig att de flesta skulle lära sig att använda systemet mycket snabbt.
        Jag upplevde systemet som mycket otympligt att använda.
        Jag kände mig mycket säker när jag använde systemet.
        Jag behövde lära mig många saker innan jag kunde komma igång med systemet.""",
    "no": """
        Jeg kunne tenke meg å bruke dette systemet ofte.
        Jeg synes systemet var unødvendig komplisert.
        Jeg synes systemet var lett å bruke.
        Jeg tror jeg vil måtte trenge hjelp fra en person med teknisk kunnskap for å bruke systemet.
        Jeg syntes at de forskjellige delene av systemet hang godt sammen.
        Jeg syntes det var for mye inkonsistens i systemet.
        Jeg vil anta at folk flest kan lære seg dette systemet veldig raskt.
        Jeg synes systemet var veldig vanskelig å bruke.
        Jeg følte meg sikker da jeg brukte systemet.
        Jeg måtte lære meg mange ting før jeg kunne komme i gang med systemet.""",
    "da": """
        Jeg tror, at jeg gerne vil bruge dette system ofte.
        Jeg fandt systemet unødvendigt komplekst.
        Jeg syntes, at systemet var let at bruge.
        Jeg tror, at jeg ville få brug for hjælp fra en teknisk person for at kunne bruge systemet.
        Jeg syntes, at de forskellige funktioner i systemet var godt integreret.
        Jeg syntes, at der var for meget inkonsistens i systemet.
        Jeg forestiller mig, at de fleste ville lære at bruge systemet meget hurtigt.
        Jeg fandt systemet meget besværligt at bruge.
        Jeg følte mig meget sikker i brugen af systemet.
        Jeg måtte lære mange ting, før jeg kunne komme i gang med systemet.""",
    "zh": """
        我认为我会愿意经常使用这个系统。
        我觉得这个系统不必要地复杂。
        我觉得这个系统很容易使用。
        我认为我需要技术人员的支持才能使用这个系统。
        我觉得这个系统的各项功能整合得很好。
        我觉得这个系统存在太多不一致。
        我想大多数人能很快学会使用这个系统。
        我觉得这个系统使用起来非常麻烦。
        使用这个系统时我感到非常自信。
        在使用这个系统之前我需要学习很多东西。""",
    "ja": """
        このシステムを頻繁に使いたいと思う。
        このシステムは不必要に複雑だと感じた。
        このシステムは使いやすいと思った。
        このシステムを使うには専門家の助けが必要だと思う。
        このシステムの様々な機能がうまく統合されていると感じた。
        このシステムには一貫性がなさすぎると感じた。
        ほとんどの人はこのシステムをすぐに使いこなせるようになると思う。
        このシステムは使うのが非常に煩わしいと感じた。
        このシステムを使うことに自信を持てた。
        このシステムを使い始める前に多くのことを学ぶ必要があった。""",
}

# The even items of the positive version (Sauro & Lewis 2011); the odd ones stay as they are.
SUS_POSITIVE = {
    2: ["I found the system to be simple."],
    4: [
        "I think that I could use the system without the support of a technical person.",
        "Ich glaube, ich könnte das System ohne die Hilfe einer technischen Person benutzen.",
        "Creo que podría usar el sistema sin el apoyo de una persona técnica.",
        "Je pense que je pourrais utiliser le système sans l'aide d'un technicien.",
    ],
    6: [
        "I thought there was a lot of consistency in the system.",
        "Pensé que había mucha consistencia en el sistema.",
    ],
    8: ["I found the system very intuitive.", "Ich fand das System sehr intuitiv."],
    10: [
        "I could use the system without having to learn anything new.",
        "Ich konnte das System benutzen, ohne etwas Neues lernen zu müssen.",
        "Pude usar el sistema sin tener que aprender nada nuevo.",
    ],
}

# Neighbours in the same exports that are not items.
NOT_SUS = [
    "How often do you use hand gestures to interact with computer systems?",
    "How high was your frustration level during the tasks?",
    "How insecure, discouraged, irritated, stressed, and annoyed were you?",
    "Wie unsicher, entmutigt, irritiert, gestresst und verärgert fühlten Sie sich?",
    "Wie oft benutzen Sie Handgesten, um mit Computern zu interagieren?",
    "How likely is it that you would recommend this system to a friend or colleague?",
    "Did you need external support to accomplish any of the tasks?",
    "This system's capabilities meet my requirements.",
    "What age are you?",
    "",
]


def statements(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@EVERY
def test_items_are_numbered_from_one(q: Questionnaire) -> None:
    assert [item.id for item in q.items] == list(range(1, len(q.items) + 1))
    assert q.low < q.high
    assert q.out_low < q.out_high
    assert len(q.source) > 10
    assert q.licence


@EVERY
def test_reversed_items_exist(q: Questionnaire) -> None:
    ids = {item.id for item in q.items}
    for variant in q.variants:
        assert variant.reversed <= ids
        assert [variant.sign(item) for item in sorted(ids)].count(-1) == len(variant.reversed)
        assert q.variant(variant.id) is variant
    with pytest.raises(KeyError):
        q.variant("no-such-variant")


@EVERY
def test_families_have_the_length_of_the_scale(q: Questionnaire) -> None:
    lengths = [high - low + 1 for low, high in q.scales]
    assert len(set(lengths)) == len(lengths)
    assert {labels.family(id).points for id in q.families} == set(lengths)


@EVERY
def test_items_recognise_their_own_text_alone(q: Questionnaire) -> None:
    for item in q.items:
        assert q.items_asked(item.text) == (item.id,)
        assert q.items_asked(item.text, positive=True) == ()


@EVERY
def test_stems_are_folded_and_not_too_short(q: Questionnaire) -> None:
    for item in q.items:
        for stems in (*item.match, *item.match_positive):
            assert stems
            for stem in stems:
                assert stem == fold(stem)
            assert sum(map(len, stems)) >= (5 if "".join(stems).isascii() else 2)


@EVERY
def test_names_are_patterns_with_an_item(q: Questionnaire) -> None:
    for pattern in q.names:
        assert set(re.compile(pattern).groupindex) <= {"item", "block"}
        assert "item" in re.compile(pattern).groupindex


@pytest.mark.parametrize("language", SUS)
def test_sus_translations(language: str) -> None:
    sus = questionnaire("sus")
    asked = statements(SUS[language])
    assert len(asked) == 10
    assert [sus.items_asked(text) for text in asked] == [(item,) for item in range(1, 11)]
    assert [sus.items_asked(text, positive=True) for text in asked] == [()] * 10


def test_sus_two_languages_glued_together() -> None:
    sus = questionnaire("sus")
    for number, pair in enumerate(zip(statements(SUS["en"]), statements(SUS["de"]), strict=True), 1):
        assert sus.items_asked("\n".join(pair)) == (number,)


def test_sus_positive_wording() -> None:
    sus = questionnaire("sus")
    for item, texts in SUS_POSITIVE.items():
        for text in texts:
            assert sus.items_asked(text, positive=True) == (item,)
            assert sus.items_asked(text) == ()


@pytest.mark.parametrize("text", NOT_SUS)
def test_sus_neighbours(text: str) -> None:
    sus = questionnaire("sus")
    assert sus.items_asked(text) == sus.items_asked(text, positive=True) == ()


@pytest.mark.parametrize(
    ("name", "block", "item"),
    [
        ("Q1", "", 1),
        ("q01", "", 1),
        ("Q10", "", 10),
        ("Question 1", "", 1),
        ("Item 1", "", 1),
        ("Frage 1", "", 1),
        ("Pregunta 10", "", 10),
        (" Q2 ", "", 2),
        ("SUS1", "", 1),
        ("SUS_1", "", 1),
        ("sus-01", "", 1),
        ("SUS10", "", 10),
        ("SUS_Q7", "", 7),
        ("s_sus_01", "s_", 1),
        ("m_sus_01", "m_", 1),
        ("post SUS 3", "post ", 3),
        ("SUS1_post", "post", 1),
        ("sus_2_A", "A", 2),
        ("SUS[SQ001]", "SUS", 1),
        ("SUS[SQ010]", "SUS", 10),
        ("SUS[1]", "SUS", 1),
        ("Usability [3]", "Usability", 3),
        ("Q5_3", "Q5", 3),
        ("Q2.3_10", "Q2.3", 10),
        ("Q12#1_3", "Q12#1", 3),
        ("QID99_4", "QID99", 4),
        ("Q3.7", "Q3", 7),
        ("SUS01_05", "SUS01", 5),
        ("SU01_10", "SU01", 10),
    ],
)
def test_sus_names(name: str, block: str, item: int) -> None:
    assert questionnaire("sus").item_named(name) == (block, item)


OTHER_NAMES = [
    "Q11",
    "Q0",
    "Q5_11",
    "Q5_3_TEXT",
    "SUS1_TEXT",
    "SUS",
    "T1",
    "P01",
    "SUS_score",
    "SUS_100",
    "SUS[other]",
    "age",
    "Q",
    "1",
]


@pytest.mark.parametrize("name", [*OTHER_NAMES, ""])
def test_sus_names_of_other_columns(name: str) -> None:
    assert questionnaire("sus").item_named(name) is None
