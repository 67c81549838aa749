"""What a careful team would build first: Flask-SQLAlchemy, a box in SQL, great circles, counts per value, Jinja.

`copy_into` makes its tables from Wayhome's own directory; Datasette serves the same file.
"""

import json
import math
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from flask import Flask, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from geopy.distance import great_circle
from sqlalchemy import Select, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.centers.models import Center, Listing
from app.centers.vocabulary import LISTED_GROUPS as GROUPS  # the listing tells of no others
from app.core.db import db as own

DATABASE = "CAREFUL_DATABASE"  # the environment's name for the file
PAGE_SIZE = 20
MILES_IN_A_DEGREE = 69.0
GROUP_CODES = [group.code for group in GROUPS]
TABLES = f"""
CREATE TABLE center (
  id INTEGER PRIMARY KEY, slug TEXT, name TEXT, program TEXT, street TEXT, city TEXT, state TEXT, zip TEXT, phone TEXT,
  latitude REAL, longitude REAL, words TEXT, {", ".join(f'"{code}" TEXT' for code in GROUP_CODES)}
);
CREATE INDEX center_place ON center (latitude, longitude);
CREATE VIRTUAL TABLE center_fts USING FTS5 (words, content="center", content_rowid="id");
CREATE VIRTUAL TABLE center_box USING rtree (id, south, north, west, east);
"""
PAGE = """<!doctype html><html lang="en"><head><title>{{ total }} centers</title></head><body>
<h1>{{ total }} centers</h1>
<form>{% for code, label, values in groups %}<fieldset><legend>{{ label }}</legend>
{% for value, words, count, on in values %}<label><input type="checkbox" name="{{ code }}" value="{{ value }}"
{% if on %} checked{% endif %}> {{ words }} ({{ count }})</label>{% endfor %}</fieldset>{% endfor %}</form>
<ol>{% for center, miles in found %}<li><h2><a href="/centers/{{ center.slug }}">{{ center.name }}</a></h2>
<p>{{ center.program }}</p><p>{{ center.street }}, {{ center.city }}, {{ center.state }} {{ center.zip }}</p>
{% if miles is not none %}<p>{{ "%.1f"|format(miles) }} miles</p>{% endif %}<p>{{ center.phone }}</p>
{% for code, label, values in groups %}<p>{{ label }}: {{ center.labels(code)|join(", ") }}</p>{% endfor %}
</li>{% endfor %}</ol></body></html>"""


class Base(DeclarativeBase):
    """The careful page's own table."""


db = SQLAlchemy(model_class=Base)


class Listed(Base):
    """One row of the careful page; each group of codes is a JSON list."""

    __tablename__ = "center"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    program: Mapped[str]
    street: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    zip: Mapped[str]
    phone: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    care: Mapped[str]
    payment: Mapped[str]
    medicine: Mapped[str]
    serves: Mapped[str]
    age: Mapped[str]
    gender: Mapped[str]
    language: Mapped[str]

    def labels(self, code: str) -> list[str]:
        """Return the words of this center's values in one group."""
        held = json.loads(getattr(self, code))
        return [value.label for value in GROUPS[GROUP_CODES.index(code)].values if value.code in held]


def copy_into(path: Path) -> None:
    """Write the directory's listed centers into a new SQLite file, one row each."""
    with sqlite3.connect(path) as connection:
        connection.executescript(TABLES)
        for center in listed():
            copy_one(connection, center)
        connection.execute("INSERT INTO center_fts (center_fts) VALUES ('rebuild')")
        connection.execute("ANALYZE")
    connection.close()


def listed() -> Iterable[Center]:
    """Return the centers that results show."""
    return own.session.scalars(select(Center).where(Center.listing == Listing.LISTED))


def copy_one(connection: sqlite3.Connection, center: Center) -> None:
    """Write one center."""
    profile = center.profile
    point = profile.point
    held = [[value.code for value in group.true_of(profile.codes)] for group in GROUPS]
    labels = [value.label for group in GROUPS for value in group.true_of(profile.codes)]
    row = [
        center.id, center.slug, profile.name, profile.program, profile.street, profile.city, profile.state, profile.zip,
        profile.phone.number if profile.phone else "", point and point.latitude, point and point.longitude,
        " ".join([profile.name, profile.program, profile.city, *labels]), *map(json.dumps, held),
    ]  # fmt: skip
    connection.execute(f"INSERT INTO center VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - question marks only
    if point:
        box = (center.id, point.latitude, point.latitude, point.longitude, point.longitude)
        connection.execute("INSERT INTO center_box VALUES (?, ?, ?, ?, ?)", box)


def box(latitude: float, longitude: float, miles: float) -> tuple[float, float, float, float]:
    """Return south, north, west and east of a box that holds a circle."""
    tall = miles / MILES_IN_A_DEGREE + 0.01
    wide = tall / max(0.05, math.cos(math.radians(latitude)))
    return latitude - tall, latitude + tall, longitude - wide, longitude + wide


def careful_app() -> Flask:
    """Return the careful page over the file that the environment names."""
    app = Flask("careful")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ[DATABASE]}"
    db.init_app(app)
    app.add_url_rule("/centers", view_func=page)
    return app


def page() -> str:
    """Answer one question; the place comes as `latitude` and `longitude`."""
    point, within = request.args.get("point"), request.args.get("within", type=float)
    here = tuple(float(part) for part in point.split(",")) if point else None
    chosen = {code: set(values) for code in GROUP_CODES if (values := request.args.getlist(code))}
    fitting, counts = [], {code: Counter() for code in GROUP_CODES}
    for row in db.session.execute(candidates(here, within, request.args.get("q", ""))):
        miles = distance(here, row) if here else None
        if within and (miles is None or miles > within):
            continue
        held = {code: json.loads(value) for code, value in zip(GROUP_CODES, row[3:], strict=True)}
        failed = [code for code, wanted in chosen.items() if wanted.isdisjoint(held[code])]
        for code in GROUP_CODES if not failed else failed if len(failed) == 1 else ():
            counts[code].update(held[code])
        if not failed:
            fitting.append((math.inf if miles is None else miles, row.id))
    fitting.sort()
    first = (request.args.get("page", 1, type=int) - 1) * PAGE_SIZE
    shown = fitting[first : first + PAGE_SIZE]
    rows = {row.id: row for row in db.session.scalars(db.select(Listed).where(Listed.id.in_([i for _, i in shown])))}
    groups = [
        (
            g.code,
            g.label,
            [(v.code, v.label, counts[g.code][v.code], v.code in chosen.get(g.code, ())) for v in g.values],
        )
        for g in GROUPS
    ]
    found = [(rows[i], None if math.isinf(miles) else miles) for miles, i in shown]
    return render_template_string(PAGE, total=len(fitting), groups=groups, found=found)


def candidates(here: tuple[float, ...] | None, within: float | None, words: str) -> Select:
    """Return the statement for the rows that may fit: the box on the index, the words in the full text."""
    columns = [Listed.id, Listed.latitude, Listed.longitude, *(getattr(Listed, code) for code in GROUP_CODES)]
    statement = db.select(*columns)
    if here and within:
        south, north, west, east = box(here[0], here[1], within)
        statement = statement.where(Listed.latitude.between(south, north), Listed.longitude.between(west, east))
    if words:
        asked = " ".join(f'"{word}"' for word in words.split())
        fits = text("id IN (SELECT rowid FROM center_fts WHERE center_fts MATCH :asked)").bindparams(asked=asked)
        statement = statement.where(fits)
    return statement


def distance(here: tuple[float, ...], row: tuple) -> float | None:
    """Return the great-circle miles to a row, or None when nobody knows where it is."""
    return None if row.latitude is None else great_circle(here, (row.latitude, row.longitude)).miles
