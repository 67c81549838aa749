"""Fixtures every test may use. A test that asks for `app` runs on SQLite and again on PostgreSQL."""

import os
import shutil
import socket
import uuid
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from absent import skip_or_fail
from cast import directory  # noqa: F401 - a fixture
from flask_migrate import upgrade
from inspector import InspectingClient
from jinja2 import BytecodeCache
from people import window  # noqa: F401 - a fixture
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule

from app import create_app
from app.core.config import Settings
from app.core.db import Base, db

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_generate_tests(metafunc):
    """Run what asks for a database on each, or on those that its mark `databases` names."""
    if "database" in metafunc.fixturenames:
        named = metafunc.definition.get_closest_marker("databases")
        databases = named.args if named else ["sqlite", "postgresql"]
        metafunc.parametrize("database", databases, scope="session")


def pytest_unconfigure(config):
    """Say last how many tests did not run, and why; where nothing was skipped, pytest has the last word."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is None:  # a worker of a parallel run leaves the telling to the first process
        return
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reporter.stats.get("skipped", []))
    if reasons:
        why = "; ".join(f"{count} because {reason}" for reason, count in reasons.most_common())
        reporter.write_line(f"Skipped tests: {reasons.total()} ({why}).")


@pytest.fixture(scope="session")
def shared_data():
    """The directory of real facility files, which are never part of the repository."""
    if not (SHARED_DATA / "facilities_2024.csv").exists():
        skip_or_fail("the real facility files are not beside the repository (../shared/data)")
    return SHARED_DATA


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate_up(Settings(home=path.parent, database_url=f"sqlite:///{path}"))
    return path


def migrate_up(settings):
    """Make the tables as an operator would, so that every test runs on what the migrations give."""
    with create_app(settings).app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


@contextmanager
def new_postgres_database():
    """Make an empty database on the PostgreSQL server at hand, give its address, and drop it afterwards."""
    name = f"wayhome_test_{uuid.uuid4().hex[:8]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        connection = admin.connect()
    except OperationalError:
        skip_or_fail("PostgreSQL does not answer; name one with TEST_POSTGRES_URL")
    with connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        # Nothing here has to outlast a power cut, so no commit waits for the disk.
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """What reaches the one database on PostgreSQL that every test of a run finds empty."""
    with new_postgres_database() as url:
        migrate_up(Settings(home=tmp_path_factory.mktemp("postgres"), database_url=url))
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def bare_settings(database, tmp_path):
    """Settings of a database without any table, for the migrations."""
    if database == "sqlite":
        yield Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'bare.db'}")
        return
    with new_postgres_database() as url:
        yield Settings(home=tmp_path, database_url=url)


@pytest.fixture
def settings(database, tmp_path, request):
    """Settings of a fresh, empty database of the kind this run of the test is about."""
    if database == "sqlite":
        path = tmp_path / "wayhome.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return Settings(home=tmp_path, database_url=f"sqlite:///{path}")
    postgres = request.getfixturevalue("postgres")
    with postgres.begin() as connection:
        empty_tables(connection)
    return Settings(home=tmp_path, database_url=postgres.url.render_as_string(hide_password=False))


def empty_tables(connection):
    """Empty every table and start every count anew; a TRUNCATE makes new files and takes five times as long."""
    log = "ALTER TABLE audit_event {} TRIGGER USER"  # the log of what was done refuses to lose anything
    delete = [f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)]  # noqa: S608 - names of our own tables
    connection.execute(text(";".join([log.format("DISABLE"), *delete, log.format("ENABLE")])))
    used = text(
        "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences WHERE last_value IS NOT NULL"
    )
    connection.execute(used)


class CompiledOnce(BytecodeCache):
    """Templates compiled by one app of a test run serve the apps of all other tests."""

    held: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.held:
            bucket.bytecode_from_string(self.held[bucket.key])

    def dump_bytecode(self, bucket):
        self.held[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def builders_compiled_once():
    """What builds a rule's addresses is compiled for the first app of a run: half the time it takes to make one."""
    compiled, anew = {}, Rule._compile_builder

    def builder(self, append_unknown=True):
        key = self.rule, repr(self.defaults), append_unknown
        if key not in compiled:
            compiled[key] = anew(self, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", builder)
        yield


@pytest.fixture
def app(settings):
    """The app over an empty database, with its context open."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = CompiledOnce()
    app.config["TESTING"] = True
    app.test_client_class = InspectingClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app):
    """A browser that keeps cookies, if anybody dared to set one, and looks at every page it gets."""
    return app.test_client()


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch):
    """Fail a test that tries to reach any other machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"A test tried to reach {address[0]}; tests stay on this machine.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
