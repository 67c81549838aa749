"""Every form is sent with what no form expects: it says what to mend or takes it, and never breaks."""

from urllib.parse import quote_plus, urlencode

import pytest
from faults import trial
from faults.doors import ALONE, STORIES
from faults.players import Cast, open_house
from faults.sheets import InProcess, NotThere

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ODD = {
    "nothing": "",
    "a NUL": "a%00b",
    "bytes that are no text": "%ff%fe%80",
    "half a letter": "%ED%A0%80",
    "turned around": quote_plus("a\u202eb\u2066c"),
    "marks upon marks": quote_plus("a" + "\u0301" * 300),
    "lines": "%0d%0aSet-Cookie:+a=b%0d%0a%0d%0a",
    "far too long": "x" * 30_000,
    "a number": "9" * 400,
    "less than nothing": "-1",
    "not a number": "NaN",
    "signs of other languages": quote_plus(
        "'; DROP TABLE inquiry; -- {{ config }} %(x)s %n {0} %% %d ['a'] ../../etc/passwd"
    ),
}
GOOD_ONCE = ("{confirmation}", "{invitation}", "{reset}", "{new_address}")  # links of letters
TOKENS = ("once", "csrf_token")
# Enough for what is compared and never read; the other rooms' tests of forgery say the rest.
ODD_TOKENS = [(what, ODD[what]) for what in ("nothing", "a NUL", "bytes that are no text", "far too long")]


@pytest.fixture
def app(app, monkeypatch):
    trial.hurry(app, monkeypatch.setattr)
    return app


def bodies(sheet):
    """Return what to send in the place of a good form, by what is odd about it."""
    good, odd_ones = urlencode(sheet.fields), {}
    for name in sheet.names:
        others = urlencode({key: value for key, value in sheet.fields.items() if key != name})
        for what, odd in ODD.items() if name not in TOKENS else ODD_TOKENS:
            odd_ones[f"{what} as {name}"] = f"{others}&{name}={odd}"
        odd_ones[f"no {name}"] = others
    return odd_ones | {
        "everything twice": f"{good}&{urlencode(dict.fromkeys(sheet.fields, 'again'))}",
        "a name that is no text": f"{good}&%ff%00=1",
        "too many fields": good + "".join(f"&f{number}=1" for number in range(1500)),
    }


def reach(app, story, count):
    """Play so many forms of a story with new people, and return them with the next form on the screen."""
    cast = Cast(app, open_house(app), lambda cookie: InProcess(app, cookie))
    for door in story[:count]:
        sheet = cast.open(door)
        status, headers, page = cast.browser(door.who).send(sheet)
        assert status == 303, page
        cast.learn(sheet, headers["Location"])
    return cast, cast.open(story[count])


def once_more(app, story, count, cast):
    """Return the same form anew: with the same people where it still stands, and with new ones where it does not."""
    if story[count].page.endswith(GOOD_ONCE):
        return reach(app, story, count)
    try:
        return cast, cast.open(story[count])
    except NotThere:
        return reach(app, story, count)


@pytest.mark.parametrize("story", STORIES | ALONE)
def test_no_form_breaks(app, story):
    story = (STORIES | ALONE)[story]
    for count, door in enumerate(story):
        if door in story[:count]:
            continue
        cast, sheet = reach(app, story, count)
        for what in bodies(sheet):
            body = bodies(sheet)[what]  # of this very sheet: one that was taken in is not read a second time
            browser = cast.browser(door.who)
            status, headers, page = browser.answer_to("POST", sheet.action, body, FORM | {"Cookie": browser.cookie})
            refused = {400, 413, 422}
            expected = refused if what.endswith(TOKENS) else refused | {303}
            assert status in expected, (str(door), what, status)
            assert "sent already" not in page, (str(door), what)
            assert "a=b" not in headers.get("Set-Cookie", "")
            if status == 303:
                assert browser.ask("GET", headers["Location"])[0] == 200, (str(door), what)
                cast, sheet = once_more(app, story, count, cast)
            else:
                assert "<h1" in page, (str(door), what)
