"""What the guide's tests share: every page as a person reads it, and a copy of the guide to break."""

import shutil
import tomllib
from pathlib import Path

from bs4 import BeautifulSoup

from app.core.config import SEEDS
from app.guide.library import read_library

FOLDER = SEEDS / "guide"
PAGES = {page.slug: page.url for page in read_library().pages}
OTHERS = ("/naltrexone/library", "/naltrexone/search?q=overdose", "/naltrexone/tools/next-shot")
STATEMENTS = tomllib.loads((FOLDER / "safety.toml").read_text(encoding="utf-8"))["statement"]


def main_of(html):
    """Return the main part of a page."""
    return BeautifulSoup(html, "html.parser").main


def words(element):
    """Return the words of an element as one line, without the numbers of citations."""
    for cite in element.select("sup.cite"):
        cite.extract()
    return " ".join(element.get_text(" ").replace("\u2060", "").split())


def copy_of_the_guide(to):
    """Copy the guide's files to a folder where a test may break them."""
    return Path(shutil.copytree(FOLDER, to / "guide"))
