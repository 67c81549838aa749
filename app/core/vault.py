"""Personal data at rest: each record is sealed under a key of its own, and that key under a file outside the database.

AES-256-GCM throughout. What is sealed is bound to its table, column and row, so that it opens nowhere else.
Erasing a record destroys its key; nobody can read it again, not even from an older copy of the database.
"""

import hmac
import json
import os
import secrets
from typing import Any, Self, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, home
from app.core.keyring import keyring
from app.core.secrets import key_for

NONCE_BYTES = 12
KEY_BYTES = 32


class Damaged(Exception):
    """Sealed bytes that do not open: changed, moved from elsewhere, or under a key file that is gone."""


def new_id() -> str:
    """Return an id that says nothing of when it was made: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def seal(key: bytes, plain: bytes, where: str) -> bytes:
    """Encrypt under `key`; `where` names the one place in which it will open again."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, where.encode())


def unseal(key: bytes, sealed: bytes, where: str) -> bytes:
    """Return what `seal` hid; raises Damaged when it does not belong to this key and place."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], where.encode())
    except InvalidTag as error:
        raise Damaged(f"What is sealed at {where} does not open.") from error


def fingerprint(purpose: str, text: str) -> bytes:
    """Return 32 bytes by which a secret text (a code, an address) is found again without being kept."""
    return hmac.digest(key_for(f"fingerprint {purpose}", home()), text.encode(), "sha256")


class Sealed:
    """A row that holds personal data: its id, and the key of its own that its sealed columns stand under."""

    __tablename__: str

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    data_key: Mapped[bytes | None] = mapped_column(comment="Under a key file; empty once the record is erased.")
    key_file: Mapped[int] = mapped_column(default=0, comment="The number of the key file that `data_key` is under.")

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"id": new_id()} | values)

    @property
    def erased(self) -> bool:
        """Whether the key is gone; sealed columns then read as empty."""
        return self.data_key is None

    def erase(self) -> None:
        """Destroy the key and what stood under it."""
        self.data_key = None
        for column in sealed_columns(type(self)):
            setattr(self, column, None)

    def own_key(self) -> bytes:
        """Return the record's own key, made on first need."""
        ring = keyring(home())
        place = key_place(self.__tablename__, self.id)
        if self.data_key is None:
            key = os.urandom(KEY_BYTES)
            self.key_file = ring.newest()
            self.data_key = seal(ring.key(self.key_file), key, place)
            return key
        return unseal(ring.key(self.key_file), self.data_key, place)


def sealed_columns(model: type[Sealed]) -> list[str]:
    """Return the names of the columns whose bytes stand under the record's own key."""
    held = (value for each in model.__mro__ for value in vars(each).values())
    return [value.column for value in held if isinstance(value, SealedText)]


def sealed_models() -> list[type[Sealed]]:
    """Return every table that holds sealed records."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return sorted((model for model in models if issubclass(model, Sealed)), key=lambda model: model.__tablename__)


def key_place(table: str, row: str) -> str:
    """Name the place of a record's own key."""
    return f"{table}|data_key|{row}"


class SealedText:
    """A text of a `Sealed` row; the column it names holds the sealed bytes. Empty and erased both read as ""."""

    def __init__(self, column: str) -> None:
        self.column = column

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: Sealed, owner: type) -> str: ...
    def __get__(self, record: Sealed | None, owner: type) -> Self | str:
        """Open the text."""
        if record is None:
            return self
        sealed = getattr(record, self.column)
        if sealed is None or record.erased:
            return ""
        return unseal(record.own_key(), sealed, self._place(record)).decode()

    def __set__(self, record: Sealed, text: str) -> None:
        """Seal the text."""
        sealed = seal(record.own_key(), text.encode(), self._place(record)) if text else None
        setattr(record, self.column, sealed)

    def _place(self, record: Sealed) -> str:
        return f"{record.__tablename__}|{self.column}|{record.id}"


class SealedFields(SealedText):
    """Several named texts, sealed as one."""

    @overload  # type: ignore[override]
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: Sealed, owner: type) -> dict[str, str]: ...
    def __get__(self, record: Sealed | None, owner: type) -> Self | dict[str, str]:
        """Open them all."""
        if record is None:
            return self
        text = super().__get__(record, owner)
        fields: dict[str, str] = json.loads(text) if text else {}
        return fields

    def __set__(self, record: Sealed, fields: dict[str, str]) -> None:  # type: ignore[override]
        """Seal them all."""
        super().__set__(record, json.dumps(fields, ensure_ascii=False) if fields else "")
