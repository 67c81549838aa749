"""The guide's tools in a real browser: what a script adds, what works without one, and that nothing typed is sent."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

TOOLS = "/naltrexone/tools/"
NOTHING = {"local": 0, "session": 0, "cookie": "", "databases": 0, "caches": 0}
KEPT = """async () => ({
    local: localStorage.length, session: sessionStorage.length, cookie: document.cookie,
    databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""
without_scripts = pytest.mark.browser_context_args(java_script_enabled=False)


@pytest.fixture
def sent(page):
    """Every address, header and body that the page sends."""
    told = []
    page.on("request", lambda request: told.append(f"{request.url} {request.headers} {request.post_data or ''}"))
    return told


def answer(page, question, points):
    page.locator(f"[name=question-{question}][value='{points}']").check()


# ---------- the self-check ----------


def test_audit_c_is_added_up_on_the_page_and_nothing_is_sent(page, sent):
    page.goto(TOOLS + "alcohol-self-check")
    page.wait_for_load_state("networkidle")
    before = len(sent)
    said = page.get_by_role("status").filter(has_text="points")
    expect(said).to_have_text("Answer all three to see your points.")
    for question, points in ((1, 4), (2, 3), (3, 2)):
        answer(page, question, points)
    expect(said).to_have_text("Your points: 9 of 12")
    answer(page, 3, 4)
    expect(said).to_have_text("Your points: 11 of 12")
    assert len(sent) == before
    assert page.evaluate(KEPT) == NOTHING
    page.get_by_role("button", name="Clear my answers").click()
    expect(page.locator(".self-check input:checked")).to_have_count(0)
    expect(said).to_have_text("Answer all three to see your points.")


def test_every_sum_of_audit_c_is_right(page):
    page.goto(TOOLS + "alcohol-self-check")
    sums = page.evaluate(
        """() => {
            const found = [];
            const choose = (question, points) => {
                const field = document.querySelector(`[name=question-${question}][value="${points}"]`);
                field.checked = true;
                field.dispatchEvent(new Event("change", { bubbles: true }));
            };
            for (let a = 0; a < 5; a++) for (let b = 0; b < 5; b++) for (let c = 0; c < 5; c++) {
                choose(1, a); choose(2, b); choose(3, c);
                found.push([a, b, c, document.querySelector("[data-points]").textContent,
                            !document.querySelector("[data-first-only]").hidden]);
            }
            return found;
        }"""
    )
    for first, second, third, said, first_only in sums:
        total = first + second + third if first else 0  # who never drinks has 0 points
        assert said == f"Your points: {total} of 12"
        assert first_only is (first > 0 and second + third == 0)


def test_who_never_drinks_needs_no_other_answer(page):
    page.goto(TOOLS + "alcohol-self-check")
    answer(page, 1, 0)
    expect(page.locator("[data-points]")).to_have_text("Your points: 0 of 12")


@pytest.mark.parametrize(
    ("ounces", "percent", "said"),
    [("12", "5", "about 1 drink."), ("16", "7", "about 1.9 drinks."), ("25", "12", "about 5 drinks."), ("0", "5", "")],
)
def test_a_glass_is_told_in_us_drinks_of_14_grams(page, ounces, percent, said):
    page.goto(TOOLS + "alcohol-self-check")
    page.get_by_label("Ounces in the glass").fill(ounces)
    page.get_by_label("Percent alcohol").fill(percent)
    expect(page.locator("[data-drinks]")).to_have_text(f"That is {said}" if said else "")


@without_scripts
def test_without_a_script_the_points_can_be_added_up_by_hand(page):
    page.goto(TOOLS + "alcohol-self-check")
    answer(page, 1, 3)
    expect(page.get_by_text("Add up the points of your three answers.")).to_be_visible()
    expect(page.get_by_text("3 points").first).to_be_visible()
    expect(page.get_by_text("3 or more for women and 4 or more for men")).to_be_visible()
    for hidden in (".drink-size", "[data-points]", "[data-clear]", "[data-print]"):
        expect(page.locator(hidden)).to_be_hidden()


# ---------- what is typed and printed ----------

CARD = {"Name (if you like)": "Zebra Seven", "Last dose on": "November 12", "Clinic phone": "617-555-0134"}


def printed(page):
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("tool", ["wallet-card", "surgery-note"])
def test_what_is_typed_on_a_paper_is_never_sent_and_one_press_clears_it(page, sent, tool):
    page.goto(TOOLS + tool)
    for label, words in CARD.items():
        page.get_by_label(label).fill(words)
    page.get_by_label("Clinic phone").press("Enter")
    assert not [told for told in sent if "Zebra" in told or "617-555" in told]
    assert page.evaluate(KEPT) == NOTHING
    page.get_by_role("button", name="Clear").click()
    for label in CARD:
        expect(page.get_by_label(label)).to_have_value("")


def test_the_wallet_card_is_printed_as_big_as_a_bank_card_and_alone(page):
    page.goto(TOOLS + "wallet-card")
    page.get_by_label("Name (if you like)").fill("Zebra Seven")
    sizes = printed(page).evaluate(
        "() => [...document.querySelectorAll('.wallet')].map(card => card.getBoundingClientRect())"
    )
    assert [(round(box["width"] / 96 * 25.4), round(box["height"] / 96 * 25.4)) for box in sizes] == [(86, 54)] * 2
    overflowing = page.evaluate(
        "() => [...document.querySelectorAll('.wallet')].some(card => card.scrollHeight > card.clientHeight)"
    )
    assert not overflowing
    expect(page.get_by_label("Name (if you like)")).to_be_visible()
    for frame in (".safety", ".sources", ".tool-next", "h1", ".tool-print"):
        expect(page.locator(frame).first).to_be_hidden()


@without_scripts
def test_the_wallet_card_can_be_filled_in_and_printed_without_a_script(page):
    page.goto(TOOLS + "wallet-card")
    page.get_by_label("Name (if you like)").fill("Zebra Seven")
    expect(printed(page).get_by_label("Name (if you like)")).to_have_value("Zebra Seven")
    assert page.url.endswith("/wallet-card")


def test_the_visit_sheet_prints_what_was_ticked_and_the_whole_note(page, sent):
    page.goto(TOOLS + "visit-sheet")
    page.get_by_label("Which blood tests do I need").check()
    note = page.get_by_label("My own questions and notes")
    note.fill("Zebra line\n" * 30)
    assert note.evaluate("text => text.scrollHeight <= text.clientHeight + 4")
    printed(page)
    expect(page.get_by_text("Which blood tests do I need")).to_be_visible()
    expect(page.get_by_text("How much, how often")).to_be_hidden()
    expect(page.get_by_text("Tablets or the shot", exact=True)).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Clear everything").click()
    expect(printed(page).get_by_text("How much, how often")).to_be_visible()
    assert not [told for told in sent if "Zebra" in told]
    assert page.evaluate(KEPT) == NOTHING


def test_the_print_button_prints(page):
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(TOOLS + "leaving-checklist")
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.printed")


# ---------- forms ----------


@without_scripts
def test_the_interval_is_asked_for_with_a_thumb_and_no_script(page):
    page.goto(TOOLS + "opioid-free-interval")
    page.get_by_label("Methadone", exact=True).check()
    page.get_by_label("The last day you took any of them").fill("2026-01-02")
    page.get_by_role("button", name="Show what to ask about").click()
    expect(page.locator("#answer")).to_contain_text("at least 14 days")
    expect(page.locator("#answer")).to_contain_text("January 16, 2026")
    expect(page.get_by_label("Methadone", exact=True)).to_be_checked()
    expect(page.get_by_label("The last day you took any of them")).to_have_value("2026-01-02")
    expect(printed(page).locator("form.finder")).to_be_hidden()
    expect(page.locator("#answer .emergency")).to_be_visible()


@without_scripts
def test_a_mistake_leads_to_its_field(page):
    page.goto(TOOLS + "opioid-free-interval?opioid=heroin&last=2026-02-31")
    page.get_by_role("link", name="is not a day we can read").click()
    expect(page.get_by_label("The last day you took any of them")).to_have_value("2026-02-31")
    assert page.url.endswith("#last")


@without_scripts
def test_the_calendar_gives_a_neutral_file(page):
    last = (datetime.now(UTC) - timedelta(days=3)).date()
    page.goto(TOOLS + "shot-calendar")
    page.get_by_label("Day of your last shot").fill(last.isoformat())
    page.get_by_role("button", name="Show the days").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Get the file (.ics)").click()
    assert download.value.suggested_filename == "dates.ics"
    with open(download.value.path(), "rb") as file:  # noqa: PTH123 - the browser chose the path
        events = Calendar.from_ical(file.read()).walk("VEVENT")
    assert {str(event["summary"]) for event in events} == {"Appointment", "Phone call"}
    assert last + timedelta(days=28) in {event.decoded("dtstart") for event in events}


@without_scripts
def test_medicines_are_typed_or_chosen_without_a_script(page):
    page.goto(TOOLS + "interactions")
    page.get_by_label("Medicine 1").fill("oxycodne")
    page.get_by_text("Or choose a kind", exact=True).click()
    page.get_by_label("Venlafaxine (Effexor)").check()
    page.get_by_role("button", name="Check these").click()
    expect(page.locator("#answer")).to_contain_text("We read “oxycodne” as oxycodone")
    expect(page.locator("#answer")).to_contain_text("Do not stop it. Ask the pharmacist.")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_an_answer(page, accessible, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(TOOLS + "interactions?medicine=heroin&medicine=antabuse&medicine=effexor&medicine=beer&medicine=zzz")
    accessible(page)
    page.goto(TOOLS + "side-effects?noticed=nausea&noticed=liver&noticed=seizure")
    accessible(page)
    page.goto(TOOLS + "alcohol-self-check")
    answer(page, 1, 0)
    accessible(page)
