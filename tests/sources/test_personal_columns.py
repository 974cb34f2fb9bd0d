"""Columns about a person are told by name or by content in every file, and their cells are never shown."""

import json

import pytest

from cxux_cli.catalog.personal import are_personal, is_name


@pytest.mark.parametrize(
    "name",
    [
        "email", "E-mail", "E-Mail-Adresse", "e-mail address", "Your email (optional)", "userEmail", "customer_email",
        "Email 2", "name", "Name:", "First Name", "first_name", "LastName", "Full name", "What is your name?",
        "Customer name", "user name", "phone", "Phone number", "Mobile phone", "IP", "ip_address", "IPAddress",
        "client_ip", "address", "Home address",
        "Vorname", "Vor- und Nachname", "Ihr Name", "Telefonnummer", "IP-Adresse", "Wie lautet Ihre E-Mail-Adresse?",
        "Nombre completo", "Apellidos", "Correo electrónico", "Dirección de correo electrónico", "Teléfono",
        "Nom", "Prénom", "Nom de famille", "Adresse e-mail", "Numéro de téléphone", "Nom d'utilisateur",
        "Nome completo", "Endereço de e-mail", "Telefone",
        "Imię i nazwisko", "Adres e-mail", "Numer telefonu", "Cognome", "Indirizzo e-mail", "Nome e cognome",
        "Naam", "Achternaam", "E-mailadres", "Telefoonnummer",
    ],
)  # fmt: skip
def test_a_name_that_says_so(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "product name", "task name", "company name", "plan name", "feature name", "Product", "business name",
        "account_name", "event_name", "file name", "Nombre del producto", "Nom du produit", "Name der Firma",
        "email_opens", "Email notifications are useful", "Which do you use? - Phone", "phone_model", "user_id",
        "customer_id", "nps", "score", "plan", "role", "comment", "page address", "How many e-mails do you write?",
        "shipping speed", "", "42", "Is the name of the product clear?", "Namenszusatz des Produkts", "your plan",
    ],
)  # fmt: skip
def test_a_name_that_does_not(name):
    assert not is_name(name)


@pytest.mark.parametrize(
    ("cells", "name", "expected"),
    [
        (["a@example.org", "b@example.org", ""], "contact", True),
        (["a@example.org", "call me", "no"], "contact", False),
        (["192.0.2.1", "198.51.100.7"], "from", True),
        (["2001:db8::1", "2001:db8:0:0:1:0:0:1"], "from", True),
        (["10:20:30", "11:00:00"], "duration", False),
        (["2.1.0.4", "2.1.0.5"], "app version", False),
        (["10", "9", "0"], "nps", False),
        (["1.5", "2.5"], "hours", False),
        ([], "blank", False),
    ],
)
def test_cells_that_say_so(cells, name, expected):
    assert are_personal(cells, name) is expected


SECRET = "example.org"


def table(tmp_path, header, rows):
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("header", ["who,nps", "email,nps", "user,nps"])
@pytest.mark.parametrize(
    "command",
    [
        ["inspect"],
        ["inspect", "--format", "json"],
        ["nps", "--format", "json"],
        ["nps", "--column", "score=#1"],
        ["nps", "--where", '"nps" > 10'],
        ["sus", "--column", "items=#1..#2"],
    ],
    ids=" ".join,
)
def test_no_output_shows_a_cell_of_them(cli, tmp_path, header, command):
    path = table(tmp_path, header, [f"p{i}@{SECRET},{i % 11}" for i in range(30)])
    _, out, err = cli([command[0], path, *command[1:]])
    assert SECRET not in out + err


def test_a_column_half_of_answers_and_half_of_names_gives_no_examples(cli, tmp_path):
    rows = [str(i % 11) for i in range(20)] + [f"Ana Sample{i}" for i in range(5)]
    path = table(tmp_path, "name,x", [f"{cell},1" for cell in rows])
    code, out, _ = cli(["nps", path, "--column", "score=name", "--format", "json"])
    missing = json.loads(out)["results"][0]["missing"]
    assert (code, [(m["rows"], m["examples"]) for m in missing]) == (0, [(5, [])])


def test_the_scores_of_people_do_not_carry_their_addresses(cli, tmp_path):
    path = table(tmp_path, "user,nps", [f"p{i}@{SECRET},{i % 11}" for i in range(12)])
    scores = tmp_path / "scores.csv"
    assert cli(["nps", path, "--scores", scores])[0] == 0
    text = scores.read_text(encoding="utf-8")
    assert SECRET not in text
    assert len(text.splitlines()) == 13


def test_a_column_asked_for_is_shown(cli, tmp_path):
    path = table(tmp_path, "name,nps", ["Ana,10", "Ana,9", "Ben,0"])
    code, out, _ = cli(["nps", path, "--by", "name", "--format", "json"])
    assert [r["segment"].get("name") for r in json.loads(out)["results"]] == ["Ana", "Ben", None]
    assert code == 0
