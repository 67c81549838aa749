from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from guide.readers.mailbox import announce, letters, subscribe
from test_reading import GRADE, grade, split

from app.cli import wayhome
from app.core.db import now
from app.guide.changes import FILE, changes
from app.guide.library import read_library

SLUGS = frozenset({"index", "stopping"})


def written(tmp_path, *lines):
    path = tmp_path / "changes.csv"
    path.write_text("\n".join(["day,slug,words", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["2026-02-30,index,It moved."], "line 2: “2026-02-30” is no day"),
        (["soon,index,It moved."], "line 2: “soon” is no day"),
        (["2026-11-25,nowhere,It moved."], "there is no page nowhere"),
        (["2026-11-25,index,It moved"], "with its full stop"),
        (["2026-11-25,index," + "x" * 200 + "."], "at most 200 letters"),
        (["2026-11-25,index,It moved.", "2026-11-25,index,Again."], "two lines on 2026-11-25"),
    ],
)
def test_a_line_with_a_fault_stops_the_guide_from_being_built(tmp_path, lines, said):
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        changes(SLUGS, written(tmp_path, *lines))


def test_the_newest_change_comes_first(tmp_path):
    found = changes(SLUGS, written(tmp_path, "2026-11-25,index,One.", "2026-12-01,stopping,Two."))
    assert [change.slug for change in found] == ["stopping", "index"]


def test_a_change_of_a_day_to_come_waits(visitor):
    subscribe(visitor)
    tomorrow = now().date() + timedelta(days=1)
    assert announce(tomorrow) == (0, 0)
    assert announce(tomorrow, now().date()) == (1, 1)
    assert len(letters("guide-changed")) == 1


def test_the_changes_in_the_repository_are_sound_and_plainly_said():
    told = changes(frozenset(read_library().leaves))
    assert FILE.exists()
    assert told[-1].day >= date(2026, 11, 25)
    assert grade([sentence for change in told for sentence in split(change.words)]) <= GRADE


def test_the_page_of_news_shows_each_change_under_its_day_with_its_page(client):
    page = BeautifulSoup(client.get("/guide-news").text, "html.parser").main
    for change in changes(frozenset(read_library().leaves)):
        assert change.words in page.text
        assert page.select_one(f'a[href="{read_library().leaves[change.slug].page.url}"]')


def test_the_command_says_how_many_letters_it_posted(app, visitor, settings, monkeypatch, capsys):
    monkeypatch.setenv("WAYHOME_HOME", str(settings.home))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    subscribe(visitor)
    wayhome(["guide", "announce"], standalone_mode=False)
    wayhome(["guide", "announce"], standalone_mode=False)
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("announced; 1 letter posted.")
    assert second == "Every change was announced before; nothing was posted."
