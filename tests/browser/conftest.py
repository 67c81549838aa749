"""A real browser against a real server, over the cast and the demonstration centers, on SQLite only."""

import os
import shutil
import threading

import pytest
from absent import skip_or_fail
from axe_playwright_python.sync_playwright import Axe
from cast import put_on_stage
from werkzeug.serving import make_server

from app import create_app
from app.cli.seeding import seed_when_empty
from app.core.assets import compress_static
from app.core.config import Settings
from app.core.db import db

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        skip_or_fail("no Chromium is on this machine (name one with CHROMIUM)")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    """The app over a database of its own, and the slug of each of the cast by name."""
    compress_static()  # before the app looks at what is there
    home = tmp_path_factory.mktemp("browser")
    app = create_app(Settings(home=home, database_url=f"sqlite:///{home / 'wayhome.db'}"))
    with app.app_context():
        db.create_all()
        seed_when_empty(by="browser tests")
        cast = put_on_stage()
        slugs = {name: center.slug for name, center in vars(cast).items()}
        db.session.remove()
    return app, slugs


@pytest.fixture(scope="session")
def slugs(stage):
    return stage[1]


@pytest.fixture(scope="session")
def live_server(stage):
    """The address of a server that answers until the tests end; by name, for no passkey is made for an address of numbers."""
    server = make_server("127.0.0.1", 0, stage[0], threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def base_url(live_server):
    """What `page.goto("/about")` begins with."""
    return live_server


@pytest.fixture(autouse=True)
def quiet_and_at_home(request):
    """Fail a test whose page asks another host for anything, or complains in the console."""
    if "page" not in request.fixturenames:
        yield
        return
    page, home = request.getfixturevalue("page"), request.getfixturevalue("live_server")
    foreign, complaints = [], []

    def at_home(route):
        if route.request.url.startswith((home + "/", "data:", "blob:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    def note(message):
        # Chromium reports the status of the page itself there too.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.context.route("**/*", at_home)
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield
    assert not foreign, f"The page asked another host: {foreign}. Carry what it needs under static/."
    assert not complaints, f"The page complained: {complaints}"


@pytest.fixture(scope="session")
def accessible():
    """Return a check that axe finds nothing wrong with the page as it stands."""
    axe = Axe()

    def check(page):
        results = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert not results.response["violations"], results.generate_report()

    return check
