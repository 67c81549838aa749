"""Each complaint of the page inspector, shown once: a check that cannot fail is no check."""

import time

import pytest
from flask import Flask, Response
from inspector import InspectingClient, inspect_page

from app.core import access, headers

HELP = (
    '<p><a href="tel:911">911</a> <a href="tel:988">988</a> <a href="tel:+18006624357">1-800-662-4357</a>'
    ' <a href="/help-now">Help now</a></p>'
)
GOOD = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Find care – Wayhome</title>
<link rel="stylesheet" href="/static/css/app.css"></head>
<body>{HELP}<main id="main"><h1>Find care</h1>
<form action="/centers"><label for="near">Where?</label><input id="near" name="near"><button>Go</button></form>
<!-- here -->
</main></body></html>"""


def with_(piece):
    return GOOD.replace("<!-- here -->", piece)


def test_a_good_page_passes():
    assert inspect_page(GOOD) == ()


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        (GOOD.replace(' lang="en"', ""), "no lang"),
        (GOOD.replace("<!doctype html>", ""), "not valid HTML"),
        (with_("<p><div></p>"), "not valid HTML"),
        (with_("<h1>Again</h1>"), "2 <h1>"),
        (GOOD.replace("<h1>Find care</h1>", ""), "0 <h1>"),
        (GOOD.replace("<title>Find care", "<title>Wayhome: find care"), "does not begin with the heading"),
        (GOOD.replace("<title>Find care – Wayhome</title>", ""), "0 <title>"),
        (with_("<main>More</main>"), "exactly one <main>"),
        (GOOD.replace('<label for="near">Where?</label>', ""), "has no label"),
        (with_("<textarea></textarea>"), "has no label"),
        (with_('<p id="near">Twice</p>'), "stands 2 times"),
        (with_('<a href="#nowhere">Down</a>'), "points at “nowhere”"),
        (with_('<p aria-describedby="nothing">A</p>'), "points at “nothing”"),
        (with_('<form method="post"><button>Send</button></form>'), "without a CSRF token"),
        (with_('<a href="/about"></a>'), "has no words"),
        (with_("<button></button>"), "has no words"),
        (with_('<a href="/a">More</a> <a href="/b">more</a>'), "“more” leads to /a and to /b"),
        (with_('<ul><li>One <a href="/a">Edit</a></li><li>Two <a href="/b">Edit</a></li></ul>'), "“edit” leads to"),
        (with_('<a href="/centers/a">Harbor</a> <a href="/centers/b">Harbor</a>'), "“harbor” leads to"),
        (with_('<img src="/static/img/a.png">'), "has no alt"),
        (with_('<svg viewBox="0 0 1 1"></svg>'), "neither aria-hidden"),
        (with_('<p style="color:red">A</p>'), "inline style"),
        (with_("<script>alert(1)</script>"), "inline <script>"),
        (with_('<button onclick="go()">Go</button>'), "inline script"),
        (with_('<a href="javascript:go()">Go</a>'), "inline script"),
        (with_('<script src="https://cdn.example/a.js"></script>'), "asks another host"),
        (with_('<img alt="" src="//cdn.example/a.png">'), "asks another host"),
        (with_('<form action="https://else.example/"><button>Go</button></form>'), "asks another host"),
        (GOOD.replace('<a href="tel:988">988</a>', ""), "988 is not one tap away"),
        (GOOD.replace('<a href="/help-now">Help now</a>', ""), "/help-now is not one tap away"),
    ],
)
def test_the_inspector_complains(page, complaint):
    assert any(complaint in found for found in inspect_page(page)), inspect_page(page)


def test_a_label_may_stand_around_its_field_and_a_link_may_leave_the_site():
    assert (
        inspect_page(with_('<label>Town <input name="town"></label> <a href="https://samhsa.example/">Out</a>')) == ()
    )


def test_two_centers_may_bear_one_name_where_the_list_tells_them_apart():
    items = '<ul><li><a href="/centers/a">Harbor</a> Canton</li><li><a href="/centers/b">Harbor</a> Quincy</li></ul>'
    assert inspect_page(with_(items)) == ()


def answer(response, **settings):
    app = Flask(__name__, static_folder=None)
    app.test_client_class = InspectingClient
    if settings.get("protected", True):
        app.wsgi_app = headers.Protected(app.wsgi_app)
    view = access.public(lambda: response)
    app.add_url_rule("/page", "page", view)
    return app.test_client().get("/page")


def test_the_client_lets_a_good_answer_through():
    assert answer(Response(GOOD, mimetype="text/html")).status_code == 200


def test_the_client_fails_a_test_that_fetches_a_broken_page():
    with pytest.raises(AssertionError, match="looked at GET /page"):
        answer(Response("<p>Hello", mimetype="text/html"))


def test_the_client_misses_the_headers_even_on_other_kinds_of_answers():
    with pytest.raises(AssertionError, match="Referrer-Policy is missing"):
        answer(Response("a,b", mimetype="text/csv"), protected=False)


def test_the_client_fails_a_public_page_that_sets_a_cookie():
    response = Response(GOOD, mimetype="text/html")
    response.set_cookie("seen", "1")
    with pytest.raises(AssertionError, match="sets a cookie"):
        answer(response)


def test_looking_at_a_page_costs_little():
    page = with_("".join(f'<p id="p{number}"><a href="/c/{number}">Center {number}</a></p>' for number in range(300)))
    start = time.perf_counter()
    inspect_page(page)
    assert time.perf_counter() - start < 0.5  # about 0.03 s where nothing else runs
