"""What a person should know about the words of a search: what they also found, and what may have been meant."""

from typing import Any

from jinja2 import Environment
from markupsafe import escape

from app.core.frames import Frame, slot
from app.core.translation import _
from app.search.criteria import Criteria
from app.search.index import Index
from app.search.slips import did_you_mean, names_naloxone
from app.search.synonyms import Explanation, Kind, explain, synonyms

# Of all services only the teaching of naloxone has this word in its name.
TEACHES_NALOXONE = "overdose education"


class WordNotes:
    """The sentences, drawn once in the language of the request that first needs them."""

    def __init__(self, env: Environment) -> None:
        macros: Any = env.get_template("components/word_notes.html").module
        self._naloxone = Frame(macros.naloxone(slot("teaches_url"), slot("naltrexone_url")))
        self._meant = Frame(macros.meant(slot("words"), slot("url")))
        self._also_finds = {kind: Frame(macros.also_finds(kind, slot("words"), slot("finds"))) for kind in Kind}
        self._labels = {label: escape(_(label)) for meant in synonyms().values() for label in meant.labels}

    def draw(self, criteria: Criteria, total: int, index: Index) -> str:
        """Return the HTML of what is to say about a search that found `total` centers; mostly there is nothing."""
        if not criteria.q:
            return ""
        drawn = [self._both_paths(criteria)] if names_naloxone(criteria.q) else []
        if not total and (meant := did_you_mean(criteria.q, index.finds)):
            url = criteria.with_words(meant).url()
            drawn.append(self._meant.fill({"words": escape(meant), "url": escape(url)}))
        return "".join(drawn + [self._explained(each) for each in explain(criteria.q)])

    def _both_paths(self, criteria: Criteria) -> str:
        teaches = criteria.with_words(TEACHES_NALOXONE).url()
        naltrexone = criteria.without_words().with_value("medicine", "naltrexone").url()
        return self._naloxone.fill({"teaches_url": escape(teaches), "naltrexone_url": escape(naltrexone)})

    def _explained(self, each: Explanation) -> str:
        finds = ", ".join(self._labels[label] for label in each.labels)
        return self._also_finds[each.kind].fill({"words": escape(each.words), "finds": finds})
