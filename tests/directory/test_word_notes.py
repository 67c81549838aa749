"""What the results page says about the words of a search."""

import re

import pytest
from bs4 import BeautifulSoup
from factories import make_center
from results_pages import plain_results, slugs_on

from app.core.frames import plain
from app.directory.word_notes import WordNotes
from app.search.criteria import Criteria


def words_of(page):
    return " ".join(BeautifulSoup(page.text, "html.parser").main.get_text(" ").split())


def test_a_brand_finds_its_medicine_and_the_page_says_so(client, directory):
    page = client.get("/centers?near=02360&q=vivitrol")
    assert directory.harbor_house.slug in slugs_on(page)
    assert directory.bayside.slug not in slugs_on(page)
    assert "“vivitrol” is a brand name. It also finds: Naltrexone monthly shot." in words_of(page)


def test_an_everyday_phrase_and_a_listed_slip_say_what_they_found(client, directory):
    page = client.get("/centers?q=sober+living")
    assert slugs_on(page) == [directory.quiet_door.slug]
    assert "“sober living” also finds: Recovery housing." in words_of(page)
    assert "“methodone” may be misspelled. It also finds: Methadone." in words_of(client.get("/centers?q=methodone"))


def test_plain_words_are_not_explained(client, directory):
    page = words_of(client.get("/centers?q=harbor"))
    assert "also finds" not in page
    assert "Did you mean" not in page


@pytest.mark.parametrize("word", ["naloxone", "Narcan", "naloxon", "nalaxone", "narcon", "nalexone"])
def test_naloxone_is_told_from_naltrexone_and_both_paths_stand_open(client, directory, word):
    page = client.get(f"/centers?near=02360&payment=medicaid&q={word}")
    assert "Naloxone is not naltrexone" in words_of(page)
    assert "It cannot reverse an overdose." in words_of(page)
    assert 'href="/help-now#overdose"' in page.text
    assert 'href="/centers?near=02360&amp;payment=medicaid&amp;medicine=naltrexone"' in page.text
    assert 'href="/centers?near=02360&amp;q=overdose+education&amp;payment=medicaid"' in page.text


def test_a_search_for_naltrexone_has_no_such_notice(client, directory):
    assert "Naloxone is not naltrexone" not in words_of(client.get("/centers?q=naltrexone"))


def test_the_link_to_those_who_teach_naloxone_finds_them(client, app):
    teaches = make_center(name="Teaches", codes="SA OP NOE")
    make_center(name="Teaches Something Else", codes="SA OP SAE BWN")
    assert slugs_on(client.get("/centers?q=overdose+education")) == [teaches.slug]
    assert slugs_on(client.get("/centers?q=narcan")) == [teaches.slug]


def test_the_overdose_steps_stand_where_the_link_leads(client):
    assert re.search(r'id="overdose"', client.get("/help-now").text)


def test_a_slip_that_finds_nothing_is_offered_and_not_searched_for(client, directory):
    page = client.get("/centers?near=02360&care=residential&q=Harbor+naltrexome")
    assert "No center near 02360 (Plymouth, MA) fits" in words_of(page)
    assert "Did you mean harbor naltrexone ?" in words_of(page)
    link = re.search(r'class="meant">.*?href="([^"]+)"', page.text).group(1).replace("&amp;", "&")
    assert link == "/centers?near=02360&q=harbor+naltrexone&care=residential"
    assert directory.harbor_house.slug in slugs_on(client.get(link))


def test_a_search_that_only_its_filters_leave_empty_offers_no_other_spelling(client, directory):
    assert "Did you mean" not in words_of(client.get("/centers?near=02360&q=harbor&language=yupik"))


@pytest.mark.parametrize("query", ["q=vivitrol+house", "q=narcan", "q=sober+living&near=02360", "q=naltrexome"])
def test_the_frame_with_notes_is_the_template_drawn(app, client, directory, query):
    assert plain(client.get(f"/centers?{query}").text) == plain(plain_results(app, f"/centers?{query}"))


def test_each_filled_sentence_is_the_one_its_template_draws(app, directory):
    macros = app.jinja_env.get_template("components/word_notes.html").module
    snapshot = app.extensions["catalog"].current()
    with app.test_request_context():
        notes = WordNotes(app.jinja_env)
        drawn = notes.draw(Criteria(near="02360", q="narcan naltrexome"), 0, snapshot.index)
        wanted = [
            macros.naloxone("/centers?near=02360&q=overdose+education", "/centers?near=02360&medicine=naltrexone"),
            macros.meant("narcan naltrexone", "/centers?near=02360&q=narcan+naltrexone"),
            macros.also_finds("brand", "narcan", "Naloxone and overdose education"),
        ]
        assert drawn == "".join(plain(str(piece)) for piece in wanted)


def test_what_was_typed_never_becomes_markup(client, directory):
    page = client.get("/centers?q=%3Cb%3Evivitrol%3C%2Fb%3E+%3Cscript%3Enaloxone").text
    assert "<script>naloxone" not in page
    assert "<b>vivitrol" not in page
