"""What tells one program from another, folded so that only real differences remain."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

_SHORT = {
    "street": "st",
    "avenue": "ave",
    "av": "ave",
    "road": "rd",
    "drive": "dr",
    "boulevard": "blvd",
    "lane": "ln",
    "court": "ct",
    "place": "pl",
    "highway": "hwy",
    "parkway": "pkwy",
    "circle": "cir",
    "square": "sq",
    "terrace": "ter",
    "trail": "trl",
    "route": "rte",
    "suite": "ste",
    "suites": "ste",
    "building": "bldg",
    "floor": "fl",
    "room": "rm",
    "apartment": "apt",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
    "saint": "st",
    "mount": "mt",
    "fort": "ft",
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "center": "ctr",
    "centre": "ctr",
}


class Identity(NamedTuple):
    """A program as matching sees it.

    `street` is empty when it is withheld; `phone` is the main number; `codes` are joined by spaces.
    """

    name: str
    program: str
    street: str
    street2: str
    zip: str
    city: str
    state: str
    phone: str
    codes: str

    @property
    def title(self) -> str:
        """The name and the program as one text."""
        return f"{self.name} {self.program}".strip()


def identity(fields: Mapping[str, Any]) -> Identity:
    """Return what tells a program from others, out of its profile's JSON form."""
    phones = fields.get("phones")
    return Identity(
        fold(fields.get("name", "")),
        fold(fields.get("program", "")),
        fold_street(fields.get("street", "")),
        fold_street(fields.get("street2", "")),
        fields.get("zip", ""),
        fold(fields.get("city", "")),
        fields.get("state", ""),
        phones[0][0] if phones else "",
        fields.get("codes", ""),
    )


def fold(words: str) -> str:
    """Return the words without accents, capitals and punctuation."""
    plain = re.sub(r"['’\u0300-\u036f]", "", unicodedata.normalize("NFKD", words).casefold())
    return re.sub(r"[^a-z0-9]+", " ", plain.replace("&", " and ")).strip()


def fold_street(words: str) -> str:
    """Return a street with its common words cut short, as the postal service writes them."""
    return " ".join(_SHORT.get(word, word) for word in fold(words).split())
