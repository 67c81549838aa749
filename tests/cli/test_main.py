import pytest
from command_line import wayhome


@pytest.mark.parametrize(
    ("words", "environment", "code", "sentence"),
    [
        (["seed"], {}, 1, "run `wayhome db upgrade` first"),
        (["seed"], {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, 1, "The database does not answer"),
        (["serve"], {"PORT": "eighty"}, 1, "PORT must be a whole number"),
        (["centers", "import", "no-such-file.csv"], {}, 1, "no file"),
        (["dance"], {}, 2, "No such command"),
        (["seed", "--sideways"], {}, 2, "No such option"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_never_a_traceback(tmp_path, words, environment, code, sentence):
    answer = wayhome(tmp_path / "home", *words, **environment)
    assert answer.returncode == code
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_home_directory_is_made_and_is_its_owner_s_alone(tmp_path):
    answer = wayhome(tmp_path / "new" / "home", "db", "upgrade")
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "new" / "home").stat().st_mode & 0o077 == 0
