"""What a person should know about a search: what its words also found, what may have been meant, where to read more."""

from typing import Any

from jinja2 import Environment
from markupsafe import escape

from app.core.frames import Frame, plain, slot
from app.core.translation import _
from app.search.criteria import Criteria
from app.search.index import Index
from app.search.slips import did_you_mean, names_naloxone
from app.search.synonyms import Explanation, Kind, explain, synonyms

NALTREXONE = "naltrexone"
# Of all services only the teaching of naloxone has this word in its name.
TEACHES_NALOXONE = "overdose education"


class WordNotes:
    """The sentences, drawn once in the language of the request that first needs them."""

    def __init__(self, env: Environment) -> None:
        macros: Any = env.get_template("components/word_notes.html").module
        self._naloxone = Frame(macros.naloxone(slot("teaches_url"), slot("naltrexone_url")))
        self._meant = Frame(macros.meant(slot("words"), slot("url")))
        self._about_naltrexone = plain(str(macros.about_naltrexone()))
        self._also_finds = {kind: Frame(macros.also_finds(kind, slot("words"), slot("finds"))) for kind in Kind}
        self._labels = {label: escape(_(label)) for meant in synonyms().values() for label in meant.labels}

    def draw(self, criteria: Criteria, total: int, index: Index) -> str:
        """Return the HTML of what is to say about a search that found `total` centers; mostly there is nothing."""
        guide = self._about_naltrexone if _names_naltrexone(criteria) else ""
        if not criteria.q:
            return guide
        drawn = [self._both_paths(criteria)] if names_naloxone(criteria.q) else []
        if not total and (meant := did_you_mean(criteria.q, index.finds)):
            url = criteria.with_words(meant).url()
            drawn.append(self._meant.fill({"words": escape(meant), "url": escape(url)}))
        return "".join(drawn + [self._explained(each) for each in explain(criteria.q)]) + guide

    def _both_paths(self, criteria: Criteria) -> str:
        teaches = criteria.with_words(TEACHES_NALOXONE).url()
        naltrexone = criteria.without_words().with_value("medicine", "naltrexone").url()
        return self._naloxone.fill({"teaches_url": escape(teaches), "naltrexone_url": escape(naltrexone)})

    def _explained(self, each: Explanation) -> str:
        finds = ", ".join(self._labels[label] for label in each.labels)
        return self._also_finds[each.kind].fill({"words": escape(each.words), "finds": finds})


def _names_naltrexone(criteria: Criteria) -> bool:
    """Whether a search asks for naltrexone, by a filter, by name or by a brand."""
    if any(code.startswith(NALTREXONE) for code in criteria.values("medicine")):
        return True
    labels = " ".join(label for each in explain(criteria.q) for label in each.labels) if criteria.q else ""
    return NALTREXONE in f"{criteria.q} {labels}".lower()
