"""The page inspector: every answer that a test fetches is looked at, whatever the test is about.

A complaint says what is wrong and how to mend it. `tests/test_inspector.py` shows each one failing.
"""

import re
from collections import Counter
from functools import lru_cache

from flask import g, has_app_context
from flask.testing import FlaskClient
from html5lib import HTMLParser, treebuilders
from werkzeug.exceptions import HTTPException

from app.core import access

# html5lib is older than these rules of the HTML standard.
ALLOWED_BY_THE_STANDARD = {
    ("unexpected-start-tag-in-select", "hr"),  # a rule between options is allowed since 2023
}
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
HELP_NUMBERS = {"911": r"tel:911", "988": r"tel:988", "1-800-662-4357": r"tel:\+?1?-?800-?662-?4357"}
ASSETS = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "form": ("action",),
    "button": ("formaction",),
    "use": ("href",),
    "image": ("href",),
}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "aria-owns", "list")
CENTER = re.compile(r"/centers/[^/?#]+(/[a-z.-]+)?|/shortlist/[a-z]+\?center=.+")  # what leads to or keeps one center
# Forms whose address is itself a signed proof; a mail program posts there without a cookie.
PROVED_BY_ITS_ADDRESS = re.compile(r"/guide-news/leave/[^/?]+")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class InspectingClient(FlaskClient):
    """A test client that fails the test when any answer breaks a rule of the house.

    A test that fetches thousands of pages may set `every` to 20: then one page in twenty is read.
    """

    every = 1
    fetched = 0

    def open(self, *args, **kwargs):
        if has_app_context():
            # A test's own context outlives its requests; what one of them noted there is not for the next.
            for name in list(g):
                g.pop(name)
        response = super().open(*args, **kwargs)
        complaints = inspect_answer(self.application, response, read=self.fetched % self.every == 0)
        self.fetched += 1
        if complaints:
            where = f"{response.request.method} {response.request.path}"
            raise AssertionError(f"The page inspector looked at {where}:\n- " + "\n- ".join(complaints))
        return response


def inspect_answer(app, response, *, read=True):
    """Return the complaints about one answer: its headers, its cookies and, when it is a page to `read`, its HTML."""
    complaints = list(_headers(response))
    if response.headers.getlist("Set-Cookie") and _is_public(app, response.request):
        complaints.append("It sets a cookie, and the page is public: store nothing until a person opens a form.")
    page = response.mimetype == "text/html" and response.request.method != "HEAD"
    if read and page and not 300 <= response.status_code < 400 and "Content-Encoding" not in response.headers:
        complaints += inspect_page(response.get_data(as_text=True))
    return complaints


@lru_cache(maxsize=1024)
def inspect_page(html):
    """Return the complaints about one page of HTML, as a tuple of sentences."""
    parser = HTMLParser(tree=treebuilders.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(html)
    checks = (_outline, _labels, _references, _forms, _words, _links, _inline, _assets, _help)
    return tuple(_grammar(parser)) + tuple(complaint for check in checks for complaint in check(root))


def _headers(response):
    if response.status_code == 304:  # the browser goes on with the headers of the page it has
        return
    for name, wanted in HEADERS.items():
        values = response.headers.getlist(name)
        if len(values) != 1 or wanted not in values[0]:
            yield f"{name} is {values or 'missing'}: app/core/headers.py sends it once, with “{wanted}”."
    policy = response.headers.get("Content-Security-Policy", "")
    if re.search(r"unsafe-|https?:|\*", policy):
        yield f"The Content-Security-Policy opens more than this site: “{policy}”."


def _is_public(app, request):
    try:
        endpoint, _ = app.url_map.bind("localhost").match(request.path, method=request.method)
    except HTTPException:
        return True
    mark = access.mark_of(app.view_functions[endpoint])
    return mark is not None and not mark.stores


def _grammar(parser):
    for (line, _column), code, detail in parser.errors:
        if (code, detail.get("name")) not in ALLOWED_BY_THE_STANDARD:
            yield f"It is not valid HTML near line {line}: {code} {detail or ''}. Mend the template there."


def _outline(root):
    if not (root.get("lang") or "").strip():
        yield "<html> has no lang: screen readers would guess the language."
    headings = [_text(heading) for heading in root.iter("h1")]
    if len(headings) != 1:
        yield f"It has {len(headings)} <h1> ({headings}): a page has exactly one, and it says what the page is."
    titles = [_text(title) for title in root.find("head").iter("title")]
    if len(titles) != 1:
        yield f"It has {len(titles)} <title>: a page has exactly one."
    elif headings and not (headings[0] and titles[0].startswith(headings[0])):
        yield f"The title “{titles[0]}” does not begin with the heading “{headings[0]}”."
    if len(list(root.iter("main"))) != 1:
        yield "It needs exactly one <main>: people skip to it."


def _labels(root):
    named = {label.get("for") for label in root.iter("label")}
    wrapped = {id(field) for label in root.iter("label") for field in label.iter() if field is not label}
    for field in _all(root, "input", "select", "textarea"):
        if field.tag == "input" and (field.get("type") or "text").lower() in UNLABELLED:
            continue
        if field.get("aria-label") or field.get("aria-labelledby") or id(field) in wrapped:
            continue
        if not field.get("id") or field.get("id") not in named:
            yield f"{_show(field)} has no label: give it an id and a <label for> with words."


def _references(root):
    ids = Counter(element.get("id") for element in _all(root) if element.get("id") is not None)
    for name, count in ids.items():
        if count > 1 or not name or re.search(r"\s", name):
            yield f"The id “{name}” stands {count} times or is no word: an id names one element."
    for element in _all(root):
        wanted = [name for attribute in REFERENCES for name in (element.get(attribute) or "").split()]
        if element.tag == "a" and re.fullmatch(r"#.+", element.get("href") or ""):
            wanted.append(element.get("href")[1:])
        for name in wanted:
            if name not in ids:
                yield f"{_show(element)} points at “{name}”, and no element has that id."


def _forms(root):
    for form in root.iter("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        if PROVED_BY_ITS_ADDRESS.fullmatch(form.get("action") or ""):
            continue
        fields = {field.get("name"): field for field in form.iter("input")}
        token = fields.get("csrf_token")
        if token is None or token.get("type") != "hidden" or not token.get("value"):
            yield f"{_show(form)} posts without a CSRF token: draw {{{{ form.hidden_tag() }}}} in it."


def _words(root):
    for element in _all(root, "a", "button", "summary", "legend", "label", "th", "h1", "h2", "h3", "h4", "option"):
        if element.tag == "a" and element.get("href") is None:
            continue
        if element.tag == "option" and not element.get("value"):
            continue
        if not (_text(element) or element.get("aria-label") or any(i.get("alt") for i in element.iter("img"))):
            yield f"{_show(element)} has no words: nobody would know what it does."
    for image in root.iter("img"):
        if image.get("alt") is None:
            yield f'{_show(image)} has no alt: say what it shows, or alt="" when it only decorates.'
    for picture in root.iter("{http://www.w3.org/2000/svg}svg"):
        if picture.get("aria-hidden") != "true" and picture.get("role") != "img":
            yield 'An <svg> is neither aria-hidden="true" nor role="img" with a name.'


def _links(root):
    """The same words lead to the same page; two centers may bear one name, and then the item of the list tells them apart."""
    items = {id(anchor): item for item in root.iter("li") for anchor in item.iter("a")}  # the innermost comes last
    leads = {}
    for anchor in root.iter("a"):
        address = anchor.get("href")
        if address is None:
            continue
        words = (anchor.get("aria-label") or _text(anchor)).lower()
        same_name = CENTER.fullmatch(address) and id(anchor) in items
        meaning = (words, _text(items[id(anchor)]) if same_name else "")
        if (first := leads.setdefault(meaning, address)) != address:
            yield f"“{words}” leads to {first} and to {address}: say in the link itself where each one goes."


def _inline(root):
    for element in _all(root):
        if element.get("style") is not None or element.tag == "style":
            yield f"{_show(element)} carries inline style: the policy blocks it; write a class."
        events = [name for name in element.attrib if isinstance(name, str) and re.fullmatch(r"on[a-z]+", name)]
        if events or (element.get("href") or "").lower().startswith("javascript:"):
            yield f"{_show(element)} carries inline script: listen from a module under static/js."
    for script in root.iter("script"):
        if not script.get("src") and script.get("type") not in {"application/json", "application/ld+json"}:
            yield "It has an inline <script>: the policy blocks it; move it under static/js."


def _assets(root):
    for tag, attributes in ASSETS.items():
        for element in _all(root, tag, "{http://www.w3.org/2000/svg}" + tag):
            if tag == "link" and (element.get("rel") or "") in {"canonical", "alternate"}:
                continue
            for name in attributes:
                address = (element.get(name) or element.get("{http://www.w3.org/1999/xlink}" + name) or "").strip()
                if re.match(r"([a-z][a-z0-9+.-]*:)?//", address, re.IGNORECASE):
                    yield f"{_show(element)} asks another host: carry the file under static/ and use static_url()."


def _help(root):
    links = [anchor.get("href") or "" for anchor in root.iter("a")]
    for number, pattern in HELP_NUMBERS.items():
        if not any(re.fullmatch(pattern, link) for link in links):
            yield f"{number} is not one tap away: draw the help strip on this page."
    if not any(link.split("?")[0] == "/help-now" for link in links):
        yield "/help-now is not one tap away: draw the help strip on this page."


def _all(root, *tags):
    for element in root.iter():
        if isinstance(element.tag, str) and (not tags or element.tag in tags):
            yield element


def _text(element):
    return " ".join("".join(element.itertext()).split())


def _show(element):
    shown = " ".join(f'{name}="{value}"' for name, value in list(element.attrib.items())[:4])
    return f"<{str(element.tag).rpartition('}')[2]} {shown}>"
