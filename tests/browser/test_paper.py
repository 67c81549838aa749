"""What comes out of the printer, as the browser lays it out for paper."""

import pytest


@pytest.mark.parametrize("address", ["/centers/{}/print", "/centers/print?near=02360"])
def test_a_sheet_is_black_on_white_in_14_points_without_the_site_s_frame(page, slugs, address):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address.format(slugs["harbor_house"]))
    style = page.locator(".sheet").evaluate(
        "sheet => (({ color, backgroundColor, fontSize }) => [color, backgroundColor, parseFloat(fontSize) * 0.75])"
        "(getComputedStyle(sheet))"
    )
    assert style == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", pytest.approx(14, abs=0.1)]
    for frame in (".help-strip", ".site-row", ".site-end", ".breadcrumbs", ".sheet-how"):
        assert not page.locator(frame).first.is_visible(), frame
    assert page.get_by_text("some centers here are invented").is_visible()
    image = page.locator(".sheet-qr").first
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")


def test_the_data_for_search_engines_passes_the_policy_and_runs_nothing(page, slugs):
    page.goto(f"/centers/{slugs['sharp_tongue']}")
    told = page.locator("script[type='application/ld+json']").evaluate("block => JSON.parse(block.textContent)")
    assert told["name"].startswith("O’Fallon <b>")
