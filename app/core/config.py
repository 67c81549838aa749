"""What may be set from outside, read once from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
# One address and nothing else: no second one, no display name, nothing that ends a line.
ADDRESS = re.compile(r"""[^\s@,;:<>()\[\]\\"\x00-\x1f\x7f]+@[^\s@,;:<>()\[\]\\"\x00-\x1f\x7f]+""")


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole outside configuration of one process."""

    home: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    geocoder_url: str = ""
    public_url: str = ""
    mail_url: str = ""
    mail_from: str = ""
    proxies: int = 0
    busy_seconds: float = 10.0  # what an import of the whole directory takes, and a little more

    @property
    def site_url(self) -> str:
        """Where letters lead to. It is never taken from a request: anybody may write a Host there."""
        return self.public_url or f"http://localhost:{self.port}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read `WAYHOME_HOME`, `DATABASE_URL`, `HOST`, `PORT`, `WORKERS` and the `WAYHOME_…` variables of the README.

        Raises ValueError, with a sentence for the operator, when a number is no number or an address no address.
        """
        home = Path(environ.get("WAYHOME_HOME") or ROOT / "var").resolve()
        return cls(
            home=home,
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{home / 'wayhome.db'}",
            host=environ.get("HOST") or "127.0.0.1",
            port=_whole_number(environ, "PORT", 8000, 0, 65535),
            workers=_whole_number(environ, "WORKERS", 1, 1, 64),
            geocoder_url=environ.get("WAYHOME_GEOCODER_URL") or "",
            public_url=(environ.get("WAYHOME_URL") or "").rstrip("/"),
            mail_url=_mail_url(environ),
            mail_from=_mail_from(environ),
            proxies=_whole_number(environ, "WAYHOME_PROXIES", 0, 0, 5),
        )


def _mail_url(environ: Mapping[str, str]) -> str:
    url = environ.get("WAYHOME_MAIL_URL") or ""
    if url and not url.startswith(("smtp://", "smtps://")):
        raise ValueError("WAYHOME_MAIL_URL must begin with smtp:// or smtps://.")
    return url


def _mail_from(environ: Mapping[str, str]) -> str:
    address = environ.get("WAYHOME_MAIL_FROM") or ""
    if address and not ADDRESS.fullmatch(address):
        raise ValueError("WAYHOME_MAIL_FROM must be one plain address, such as wayhome@example.org.")
    return address


def _whole_number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)
