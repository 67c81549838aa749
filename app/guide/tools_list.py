"""The guide's small tools: each has a door under /naltrexone/tools/ and a place on the hub."""

from dataclasses import dataclass

from app.core.words import N_


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool by its part of the address, and what it is for; both sentences are to be translated by the caller."""

    slug: str
    title: str
    summary: str

    @property
    def url(self) -> str:
        """The tool's address."""
        return f"/naltrexone/tools/{self.slug}"


TOOLS = (
    Tool(
        "opioid-free-interval",
        N_("How long without opioids first?"),
        N_("See the least wait for what you took, and what to ask before the first dose."),
    ),
    Tool(
        "next-shot",
        N_("I need my next shot by a date"),
        N_("Find who gives the monthly shot near you, and what to ask on the phone."),
    ),
    Tool(
        "medicines-compared",
        N_("Medicines side by side"),
        N_("Naltrexone beside the other medicines for alcohol and opioids."),
    ),
    Tool(
        "is-it-for-me",
        N_("Is it for me?"),
        N_("A list to go through before you talk with a clinician."),
    ),
    Tool(
        "side-effects",
        N_("What to do about a side effect"),
        N_("What often passes, when to call, and when to call 911."),
    ),
    Tool(
        "interactions",
        N_("Does it go with my other medicines?"),
        N_("Look up a medicine, and see what to ask a pharmacist."),
    ),
    Tool(
        "visit-sheet",
        N_("Sheet for my visit"),
        N_("Choose your questions and print them for the doctor."),
    ),
    Tool(
        "wallet-card",
        N_("Emergency wallet card"),
        N_("A card that tells helpers that you take naltrexone."),
    ),
    Tool(
        "shot-calendar",
        N_("Shot calendar"),
        N_("Put the dates of the monthly shot into your own calendar."),
    ),
    Tool(
        "alcohol-self-check",
        N_("Alcohol self-check"),
        N_("Three questions about drinking. The answers stay with you."),
    ),
    Tool(
        "surgery-note",
        N_("Note for surgery and pain"),
        N_("What to tell the surgeon, the dentist or the emergency room."),
    ),
    Tool(
        "leaving-checklist",
        N_("Leaving jail, hospital or rehab"),
        N_("What to have in hand on the day you walk out."),
    ),
)
BY_SLUG = {tool.slug: tool for tool in TOOLS}
