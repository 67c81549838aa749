import pytest

from app.centers.profile import PhoneKind
from app.sources import cleaning


@pytest.mark.parametrize(
    ("given", "number", "extension"),
    [
        ("508-555-0101", "5085550101", ""),
        ("256-555-0188 x3971", "2565550188", "3971"),
        ("256-555-0188 x0", "2565550188", ""),
        ("256-555-0188 x00", "2565550188", ""),
        ("(508) 555-0101 ext. 12", "5085550101", "12"),
        ("1-508-555-0101", "5085550101", ""),
        ("402-717HOPE", "4027174673", ""),
        ("888-304HOPE", "8883044673", ""),
        ("618-5502DUI", "6185502384", ""),
        ("888-PARNEXT", "8887276398", ""),
        ("800-USA2525", "8008722525", ""),
    ],
)
def test_a_number_is_ten_digits_with_its_extension_apart(given, number, extension):
    [phone] = cleaning.phones([(given, PhoneKind.MAIN)], [])
    assert (phone.number, phone.extension) == (number, extension)


@pytest.mark.parametrize("given", ["call us", "508-555-010", "888-146-4427", "011 44 20 7946 0000", "---"])
def test_what_nobody_can_dial_is_left_out_and_quoted(given):
    notes = []
    assert cleaning.phones([(given, PhoneKind.MAIN)], notes) == ()
    assert len(notes) == 1
    assert given in notes[0]


def test_a_number_given_twice_stays_once_and_the_main_number_stays_first():
    phones = cleaning.phones(
        [
            ("256-555-0103", PhoneKind.MAIN),
            ("256-555-0103 x0", PhoneKind.INTAKE),
            ("256-555-0104", PhoneKind.INTAKE),
            ("", PhoneKind.INTAKE),
        ],
        [],
    )
    assert [(phone.number, phone.kind) for phone in phones] == [
        ("2565550103", PhoneKind.MAIN),
        ("2565550104", PhoneKind.INTAKE),
    ]


@pytest.mark.parametrize(
    ("given", "clean"),
    [("2360", "02360"), ("936", "00936"), ("02360-1234", "02360"), ("35007", "35007"), (" 2360.0 ", "02360"), ("", "")],
)
def test_a_zip_code_gets_its_zeros_back(given, clean):
    notes = []
    assert cleaning.zip_code(given, notes) == clean
    assert notes == []


def test_what_is_no_zip_code_is_left_out_and_quoted():
    notes = []
    assert cleaning.zip_code("Outpatient", notes) == ""
    assert notes == ["“Outpatient” is not a ZIP code."]


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("http://paper-lantern.example", "http://paper-lantern.example"),
        ("paper-lantern.example/help?a=1", "http://paper-lantern.example/help?a=1"),
        ("\thttps://Paper-Lantern.example/Help \t", "https://paper-lantern.example/Help"),
        ("http://www.paper.example\\north", "http://www.paper.example/north"),
        ("http://", ""),
        ("", ""),
    ],
)
def test_a_website_is_cleaned(given, clean):
    notes = []
    assert cleaning.website(given, notes) == clean
    assert notes == []


@pytest.mark.parametrize(
    "given",
    [
        "http://w\twww.paper.example/",
        "javascript:alert(1)",
        "ftp://paper.example",
        "http://localhost/",
        "http://user:word@paper.example",
        "not a website",
        'http://paper.example/"><script>',
        "http://paper.example:port/",
        "http://[::1",
        "http://10.0.0.1/",
    ],
)
def test_a_website_that_cannot_be_opened_safely_is_left_out_and_quoted(given):
    notes = []
    assert cleaning.website(given, notes) == ""
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("  NSTARR   Behavioral  Health ", "NSTARR Behavioral Health"),
        ("McLean-deYoung  DBA abc", "McLean-deYoung DBA abc"),
        ("Cañon City", "Cañon City"),
        ("One\tTwo\r\nThree", "One Two Three"),
    ],
)
def test_a_text_is_folded_and_never_re_cased(given, clean):
    assert cleaning.text(given) == clean


@pytest.mark.parametrize("given", ["- - -", "---", " -- ", "Confidential", "ADDRESS WITHHELD"])
def test_a_withheld_street_is_known(given):
    assert cleaning.is_withheld(given)


@pytest.mark.parametrize("given", ["", "12-14 Main Street", "45-035 Kuhonu Place", "PO Box 9"])
def test_a_shown_street_is_not_taken_for_a_withheld_one(given):
    assert not cleaning.is_withheld(given)


def test_codes_are_read_whatever_stands_between_them_and_none_is_dropped():
    assert cleaning.codes(["SA DT * op ORT *", "ZZNEW"]) == {"SA", "DT", "OP", "ORT", "ZZNEW"}
