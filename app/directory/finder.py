"""The guided finder: which kinds of care may fit a person's answers, and why.

The questions are in seeds/finder/questions.csv. What each answer leads to is in seeds/finder/needs.csv, a table that a
clinician can read: a row holds when all its conditions do. Nothing is added up, and there is no verdict.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from app.centers.vocabulary import GROUP_BY_CODE, Value
from app.core.config import SEEDS

FINDER = SEEDS / "finder"
MOST_QUESTIONS = 10
SKIPPED = "skipped"
HELP = "help"
HELPS = ("911", "988", "withdrawal")
KINDS = ("one", "many")
Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `answers` pairs codes, which stand in the address, with words."""

    code: str
    several: bool
    heading: str
    hint: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether a question has one of these answers (`skipped` is one, too), or with `negated` has none of them."""

    question: str
    answers: frozenset[str]
    negated: bool

    def true_of(self, answers: Answers) -> bool:
        """Say whether these answers meet the condition."""
        given = answers.get(self.question) or (SKIPPED,)
        return self.answers.isdisjoint(given) is self.negated


@dataclass(frozen=True, slots=True)
class Need:
    """A row of the table: when all of `when` holds, `codes` of the vocabulary's `group` (or of HELPS) may fit."""

    name: str
    when: tuple[Condition, ...]
    group: str
    codes: tuple[str, ...]
    reason: str

    def true_of(self, answers: Answers) -> bool:
        """Say whether these answers tell of the need."""
        return all(condition.true_of(answers) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One value of the vocabulary that may fit, and every reason for it."""

    group: str
    value: Value
    reasons: tuple[str, ...]


@cache
def questions(folder: Path = FINDER) -> tuple[Question, ...]:
    """Return the questions in their order; raises ValueError that names what is wrong with the table."""
    with (folder / "questions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = tuple(_question(code, list(group)) for code, group in groupby(rows, itemgetter("question")))
    codes = [question.code for question in found]
    if len(codes) > MOST_QUESTIONS or len(codes) != len(set(codes)):
        raise ValueError(f"questions.csv: at most {MOST_QUESTIONS} questions, each in one block.")
    return found


@cache
def needs(folder: Path = FINDER) -> tuple[Need, ...]:
    """Return the table of needs; raises ValueError that names the row when it cannot mean anything."""
    known = {question.code: {code for code, _label in question.answers} for question in questions(folder)}
    with (folder / "needs.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_need(row, known) for row in csv.DictReader(file))


def answers_from(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the known answers among the parameters of an address, in the order of the questions."""
    given: dict[str, set[str]] = {}
    for code, answer in pairs:
        given.setdefault(code, set()).add(answer)
    found: dict[str, tuple[str, ...]] = {}
    for question in questions():
        held = tuple(code for code, _label in question.answers if code in given.get(question.code, ()))
        if held:
            found[question.code] = held if question.several else held[:1]
    return found


def dangers(answers: Answers) -> tuple[str, ...]:
    """Return which of HELPS must be shown before anything else."""
    found = {code for need in needs() if need.group == HELP and need.true_of(answers) for code in need.codes}
    return tuple(code for code in HELPS if code in found)


def suggestions(answers: Answers) -> tuple[Suggestion, ...]:
    """Return what may fit, in the table's order, each value once with all its reasons."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for need in needs():
        if need.group != HELP and need.true_of(answers):
            for code in need.codes:
                reasons.setdefault((need.group, code), []).append(need.reason)
    return tuple(
        Suggestion(group, value, tuple(dict.fromkeys(why)))
        for (group, code), why in reasons.items()
        if (value := GROUP_BY_CODE[group].value(code))
    )


def _question(code: str, rows: list[dict[str, str]]) -> Question:
    first = rows[0]
    answers = tuple((row["answer"], row["label"]) for row in rows)
    codes = {answer for answer, _label in answers}
    whole = first["heading"] and first["kind"] in KINDS and all(label for _answer, label in answers)
    if not whole or len(codes) != len(rows) or codes & {"", SKIPPED}:
        raise ValueError(f"questions.csv: “{code}” needs a kind, a heading, and a label for each of its answers.")
    return Question(code, first["kind"] == "many", first["heading"], first["hint"], answers)


def _need(row: Mapping[str, str], known: Mapping[str, set[str]]) -> Need:
    codes = tuple(row["codes"].split())
    group = GROUP_BY_CODE.get(row["group"])
    allowed = set(HELPS) if row["group"] == HELP else {value.code for value in group.values} if group else set()
    if not codes or not allowed.issuperset(codes):
        raise ValueError(f"needs.csv: “{row['need']}” names a group or a code that is not in the vocabulary.")
    if not row["basis"] or bool(row["reason"]) is (row["group"] == HELP):
        raise ValueError(f"needs.csv: “{row['need']}” needs a basis, and a reason unless it leads to help.")
    when = tuple(_condition(text, known, row["need"]) for text in row["when"].split())
    if not when:
        raise ValueError(f"needs.csv: “{row['need']}” says not when it holds.")
    return Need(row["need"], when, row["group"], codes, row["reason"])


def _condition(text: str, known: Mapping[str, set[str]], need: str) -> Condition:
    question, _equals, answers = text.partition("=")
    negated = question.endswith("!")
    question, wanted = question.removesuffix("!"), frozenset(answers.split("|"))
    if not wanted <= known.get(question, set()) | {SKIPPED}:
        raise ValueError(f"needs.csv: “{need}” asks for “{text}”, which is no question with such answers.")
    return Condition(question, wanted, negated)
