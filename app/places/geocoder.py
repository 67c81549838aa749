"""Street addresses, asked of a Nominatim-compatible server that the operator has named; by default there is none.

It is the only part of places that may leave the machine, and it never keeps anybody waiting.
"""

import queue
import re
import threading
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim

from app.places.gazetteer import gazetteer
from app.places.naming import at, zip_place
from app.places.place import Found, Place, Several, Unknown
from app.places.queries import find, lies_in
from app.places.reading import LONGEST
from app.places.spelling import tidy
from app.places.states import STATES

SECONDS = 2.0
COUNTRIES = ["us", "pr", "vi", "gu", "as", "mp"]
MOST_AT_ONCE = 4  # questions under way; a server that hangs must not gather threads without end

_ZIP_WITHIN = re.compile(r"(?<!\d)(\d{5})(?:-\d{4})?(?!\d)", re.ASCII)
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


def geocode(text: str, geocoder_url: str) -> Place | None:
    """Return the point of a street address, or the last known ZIP code in the text, or None.

    With an empty `geocoder_url` nothing is asked. The server has 2 seconds; whatever goes wrong, the ZIP code answers.
    """
    said = tidy(text[:LONGEST])
    return (_asked(said, geocoder_url) if geocoder_url and said else None) or _zip_within(said)


def locate(near: str, geocoder_url: str) -> Found | Several | Unknown | None:
    """Find the place that a person named, a street address too; None when nothing was named."""
    if not near:
        return None
    found = find(near)
    if isinstance(found, Unknown):
        address = geocode(near, geocoder_url)
        return Found(address) if address else found
    return found


def _asked(said: str, url: str) -> Place | None:
    if not _turns.acquire(blocking=False):
        return None
    answer: queue.SimpleQueue[Place | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(_ask(said, url))
        finally:
            _turns.release()

    # A socket's own limit begins anew with every byte; the thread lets us leave a server that drips.
    threading.Thread(target=ask, daemon=True, name="geocoder").start()
    try:
        return answer.get(timeout=SECONDS)
    except queue.Empty:
        return None


def _ask(said: str, url: str) -> Place | None:
    try:
        server = urlsplit(url)
        geocoder = Nominatim(
            domain=f"{server.netloc}{server.path}", scheme=server.scheme, user_agent="wayhome", timeout=SECONDS
        )
        place = geocoder.geocode(said, country_codes=COUNTRIES)
        return _place(float(place.latitude), float(place.longitude)) if place else None
    # A foreign server may answer with anything, and geopy reads it trustingly.
    except (GeopyError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _place(latitude: float, longitude: float) -> Place | None:
    # geopy makes 0,0 of an answer without a point, which is in the Atlantic.
    if not any(lies_in(latitude, longitude, state) for state in STATES):
        return None
    return at(round(latitude, 4), round(longitude, 4))


def _zip_within(said: str) -> Place | None:
    for code in reversed(_ZIP_WITHIN.findall(said)):
        if row := gazetteer().zip(code):
            return zip_place(row)
    return None
