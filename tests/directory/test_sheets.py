import re
import zlib
from urllib.parse import unquote

import pytest
import segno
from absent import skip_or_fail
from bs4 import BeautifulSoup
from factories import confirm, make_center
from flask import current_app
from results_pages import slugs_on

from app.centers import actions
from app.centers.details import Details, Status, StatusKind
from app.centers.freshness import Field
from app.centers.profile import Phone, PhoneKind
from app.core.db import now, transaction
from app.directory import paper
from app.directory.alternatives import alternatives
from app.directory.sheets import MOST_QUESTIONS, qr_image
from app.directory.vcard import vcard

HEALTH_WORDS = re.compile(
    r"addict|treatment|recovery|detox|rehab|substance|alcohol|drug|opioid|naltrexone", re.IGNORECASE
)


def sheet_of(page):
    return BeautifulSoup(page.text, "html.parser").select_one(".sheet")


def words_of(element):
    return " ".join(element.get_text(" ").split())


def names_on(page):
    return [heading.get_text().partition(". ")[2] for heading in sheet_of(page).select("article h2")]


def unfolded(card):
    return card.replace("\r\n ", "").split("\r\n")


def instead_of(center):
    return alternatives(center, current_app.extensions["catalog"].current().index, now())


def test_the_head_of_the_paper_says_nothing_of_treatment(client, directory):
    for address in (f"/centers/{directory.still_true.slug}/print", "/centers/print?near=02360&care=detox"):
        page = BeautifulSoup(client.get(address).text, "html.parser")
        assert page.title.string == "Places to call · Wayhome"
        assert page.h1.string == "Places to call"
    before = words_of(sheet_of(client.get("/centers/print?near=02360&care=detox&q=detox"))).partition("Harbor House")[0]
    assert not HEALTH_WORDS.search(before)


def test_a_sheet_has_the_number_the_care_and_a_script_with_what_is_unknown(client, directory):
    page = client.get(f"/centers/{directory.harbor_house.slug}/print")
    said = words_of(sheet_of(page))
    assert said.index("508-555-0135 extension 7 (intake)") < said.index("508-555-0134")
    assert "12 Example Street, Floor 2, Plymouth, MA 02360" in said
    assert "Naltrexone tablet · Naltrexone monthly shot" in said
    assert "any form" not in said
    assert "Do you have an opening for me now?" in said
    assert "When could I get the monthly naltrexone shot" in said
    other = words_of(sheet_of(client.get(f"/centers/{directory.bare_minimum.slug}/print")))
    assert "Which kinds of care do you give?" in other
    assert "Which kinds of care do you give?" not in said


def test_a_sheet_asks_no_more_than_two_pages_hold(client, directory):
    lines = sheet_of(client.get(f"/centers/{directory.bare_minimum.slug}/print")).select("ol li")
    assert len(lines) == MOST_QUESTIONS + 1


def test_a_sheet_gives_dates_and_no_ages(client, directory):
    listed = words_of(sheet_of(client.get(f"/centers/{directory.harbor_house.slug}/print")))
    assert "from a listing of March 1, 2024, not yet confirmed" in listed
    day = next(check.verified_at for check in directory.still_true.checks if check.field == Field.CARE)
    confirmed = words_of(sheet_of(client.get(f"/centers/{directory.still_true.slug}/print")))
    assert f"checked on {day:%B} {day.day}, {day.year}" in confirmed
    expired = words_of(sheet_of(client.get(f"/centers/{directory.long_ago.slug}/print")))
    assert "call to check" in expired
    assert "ago" not in expired.replace("Long Ago", "").replace("long-ago", "")
    assert f"Printed {now():%B} {now().day}, {now().year}" in expired


def test_parts_checked_on_other_days_are_told_apart(client, directory):
    with transaction():
        confirm(directory.harbor_house, Field.PHONE, days_ago=2)
    said = words_of(sheet_of(client.get(f"/centers/{directory.harbor_house.slug}/print")))
    assert "Phone: checked on" in said
    assert "Levels of care, Payment options, Medicines: from a listing" in said


def test_a_withheld_street_stands_on_no_paper(client, directory):
    slug = directory.quiet_door.slug
    assert "Street kept private" in words_of(sheet_of(client.get(f"/centers/{slug}/print")))
    for address in (f"/centers/{slug}/print", f"/centers/{slug}.vcf", "/centers/print?near=MA"):
        text = client.get(address).text
        assert "Quiet Door" in text
        assert "02301" not in text
        assert "42.07" not in text


def test_the_list_holds_the_page_s_centers_in_the_page_s_order(client, directory):
    question = "near=02360&payment=medicaid"
    page = client.get(f"/centers/print?{question}")
    sheets = sheet_of(page).select("article")
    slugs = slugs_on(client.get(f"/centers?{question}"))
    assert len(sheets) == len(slugs)
    by_slug = {center.slug: center.profile.name for center in directory.all()}
    assert names_on(page) == [by_slug[slug] for slug in slugs]
    assert "mi" in words_of(sheets[0])
    assert f"1 to {len(slugs)} of {len(slugs)}, near 02360" in words_of(sheet_of(page))


def test_the_second_page_of_a_list_prints_the_second_page(client, app):
    for number in range(25):
        make_center(name=f"Center {number}", point=(41.9 + number / 100, -70.6))
    page = client.get("/centers/print?page=2")
    assert names_on(page) == [f"Center {number}" for number in range(20, 25)]
    assert "21 to 25 of 25" in words_of(sheet_of(page))
    assert 'href="/centers?page=2"' in page.text
    assert client.get("/centers/print?page=3").status_code == 404


def test_a_list_of_nothing_and_of_nowhere_are_plain_pages(client, directory):
    assert "No center fits this search" in client.get("/centers/print?near=02360&within=5&language=yupik").text
    assert client.get("/centers/print?near=Nowhereville").status_code == 404
    assert "Which Springfield?" in client.get("/centers/print?near=Springfield").text


@pytest.mark.parametrize("end", ["/print", ".vcf", "/print.pdf"])
def test_of_an_unknown_center_there_is_no_paper(client, directory, end):
    assert client.get(f"/centers/no-such-center{end}").status_code == 404


def test_the_qr_code_opens_the_center_s_page(client, directory):
    slug = directory.harbor_house.slug
    image = sheet_of(client.get(f"/centers/{slug}/print")).img
    assert image["alt"]
    address = f"http://localhost/centers/{slug}"
    assert image["src"] == qr_image(address)
    drawn = segno.make(address, error="m", micro=False, mask=2)
    path = re.search(r"stroke='#000' d='([^']+)'", unquote(image["src"])).group(1)
    dark = sum(int(length) for length in re.findall(r"h(\d+)", path))
    assert dark == sum(map(sum, drawn.matrix))


def test_an_address_too_long_for_a_qr_code_has_none(client, directory):
    assert qr_image("http://localhost/" + "x" * 5000) == ""
    long = "q=" + "%F0%9F%99%82" * 120
    assert client.get(f"/centers/print?{long}&near=02360&{'&'.join(['care=detox'] * 200)}").status_code == 200


def test_a_phone_s_address_book_takes_the_number(client, directory):
    answer = client.get(f"/centers/{directory.harbor_house.slug}.vcf")
    assert answer.mimetype == "text/vcard"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={directory.harbor_house.slug}.vcf"
    assert answer.text.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\n")
    lines = unfolded(answer.text)
    assert "FN:Harbor House: Residential Program" in lines
    assert 'TEL;VALUE=uri;PREF=1;TYPE="work,voice":tel:+15085550135;ext=7' in lines
    assert 'TEL;VALUE=uri;TYPE="work,voice":tel:+15085550134' in lines
    assert "ADR;TYPE=work:;;12 Example Street\\, Floor 2;Plymouth;MA;02360;USA" in lines


def test_no_word_of_a_center_adds_a_line_to_its_card(app):
    profile = make_center(
        name="A\\B; C, D\r\nTEL:911\nEND:VCARD", website="https://a.example/\r\nNOTE:x", phones=(Phone("5085550100"),)
    ).profile
    lines = unfolded(vcard(profile))
    assert "FN:A\\\\B\\; C\\, D\\nTEL:911\\nEND:VCARD" in lines
    assert [line for line in lines if line.startswith(("TEL", "NOTE"))] == [
        'TEL;VALUE=uri;PREF=1;TYPE="work,voice":tel:+15085550100'
    ]


def test_no_line_of_a_card_is_longer_than_75_octets_and_no_letter_is_cut(app):
    name = "ñ🙂é" * 80
    card = vcard(make_center(name=name).profile)
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
    assert f"FN:{name}" in unfolded(card)


def test_the_card_names_the_number_to_call_first(app):
    phones = (Phone("5085550100"), Phone("5085550101", kind=PhoneKind.INTAKE))
    first = [line for line in unfolded(vcard(make_center(phones=phones).profile)) if "PREF=1" in line]
    assert first == ['TEL;VALUE=uri;PREF=1;TYPE="work,voice":tel:+15085550101']


def test_a_center_s_page_leads_to_paper_number_and_town(client, directory):
    slug = directory.harbor_house.slug
    page = client.get(f"/centers/{slug}").text
    for address in (f"/centers/{slug}/print", f"/centers/{slug}.vcf", "/states/ma/plymouth"):
        assert f'href="{address}"' in page
    assert ".vcf" not in client.get(f"/centers/{directory.bare_minimum.slug}").text


def test_without_weasyprint_there_is_no_pdf_and_no_link_to_one(client, directory, monkeypatch):
    monkeypatch.setattr(paper, "weasyprint", lambda: None)
    slug = directory.harbor_house.slug
    assert client.get(f"/centers/{slug}/print.pdf").status_code == 404
    assert "print.pdf" not in client.get(f"/centers/{slug}/print").text


@pytest.mark.parametrize("missing", [ImportError("No module"), OSError("cannot load library libpango")])
def test_weasyprint_without_its_libraries_counts_as_missing(monkeypatch, missing):
    def fail(_name):
        raise missing

    monkeypatch.setattr(paper, "import_module", fail)
    assert paper.weasyprint.__wrapped__() is None


class Drawn:
    """Stands for WeasyPrint: keeps what it was given."""

    __name__ = "weasyprint"

    def HTML(self, **given):  # noqa: N802 - WeasyPrint's own name
        self.given = given
        return self

    def write_pdf(self, **options):
        self.options = options
        return b"%PDF-1.7"


def test_with_weasyprint_the_sheet_is_drawn_as_tagged_pdf_of_our_own_files(client, directory, monkeypatch):
    drawn = Drawn()
    monkeypatch.setattr(paper, "weasyprint", lambda: drawn)
    monkeypatch.setattr(paper, "fetcher", lambda module, host: (module, host))
    slug = directory.harbor_house.slug
    answer = client.get(f"/centers/{slug}/print.pdf")
    assert (answer.mimetype, answer.data) == ("application/pdf", b"%PDF-1.7")
    assert answer.headers["Content-Disposition"] == "inline; filename=places-to-call.pdf"
    assert drawn.options == {"pdf_variant": "pdf/ua-1"}
    assert drawn.given["url_fetcher"] == (drawn, "http://localhost")
    assert "508-555-0135" in drawn.given["string"]
    assert "/print.pdf" in client.get(f"/centers/{slug}/print").text


def test_a_server_that_draws_another_sheet_says_so(client, directory, monkeypatch):
    monkeypatch.setattr(paper, "weasyprint", Drawn)
    monkeypatch.setattr(paper, "WAIT_SECONDS", 0.01)
    with paper._turn:
        assert client.get(f"/centers/{directory.harbor_house.slug}/print.pdf").status_code == 503


@pytest.fixture
def weasyprint():
    """The real one."""
    if paper.weasyprint() is None:
        skip_or_fail("WeasyPrint, the optional extra `pdf`, or one of its libraries is not installed")
    return paper.weasyprint()


def test_the_real_pdf_is_tagged_and_has_its_language_and_its_title(weasyprint, client, directory):
    answer = client.get(f"/centers/{directory.harbor_house.slug}/print.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    streams = re.findall(rb"[^d]stream\n(.*?)\nendstream", answer.data, re.DOTALL)
    said = answer.data + b"".join(
        zlib.decompressobj().decompress(stream) for stream in streams if stream.startswith(b"x")
    )
    for sign in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en)", b"pdfuaid:part", b"Places to call"):
        assert sign in said, sign


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/a.css",
        "http://localhost/centers",
        "http://localhost/static/../app/__init__.py",
        "http://localhost/static//etc/passwd",
        "http://localhost/static/%2e%2e/app/__init__.py",
        "http://localhost.evil.example/static/css/sheet.css",
        "file:///etc/passwd",
    ],
)
def test_a_pdf_fetches_nothing_but_our_own_files(weasyprint, url):
    fetch = paper.fetcher(weasyprint, "http://localhost").fetch
    assert fetch("http://localhost/static/css/sheet.css?v=1").read()
    with pytest.raises((ValueError, OSError)):
        fetch(url)


def test_instead_the_nearest_that_share_care_and_payment_are_offered_with_their_numbers(client, directory):
    page = BeautifulSoup(client.get(f"/centers/{directory.harbor_house.slug}").text, "html.parser")
    offered = page.select_one("#instead")
    assert page.select_one("#nearby") is None
    links = [each["href"] for each in offered.select("li > a[href^='/centers/']")]
    assert links == [f"/centers/{each.center.slug}" for each in instead_of(directory.harbor_house)]
    assert all(each.select_one("a[href^='tel:']") for each in offered.select("li"))
    assert f"/centers/{directory.harbor_house.slug}" not in links


def test_every_one_offered_instead_shares_a_level_of_care_and_a_payment_option(app):
    here = {"point": (41.9, -70.6)}
    center = make_center(name="Full", codes="ORT MD", **here)
    make_center(name="Only care", codes="ORT MC", point=(41.91, -70.6))
    make_center(name="Only payment", codes="RES RL MD", point=(41.92, -70.6))
    make_center(name="Gone", codes="ORT MD", gone=True, point=(41.9, -70.61))
    for number in range(4):
        make_center(name=f"Both {number}", codes="ORT RES MD PI", point=(42 + number, -70.6))
    assert [each.center.profile.name for each in instead_of(center)] == ["Both 0", "Both 1", "Both 2"]
    assert [round(each.miles) for each in instead_of(center)] == [7, 76, 145]


def test_a_center_that_takes_nobody_today_is_not_offered_instead(app):
    center = make_center(name="Full", codes="ORT MD", point=(41.9, -70.6))
    shut = Details(status=Status(StatusKind.NOT_ADMITTING))
    make_center(name="Shut", codes="ORT MD", point=(41.91, -70.6), details=shut)
    make_center(name="Open", codes="ORT MD", point=(42.5, -70.6))
    assert [each.center.profile.name for each in instead_of(center)] == ["Open"]


def test_a_center_without_a_point_offers_others_of_its_state(app):
    center = make_center(name="Unplaced", codes="ORT MD", state="MT")
    make_center(name="Same state", codes="ORT MD", state="MT")
    make_center(name="Next state", codes="ORT MD", state="ID", point=(46, -114))
    assert [(each.center.profile.name, each.miles) for each in instead_of(center)] == [("Same state", None)]


def test_where_care_or_payment_is_unknown_the_plain_list_stays(client, directory):
    with transaction():
        center = directory.free_and_paid
        actions.apply_profile(center, center.profile.with_(codes=frozenset()))
        actions.tell_readers([center.id])
    page = client.get(f"/centers/{directory.free_and_paid.slug}").text
    assert 'id="instead"' not in page
    assert 'id="nearby"' in page
