"""What the guide's pages are about; a page names one to three of these."""

from dataclasses import dataclass

from app.core.words import N_


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic by its permanent code; the words are to be translated by the caller."""

    code: str
    label: str
    summary: str


TOPICS = (
    Topic("starting", N_("Starting"), N_("What must be true before the first dose.")),
    Topic("safety", N_("Safety"), N_("The dangers, and how to stay clear of them.")),
    Topic("side-effects", N_("Side effects"), N_("What often happens, and when to call.")),
    Topic("living", N_("Living with it"), N_("Daily life, missed doses, pain, travel and stopping.")),
    Topic("alcohol", N_("Alcohol"), N_("Naltrexone for people who want to drink less or not at all.")),
    Topic("opioids", N_("Opioids"), N_("Naltrexone after opioids, and the other medicines.")),
    Topic("comparing", N_("Comparing medicines"), N_("What each medicine does, and what it does not.")),
    Topic("cost", N_("Cost"), N_("Prices, insurance and how to buy it with care.")),
    Topic("access", N_("Access and policy"), N_("Who may prescribe it, and how to find care.")),
)
BY_CODE = {topic.code: topic for topic in TOPICS}
