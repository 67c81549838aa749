"""The forms that people send, each said in one line, so that every fault test drives them all.

Forms follow each other as in life: somebody writes, a colleague reads it, answers, closes. STORIES holds them in that
order, and a new form is a new line in a story. `{word}` in what is typed becomes a word that nothing else holds; any
other name in braces is looked up when the form is opened, see `players.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from faults import proofs


@dataclass(frozen=True, eq=False)
class Door:
    """One form: the page it stands on, what is typed, where it `leads` (else to its page), and who sends it.

    Each time that it is sent, so many rows are added to each table (`adds`, letters among them), and the log gains the
    lines `logged`. `worked_out` gives what only the page can tell, such as the code of an app.
    """

    page: str
    typed: Mapping[str, str] = field(default_factory=dict)
    leads: str = ""
    who: str = "visitor"
    adds: Mapping[str, int] = field(default_factory=dict)
    logged: tuple[str, ...] = ()
    worked_out: Callable[..., dict[str, str]] | None = None

    def __str__(self):
        return self.leads or self.page


EMAIL = {"reply_by": "email", "reply_to": "{word}@example.org"}
PHONE = {"reply_by": "phone", "reply_to": "617-555-0134", "times": "{word}", "voicemail": "y"}
MESSAGE = {"message": "{word}", "name": "{word}", "where": "{word}", "pay": "{word}", **EMAIL}
PASSWORD = {"password": "yonder {word} sings at noon"}
ONE_LETTER = {"letter": 1}
WRITTEN, ANSWERED = {"inquiry": 1, "letter": 1}, {"reply": 1, "letter": 1}

ASK = Door("/contact?topic=finding-care", MESSAGE, adds=WRITTEN, logged=("message received",))
LISTING = Door(
    "/contact?topic=listing",
    {"message": "{word}", "center": "{word}", **PHONE},
    adds={"inquiry": 1},
    logged=("message received",),
)
TO_CENTER = Door(
    "/centers/{center}/contact",
    {"message": "{word}", "name": "{word}", **EMAIL},
    adds=WRITTEN,
    logged=("message received",),
)
REPORT = Door(
    "/centers/{center}/report",
    {"field": "phone", "right": "{word}", **EMAIL},
    adds=WRITTEN,
    logged=("message received",),
)
CALLED = Door("/centers/{center}/called", {"outcome": "wrong-number"}, adds={"called": 1}, logged=("call told",))
QUESTION = Door(
    "/naltrexone/how-it-works/ask",
    {"words": "{word}", "email": "{word}@example.org"},
    adds={"reader_question": 1},
    logged=("question asked",),
)
LETTERS = Door(
    "/naltrexone/newsletter",
    {"email": "{word}@example.org"},
    adds={"guide_subscriber": 1, "letter": 1},
    logged=("letters asked for",),
)
# What anybody may send who has done nothing before.
BEGINNINGS = (ASK, LISTING, TO_CENTER, REPORT, CALLED, QUESTION, LETTERS)


def _in_hand(home, who):
    """Return what somebody may do with a message, by the button."""
    page = f"{home}/messages/{{message}}"

    def door(verb, **facts):
        return Door(page, leads=f"{page}/{verb}", who=who, **facts)

    return {
        "read": door("read", logged=("message read",)),
        "release": door("release"),
        "note": door("note", typed={"note": "{word}"}, adds={"reply": 1}, logged=("note added",)),
        "answer": door("answer", typed={"message": "{word}"}, adds=ANSWERED, logged=("message answered",)),
        "close": door("close", logged=("message closed",)),
        "reopen": door("reopen", logged=("message reopened",)),
    }


def _one_after_the_other(of, verbs):
    return [of[verb] for verb in verbs.split()]


def _call(leads, typed=(), **facts):
    return Door("/desk/checks/{call}", dict(typed), f"/desk/checks/{{call}}/{leads}", "moderator", **facts)


def _decide(verb, typed=(), **facts):
    return Door("/desk/questions/{question}", dict(typed), f"/desk/questions/{{question}}/{verb}", "moderator", **facts)


def _own(page, typed=(), leads="", *, letters=1, **facts):
    """Return a form of somebody's own account; who changes something that keeps it safe gets a letter."""
    return Door(f"/account{page}", dict(typed), leads and f"/account{leads}", "member", {"letter": letters}, **facts)


AT_THE_DESK, IN_THE_INBOX = _in_hand("/desk", "moderator"), _in_hand("/inbox", "staff")
OPEN = _call("open", logged=("call sheet opened", "message read"))
STORIES = {
    "a message and its answer": [
        ASK,
        Door("/messages", {"code": "{code}"}),
        Door("/messages/{code}", {"message": "{word}"}, adds={"reply": 1}, logged=("message added",)),
        *_one_after_the_other(AT_THE_DESK, "read release read note answer read close read reopen"),
        Door("/messages/{code}", leads="/messages/{code}/withdraw", logged=("message withdrawn",)),
    ],
    "a correction": [LISTING],
    "a message to a center": [
        TO_CENTER,
        *_one_after_the_other(IN_THE_INBOX, "read release read note answer read close read reopen"),
        Door("/inbox", leads="/inbox/centers/{center}/stop", who="staff", logged=("messages switched off",)),
        Door("/inbox", leads="/inbox/centers/{center}/start", who="staff", logged=("messages switched on",)),
    ],
    "a report and the calls about it": [
        REPORT,
        OPEN,
        _call("release"),
        OPEN,
        _call(
            "not-reached",
            {"why": "no-answer", "next_time": "{word}"},
            adds={"check_note": 1},
            logged=("center not reached",),
        ),
        OPEN,
        _call(
            "settle",
            {"phone": "confirmed", "note": "{word}"},
            adds={"check_note": 1, "letter": 1},
            logged=("center checked",),
        ),
    ],
    "a tap": [CALLED],
    "a question that is answered": [
        QUESTION,
        _decide(
            "publish",
            # For everyone to read, so nothing that could be told from other words.
            {"words": "May one ask?", "answer": "Yes.", "cited": "PI-V", "general": "y"},
            adds={"published_question": 1, "letter": 1},
            logged=("question published",),
        ),
        _decide("withdraw", adds={"published_question": -1}, logged=("question withdrawn",)),
    ],
    "a question that is put aside": [
        QUESTION,
        _decide("decline", {"reason": "personal"}, adds=ONE_LETTER, logged=("question declined",)),
    ],
    "news of the guide": [LETTERS, Door("/guide-news/confirm/{confirmation}", logged=("letters confirmed",))],
    "a letter that failed": [
        Door(
            "/desk/letters",
            leads="/desk/letters/{failed}/again",
            who="moderator",
            logged=("letter tried again",),
        ),
    ],
    "an invitation": [
        Door("/account/links/{invitation}", {"name": "{word}", **PASSWORD}, logged=("password chosen",)),
    ],
    "a forgotten password": [
        Door("/account/forgot", {"email": "{email}"}, adds=ONE_LETTER, logged=("reset link sent",)),
        Door("/account/links/{reset}", PASSWORD, adds=ONE_LETTER, logged=("password chosen",)),
    ],
    "another address": [
        _own("/name", {"name": "{word}"}, letters=0, logged=("name changed",)),
        _own("/address", {"email": "{new_email}"}, letters=2, logged=("address change asked for",)),
        Door("/account/addresses/{new_address}", adds=ONE_LETTER, logged=("address changed",)),
    ],
    "another second proof": [
        _own("/passkeys", {"name": "{word}"}, logged=("passkey added",), worked_out=proofs.passkey),
        _own("", leads="/app/remove", logged=("authenticator app removed",)),
        _own("/app", logged=("authenticator app added",), worked_out=proofs.app_code),
        _own("/passkeys", leads="/passkeys/{passkey}/remove", logged=("passkey removed",)),
        _own("/recovery-codes", logged=("recovery codes renewed",)),
    ],
    "the end of an account": [
        _own("", leads="/sessions/{session}/end", letters=0),
        _own("", leads="/sessions/end-others", letters=0),
        _own("/password", PASSWORD, logged=("password changed",)),
        _own("/close", logged=("account closed",)),
    ],
}
# What takes whatever waits longest, whoever else is about to open it: no story for a crowd.
ALONE = {"the next one": [ASK, Door("/desk", leads="/desk/next", who="moderator", logged=("message read",))]}
# These keep nothing that a person wrote; each tries the proof anew, and a second click finds it spent.
PROOFS_OF_WHO_ONE_IS = {
    "/account/sign-in",
    "/account/sign-in/code",
    "/account/sign-in/code/passkey",
    "/account/sign-in/passkey",
    "/account/sign-in/recovery",
    "/account/sign-out",
    "/account/prove",
    "/account/prove/passkey",
}
# Its signature is the proof, and a second press finds nobody on the list.
PRESSED_BY_MAIL_PROGRAMS = {"/guide-news/leave/<string:token>"}
