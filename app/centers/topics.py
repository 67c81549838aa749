"""The closed lists of what a center may tell beyond any listing, each with the question for when it does not.

A topic's code is permanent; its words may change.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.centers.vocabulary import MEDICINE
from app.core.words import N_

_MEDICINES = frozenset().union(*(value.codes for value in MEDICINE.values if value.code != "continues-medicine"))


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to know before going: `ask` is the question to put on the phone, `why` says why it matters.

    `codes` are SAMHSA codes that already say yes.
    """

    code: str
    label: str
    ask: str
    why: str = ""
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """Topics under one heading; `ask` is the one question when nothing of the block is known."""

    code: str
    label: str
    ask: str
    topics: tuple[Topic, ...] = ()

    @property
    def by_code(self) -> Mapping[str, Topic]:
        """The topics by their codes, in the list's order."""
        return {topic.code: topic for topic in self.topics}


ADMISSION = Block(
    "admission",
    N_("Who can come"),
    N_("Is there anything that would keep you from taking me, and what must I bring?"),
    (
        Topic("age-range", N_("Age range"), N_("Which ages do you take?")),
        Topic("detox-first", N_("Detox needed first"), N_("Do I need to finish detox before I come?")),
        Topic("days-sober", N_("Days without use needed first"), N_("Must I go some days without using first?")),
        Topic("court-orders", N_("Takes people sent by a court"), N_("Do you take people sent by a court?")),
        Topic("documents", N_("ID or papers needed"), N_("Which ID or papers must I bring?")),
        Topic(
            "medicines-refused", N_("Medicines it does not allow"), N_("Are there medicines I could not keep taking?")
        ),
        Topic("limits", N_("Limits on weight or walking"), N_("Are there limits on weight, or on help with walking?")),
        Topic(
            "insurance-pending",
            N_("Takes you while insurance is pending"),
            N_("Can I start while my insurance is still being approved?"),
        ),
    ),
)
HOUSE_RULES = Block(
    "house-rules",
    N_("House rules"),
    N_("How long do people stay, and what are the rules for phones, visitors and smoking?"),
    (
        Topic("length-of-stay", N_("Length of stay"), N_("How long do people usually stay?")),
        Topic("phones", N_("Phones"), N_("May I keep my phone?")),
        Topic("visitors", N_("Visitors"), N_("May people visit me?")),
        Topic("smoking", N_("Smoking"), N_("Is smoking allowed?")),
        Topic("couples", N_("Couples"), N_("Can couples come together?")),
        Topic("pets", N_("Pets"), N_("May I bring a pet?")),
        Topic("work", N_("Leave for work"), N_("May I leave for work?")),
    ),
)
QUALITY = Block(
    "quality",
    N_("Signs of good care"),
    N_("What happens at the first visit, and what help is there when treatment ends?"),
    (
        Topic(
            "assessment",
            N_("Full assessment first"),
            N_("Will I get a full assessment before you plan my care?"),
            N_("Care works better when it is planned for you."),
            frozenset({"CSAA"}),
        ),
        Topic(
            "evidence-based",
            N_("Therapy that research supports"),
            N_("Which kinds of therapy do you use?"),
            N_("Some kinds, such as cognitive behavioral therapy, are well tested."),
            frozenset({"CBT", "DBT", "MOTI", "CRV", "CMI"}),
        ),
        Topic(
            "medicines",
            N_("Medicines for addiction"),
            N_("Which medicines for addiction can I get from you?"),
            N_("For opioids and for alcohol, medicine lowers the risk of going back to use."),
            _MEDICINES,
        ),
        Topic(
            "seen-quickly",
            N_("Seen quickly"),
            N_("How soon could I be seen?"),
            N_("Waiting is when many people give up."),
        ),
        Topic(
            "family",
            N_("Family can take part"),
            N_("Can my family take part?"),
            N_("Support at home helps people stay well."),
            frozenset({"FCO"}),
        ),
        Topic(
            "co-occurring",
            N_("Mental health treated too"),
            N_("Do you treat mental health at the same time?"),
            N_("Each is harder to treat when the other is left alone."),
            frozenset({"CO", "SUMH"}),
        ),
        Topic(
            "continuing-care",
            N_("Help after treatment ends"),
            N_("What help do I get after treatment ends?"),
            N_("Recovery goes on after the last visit."),
            frozenset({"ACC"}),
        ),
    ),
)
HOURS = Block("hours", N_("Intake hours"), N_("When can I call or come for intake? Can I walk in?"))
COST = Block("cost", N_("Cost"), N_("What will it cost me, and how much is due before I start?"))
INSURERS = Block("insurers", N_("Insurance companies"), N_("Are you in network with my insurance plan?"))
ACCESS = Block(
    "access",
    N_("Access"),
    N_("Can I get in and around with my needs: steps, bathroom, hearing, oxygen?"),
    (
        Topic("step-free", N_("Step-free entrance"), N_("Is there an entrance without steps?")),
        Topic("accessible-bathroom", N_("Accessible bathroom"), N_("Is there an accessible bathroom?")),
        Topic("accessible-bed", N_("Accessible bed"), N_("Is there an accessible bed?")),
        Topic("asl", N_("American Sign Language"), N_("Is there someone who signs ASL?"), codes=frozenset({"AH"})),
        Topic("personal-care", N_("Help with personal care"), N_("Can I get help with washing and dressing?")),
        Topic("service-animals", N_("Service animals welcome"), N_("May my service animal come with me?")),
        Topic("oxygen-cpap", N_("Oxygen or CPAP"), N_("Can I use oxygen or a CPAP machine?")),
    ),
)
