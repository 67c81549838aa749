"""`wayhome users`, as an operator runs it."""

import sqlite3

import pytest
from command_line import wayhome


@pytest.fixture
def home(tmp_path, sqlite_template):
    (tmp_path / "wayhome.db").write_bytes(sqlite_template.read_bytes())
    return tmp_path


def test_the_first_admin_is_invited_from_the_command_line(home):
    answer = wayhome(home, "users", "invite", "ana@example.org", "--role", "admin")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("\n") == 1
    assert str(home / "mail") in answer.stdout
    assert "http" not in answer.stdout, "The link itself goes by letter only."
    listed = wayhome(home, "users", "list").stdout
    assert listed == "ana@example.org  admin  invited\n"


def test_with_a_mail_server_the_letter_is_on_its_way(home):
    answer = wayhome(
        home, "users", "invite", "ana@example.org", "--role", "admin", WAYHOME_MAIL_URL="smtp://127.0.0.1:1"
    )
    assert answer.stdout.startswith("A letter with the link is on its way to ana@example.org")


def test_somebody_works_for_a_center(home):
    assert wayhome(home, "seed").returncode == 0
    words = ("users", "invite", "bo@example.org", "--role", "center", "--center")
    assert wayhome(home, *words, a_slug(home), "--intake").returncode == 0
    assert wayhome(home, "users", "list").stdout == "bo@example.org  center  invited\n"
    answer = wayhome(home, *words, "no-such-center")
    assert (answer.returncode, answer.stderr) == (1, "There is no center “no-such-center”.\n")


def a_slug(home):
    with sqlite3.connect(home / "wayhome.db") as database:
        return database.execute("SELECT slug FROM center ORDER BY id LIMIT 1").fetchone()[0]


def test_somebody_is_shut_out_and_let_in_again(home):
    wayhome(home, "users", "invite", "ana@example.org", "--role", "moderator")
    assert wayhome(home, "users", "disable", "Ana@Example.org").returncode == 0
    assert "disabled" in wayhome(home, "users", "list").stdout
    wayhome(home, "users", "invite", "ana@example.org", "--role", "moderator")
    assert "invited" in wayhome(home, "users", "list").stdout


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["invite", "no address", "--role", "admin"], 1, "This is not an e-mail address."),
        (["invite", "a@example.org"], 2, "--role"),
        (["invite", "a@example.org", "--role", "king"], 2, "king"),
        (["invite", "a@example.org", "--role", "center"], 2, "needs --center"),
        (["invite", "a@example.org", "--role", "admin", "--center", "x"], 2, "needs --role center"),
        (["disable", "nobody@example.org"], 1, "Nobody has an account"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(home, words, code, sentence):
    answer = wayhome(home, "users", *words)
    assert answer.returncode == code
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_nobody_yet_is_said_too(home):
    assert "Nobody has an account yet" in wayhome(home, "users", "list").stdout
