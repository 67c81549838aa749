"""The filters of the results page: every choice is drawn once in both its states, and only its count is new."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import escape

from app.centers.vocabulary import CARE, GROUPS, MEDICINE, PAYMENT, Group, Value
from app.core.frames import Frame, around, slot
from app.core.translation import _
from app.search.criteria import Criteria

# What nearly everybody must decide stands open; the rest unfolds.
OPEN = {CARE.code, PAYMENT.code, MEDICINE.code}
Counts = Mapping[str, Mapping[str, int]]


class Filters:
    """The drawn choices of every group, in the language of the request that first needs them."""

    def __init__(self, env: Environment) -> None:
        self._macros: Any = env.get_template("components/filters.html").module
        # What stands before and after the count, for each choice in both its states.
        self._choices = {
            (group.code, value.code, chosen): self._around_the_count(group.code, value, chosen)
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
                "clear_url": escape(criteria.without_filters().url()) if active else "",
            }
        )

    def _around_the_count(self, group: str, value: Value, chosen: bool) -> tuple[str, str]:
        meaning = _(value.meaning) if value.meaning else ""
        return around(self._macros.choice(group, value.code, _(value.label), meaning, slot("count"), chosen), "count")

    def _group(self, group: Group, chosen: tuple[str, ...], counts: Mapping[str, int]) -> str:
        choices: list[str] = []
        for value in group.values:
            before, after = self._choices[group.code, value.code, value.code in chosen]
            choices += (before, str(counts[value.code]), after)
        key = (group.code, len(chosen))
        frame = self._groups.get(key)
        if frame is None:
            is_open = bool(chosen) or group.code in OPEN
            drawn = self._macros.group(group.code, _(group.label), is_open, len(chosen), slot("choices"))
            frame = self._groups[key] = Frame(drawn)
        return frame.fill({"choices": "".join(choices)})
