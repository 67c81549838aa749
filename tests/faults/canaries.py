"""Looks for words that must not be found: in every file under a directory, in every way that they may be written."""

import base64
import gzip
import hashlib
import io
import zlib
from contextlib import suppress
from urllib.parse import quote, quote_plus

from sqlalchemy import select, text

GZIP = b"\x1f\x8b\x08"


def ways_to_write(word):
    """Return the bytes that a word may stand as, by the name of the way."""
    plain = word.encode()
    ways = {
        "utf-8": plain,
        "utf-16 le": word.encode("utf-16-le"),
        "utf-16 be": word.encode("utf-16-be"),
        "url": quote(word, safe="").encode(),
        "form": quote_plus(word).encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "escaped": word.encode("unicode_escape"),
        "sha-256": hashlib.sha256(plain).digest(),
        "sha-256 hex": hashlib.sha256(plain).hexdigest().encode(),
    }
    for before in range(3):  # what stands before it moves every letter of base64
        whole = base64.b64encode(b"\0" * before + plain)
        inner = whole[(4, 4, 4)[before] if before else 0 : len(plain) * 4 // 3]
        ways[f"base64 {before}"] = inner
        ways[f"base64 url {before}"] = inner.replace(b"+", b"-").replace(b"/", b"_")
    return ways


def contents(path):
    """Yield what is in a file: its bytes, and what is compressed in them."""
    raw = path.read_bytes()
    yield "", raw
    at = raw.find(GZIP)
    while at >= 0:
        with suppress(zlib.error):
            yield " (compressed)", zlib.decompressobj(31).decompress(raw[at:])
        at = raw.find(GZIP, at + 1)


def sweep(home, words, *, besides=None):
    """Return a line for each word found under `home`; `besides` is more to look through, by name."""
    places = {
        f"{path.relative_to(home)}{how}": held
        for path in sorted(home.rglob("*"))
        if path.is_file()
        for how, held in contents(path)
    } | (besides or {})
    wanted = {(word, way): written for word in words for way, written in ways_to_write(word).items()}
    return [
        f"{place}: “{word}” as {way}"
        for place, held in places.items()
        for (word, way), written in wanted.items()
        if written in held
    ]


def every_value(connection, tables):
    """Return all that a database gives away when it is asked for everything: for databases whose files are elsewhere."""
    out = io.BytesIO()
    for table in tables:
        for row in connection.execute(select(text("*")).select_from(table)):
            for value in row:
                out.write(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode())
                out.write(b"\0")
    return out.getvalue()


def compressed(words):
    return gzip.compress(words.encode())
