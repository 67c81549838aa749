"""What a center tells beyond the listing, on its page; and what is left to ask."""

from datetime import UTC, date, datetime

import pytest
from factories import make_center, make_profile

from app.centers.details import Cost, CostUnit, Details, Status, StatusKind
from app.centers.models import Center
from app.directory.before_you_go import parts
from app.directory.detail_words import hours_lines, price_words, status_words, term_words
from app.directory.portrait import portrait, questions_to_ask, status_on

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def part_of(page, name):
    """Return the HTML of one section, from its id to the next section's end."""
    start = page.index(f'id="{name}"')
    return page[start : page.index("</section>", start)]


def portrait_of(**facts):
    return portrait(Center(profile=make_profile(**facts), slug="x", checks=[]), AT)


@pytest.fixture
def open_page(client, directory):
    return client.get(f"/centers/{directory.open_book.slug}").text


def test_hours_are_told_in_words_beside_the_number(open_page):
    box = part_of(open_page[open_page.index("<main") :].replace('class="call-box"', 'id="call-box"'), "call-box")
    assert "Monday to Friday 8 AM–5 PM Eastern" in box.replace("\u202f", " ")
    assert "Saturday 10 PM–2 AM Eastern" in box.replace("\u202f", " ")
    assert "Walk in without an appointment" in box


def test_an_insurer_is_never_a_bare_tick(open_page):
    rows = part_of(open_page, "insurers").split("<dt>")[1:]
    assert ["Aetna" in rows[0], "Cigna" in rows[1], "Humana" in rows[2], "TRICARE East" in rows[3]] == [True] * 4
    assert "In network" in rows[0]
    assert "checked November 1, 2026" in rows[0]
    assert "Accepts it; ask if in network" in rows[1]
    assert "date not reported" in rows[1]
    assert "Does not take it" in rows[2]
    assert "Not known" in rows[3]


def test_price_rules_and_admission_are_told(open_page):
    cost = part_of(open_page, "cost")
    assert "$200 to $350 a day" in cost
    assert "$1,500" in cost
    assert "from July 1, 2026 until June 30, 2027" in cost
    rules = part_of(open_page, "house-rules")
    assert "28 days" in rules
    assert "Ask when you call" in rules
    assert "Visitors" not in rules  # nobody told us; it is among the questions
    assert "18 to 64" in part_of(open_page, "admission")


def test_yes_no_and_unknown_are_three_different_words(open_page):
    access = part_of(open_page, "access")
    assert access.count("as of November 1, 2026") == 2
    assert "Accessible bathroom" not in access
    signs = part_of(open_page, "quality").split("<dt>")
    said = {row.split(" <small>")[0]: row[row.index("<dd") :] for row in signs[1:]}
    assert "Yes" in said["Seen quickly"]
    assert "listing" not in said["Seen quickly"]
    assert "The listing says so" in said["Therapy that research supports"]
    assert "No" in said["Help after treatment ends"]
    assert "Not reported" in said["Medicines for addiction"]


def test_no_score_is_blended_from_the_signs(open_page):
    assert "score" not in open_page.lower()
    assert "★" not in part_of(open_page, "quality")


def test_a_center_that_tells_nothing_has_one_quiet_line_and_the_questions(client, directory):
    page = client.get(f"/centers/{directory.bare_minimum.slug}").text
    before = part_of(page, "before")
    assert before.count("Not reported") == 1
    assert "intake hours, cost, insurance companies, who can come, house rules, access, signs of good care" in before
    asked = part_of(page, "ask")
    assert asked.count("<li>") == len(questions_to_ask(portrait(directory.bare_minimum, AT)))
    assert "What will it cost me" in asked


def test_only_what_is_unknown_is_asked():
    asked = questions_to_ask(portrait_of(codes="SA RES MD MOA BU CSAA", details=Details(cost=Cost(low=0))))
    assert asked[0].startswith("Do you have an opening")
    assert not any(
        "cost" in question or "How can I pay" in question or "kinds of care" in question for question in asked
    )
    assert not any("keep taking a medicine that I" in question for question in asked)
    assert not any("in network" in question for question in asked)  # it says who pays, and no insurer is among them
    assert "Will I get a full assessment before you plan my care?" not in asked
    assert "How soon could I be seen?" in asked
    assert len(set(asked)) == len(asked)


def test_a_topic_to_ask_about_is_asked_about():
    asked = questions_to_ask(portrait_of(details=Details(house_rules=(("pets", "ask"), ("phones", "yes")))))
    assert "May I bring a pet?" in asked
    assert "May I keep my phone?" not in asked


def test_house_rules_are_no_matter_where_nobody_lives():
    assert "house-rules" not in parts(make_profile(codes="SA OP ORT"))
    assert "house-rules" in parts(make_profile(codes="SA RES"))
    assert "house-rules" in parts(make_profile(codes=""))


@pytest.mark.parametrize(("code", "sign"), [("CSAA", "assessment"), ("CBT", "evidence-based"), ("NXN", "medicines"),
    ("FCO", "family"), ("CO", "co-occurring"), ("SUMH", "co-occurring"), ("ACC", "continuing-care")])  # fmt: skip
def test_a_sign_that_the_listing_gives_is_yes_and_says_whose_word_it_is(code, sign):
    told = {each.topic.code: each for each in parts(make_profile(codes=code))["quality"].told}
    assert (told[sign].said, told[sign].listed) == ("yes", True)
    assert [each.said for name, each in told.items() if name != sign] == [""] * 6


def test_the_center_s_own_no_stands_above_the_listing():
    profile = make_profile(codes="FCO", details=Details(quality=(("family", False),)))
    told = {each.topic.code: each for each in parts(profile)["quality"].told}
    assert (told["family"].said, told["family"].listed) == ("no", False)


def test_a_status_stands_above_the_number_and_on_the_card(client, directory):
    page = client.get(f"/centers/{directory.closed_for_now.slug}").text
    banner = "Temporarily closed from November 1, 2026 until January 10, 2099"
    assert page.index(banner) < page.index('class="call-box"')
    assert "The building is being repaired." in page
    results = client.get("/centers?near=MA&q=closed").text
    assert banner in results
    assert results.count("card-status") == 1


def test_a_status_that_is_over_is_not_told(client, app):
    over = make_center(details=Details(status=Status(StatusKind.CLOSED, None, date(2026, 1, 1))))
    assert "Temporarily closed" not in client.get(f"/centers/{over.slug}").text
    assert status_on(over.profile, date(2026, 1, 1))
    assert not status_on(over.profile, date(2026, 1, 2))


def test_words_of_a_center_are_no_markup(client, app):
    said = Details(house_rules=(("phones", "<script>alert(1)</script>"),), cost=Cost(includes="<b>all</b>"))
    page = client.get(f"/centers/{make_center(details=said).slug}").text
    assert "<script>alert" not in page
    assert "<b>all" not in page


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (Cost(200, 350, CostUnit.DAY), "$200 to $350 a day"),
        (Cost(0, 0, CostUnit.EPISODE), "$0 for the whole treatment"),
        (Cost(low=1500, unit=CostUnit.MONTH), "from $1,500 a month"),
        (Cost(high=90, unit=CostUnit.WEEK), "up to $90 a week"),
        (Cost(low=40), "from $40"),
        (Cost(due_first=40), ""),
    ],
)
def test_a_price_in_words(app, cost, words):
    with app.test_request_context():
        assert price_words(cost) == words


def test_terms_and_states_in_words(app):
    with app.test_request_context():
        assert term_words(None, None) == ""
        assert term_words(date(2026, 5, 1), None) == "since May 1, 2026"
        assert status_words(Status(StatusKind.NOT_ADMITTING, until=date(2026, 5, 1))) == (
            "Not taking new people until May 1, 2026"
        )
        assert hours_lines(None) == []


def test_access_and_insurers_are_filters_where_unknown_is_no_match(client, directory):
    found = client.get("/centers.csv?near=MA&access=step-free").text
    assert "Open Book" in found
    assert "Harbor House" not in found
    assert "Open Book" not in client.get("/centers.csv?near=MA&access=accessible-bed").text
    assert "Harbor House" in client.get("/centers.csv?near=MA&access=asl").text  # its listing says sign language
    assert "Open Book" in client.get("/centers.csv?near=MA&insurer=cigna").text
    for refused in ("humana", "tricare-east"):
        assert "Open Book" not in client.get(f"/centers.csv?near=MA&insurer={refused}").text
    page = client.get("/centers?near=MA&insurer=aetna").text
    assert "1 center in Massachusetts" in page
