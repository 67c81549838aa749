"""The key files of an installation, `keys/record-0001.key` and on: never in the database, never in a backup."""

import os
import re
import secrets
from functools import cache
from pathlib import Path

from app.core.files import keep_names, lay_down
from app.core.secrets import KEY_BYTES, private_key

NAME = re.compile(r"record-(\d{4,})\.key")

GONE = ".gone"


class Keyring:
    """The numbered keys that wrap each record's own key; the highest number wraps new records."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._keys: dict[int, bytes] = {}

    def numbers(self) -> list[int]:
        """Return the numbers of the key files that are there, lowest first."""
        found = (NAME.fullmatch(path.name) for path in self.directory.glob("record-*.key"))
        return sorted(int(match[1]) for match in found if match)

    def newest(self) -> int:
        """Return the number that wraps new records; the first key file is made on first need."""
        numbers = self.numbers()
        return numbers[-1] if numbers else self.add()

    def key(self, number: int) -> bytes:
        """Return one key. Raises ValueError, with a sentence for the operator, when its file is gone or is no key."""
        if number not in self._keys:
            path = self._path(number)
            if not path.exists():
                raise ValueError(
                    f"{path} is missing. Put it back from your copy of the keys; nothing opens without it."
                )
            self._keys[number] = private_key(path)
        return self._keys[number]

    def add(self) -> int:
        """Make the next key file and return its number; of several processes that try at once, one makes it."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = max(self.numbers(), default=0) + 1
        lay_down(self._path(number), secrets.token_bytes(KEY_BYTES))
        return number

    def destroy(self, number: int) -> None:
        """Overwrite and remove a key file that wraps nothing any more."""
        path = self._path(number)
        path.rename(path.with_suffix(GONE))  # first, so that nobody reads it half overwritten
        self._keys.pop(number, None)
        self.finish()

    def finish(self) -> None:
        """Overwrite and remove what `destroy` began with, now or in a run that was killed."""
        for path in self.directory.glob(f"record-*{GONE}"):
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        keep_names(self.directory)

    def _path(self, number: int) -> Path:
        return self.directory / f"record-{number:04d}.key"


@cache
def keyring(home: Path) -> Keyring:
    """Return the keyring of an installation."""
    return Keyring(home / "keys")
