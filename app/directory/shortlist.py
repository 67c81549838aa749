"""A person's list of centers, which lives in a signed link and nowhere on this side."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from itsdangerous import BadSignature, Signer

from app.core.errors import Refused
from app.core.words import N_

MOST = 10
# Ten ids of ten digits with what stands between them, a dot and a signature: no honest link is longer.
LONGEST_TOKEN = 160
LARGEST_ID = 2**31 - 1
_IDS = re.compile(r"[1-9][0-9]{0,9}(-[1-9][0-9]{0,9}){0,9}")


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The ids of at most ten centers, in the person's own order."""

    ids: tuple[int, ...] = ()

    @classmethod
    def from_token(cls, token: str, key: bytes) -> Self:
        """Read what `token` wrote; an empty text is an empty list.

        Raises Refused for every other text, whatever is wrong with it.
        """
        if not token:
            return cls()
        unreadable = Refused(N_("This link was changed or cut short, so we cannot read the list in it."))
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise unreadable
        try:
            text = _signer(key).unsign(token).decode()
        except BadSignature:
            raise unreadable from None
        ids = [int(number) for number in text.split("-")] if _IDS.fullmatch(text) else []
        # A signature's letters are read leniently, so one list could have several links; only ours is taken.
        if not ids or max(ids) > LARGEST_ID or cls(tuple(ids)).token(key) != token:
            raise unreadable
        return cls(tuple(dict.fromkeys(ids)))

    def token(self, key: bytes) -> str:
        """Return the list as text for a link: the ids and a signature, nothing else. An empty list is an empty text."""
        return _signer(key).sign("-".join(map(str, self.ids))).decode() if self.ids else ""

    def with_center(self, center: int) -> Self:
        """Return the list with one center more, at its end; raises Refused when it is full."""
        if center in self.ids:
            return self
        if len(self.ids) >= MOST:
            raise Refused(N_("Your list is full. It holds ten centers. Remove one first."))
        return type(self)((*self.ids, center))

    def without(self, center: int) -> Self:
        """Return the list without one center."""
        return type(self)(tuple(held for held in self.ids if held != center))

    def moved(self, center: int, steps: int) -> Self:
        """Return the list with one center moved by so many places (up is negative), as far as the list goes."""
        if center not in self.ids:
            return self
        ids = list(self.without(center).ids)
        ids.insert(max(self.ids.index(center) + steps, 0), center)
        return type(self)(tuple(ids))


def _signer(key: bytes) -> Signer:
    return Signer(key, salt="shortlist", digest_method=hashlib.sha256)
