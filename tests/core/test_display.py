from datetime import date

import pytest

from app.core import display


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (None, ""),
        (0.0, "less than 1 mi"),
        (0.99, "less than 1 mi"),
        (2.44, "2.4 mi"),
        (9.96, "10 mi"),
        (24.4, "24 mi"),
        (2410.0, "2,410 mi"),
    ],
)
def test_miles_read_as_a_person_would_say_them(app, miles, words):
    with app.test_request_context():
        assert display.miles_words(miles) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "1 day ago"), (59, "59 days ago"), (60, "2 months ago"), (215, "7 months ago")],
)
def test_an_age_reads_in_days_and_then_in_months(app, days, words):
    with app.test_request_context():
        assert display.age_words(days) == words


def test_a_phone_number_reads_in_three_parts_and_dials_with_its_extension():
    assert display.phone_words("6175550134") == "617-555-0134"
    assert display.phone_link("6175550134", "12") == "tel:+16175550134,12"


def test_a_date_is_in_words(app):
    with app.test_request_context():
        assert display.date_words(date(2026, 11, 12)) == "November 12, 2026"
