"""The house rules, told when one is broken, each with the way to mend it."""

import ast
import csv
import itertools
import re
import subprocess
import sys
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from jinja2 import nodes
from sqlalchemy import event, inspect

from app import create_app
from app.centers.models import MOVES, Center
from app.core import access, once, outbox
from app.core.config import ROOT, Settings
from app.core.db import Base, db
from app.core.errors import Refused
from app.guide import models as guide
from app.inquiries import models as inquiries

TEMPLATES = ROOT / "templates"
LONGEST = 300  # lines of one file
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "services", "service", "managers", "manager", "misc"}
PATH = re.compile(r"/|(/([a-z0-9]+(-[a-z0-9]+)*|<[a-z]+(\([^)]*\))?:[a-z_]+>)(\.[a-z]+)?)+")
THIRD_PARTY = [
    re.compile(r"<(script|link|img|source|iframe|form|use|image|video|audio|object)\b[^>]*"
               r"\b(src|href|srcset|action|data|poster)\s*=\s*[\"']?\s*(https?:)?//", re.IGNORECASE),
    re.compile(r"(url\(|@import|@use)\s*[\"']?\s*(https?:)?//", re.IGNORECASE),
    re.compile(r"rel\s*=\s*[\"']?(preconnect|dns-prefetch)", re.IGNORECASE),
    re.compile(r"\b(fetch|import|importScripts|sendBeacon|WebSocket|EventSource)\s*\(?\s*[\"'`](https?:|wss?:)?//"),
    re.compile(r"\bfrom\s+[\"'](https?:)?//"),
]  # fmt: skip
# Words the site never uses of itself, and words that put the illness before the person.
NEVER = re.compile(
    r"\b(hipaa[- ]compliant|anonymous(ly)?|100 ?% confidential|best|top[- ]rated|guaranteed?|certified by us|safe to start"
    r"|addicts?|alcoholics?(?! anonymous)|junkies?|abusers?|substance abuse(?! and mental health services)|drug abuse|habit|former addict"
    r"|clean and sober|dirty (urine|test)|relapsed? addict|centre|centres)\b",
    re.IGNORECASE,
)
# Doors that take a POST without the mark `saves`, and what holds one effect there instead.
SIGNING_IN = "what was typed is the proof, and whoever is signed in already is led on"
ONE_EFFECT_WITHOUT_A_TOKEN = {
    "accounts.prove": SIGNING_IN,
    "accounts.prove_by_passkey": SIGNING_IN,
    "accounts.recovery": SIGNING_IN,
    "accounts.second_step": SIGNING_IN,
    "accounts.second_step_by_passkey": SIGNING_IN,
    "accounts.sign_in": SIGNING_IN,
    "accounts.sign_in_by_passkey": SIGNING_IN,
    "accounts.sign_out": "signing out twice changes nothing",
    "readers.leave": "a mail program has no form; the link is signed, and leaving twice changes nothing",
}
WORKFLOWS = {
    "app.centers.models": (MOVES, Center, "listing"),
    "app.guide.models": (guide.MOVES, guide.Question, "state"),
    "app.inquiries.models": (inquiries.MOVES, inquiries.Inquiry, "state"),
    "app.core.outbox": (outbox.MOVES, outbox.Letter, "state"),
}


def sources():
    return sorted((ROOT / "app").rglob("*.py"))


def trees():
    return [(path, ast.parse(path.read_text(encoding="utf-8"), str(path))) for path in sources()]


def files(folder, *endings):
    return sorted(
        path
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and (not endings or path.suffix in endings) and path.stat().st_size < 1_000_000
    )


def told(broken, mend):
    """Fail with each broken place on a line of its own, and the way to mend them."""
    assert not broken, mend + "\n" + "\n".join(f"  {place}" for place in broken)


def where(path, line=None):
    return str(path.relative_to(ROOT)) + (f":{line}" if line else "")


@pytest.fixture
def house(tmp_path):
    """The app as it is served, over a database that no rule needs."""
    return create_app(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'house.db'}"))


def test_every_route_says_who_may_open_it(house):
    told(
        [
            f"{rule.rule} ({rule.endpoint})"
            for rule in house.url_map.iter_rules()
            if rule.endpoint not in access.UNMARKED and access.mark_of(house.view_functions[rule.endpoint]) is None
        ],
        "These routes are refused to everyone; put an access mark from core/access.py on the view:",
    )


def test_a_route_without_a_mark_is_refused(house):
    house.add_url_rule("/forgotten", "forgotten", lambda: "hello")
    house.add_url_rule("/open", "open", access.public(lambda: "hello"))
    assert house.test_client().get("/forgotten").status_code == 403
    assert house.test_client().get("/open").text == "hello"


def test_addresses_are_kebab_case_and_their_parameters_typed(house):
    told(
        [rule.rule for rule in house.url_map.iter_rules() if not PATH.fullmatch(rule.rule)],
        "Write addresses in small letters with hyphens, and name each parameter's kind: <string:slug>, <int:number>:",
    )


def test_every_door_that_takes_a_post_has_one_effect_for_a_double_click(house):
    told(
        [
            f"{rule.rule} ({rule.endpoint})"
            for rule in house.url_map.iter_rules()
            if "POST" in rule.methods and rule.endpoint not in ONE_EFFECT_WITHOUT_A_TOKEN
            if not once.saves_what_is_sent(house.view_functions[rule.endpoint])
        ],
        "Mark the view with core.once.saves, or name it in ONE_EFFECT_WITHOUT_A_TOKEN and say why it needs no token:",
    )


def test_a_get_writes_nothing(app, client):
    written = []

    def note(_connection, _cursor, statement, *_more):
        if re.match(r"\s*(INSERT|UPDATE|DELETE)\b", statement, re.IGNORECASE):
            written.append(f"{path}: {statement.split(chr(10))[0][:60]}")

    event.listen(db.engine, "before_cursor_execute", note)
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            path = rule.rule
            client.get(path)
    event.remove(db.engine, "before_cursor_execute", note)
    told(written, "Change things behind a POST only; programs follow every link:")


def test_rooms_import_downward_only():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stdout.partition("Contracts\n")[2] or result.stdout + result.stderr


def test_only_core_db_commits():
    told(
        [
            where(path, node.lineno)
            for path, tree in trees()
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
            if path != ROOT / "app/core/db.py"
        ],
        "Do the work inside `with core.db.transaction():`; it commits once, at the end:",
    )


def test_only_places_knows_geopy():
    told(
        [
            where(path, node.lineno)
            for path, tree in trees()
            for node in ast.walk(tree)
            for name in imported(node)
            if name.split(".")[0] == "geopy" and path.parent != ROOT / "app/places"
        ],
        "Ask the room `places` instead of geopy:",
    )


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_no_file_is_too_long():
    told(
        [
            f"{where(path)}: {length} lines"
            for path in sources() + files("templates", ".html")
            if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
        ],
        f"A file over {LONGEST} lines is two things; give each its own name:",
    )


def test_no_file_has_a_vague_name():
    folders = [ROOT / name for name in ("app", "templates", "tests", "static/js", "static/css", "seeds")]
    told(
        [where(path) for folder in folders for path in folder.rglob("*") if path.stem.lower() in VAGUE_NAMES],
        "Name the file for the thing of the domain that is in it:",
    )


def test_no_page_style_or_script_asks_another_host():
    endings = (".html", ".css", ".scss", ".js", ".mjs", ".svg", ".json", ".webmanifest")
    told(
        [
            f"{where(path, text.count(chr(10), 0, match.start()) + 1)}: {match.group()[:80]}"
            for path in files("templates") + files("static", *endings)
            for text in [path.read_text(encoding="utf-8")]
            for pattern in THIRD_PARTY
            for match in pattern.finditer(text)
        ],
        "Carry the file under static/ and name it with static_url(); no page asks another host for anything:",
    )


def test_no_lock_or_build_file_names_a_host():
    build = [*ROOT.glob("*.lock"), *ROOT.glob("package*.json"), ROOT / "pyproject.toml", ROOT / "Makefile"]
    build += files(".ci")
    told(
        [
            f"{where(path, number)}: {line.strip()[:80]}"
            for path in build
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if re.search(r"https?://(?!127\.0\.0\.1)", line)
        ],
        "Where packages come from is the machine's business; take the address out:",
    )


def test_the_site_never_uses_these_words():
    told(
        [f"{place}: “{match.group()}”" for place, words in person_facing() for match in NEVER.finditer(words)],
        "Say it otherwise (person-first, and nothing we cannot keep):",
    )


def person_facing():
    """Yield what a person may read, and where it stands: templates, marked strings, the demonstration, the codes."""
    for path in files("templates") + files("seeds/guide"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield where(path), text
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"N_", "_", "gettext", "ngettext"}:
                yield from ((where(path, node.lineno), word.value) for word in node.args if is_text(word))
    for path in [
        *files("seeds/demonstration", ".csv"),
        *files("seeds/vocabulary", ".csv"),
        ROOT / "seeds/inquiries/replies.csv",
    ]:
        with path.open(encoding="utf-8", newline="") as file:
            yield from ((where(path, number), " | ".join(row)) for number, row in enumerate(csv.reader(file), 1))


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def template_trees(house):
    environment = house.jinja_env
    for name in sorted(environment.list_templates()):
        source, _, _ = environment.loader.get_source(environment, name)
        yield name, environment.parse(source, name)


def test_every_template_compiles(house):
    assert [house.jinja_env.get_template(name).name for name in house.jinja_env.list_templates()]


def test_templates_import_nothing_unused(house):
    told(
        [
            f"{name}:{node.lineno}: {alias}"
            for name, tree in template_trees(house)
            for node in tree.find_all((nodes.FromImport, nodes.Import))
            for alias in aliases(node)
            if alias not in {used.name for used in tree.find_all(nodes.Name) if used.ctx == "load"}
        ],
        "Take these names out of the import:",
    )


def aliases(node):
    if isinstance(node, nodes.Import):
        return [node.target]
    return [name[1] if isinstance(name, tuple) else name for name in node.names]


def test_what_templates_import_exists(house):
    known = dict(template_trees(house))
    told(
        [
            f"{name}:{node.lineno}: {wanted} from {node.template.value}"
            for name, tree in known.items()
            for node in tree.find_all(nodes.FromImport)
            for wanted in [name[0] if isinstance(name, tuple) else name for name in node.names]
            if wanted not in exports(known.get(node.template.value))
        ],
        "Jinja would draw nothing here without a word; mend the name or write the macro:",
    )


def test_what_templates_extend_and_include_exists(house):
    known = dict(template_trees(house))
    told(
        [
            f"{name}:{node.lineno}: {node.template.value}"
            for name, tree in known.items()
            for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import))
            if isinstance(node.template, nodes.Const) and node.template.value not in known
        ],
        "There is no such template:",
    )


def exports(tree):
    if tree is None:
        return set()
    assigned = {node.target.name for node in tree.find_all(nodes.Assign) if isinstance(node.target, nodes.Name)}
    return assigned | {macro.name for macro in tree.find_all(nodes.Macro)}


def test_every_workflow_is_tried_here():
    owners = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path, tree in trees()
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and "MOVES" in {name.id for name in assigned(node)}
    }
    told(
        owners ^ set(WORKFLOWS),
        "Name each module that owns a table MOVES in WORKFLOWS, so that its moves are tried:",
    )


def assigned(node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target for target in targets if isinstance(target, ast.Name)]


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_states_move_along_the_table_only(workflow):
    moves, model, column = workflow
    states = type(next(iter(moves)))
    assert set(moves) == set(states), "Each state needs a row in MOVES, if only an empty one."
    for start, end in itertools.product(states, repeat=2):
        row = model(**{column: start})
        if end in moves[start]:
            row.move_to(end)
            assert getattr(row, column) == end
        else:
            with pytest.raises(Refused):
                row.move_to(end)
            assert getattr(row, column) == start


def drift():
    """Return what the models say and the database does not, one text for each difference."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    return [" ".join(str(getattr(word, "name", word)) for word in flat(difference)) for difference in found]


def flat(difference):
    return difference[0] if isinstance(difference, list) else difference


def test_migrations_build_what_the_models_say_and_take_it_down_again(bare_settings):
    app = create_app(bare_settings)
    with app.app_context():
        flask_migrate.upgrade()
        told(drift(), "The models have moved on; write a migration (CONTRIBUTING.md says how):")
        flask_migrate.upgrade()  # again, as at each start
        flask_migrate.downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"], "A downgrade leaves tables behind."
        db.engine.dispose()


def test_migrations_stand_in_one_line(house):
    with house.app_context():
        script = ScriptDirectory.from_config(house.extensions["migrate"].migrate.get_config())
        assert len(script.get_heads()) == 1, "Two migrations follow the same one; let one follow the other."
