"""Row S05: what a person calls themselves and their keys stays text."""

import pytest
from hostile import again, look_alike, look_at_a_few, records, words  # noqa: F401 - one is a fixture
from people import Window, make_person

from app.accounts.models import Passkey
from app.core.db import db, transaction

pytestmark = pytest.mark.databases("sqlite")  # no database draws a page


@pytest.fixture
def somebody(app):
    return make_person("moderator", marked=True)


@pytest.fixture
def own(app, somebody):
    return Window(app).enter(somebody).client


def test_a_name_and_the_name_of_a_passkey_stay_text_on_every_page_of_an_account(own, somebody):
    with transaction():
        key = Passkey(user_id=somebody.id, credential=b"1", public_key=b"", name="x")
        db.session.add(key)
    for page in ("/account", "/account/passkeys", "/account/password", "/account/prove", "/desk"):
        shown = []
        for record in records("name"):
            with transaction():
                somebody.row.name = words("name", record)
                db.session.get(Passkey, key.id).name = words("name", record)
            shown.append(own.get(page).text)
        look_alike(shown, calm_shows=page in {"/account", "/account/passkeys"})


@pytest.mark.parametrize(
    ("address", "name"),
    [("/account/name", "name"), ("/account/address", "email"), ("/account/passkeys", "name"), ("/account/app", "code")],
)
def test_what_was_typed_stays_text_where_a_form_shows_it_again(own, address, name):
    look_alike(
        [again(own, address, "", record, name) for record in records(name)], calm_shows=address != "/account/app"
    )


@pytest.mark.parametrize("address", ["/account/sign-in", "/account/forgot"])
def test_an_address_stays_text_where_nobody_is_signed_in(client, address):
    look_alike([again(client, address, "", record, "email", password="x") for record in records("email")])
