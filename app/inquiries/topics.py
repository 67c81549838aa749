"""What a person may write about: each topic has its queue, its own few questions, and its time of keeping."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.words import N_

# How a person wants the answer; `CODE` means that they look for it themselves.
CODE, EMAIL, PHONE = "code", "email", "phone"


class Topic(StrEnum):
    """Why somebody writes. The last two are never chosen on the contact form: their pages give them."""

    FINDING_CARE = "finding-care"
    LISTING = "listing"
    CENTER = "center"
    AGENCY = "agency"
    PRIVACY = "privacy"
    PRESS = "press"
    REPORT = "report"
    TO_CENTER = "to-center"


@dataclass(frozen=True, slots=True)
class Asked:
    """One short question of a topic: the name it is kept under, its label and a hint."""

    name: str
    label: str
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What a topic is called, who reads it, and how long it is kept.

    `days` count from the last message; whatever happens, nothing outlives `most_days` from the first.
    """

    label: str
    meaning: str
    reader: str
    days: int
    most_days: int
    asked: tuple[Asked, ...] = ()


_US = N_("the people who run Wayhome")

# Days of keeping follow the data inventory: what a seeker wrote 30 days, the rest 90, privacy requests a year.
ABOUT: dict[Topic, About] = {
    Topic.FINDING_CARE: About(
        N_("Help finding care"),
        N_("You look for treatment, for yourself or for someone else."),
        _US,
        days=30,
        most_days=90,
        asked=(
            Asked("where", N_("Where should it be?"), N_("A ZIP code or a town is enough.")),
            Asked("pay", N_("How would it be paid?"), N_("For example Medicaid, a private plan, or “no insurance”.")),
        ),
    ),
    Topic.LISTING: About(
        N_("A mistake in a listing"),
        N_("Something we say of a center is wrong or out of date."),
        _US,
        days=90,
        most_days=180,
        asked=(
            Asked("center", N_("Which center?"), N_("Its name and town, or the address of its page."), required=True),
        ),
    ),
    Topic.CENTER: About(
        N_("I work at a center"),
        N_("You want to see to your own page, or to be listed."),
        _US,
        days=90,
        most_days=180,
        asked=(
            Asked("center", N_("Name and town of your center"), required=True),
            Asked("role", N_("What do you do there?")),
        ),
    ),
    Topic.AGENCY: About(
        N_("I refer people to treatment"),
        N_("Your agency, court, clinic or school sends people to care."),
        _US,
        days=90,
        most_days=180,
        asked=(Asked("agency", N_("Name of your agency, and its state"), required=True),),
    ),
    Topic.PRIVACY: About(
        N_("A request about your data"),
        N_("You want to see, get or erase what we hold about you."),
        _US,
        days=365,
        most_days=365,
        asked=(Asked("code", N_("The code of your message, if it is about one")),),
    ),
    Topic.PRESS: About(
        N_("Press"),
        N_("You write, film or study, and have a question."),
        _US,
        days=90,
        most_days=180,
        asked=(
            Asked("outlet", N_("Who do you work for?")),
            Asked("deadline", N_("When do you need an answer?")),
        ),
    ),
    Topic.REPORT: About(N_("A report about a center"), N_("A fact on its page is wrong."), _US, days=90, most_days=180),
    Topic.TO_CENTER: About(
        N_("A message to a center"),
        N_("Your words go to this center and to nobody else."),
        N_("the intake staff of this center"),
        days=30,
        most_days=90,
        asked=(
            Asked("when", N_("When could you come or talk?"), N_("For example “weekday mornings” or “after 5 pm”.")),
            Asked("pay", N_("How would it be paid?"), N_("For example Medicaid, a private plan, or “no insurance”.")),
        ),
    ),
}
CONTACT_TOPICS = [topic for topic in Topic if topic not in {Topic.REPORT, Topic.TO_CENTER}]
