"""One page of the guide as its writer left it: TOML front matter between two lines `+++`, then Markdown."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, get_origin

INDEX = "index"
_FENCE = "+++\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `slug` is its part of the address, `text` the Markdown; all else stands in the front matter.

    `facts` are ids of seeds/guide/facts.csv, `sources` of seeds/guide/sources.csv, `related` slugs of other pages,
    `tools` slugs of tools. `find` is the query of a search for centers, and `find_words` completes “Find …”.
    `reviewed_by` is empty until a clinician has read the page.
    """

    slug: str
    text: str
    title: str
    summary: str
    code: str
    topics: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    checked_on: date
    review_due: date
    reviewed_by: str
    related: tuple[str, ...]
    tools: tuple[str, ...]
    find: str
    find_words: str
    key_facts: tuple[str, ...]
    do: tuple[str, ...]
    never: tuple[str, ...]

    @property
    def url(self) -> str:
        """The page's address."""
        return "/naltrexone" if self.slug == INDEX else f"/naltrexone/{self.slug}"

    def overdue(self, day: date) -> bool:
        """Whether the page should have been read again before that day."""
        return day > self.review_due


_FIELDS = {field.name: field.type for field in fields(Page) if field.name not in {"slug", "text"}}


def read(path: Path) -> Page:
    """Read one page. Raises ValueError, with a sentence for its writer, when the front matter is not as it should be."""
    before, fence, rest = path.read_text(encoding="utf-8").partition(_FENCE)
    front, closing, text = rest.partition("\n" + _FENCE)
    if before or not fence or not closing:
        raise ValueError(f"{path.name}: the front matter stands between two lines +++ at the very top.")
    try:
        told = tomllib.loads(front)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: the front matter is no TOML: {error}.") from error
    if strange := told.keys() - _FIELDS.keys():
        raise ValueError(f"{path.name}: no page has {', '.join(sorted(strange))}; take it out or mend the name.")
    if missing := _FIELDS.keys() - told.keys():
        raise ValueError(f"{path.name}: the front matter says nothing of {', '.join(sorted(missing))}.")
    values = {name: _value(path.name, name, told[name], kind) for name, kind in _FIELDS.items()}
    return Page(slug=path.stem, text=text, **values)


def _value(where: str, name: str, told: Any, kind: Any) -> Any:
    """Return one value of the front matter, a list as a tuple of texts."""
    if get_origin(kind) is not tuple:
        if type(told) is not kind:
            raise ValueError(f"{where}: {name} must be a {'day, as 2026-11-25' if kind is date else 'text'}.")
        return told.strip() if isinstance(told, str) else told
    if not isinstance(told, list) or not all(isinstance(each, str) and each.strip() for each in told):
        raise ValueError(f"{where}: {name} must be a list of texts.")
    return tuple(each.strip() for each in told)
