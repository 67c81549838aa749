"""What a person writes stays text: pages with hostile words are compared with one that holds calm words (row S05)."""

import pytest
from html5lib import HTMLParser, treebuilders
from inspector import InspectingClient
from payloads import packed

LIMITS = {"message": 4000, "right": 1000, "note": 1000, "next_time": 1000, "name": 60, "code": 40}
CALM = "Two calm words"


def skeleton(html):
    """Return the elements of a page, each with the names of its attributes; what they say is left out."""
    root = HTMLParser(tree=treebuilders.getTreeBuilder("etree"), namespaceHTMLElements=False).parse(html)
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in root.iter()]


def texts(name):
    """Return texts that fit into a field, with every payload in one of them."""
    return packed(LIMITS.get(name, 200))


def records(*names):
    """Return as many records as these fields need to hold every text; None is the one with calm words."""
    return [None, *range(max(len(texts(name)) for name in names))]


def words(name, record):
    return CALM if record is None else texts(name)[record % len(texts(name))]


@pytest.fixture(autouse=True)
def look_at_a_few(monkeypatch):
    """Let the inspector read one page in fifty: they are alike, or the test fails."""
    monkeypatch.setattr(InspectingClient, "every", 50)


def look_alike(shown, *, calm_shows=True):
    """Check that pages which differ in nothing but their words have the same elements; the first holds the calm ones."""
    assert (CALM in shown[0]) == calm_shows
    calm, *hostile = (skeleton(page) for page in shown)
    assert hostile
    for record, found in enumerate(hostile):
        assert found == calm, f"The words of record {record} became markup: {set(found) - set(calm)}"


def again(client, page, press, record, *names, **more):
    """Send a form that is not taken in, and return the page on which its words are kept."""
    fields = {name: words(name, record) for name in names}
    answer = client.post(press or page, data={"csrf_token": "forged"} | fields | more)
    assert answer.status_code == 422, answer.status
    return answer.text
