"""A sentence in another language is one catalogue away, and never markup that a person made."""

import io

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import render_template_string

from app.core import translation
from app.core.translation import _, ngettext

WORDS = {
    "Show centers": "Mostrar centros",
    "Near %(place)s": "Cerca de %(place)s",
    ("%(num)s day ago", "%(num)s days ago"): ("hace %(num)s día", "hace %(num)s días"),
}


@pytest.fixture
def spanish(tmp_path, monkeypatch):
    """Make a small Spanish catalogue, and read everything in it."""
    catalogue = Catalog(locale="es")
    for said, meant in WORDS.items():
        catalogue.add(said, meant)
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = io.BytesIO()
    write_mo(file, catalogue)
    (folder / "messages.mo").write_bytes(file.getvalue())
    monkeypatch.setattr(translation, "CATALOGUES", tmp_path)
    monkeypatch.setattr(translation, "language", lambda: Locale("es"))
    translation.catalogue.cache_clear()
    yield
    translation.catalogue.cache_clear()


def test_a_catalogue_is_all_that_another_language_needs(app, spanish):
    assert _("Show centers") == "Mostrar centros"
    assert _("Near %(place)s", place="Boston") == "Cerca de Boston"
    assert [ngettext("%(num)s day ago", "%(num)s days ago", days) for days in (1, 3)] == ["hace 1 día", "hace 3 días"]
    assert _("Not in the catalogue") == "Not in the catalogue"
    template = '{{ _("Show centers") }}, {{ _("Near %(place)s", place="Boston") }}, {{ ngettext("%(num)s day ago", "%(num)s days ago", 2) }}'
    with app.test_request_context():
        assert render_template_string(template) == "Mostrar centros, Cerca de Boston, hace 2 días"


def test_values_are_escaped_in_a_page_and_left_alone_in_a_letter(app):
    said = '{{ _("Near %(place)s", place="<b>") }} {{ ngettext("%(what)s: %(num)s", "", 1, what="<i>") }}'
    with app.test_request_context():
        assert render_template_string(said) == "Near &lt;b&gt; &lt;i&gt;: 1"
        letter = "{% autoescape false %}" + said + "{% endautoescape %}"
        assert render_template_string(letter) == "Near <b> <i>: 1"


def test_a_percent_sign_is_written_twice_in_a_template_and_once_where_no_value_is_put_in(app):
    assert _("5% beer") == "5% beer"
    assert _("%(drink)s of 5%%", drink="beer") == "beer of 5%"
    with app.test_request_context():
        assert render_template_string('{{ _("5%% beer") }}') == "5% beer"
        assert render_template_string('{{ _("%(drink)s of 5%%", drink="beer") }}') == "beer of 5%"


def test_a_value_may_have_any_name(app):
    assert (_("%(text)s", text="a"), ngettext("%(singular)s", "", 1, singular="b")) == ("a", "b")
    with app.test_request_context():
        assert render_template_string('{{ _("%(text)s", text="a") }}') == "a"


def test_a_forgotten_value_is_an_error(app):
    with pytest.raises(KeyError):
        _("Near %(place)s", town="Boston")


def test_a_sentence_that_holds_what_a_person_typed_never_becomes_markup(app):
    drawn = [
        render_template_string("{{ _(said) }}", said="There is no <b>."),
        render_template_string('{{ _("There is no %(id)s.", id=said) }}', said="<b>"),
        render_template_string('{{ ngettext("One <b>", "%(num)s <b>", 2) }}'),
    ]
    assert drawn == ["There is no &lt;b&gt;.", "There is no &lt;b&gt;.", "2 &lt;b&gt;"]


def test_markup_comes_into_a_sentence_as_a_value(app):
    page = render_template_string('{{ _("Call %(who)s.", who="<a>us</a>" | safe) }}')
    assert page == "Call <a>us</a>."
