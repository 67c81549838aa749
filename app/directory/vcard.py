"""A center's number for a phone's address book: vCard 4.0 (RFC 6350), small enough to write by hand."""

from collections.abc import Iterator

from app.centers.profile import Phone, Profile

LONGEST = 75  # octets of one line, without its end
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def vcard(profile: Profile) -> str:
    """Return the card of a center; a withheld street, and the ZIP code with it, stay out."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", "KIND:org", *_lines(profile), "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(profile: Profile) -> Iterator[str]:
    name = ": ".join(filter(None, (profile.name, profile.program)))
    yield f"FN:{_text(name)}"
    yield from (_tel(phone, first=phone is profile.phone) for phone in profile.phones)
    shown = not profile.street_withheld
    street = ", ".join(filter(None, (profile.street, profile.street2))) if shown else ""
    parts = ("", "", street, profile.city, profile.state, profile.zip if shown else "", "USA")
    yield "ADR;TYPE=work:" + ";".join(map(_text, parts))
    if profile.website:
        yield f"URL:{_text(profile.website, escaped=False)}"


def _tel(phone: Phone, *, first: bool) -> str:
    preferred = ";PREF=1" if first else ""
    extension = f";ext={phone.extension}" if phone.extension else ""
    return f'TEL;VALUE=uri{preferred};TYPE="work,voice":tel:+1{phone.number}{extension}'


def _text(text: str, *, escaped: bool = True) -> str:
    """Return a value in one line: an address on the web keeps its commas, all else is escaped."""
    return text.translate(_ESCAPES) if escaped else "".join(text.split())


def _folded(line: str) -> str:
    """Break a line after at most 75 octets, never inside a letter; the next begins with a space."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])
