"""Files under static/: served with long lives, compressed once, and named by what they hold."""

import hashlib
from functools import cache

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from app.core.config import ROOT

STATIC = ROOT / "static"
YEAR = 365 * 24 * 60 * 60


def serve_static(app: Flask) -> None:
    """Answer /static/… before Flask does, and give templates `static_url`."""
    app.jinja_env.globals["static_url"] = static_url
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=YEAR,
        allow_all_origins=False,
    )


@cache
def static_url(path: str) -> str:
    """Return the address of a file under static/; it changes when the file does.

    Raises FileNotFoundError when there is no such file, so that a wrong name never reaches a person.
    """
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


def compress_static() -> None:
    """Lay a compressed copy beside each static file that has none or an older one."""
    compressor = Compressor(quiet=True)
    for path in STATIC.rglob("*"):
        copy = path.with_name(path.name + ".br")
        if not path.is_file() or not compressor.should_compress(path.name):
            continue
        if not copy.exists() or copy.stat().st_mtime < path.stat().st_mtime:
            compressor.compress(str(path))
