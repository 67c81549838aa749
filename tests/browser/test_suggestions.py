"""Places are offered while a person types, by this site alone; without a script the boxes are whole."""

from playwright.sync_api import expect

OPTIONS = "#near-suggestions option"


def values(page, selector=OPTIONS):
    return page.eval_on_selector_all(selector, "options => options.map(option => option.value)")


def note_requests(page):
    """Return what the page asks for from now on, its own files left out."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/static/" not in request.url else None)
    return asked


def test_the_beginning_of_a_town_offers_it(page, slugs, live_server):
    page.goto("/")
    asked = note_requests(page)
    page.locator("#near").press_sequentially("Plym")
    expect(page.locator(f"{OPTIONS}[value='Plymouth, MA']")).to_be_attached()
    assert asked[-1] == f"{live_server}/places?q=Plym"
    assert all(url.startswith(f"{live_server}/places?q=") for url in asked)
    assert page.locator("#near").get_attribute("list") == "near-suggestions"


def test_letters_typed_in_one_breath_are_one_request(page, slugs, live_server):
    page.goto("/")
    asked = note_requests(page)
    page.locator("#near").evaluate(
        """input => ["P", "Pl", "Ply", "Plym"].forEach(text => {
            input.value = text;
            input.dispatchEvent(new Event("input"));
        })"""
    )
    expect(page.locator(f"{OPTIONS}[value='Plymouth, MA']")).to_be_attached()
    assert asked == [f"{live_server}/places?q=Plym"]


def test_a_later_letter_takes_the_earlier_answer_s_place(page, slugs):
    page.goto("/")
    held = []
    page.route("**/places?q=Plym", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers, and a built-in takes no mark
    near = page.locator("#near")
    with page.expect_request("**/places?q=Plym"):
        near.press_sequentially("Plym")
    near.press_sequentially("p")
    expect(page.locator(f"{OPTIONS}[value='Plympton, MA']")).to_be_attached()
    held[0].continue_()
    page.wait_for_timeout(200)
    assert "Plympton, MA" in values(page)
    assert "Plymouth, MA" not in values(page)


def test_one_that_was_offered_is_not_asked_for_again_and_leads_to_its_results(page, slugs):
    page.goto("/")
    near = page.locator("#near")
    near.press_sequentially("Plym")
    expect(page.locator(f"{OPTIONS}[value='Plymouth, MA']")).to_be_attached()
    asked = note_requests(page)
    near.fill("Plymouth, MA")  # what choosing it does
    page.wait_for_timeout(300)
    assert asked == []
    near.press("Enter")
    page.wait_for_url("**/centers?near=Plymouth%2C+MA**")


def test_the_words_box_offers_centers(page, slugs):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/centers?near=02360")
    page.locator("#filters").evaluate("fold => fold.open = true")
    page.locator("#q").press_sequentially("harbor house resid")
    option = page.locator("#q-suggestions option[value='Harbor House: Residential Program, Plymouth']")
    expect(option).to_be_attached()


def test_an_answer_that_fails_changes_nothing(page, slugs):
    page.goto("/")
    page.route("**/places?*", lambda route: route.fulfill(status=500, body="no"))
    near = page.locator("#near")
    near.press_sequentially("Plym")
    page.wait_for_timeout(300)
    assert values(page) == []
    page.unroute("**/places?*")
    page.route("**/places?*", lambda route: route.abort())
    near.press_sequentially("o")
    page.wait_for_timeout(300)
    assert values(page) == []
    expect(near).to_have_value("Plymo")


def test_the_box_with_its_list_is_accessible(page, slugs, accessible):
    page.goto("/")
    page.locator("#near").press_sequentially("Plym")
    expect(page.locator(f"{OPTIONS}[value='Plymouth, MA']")).to_be_attached()
    accessible(page)


def test_without_a_script_there_is_no_list_and_the_box_works(browser, live_server, slugs):
    context = browser.new_context(java_script_enabled=False, base_url=live_server)
    page = context.new_page()
    page.goto("/")
    assert page.locator("datalist, input[list]").count() == 0
    page.locator("#near").fill("Plymouth, MA")
    page.locator("#near").press("Enter")
    page.wait_for_url("**/centers?near=Plymouth%2C+MA**")
    context.close()
