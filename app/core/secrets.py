"""The one secret of an installation: a file in its home directory, never a row of its database."""

import hmac
import secrets
from functools import cache
from pathlib import Path

from app.core.files import lay_down

KEY_FILE = "secret.key"
KEY_BYTES = 32


@cache
def key_for(purpose: str, home: Path) -> bytes:
    """Return 32 bytes that only this installation knows, different for each purpose.

    They are derived from `secret.key` in `home`, which is made on first need and readable by its owner only.
    Raises ValueError, with a sentence for the operator, when that file is not a key.
    """
    path = home / KEY_FILE
    if not path.exists():
        lay_down(path, secrets.token_bytes(KEY_BYTES))
    return hmac.digest(private_key(path), purpose.encode(), "sha256")


def private_key(path: Path) -> bytes:
    """Return the key that a file holds; raises ValueError, with a sentence for the operator, when it holds none."""
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise ValueError(f"{path} must hold {KEY_BYTES} bytes. Put the right file back from your copy of the keys.")
    return secret
