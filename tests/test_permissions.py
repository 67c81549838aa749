"""Who may do what (S01): every route and method, as everybody, on one's own things, another's, and none.

The table is permissions.csv. Its words: `ok` the door opens · `step` it opens after a proof of the last ten minutes ·
`login` a stranger is asked to sign in (a look is led there, a change is refused with 401) · `403` not for this role ·
`404` there is nothing to see. Under `whose`: one's `own` thing, an`other` person's, `there` for all, `absent`, or `never`
for what must not exist at all.
"""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from doors import ADDRESSES, QUERIES, WORDS, Scene
from people import Window, make_person
from sqlalchemy import event, select, update
from werkzeug.exceptions import HTTPException

from app.accounts import actions, gate, queries, sessions
from app.accounts.models import Session
from app.core import access
from app.core.db import changed, db, now, transaction

TABLE = Path(__file__).with_name("permissions.csv")
ROLES = ("anon", "center", "moderator", "admin")
QUIET = {"HEAD", "OPTIONS"}  # they follow GET, and are looked at on their own
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
REAL = [row for row in ROWS if row["whose"] != "never"]
GUARDED = [row for row in REAL if row["anon"] == "login" and row["admin"] != "login"]
LED = {"/account/sign-in": 302}  # a 303 there says that something was done, such as a password chosen
SIGNED_LINKS = {"/guide-news/leave/<string:token>"}  # a mail program presses it (RFC 8058); its signature is the proof
ELSEWHERE = {"/account/prove": "prove", "/account/enrol": "enrol"}


def named(row):
    return f"{row['id']} {row['method']} {row['rule']} {row['whose']}".strip()


class Writes:
    """Notes the statements that changed a row for good: what is rolled back leaves nothing."""

    def __enter__(self):
        self.kept, self._open = [], []
        self._ears = {"before_cursor_execute": self._hear, "commit": self._commit, "rollback": self._rollback}
        for name, ear in self._ears.items():
            event.listen(db.engine, name, ear)
        return self

    def __exit__(self, *_):
        for name, ear in self._ears.items():
            event.remove(db.engine, name, ear)

    def _hear(self, _connection, _cursor, statement, *_more):
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self._open.append(" ".join(statement.split()[:3]))

    def _commit(self, _connection):
        self.kept += self._open
        self._open = []

    def _rollback(self, _connection):
        self._open = []


@pytest.fixture
def walk(app, directory):
    """Return a way to try one door: what it answered, and what it wrote."""
    make_person("admin", marked=True)  # so that no admin is the last one

    def walk(row, role, before=None, method=None, token=True, **more):
        person = None if role == "anon" else make_person(role, marked=True)
        scene = Scene(app, person, row["whose"], directory)
        window = Window(app)
        window.client.fetched, window.client.every = 1, 10_000  # the pages themselves are looked at elsewhere
        values = ADDRESSES[row["rule"]](scene) if "<" in row["rule"] else {}
        if person:
            window.enter(person)
        fields = window.hidden(*(("/account", "/account/sign-out") if person else ("/account/forgot",) * 2))
        if before:
            before(person, window)
        method = method or row["method"]
        data = ((fields if token else {}) | WORDS.get(row["rule"], {})) if method == "POST" else None
        db.session.rollback()
        with Writes() as writes:
            path = path_of(app, row["rule"], values)
            query = QUERIES.get(row["rule"], "").format(**vars(directory))
            answer = window.client.open(path + query, method=method, data=data, **more)
            answer.get_data()  # to its end, where it comes in pieces
        return answer, writes.kept

    return walk


def path_of(app, rule, values):
    found = next((each for each in app.url_map.iter_rules() if each.rule == rule), None)
    if found is None:
        return rule
    return app.url_map.bind("localhost").build(found.endpoint, values)


def meaning(answer):
    """Return an answer in the words of the table."""
    where = (answer.location or "").split("?")[0]
    asked = answer.status_code == 401 and answer.request.method not in {"GET", "HEAD"}
    if asked or LED.get(where) == answer.status_code:
        return "login"
    if where in ELSEWHERE:
        return ELSEWHERE[where]
    return "ok" if answer.status_code < 400 or answer.status_code == 422 else str(answer.status_code)


def stale(person, _window):
    """Let the last proof be eleven minutes old."""
    with transaction():
        changed(update(Session).where(Session.user_id == person.id).values(proved_at=now() - 1.1 * sessions.FRESH))


def unexpected(walk, rows, role):
    """Return what was answered otherwise than the table says, or wrote where nothing may be written."""
    wrong = []
    for row in rows:
        for wanted, before in [("ok", None), ("prove", stale)] if row[role] == "step" else [(row[role], None)]:
            try:
                answer, writes = walk(row, role, before)
            except Exception as error:  # noqa: BLE001 - whatever a door does wrong is told with its name
                wrong.append(f"{named(row)} as {role}: {type(error).__name__}: {error}")
                continue
            got = meaning(answer)
            if got != wanted:
                wrong.append(f"{named(row)} as {role}: {got} ({answer.status_code}), not {wanted}")
            if writes and (got != "ok" or row["method"] == "GET"):
                wrong.append(f"{named(row)} as {role}: {got}, and yet it wrote {writes}")
    return wrong


def test_every_route_and_method_stands_in_the_table(app):
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in access.UNMARKED
        for method in rule.methods - QUIET
    }
    table = {(row["method"], row["rule"]) for row in REAL}
    assert not routes - table, f"Say in {TABLE.name} who may do this: {sorted(routes - table)}"
    assert not table - routes, f"There are no such routes any more: {sorted(table - routes)}"


def test_what_must_not_exist_does_not_exist(app):
    for row in ROWS:
        if row["whose"] == "never":
            with pytest.raises(HTTPException):
                app.url_map.bind("localhost").match(row["rule"], method=row["method"])
            answer = app.test_client().open(row["rule"], method=row["method"])
            assert answer.status_code in {404, 405}, named(row)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_may_do_what_the_table_says_and_nothing_else(walk, role):
    wrong = unexpected(walk, REAL, role)
    assert not wrong, "\n".join(wrong)


# ---------- the same doors, for somebody who may not pass any more ----------


def shut_out(person, _window):
    with transaction():
        actions.disable(queries.by_id(person.id), by="test")


def signed_out(person, _window):
    with transaction():
        sessions.end_all(queries.by_id(person.id))


def idle(person, _window):
    with transaction():
        long_ago = now() - sessions.IDLE_WITH_RECORDS
        changed(update(Session).where(Session.user_id == person.id).values(seen_at=long_ago))


def signed_in_too_long(person, _window):
    with transaction():
        changed(update(Session).where(Session.user_id == person.id).values(created_at=now() - sessions.LONGEST))


def with_a_made_up_cookie(_person, window):
    with window.client.session_transaction() as cookie:
        cookie[gate.TOKEN] = "made up"


def without_second_proof(person, _window):
    with transaction():
        row = queries.by_id(person.id)
        row.totp = ""
        row.passkeys.clear()


def without_the_role(person, _window):
    with transaction():
        row = queries.by_id(person.id)
        row.roles.clear()


GONE = [shut_out, signed_out, idle, signed_in_too_long, with_a_made_up_cookie]


def told(wrong):
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("state", GONE, ids=lambda state: state.__name__)
def test_whoever_is_not_signed_in_any_more_is_a_stranger(walk, state):
    wrong = []
    for row in GUARDED:
        answer, writes = walk(row, "moderator", state)
        if meaning(answer) != "login" or writes:
            wrong.append(f"{named(row)} {state.__name__}: {answer.status_code} {answer.location or ''} {writes}")
    told(wrong)


def test_without_a_second_proof_only_the_doors_to_get_one_open(app, walk):
    enrolling = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in gate.ENROLLING}
    wrong = []
    for row in GUARDED:
        answer, writes = walk(row, "moderator", without_second_proof)
        allowed = {"ok"} if row["rule"] in enrolling else {"enrol", "403"}
        if meaning(answer) not in allowed or (writes and row["rule"] not in enrolling):
            wrong.append(f"{named(row)}: {answer.status_code} {answer.location or ''} {writes}")
    told(wrong)


def test_who_lost_their_role_may_do_no_more_than_who_never_had_it(walk):
    rows = [row for row in GUARDED if "403" in {row[role] for role in ROLES}]
    told([
        f"{named(row)}: {answer.status_code}"
        for row in rows
        for answer, _writes in [walk(row, "admin", without_the_role)]
        if meaning(answer) not in {"403", "404"}
    ])  # fmt: skip


def test_no_change_is_taken_without_the_form_s_own_tokens(walk):
    wrong = []
    for row in REAL:
        if row["method"] == "POST" and row["whose"] not in {"other", "absent"} and row["rule"] not in SIGNED_LINKS:
            answer, writes = walk(row, "admin" if row in GUARDED else "anon", token=False)
            kept = [write for write in writes if "try_count" not in write]
            if answer.status_code < 400 and meaning(answer) != "login":
                wrong.append(f"{named(row)}: {answer.status_code} {answer.location or ''}")
            if kept:
                wrong.append(f"{named(row)} wrote {kept}")
    told(wrong)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_another_method_opens_no_door(walk, method):
    wrong = []
    for row in GUARDED:
        answer, writes = walk(row, "anon", method=method)
        if writes or not (meaning(answer) == "login" or answer.status_code in {404, 405}):
            wrong.append(f"{method} {named(row)}: {answer.status_code} {writes}")
    told(wrong)


def test_a_header_that_names_another_method_is_not_listened_to(walk):
    headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    wrong = []
    for row in GUARDED:
        if row["method"] == "POST":
            answer, writes = walk(row, "admin", method="GET", headers=headers, query_string={"_method": "POST"})
            if writes:
                wrong.append(f"{named(row)}: {answer.status_code} {writes}")
    told(wrong)


def test_a_thing_of_another_and_a_thing_that_is_not_there_look_the_same(walk):
    for row in REAL:
        if row["whose"] == "other":
            other, _writes = walk(row, "moderator")
            absent, _writes = walk(row | {"whose": "absent"}, "moderator")
            assert (other.status_code, other.data) == (absent.status_code, absent.data), named(row)


# ---------- and the table finds out when a check is taken away ----------


def weaker(mark):
    """Yield a mark with each of its checks taken away in turn."""
    yield "no sign-in", access.FORM
    if mark.roles:
        yield "no role", replace(mark, roles=frozenset())
    if mark.fresh:
        yield "no fresh proof", replace(mark, fresh=False)


def test_each_check_that_is_taken_away_from_a_door_is_found_out(app, walk, monkeypatch):
    silent = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        mark = access.mark_of(view)
        if mark is None or not mark.signed_in:
            continue
        rows = [row for row in REAL if row["rule"] == rule.rule]
        for what, less in weaker(mark):
            with monkeypatch.context() as broken:
                broken.setattr(view, access.MARK, less)
                if not any(unexpected(walk, rows, role) for role in ROLES):
                    silent.append(f"{rule.rule}: {what}")
    told(silent)


def test_a_door_that_does_not_ask_whose_thing_it_is_is_found_out(walk, monkeypatch):
    def anybodys(model):
        return lambda *_words: list(db.session.execute(select(model)).scalars())

    def anybodys_passkey(_user, passkey_id):
        return next((key for key in anybodys(queries.Passkey)() if key.id == passkey_id), None)

    monkeypatch.setattr(queries, "live_sessions", anybodys(Session))
    monkeypatch.setattr(queries, "passkey_of", anybodys_passkey)
    for rule in ("/account/sessions/<string:session_id>/end", "/account/passkeys/<string:passkey_id>/remove"):
        rows = [row for row in REAL if row["rule"] == rule and row["whose"] == "other"]
        assert unexpected(walk, rows, "moderator"), rule


def test_a_gate_that_looks_the_other_way_is_found_out(app, walk, monkeypatch):
    monkeypatch.setitem(app.extensions, "gate", lambda _mark: None)
    assert unexpected(walk, GUARDED[:5], "anon")


def test_a_denial_that_writes_is_found_out(app, walk, monkeypatch):
    def writing(_mark):
        with transaction():
            changed(update(Session).values(browser="x"))
        return "", 403

    monkeypatch.setitem(app.extensions, "gate", writing)
    assert any("yet it wrote" in line for line in unexpected(walk, GUARDED[:2], "anon"))


def test_a_route_that_nobody_put_into_the_table_is_found_out(app):
    app.add_url_rule("/new", "new", access.public(lambda: "hello"))
    with pytest.raises(AssertionError, match="/new"):
        test_every_route_and_method_stands_in_the_table(app)
