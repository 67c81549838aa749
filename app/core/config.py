"""What may be set from outside, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"


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
            mail_from=environ.get("WAYHOME_MAIL_FROM") or "",
            proxies=_whole_number(environ, "WAYHOME_PROXIES", 0, 0, 5),
        )


def _mail_url(environ: Mapping[str, str]) -> str:
    url = environ.get("WAYHOME_MAIL_URL") or ""
    if url and not url.startswith(("smtp://", "smtps://")):
        raise ValueError("WAYHOME_MAIL_URL must begin with smtp:// or smtps://.")
    return url


def _whole_number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)
