"""What a call to a center comes to: for a person who called, and for us when we check."""

from enum import StrEnum

from app.centers.freshness import Field
from app.core.words import N_


class CallOutcome(StrEnum):
    """What a person found when they called a center."""

    GOT_THROUGH = "got-through"
    WRONG_NUMBER = "wrong-number"
    NOT_TAKING = "not-taking-people"
    NOT_MY_INSURANCE = "not-my-insurance"
    NOT_THIS_MEDICINE = "not-this-medicine"


class Finding(StrEnum):
    """What we found when we checked a fact."""

    AS_LISTED = "as-listed"
    WRONG = "wrong"
    NOT_CHECKED = "not-checked"


class CheckResult(StrEnum):
    """How a check by phone ended for one field."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    NOT_ASKED = "not-asked"


class NotReached(StrEnum):
    """Why a check by phone brought nothing."""

    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"
    REFUSED = "refused"


# Which part of a listing each outcome speaks against.
DOUBTS: dict[CallOutcome, tuple[Field, ...]] = {
    CallOutcome.GOT_THROUGH: (),
    CallOutcome.WRONG_NUMBER: (Field.PHONE,),
    CallOutcome.NOT_TAKING: (Field.OPENINGS,),
    CallOutcome.NOT_MY_INSURANCE: (Field.PAYMENT,),
    CallOutcome.NOT_THIS_MEDICINE: (Field.MEDICINES,),
}
OUTCOME_LABELS = {
    CallOutcome.GOT_THROUGH: N_("I got through, and it was as listed"),
    CallOutcome.WRONG_NUMBER: N_("Wrong number, or it does not work"),
    CallOutcome.NOT_TAKING: N_("They are not taking people"),
    CallOutcome.NOT_MY_INSURANCE: N_("They do not take my insurance"),
    CallOutcome.NOT_THIS_MEDICINE: N_("They do not give this medicine"),
}
FIELD_LABELS = {
    Field.PHONE: N_("Phone number"),
    Field.ADDRESS: N_("Address"),
    Field.CARE: N_("Levels of care"),
    Field.PAYMENT: N_("Payment options"),
    Field.MEDICINES: N_("Medicines"),
    Field.SERVICES: N_("Name or other services"),
    Field.OPENINGS: N_("Openings"),
    Field.HOURS: N_("Intake hours"),
    Field.ACCESS: N_("Access"),
    Field.RULES: N_("Admission and house rules"),
    Field.COST: N_("Cost"),
    Field.INSURERS: N_("Insurance companies"),
    Field.QUALITY: N_("Signs of good care"),
    Field.STATUS: N_("Open, closed or moved"),
    Field.SHOT: N_("The monthly naltrexone shot"),
}
# What somebody who calls asks the center about each part.
QUESTIONS = {
    Field.PHONE: N_("Is this the right number for people who look for treatment?"),
    Field.ADDRESS: N_("Is this where people come?"),
    Field.CARE: N_("Do you give these kinds of care?"),
    Field.PAYMENT: N_("Can people pay in these ways?"),
    Field.MEDICINES: N_("Do you give these medicines?"),
    Field.SERVICES: N_("Are your name, your program and your web address right?"),
    Field.OPENINGS: N_("Are you taking new people now?"),
    Field.HOURS: N_("Are these your intake hours?"),
    Field.ACCESS: N_("Is this right about getting in and around?"),
    Field.RULES: N_("Are these your rules?"),
    Field.COST: N_("Is this what it costs?"),
    Field.INSURERS: N_("Do you work with these insurance companies?"),
    Field.QUALITY: N_("Is this how you work?"),
    Field.STATUS: N_("Are you open as usual, at the same place?"),
    Field.SHOT: N_("Is this right about the monthly naltrexone shot?"),
}
RESULT_LABELS = {
    CheckResult.CONFIRMED: N_("It is right"),
    CheckResult.WRONG: N_("It is wrong"),
    CheckResult.NOT_ASKED: N_("I did not ask"),
}
NOT_REACHED_LABELS = {
    NotReached.NO_ANSWER: N_("Nobody picked up, or they will call back"),
    NotReached.WRONG_NUMBER: N_("Wrong number, or it does not work"),
    NotReached.REFUSED: N_("They did not want to answer"),
}
FINDING_LABELS = {
    Finding.AS_LISTED: N_("We called the center. It says that the listing is right."),
    Finding.WRONG: N_("We called the center. You were right: the listing is wrong, and its page says so now."),
    Finding.NOT_CHECKED: N_("We called the center and could not find out. Its page says “call to check”."),
}
