"""A card is drawn once, and again when its own center changes or a day begins."""

from datetime import timedelta

import pytest
import time_machine
from factories import make_center

from app.centers import actions
from app.cli.serving import draw_ahead
from app.core.db import now, transaction
from app.directory.cards import Cards
from app.search.drawings import Kept


@pytest.fixture
def drawings(monkeypatch):
    """Collect the names of the centers whose cards are drawn."""
    drawn, draw = [], Cards._draw

    def noted(self, center, at):
        drawn.append(center.profile.name)
        return draw(self, center, at)

    monkeypatch.setattr(Cards, "_draw", noted)
    return drawn


def look(client, address="/centers"):
    client.application.extensions["catalog"]._look_at = 0
    return client.get(address).text


def rename(center, name):
    with transaction():
        actions.apply_profile(center, center.profile.with_(name=name))
        actions.tell_readers([center.id])


def test_an_edit_draws_one_card_anew_and_no_other(client, drawings):
    centers = [make_center(name=f"House {number}", point=(42, -71 - number / 10)) for number in range(3)]
    look(client)
    assert sorted(drawings) == ["House 0", "House 1", "House 2"]
    drawings.clear()
    assert "House 1" in look(client)
    assert drawings == []
    rename(centers[1], "Renamed House")
    assert "Renamed House" in look(client)
    assert drawings == ["Renamed House"]
    with transaction():
        actions.tell_readers(None)  # too much changed to name it
    look(client)
    assert sorted(drawings[1:]) == ["House 0", "House 2", "Renamed House"]


def test_one_card_serves_with_a_distance_and_without(client, drawings):
    make_center(name="House", point=(41.9584, -70.6673))
    assert '<span class="miles">' not in look(client)
    near = look(client, "/centers?near=42.1,-70.6673")
    assert 'Plymouth, MA <span class="miles">9.8 mi</span></p>' in near
    assert drawings == ["House"]


def test_a_new_day_draws_everything_anew(client, drawings):
    make_center(name="House")
    look(client)
    with time_machine.travel(now() + timedelta(days=1)):
        look(client)
    assert drawings == ["House", "House"]


def test_a_center_that_is_no_more_has_no_card(client, app):
    center = make_center(name="House")
    make_center(name="Other")
    snapshot = app.extensions["catalog"].current()
    kept = Kept(lambda center, _at: center.profile.name)
    assert kept.drawn([center.id, 999], snapshot) == {center.id: "House"}


def test_every_card_is_drawn_before_anybody_asks(client, app, drawings):
    for number in range(25):
        make_center(name=f"House {number}", point=(42, -71 - number / 10))
    assert draw_ahead(app, rest=0) == 2
    assert len(drawings) == 25
    drawings.clear()
    assert "House 3" in look(client, "/centers?near=42.1,-71.3")
    assert drawings == []


def test_no_more_cards_are_kept_than_fit(client, app, monkeypatch):
    monkeypatch.setattr("app.search.drawings.KEPT", 2)
    ids = [make_center(name=f"House {number}").id for number in range(4)]
    snapshot = app.extensions["catalog"].current()
    kept = Kept(lambda center, _at: center.profile.name)
    assert len(kept.drawn(ids, snapshot)) == 4
    assert list(kept._kept) == ids[2:]
