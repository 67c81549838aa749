"""The filters of the results page: every choice is drawn once in both its states, and only its count is new."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from app.centers.vocabulary import CARE, GROUPS, MEDICINE, PAYMENT, Group, Value
from app.core.frames import Frame, slot
from app.core.translation import _
from app.search.criteria import Criteria

# What nearly everybody must decide stands open; the rest unfolds.
OPEN = {CARE.code, PAYMENT.code, MEDICINE.code}
Counts = Mapping[str, Mapping[str, int]]


class Filters:
    """The drawn choices of every group, in the language of the request that first needs them."""

    def __init__(self, env: Environment) -> None:
        self._macros: Any = env.get_template("components/filters.html").module
        self._choices = {
            (group.code, value.code, chosen): Frame(self._choice(group.code, value, chosen))
            for group in GROUPS
            for value in group.values
            for chosen in (False, True)
        }
        self._groups: dict[tuple[str, int], Frame] = {}
        self._wholes: dict[int, Frame] = {}

    def draw(self, criteria: Criteria, counts: Counts, kept: str) -> str:
        """Return the whole form; `kept` is the hidden inputs for what stands outside it."""
        active = bool(criteria.q) + sum(len(values) for _group, values in criteria.chosen)
        frame = self._wholes.get(active)
        if frame is None:
            names = ("groups", "words", "kept", "clear_url")
            frame = self._wholes[active] = Frame(self._macros.filters(active, **{name: slot(name) for name in names}))
        return frame.fill(
            {
                "groups": "".join(
                    self._group(group, criteria.values(group.code), counts[group.code]) for group in GROUPS
                ),
                "words": escape(criteria.q),
                "kept": kept,
                "clear_url": escape(criteria.without_filters().url()),
            }
        )

    def _choice(self, group: str, value: Value, chosen: bool) -> str:
        meaning = _(value.meaning) if value.meaning else ""
        return str(self._macros.choice(group, value.code, _(value.label), meaning, slot("count"), chosen))

    def _group(self, group: Group, chosen: tuple[str, ...], counts: Mapping[str, int]) -> str:
        choices = "".join(
            self._choices[group.code, value.code, value.code in chosen].fill({"count": str(counts[value.code])})
            for value in group.values
        )
        key = (group.code, len(chosen))
        frame = self._groups.get(key)
        if frame is None:
            is_open = bool(chosen) or group.code in OPEN
            drawn = self._macros.group(group.code, _(group.label), is_open, len(chosen), slot("choices"))
            frame = self._groups[key] = Frame(drawn)
        return frame.fill({"choices": choices})


def hidden_inputs(pairs: list[tuple[str, str]]) -> Markup:
    """Return what keeps the rest of a question when one of its forms is sent."""
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in pairs
    )
