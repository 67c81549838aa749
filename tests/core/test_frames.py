import pytest
from markupsafe import Markup, escape

from app.core.frames import Frame, slot


def test_a_frame_puts_each_value_where_its_slot_stood():
    frame = Frame(f"<p>{slot('name')} has {slot('count')}</p>{slot('name')}")
    assert frame.fill({"name": "Ada", "count": "3"}) == "<p>Ada has 3</p>Ada"


def test_a_slot_survives_escaping_as_template_values_do():
    assert Frame(escape(Markup("<b>%s</b>") % slot("x"))).fill({"x": "1"}) == "<b>1</b>"


def test_a_forgotten_value_is_an_error_and_not_an_empty_place():
    with pytest.raises(KeyError):
        Frame(slot("count")).fill({})


def test_filling_one_page_leaves_the_next_untouched():
    frame = Frame(f"[{slot('x')}]")
    assert [frame.fill({"x": "1"}), frame.fill({"x": "2"})] == ["[1]", "[2]"]


def test_two_pages_filled_at_once_do_not_mix():
    frame = Frame(slot("a") + slot("b"))

    class Meanwhile(dict):
        def __getitem__(self, name):
            frame.fill({"a": "x", "b": "x"})  # what another thread does between two slots
            return super().__getitem__(name)

    assert frame.fill(Meanwhile(a="1", b="2")) == "12"
