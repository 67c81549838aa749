import pytest
from click.testing import CliRunner
from sources.directory_rows import SAMHSA, SOUND, town, write
from sqlalchemy import func, select

from app import create_app
from app.centers.models import Center
from app.cli.centers import centers
from app.core.db import db


@pytest.fixture
def run(settings, tmp_path, monkeypatch):
    """Call the command over an empty database."""
    monkeypatch.setenv("WAYHOME_HOME", str(settings.home))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)

    def call(*words):
        return CliRunner().invoke(centers, ["import", *map(str, words)])

    return call


@pytest.fixture
def count(settings):
    def number():
        with create_app(settings).app_context():
            held = db.session.execute(select(func.count()).select_from(Center)).scalar_one()
            db.session.remove()
            db.engine.dispose()
            return held

    return number


def test_the_command_loads_a_listing_and_prints_what_changed(run, count, tmp_path):
    rows = [SOUND, town(1, name1=""), *(town(number, service_code_info="SA ZZNEW") for number in range(2, 32))]
    done = run(write(tmp_path / "directory_2024.csv", rows))
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "SAMHSA’s 2024 directory: 32 rows."
    assert "31 added" in lines[1]
    assert "  line 2: Paper Lantern Recovery, Plymouth, MA" in lines
    assert "  … and 11 more" in lines
    assert "  line 3: The row has no name." in lines
    assert "  ZZNEW: 30 centers" in lines
    assert done.stderr.splitlines() == ["Comparing …", "Writing …"]
    assert count() == 31


def test_a_dry_run_prints_the_difference_and_loads_nothing(run, count, tmp_path):
    done = run(write(tmp_path / "directory_2024.csv", [SOUND]), "--dry-run")
    assert done.exit_code == 0
    assert done.stdout.startswith("SAMHSA’s 2024 directory: 1 row, tried only; nothing was changed.\n")
    assert count() == 0


def test_removals_are_refused_until_they_are_accepted(run, tmp_path):
    assert run(write(tmp_path / "directory_2022.csv", [town(number) for number in range(5)])).exit_code == 0
    fewer = write(tmp_path / "directory_2024.csv", [town(number) for number in range(3)])
    refused = run(fewer)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "--accept-removals" in refused.stderr
    tried = run(fewer, "--dry-run")
    assert tried.exit_code == 1
    assert "2 gone" in tried.stdout
    assert "--accept-removals" in tried.stderr
    accepted = run(fewer, "--accept-removals")
    assert accepted.exit_code == 0
    assert "2 gone" in accepted.stdout


def test_a_refusal_is_one_sentence_and_exit_code_1(run, tmp_path):
    refused = run(tmp_path / "nowhere.csv")
    assert refused.exit_code == 1
    assert refused.stderr == f"Error: There is no file {tmp_path / 'nowhere.csv'}.\n"


@pytest.mark.parametrize("words", [(), ("a.csv", "--format", "word"), ("a.csv", "--edition", "last")])
def test_a_wrong_call_is_exit_code_2(run, words):
    done = run(*words)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_the_format_the_edition_and_the_source_may_be_said(run, tmp_path):
    path = write(tmp_path / "list.csv", [SOUND], SAMHSA)
    assert "“plain” listing" in run(path, "--format", "plain").stderr
    done = run(path, "--format", "samhsa", "--edition", "2023", "--source", "Rhode Island")
    assert done.stdout.startswith("Rhode Island, 2023: 1 row.")
