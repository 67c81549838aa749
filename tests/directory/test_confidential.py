"""No output of the site has the address of a center that keeps it to itself."""

import csv
import io
import json

import pytest
from cast import HIDDEN_DOOR, HIDDEN_STREET, HIDDEN_ZIP
from sqlalchemy import JSON, select, type_coerce

from app.centers.models import Center
from app.core.db import db
from app.directory import paper

LISTS = (
    "/centers?near=Worcester,+MA",
    "/centers?near=MA&q=Hidden+Harbor",
    "/centers.csv?near=MA",
    "/centers.geojson?near=MA",
    "/centers/map?near=Worcester,+MA",
    "/centers/map.json?near=MA",
    "/states/ma",
    "/states/ma/worcester",
    "/places?q=Hidden+Harbor",
)
SECRETS = (HIDDEN_STREET, "Secret Garden", HIDDEN_ZIP, f"{HIDDEN_DOOR[0]:.2f}", f"{HIDDEN_DOOR[1]:.2f}")


def pages_of(app, slug):
    """Return every address that shows one center."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments == {"slug"}]
    return [rule.rule.replace("<string:slug>", slug) for rule in rules]


def test_nothing_that_is_stored_or_shown_has_a_confidential_address(app, client, directory, monkeypatch):
    # The letters of a PDF cannot be read back; what it is drawn from can.
    monkeypatch.setattr(paper, "weasyprint", lambda: paper)
    monkeypatch.setattr(paper, "pdf", lambda html, _host: html.encode())
    slug = directory.hidden_harbor.slug
    shown = {address: client.get(address).get_data(as_text=True) for address in (*pages_of(app, slug), *LISTS)}
    assert sum("Hidden Harbor" in text for text in shown.values()) >= 5
    shown["the database"] = str(db.session.execute(select(type_coerce(Center.profile, JSON))).scalars().all())
    told = [(where, secret) for where, text in shown.items() for secret in SECRETS if secret in text]
    # Another center's page may name the same first decimals; the door's own never stand anywhere.
    assert told == []


def test_the_page_says_so_and_names_the_city_only(client, directory):
    page = client.get(f"/centers/{directory.hidden_harbor.slug}").text
    assert "Worcester, MA. The address is confidential" in page
    assert "openstreetmap" not in page


@pytest.mark.parametrize("name", ["Quiet Door", "Hidden Harbor"])
def test_neither_file_has_a_point_of_a_center_that_withholds_its_door(client, directory, name):
    rows = csv.DictReader(io.StringIO(client.get("/centers.csv?near=MA").get_data().decode("utf-8-sig")))
    row = next(row for row in rows if row["name"] == name)
    assert (row["street"], row["latitude"], row["longitude"], row["point_precision"]) == ("", "", "", "")
    features = json.loads(client.get("/centers.geojson?near=MA").text)["features"]
    assert next(each for each in features if each["properties"]["name"] == name)["geometry"] is None


def test_miles_are_measured_to_the_moved_point(client, directory):
    latitude, longitude = HIDDEN_DOOR
    answer = client.get(f"/centers.csv?near={latitude},{longitude}").get_data().decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(answer)) if row["name"] == "Hidden Harbor")
    assert 0.9 <= float(row["miles"]) <= 3.1
