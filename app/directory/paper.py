"""A print sheet as a tagged PDF, where WeasyPrint and its system libraries are installed (the extra `pdf`)."""

import mimetypes
from functools import cache
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from app.core.assets import STATIC

WAIT_SECONDS = 10
# Drawing takes about a second of the processor; one at a time leaves the rest of it to the other pages.
_turn = Lock()


@cache
def weasyprint() -> ModuleType | None:
    """Return WeasyPrint, or None where it or one of its system libraries is missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def pdf(html: str, host: str) -> bytes | None:
    """Return a page of this site as PDF/UA-1; nothing is fetched but our own static files.

    None where WeasyPrint is missing, and when other sheets took longer than ten seconds.
    """
    drawn = weasyprint()
    if drawn is None or not _turn.acquire(timeout=WAIT_SECONDS):
        return None
    try:
        page = drawn.HTML(string=html, base_url=host, url_fetcher=fetcher(drawn, host))
        made: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
        return made
    finally:
        _turn.release()


def fetcher(drawn: ModuleType, host: str) -> Any:
    """Return what WeasyPrint fetches with: it reads `/static/…` from the disk and opens no connection."""
    urls: Any = import_module(f"{drawn.__name__}.urls")

    class OwnFiles(urls.URLFetcher):  # type: ignore[misc]
        """Serves the files under static/ and the images that stand in the page itself."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return one file; raises ValueError for anything that is not ours."""
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = (STATIC / urlsplit(url).path.removeprefix("/static/")).resolve()
            if not url.startswith(f"{host}/static/") or not path.is_relative_to(STATIC):
                raise ValueError("A sheet holds only files of this site.")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OwnFiles(allowed_protocols=("data",))
