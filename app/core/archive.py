"""The file a backup is: compressed, then encrypted in numbered pieces under a key that never lies beside it.

A piece that is changed, moved, doubled or missing, the last one too, does not open.
"""

import gzip
import hmac
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.db import now
from app.core.errors import Refused
from app.core.files import erase_older, keep_names

MAGIC = b"Wayhome backup 1\n"
SALT_BYTES = 32
NUMBER_BYTES = 12
PIECE = 256 * 1024
TAG_BYTES = 16
DRAFT = ".wayhome-draft"
DAY = timedelta(days=1)


@contextmanager
def written(path: Path, key: bytes) -> Iterator[io.TextIOBase]:
    """Give a text file to write into; it stands at `path` when all is well, whole and on the disk, or not at all.

    Raises Refused when there is a file already.
    """
    if path.exists():
        raise Refused(f"{path} is there already; give the backup another name.")
    erase_older(path.parent, now() - DAY, f"*{DRAFT}")  # of a run that was killed
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}{DRAFT}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            salt = os.urandom(SALT_BYTES)
            file.write(MAGIC + salt)
            sealer = _Sealer(file, _cipher(key, salt))
            with (
                sealer,
                gzip.GzipFile(fileobj=sealer, mode="wb", mtime=0) as packed,
                io.TextIOWrapper(packed, "utf-8", newline="\n") as text,
            ):
                yield text
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        keep_names(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, key: bytes) -> Iterator[Iterator[str]]:
    """Give the lines of such a file. Raises Refused, at once or at the line where it is not as it was written."""
    with path.open("rb") as file:
        salt = file.read(len(MAGIC) + SALT_BYTES).removeprefix(MAGIC)
        if len(salt) != SALT_BYTES:
            raise Refused(f"{path} is no backup of Wayhome.")
        opener = io.BufferedReader(_Opener(file, _cipher(key, salt), path), PIECE)
        with gzip.GzipFile(fileobj=opener, mode="rb") as packed:
            yield _lines(packed, path)


def _lines(packed: gzip.GzipFile, path: Path) -> Iterator[str]:
    try:
        yield from io.TextIOWrapper(packed, "utf-8", newline="\n")
    except (EOFError, gzip.BadGzipFile) as error:
        raise _broken(path) from error


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    # A key of its own for each file: the numbers of its pieces are then never used twice under one key.
    return AESGCM(hmac.digest(key, MAGIC + salt, "sha256"))


def _place(number: int, *, last: bool) -> tuple[bytes, bytes]:
    counted = number.to_bytes(NUMBER_BYTES, "big")
    return counted, MAGIC + counted + (b"last" if last else b"more")


def _broken(path: Path) -> Refused:
    return Refused(f"{path} does not open: it is damaged, cut off, or was made under another backup.key.")


class _Sealer(io.RawIOBase):
    """Encrypts what is written, piece by piece."""

    def __init__(self, file: BinaryIO, cipher: AESGCM) -> None:
        self._file, self._cipher = file, cipher
        self._number, self._held = 0, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, plain: object) -> int:
        piece = bytes(plain)  # type: ignore[call-overload]
        self._held += piece
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._held), last=True)
        super().close()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        nonce, place = _place(self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, plain, place))
        self._number += 1


class _Opener(io.RawIOBase):
    """Decrypts what is read, piece by piece; the piece after which nothing comes must have been written as the last."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, path: Path) -> None:
        self._file, self._cipher, self._path = file, cipher, path
        self._number, self._plain, self._whole = 0, b"", False
        self._next = file.read(PIECE + TAG_BYTES)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer)  # type: ignore[arg-type]
        if not self._plain and not self._whole:
            self._plain = self._open()
        taken = self._plain[: len(room)]
        room[: len(taken)] = taken
        self._plain = self._plain[len(taken) :]
        return len(taken)

    def _open(self) -> bytes:
        sealed, self._next = self._next, self._file.read(PIECE + TAG_BYTES)
        self._whole = not self._next
        nonce, place = _place(self._number, last=self._whole)
        self._number += 1
        try:
            return self._cipher.decrypt(nonce, sealed, place)
        except InvalidTag as error:
            raise _broken(self._path) from error
