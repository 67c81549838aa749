"""Letters about the guide say nothing to whoever reads over a shoulder, and tell us nothing of who reads them."""

import os
import re
import subprocess
import sys

import pytest
from guide.readers.mailbox import CANARY, SITE, announce, ask, ask_for_letters, later, letters, paths, rows, subscribe
from sqlalchemy import update

from app.core.config import ROOT
from app.core.db import db, transaction
from app.core.outbox import Letter
from app.core.postman import deliver
from app.guide import actions
from app.guide.models import Question

TELLING = re.compile(
    r"naltrexone|vivitrol|medic|drug|opioid|alcohol|treat|addict|recover|health|clinic|patient|dose|shot|substance",
    re.IGNORECASE,
)
KINDS = sorted(path.stem for path in (ROOT / "templates" / "letters").glob("guide-*.txt"))
LISTS = ["guide-confirm", "guide-changed"]


@pytest.fixture
def every_letter(visitor):
    """One letter of each kind, as it will be sent."""
    subscribe(visitor)
    found = {"guide-confirm": letters("guide-confirm")[0]}
    announce()
    for number in (1, 2):
        ask(visitor, f"Is this question {number}?", f"reader{number}@example.org")
    answered, put_aside = rows(Question)
    with transaction():
        actions.publish(answered, words="Coffee?", answer="Yes.", cited=["PI-V"], by="user 7")
        actions.decline(put_aside, "personal", by="user 7", tell=True)
    return found | {kind: letters(kind)[0] for kind in KINDS if kind not in found}


def test_every_kind_of_letter_is_looked_at_here(every_letter):
    assert sorted(every_letter) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_subject_and_text_and_none_tells_what_it_is_about(every_letter, kind):
    letter = every_letter[kind]
    assert 5 < len(letter["Subject"]) < 60
    assert len(letter.get_content()) > 100
    assert "{" not in letter.get_content()
    assert not TELLING.search(letter.as_string()), TELLING.search(letter.as_string())
    assert letter.get_content_type() == "text/plain"


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_carries_no_link_of_ones_own_but_to_confirm_and_to_leave(every_letter, kind):
    own = [path for path in paths(every_letter[kind]) if not re.fullmatch(r"/guide-news(#[a-z-]+)?", path)]
    assert [path.split("/")[2] for path in own] == {
        "guide-confirm": ["confirm", "leave"],
        "guide-changed": ["leave"],
    }.get(kind, [])


@pytest.mark.parametrize("kind", LISTS)
def test_a_letter_of_the_list_lets_mail_programs_leave_with_one_click(every_letter, kind, app):
    letter = every_letter[kind]
    leave = paths(letter)[-1]
    assert letter["List-Unsubscribe"] == f"<{SITE}{leave}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert app.test_client().post(leave, data={"List-Unsubscribe": "One-Click"}).status_code == 200


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(LISTS)))
def test_other_letters_belong_to_no_list(every_letter, kind):
    assert "List-Unsubscribe" not in every_letter[kind]


def test_the_way_out_reaches_the_mailbox_in_one_piece(visitor, settings):
    ask_for_letters(visitor)
    leave = paths(letters()[0])[-1]
    with later(minutes=1):
        assert deliver() == 1
    (file,) = (settings.home / "mail").rglob("*.eml")
    assert f"List-Unsubscribe: <{SITE}{leave}>".encode() in file.read_bytes().replace(b"\r\n", b"\n").splitlines()


def test_a_change_is_announced_once_to_each_who_confirmed(visitor):
    subscribe(visitor, "one@example.org")
    subscribe(visitor, "two@example.org")
    ask_for_letters(visitor, "never-confirmed@example.org")
    assert announce() == (1, 2)
    assert announce() == (0, 0)
    assert sorted(letter["To"] for letter in letters("guide-changed")) == ["one@example.org", "two@example.org"]


def test_two_changes_of_a_day_are_one_letter(visitor):
    subscribe(visitor)
    assert announce(page="stopping") == (1, 1)
    assert announce(page="switching") == (1, 1)
    assert len(letters("guide-changed")) == 1


def test_a_letter_that_was_sent_is_followed_by_the_next(visitor):
    subscribe(visitor)
    for page in ("stopping", "switching"):
        announce(page=page)
        with later(minutes=1):
            assert deliver() == 1


@pytest.mark.parametrize("moment", ["actions.audit.record", "actions.messages.guide_changed"])
def test_a_command_that_is_killed_goes_on_when_it_runs_again_and_posts_nothing_twice(visitor, settings, moment):
    for number in range(3):
        subscribe(visitor, f"reader{number}@example.org")
    killed = announce_in_a_process_of_its_own(settings, f"{moment} = lambda *told, **more: os.kill(os.getpid(), 9)")
    assert killed.returncode == -9
    assert letters("guide-changed") == []
    assert announce_in_a_process_of_its_own(settings).stdout.endswith("3 letters posted.\n")
    assert announce_in_a_process_of_its_own(settings).stdout.endswith("nothing was posted.\n")
    assert len(letters("guide-changed")) == 3


def test_who_confirms_after_a_change_was_announced_hears_of_the_next(visitor):
    assert announce(page="stopping") == (1, 0)
    subscribe(visitor)
    with transaction():
        assert actions.post_owed() == 0
    assert announce(page="switching") == (1, 1)


def announce_in_a_process_of_its_own(settings, before=""):
    code = f"import os, sys; from app.cli import main; from app.guide import actions\n{before}\nmain()"
    home = {"WAYHOME_HOME": str(settings.home), "DATABASE_URL": settings.database_url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, "guide", "announce"]
    return subprocess.run(
        command, env=os.environ | home, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_letter_given_up_long_ago_is_forgotten_when_its_reader_leaves(visitor):
    leave = subscribe(visitor)
    with transaction():
        db.session.execute(update(Letter).values(state="failed"))
    visitor.client.post(leave)
    assert [letter for letter in rows(Letter) if letter.recipient == CANARY] == []
