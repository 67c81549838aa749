import csv
import io
import json
from threading import BoundedSemaphore

import pytest
from factories import make_center
from results_pages import slugs_on

from app.directory import exports


def rows_of(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


QUESTION = "near=02360&payment=medicaid"


def test_the_spreadsheet_holds_every_match_in_the_page_s_order(client, directory):
    rows = rows_of(client.get(f"/centers.csv?{QUESTION}"))
    assert [row["slug"] for row in rows] == slugs_on(client.get(f"/centers?{QUESTION}"))


def test_the_map_file_holds_the_same_in_the_same_order(client, directory):
    features = json.loads(client.get(f"/centers.geojson?{QUESTION}").text)["features"]
    assert [feature["id"] for feature in features] == slugs_on(client.get(f"/centers?{QUESTION}"))


def test_a_row_has_the_codes_the_phone_and_the_miles(client, directory):
    row = rows_of(client.get("/centers.csv?near=41.9584,-70.6673"))[0]
    assert row["name"] == "Harbor House"
    assert row["phone"] == "508-555-0135 x7"
    assert "naltrexone-injection" in row["medicine"].split(";")
    assert 0 <= float(row["miles"]) < 5


def test_a_withheld_street_and_point_stay_empty_in_both_files(client, directory):
    row = next(row for row in rows_of(client.get("/centers.csv?near=MA")) if row["name"] == "Quiet Door")
    assert (row["street"], row["latitude"], row["longitude"]) == ("", "", "")
    features = json.loads(client.get("/centers.geojson?near=MA").text)["features"]
    assert next(each for each in features if each["properties"]["name"] == "Quiet Door")["geometry"] is None


def test_the_map_file_puts_longitude_first(client, directory):
    feature = json.loads(client.get("/centers.geojson?near=GU").text)["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [144.7489, 13.4757]}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_begins_like_a_formula_is_made_harmless(client, app, name):
    make_center(name=name)
    assert rows_of(client.get("/centers.csv"))[0]["name"] == f"'{name}"


def test_an_empty_answer_is_a_file_with_its_headings(client, directory):
    assert rows_of(client.get("/centers.csv?near=02360&language=yupik")) == []
    assert json.loads(client.get("/centers.geojson?near=02360&language=yupik").text)["features"] == []


def test_a_place_nobody_knows_gives_a_page_and_no_file(client):
    answer = client.get("/centers.csv?near=Nowhereville")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_exports_take_turns_so_that_searches_go_on(client, directory, monkeypatch):
    monkeypatch.setattr(exports, "TURNS", BoundedSemaphore(1))
    first = client.get("/centers.csv", buffered=False)
    refused = client.get("/centers.geojson")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert client.get("/centers?near=02360").status_code == 200
    first.close()
    assert client.get("/centers.geojson").status_code == 200


def test_a_turn_comes_back_after_every_export(client, directory):
    for path in ("/centers.csv", "/centers.geojson", "/centers.csv?near=Nowhereville"):
        for _ in range(3):
            with client.get(path) as answer:
                assert answer.status_code in {200, 404}
            with client.head(path) as answer:
                assert answer.status_code in {200, 404}
