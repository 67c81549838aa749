"""Files that must be whole or not there: keys, letters in the tray, backups."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path


def lay_down(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole and for good; of several processes that try at once, the first wins."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    keep_names(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Put new content in the place of a file's old; whoever reads finds the one or the other, whole."""
    draft = _draft(path, content)
    draft.replace(path)
    keep_names(path.parent)


def keep_names(directory: Path) -> None:
    """Make the names in a directory outlast a power cut, as `fsync` does for what is in a file."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def erase_older(directory: Path, before: datetime, pattern: str = "*") -> int:
    """Remove the files of a directory that were last written before a moment, and return how many."""
    old = [path for path in directory.glob(pattern) if path.is_file() and path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time do what stands inside; the others wait. However a process ends, its turn ends with it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft
