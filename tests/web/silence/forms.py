"""Every form of the public addresses, filled in about an address; a form that asks for none gets one all the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

SIGNING = {"name": "{name}", "email": "{email}", "country": "GB", "version": "1-en"}
ADDRESS = {"name": "{name}", "email": "{email}", "login": "{email}"}
"""What a form that asks for no address gets beside its own fields: nobody may look at it."""
WORDS = "The second sentence is not true."
STORY = "A bell that nobody hears is no bell."


@dataclass(frozen=True)
class Way:
    """One way to fill a form in.

    `{email}`, `{name}`, `{handle}`, `{slug}` and `{text}` are put into its fields: the handle of a signing just before,
    the text that supporters read.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    browser: str = "stranger"
    """Whose browser sends it: of a stranger, of somebody with a finished draft, of a starter who is signed in."""
    petition: str = "signed"
    """Which petition the address names: the one that is signed, or one of the starter's own in this state."""
    is_screened: bool = False
    """Its letter is a signing letter: blocked and capped addresses get none, and only they and the site know."""
    status: int = 200
    asks: bool = True
    """The form asks for an address."""


def about(way: Way) -> Way:
    """The same with an address that the form does not ask for."""
    return replace(way, fields={**ADDRESS, **way.fields}, asks=False)


def drafting(fields: Mapping[str, str], status: int = 302) -> Way:
    """A step of the guided start."""
    return about(Way(fields, browser="drafting", status=status))


def starting(fields: Mapping[str, str], petition: str, status: int = 302) -> Way:
    """A form of the starter's desk."""
    return about(Way(fields, browser="starter", petition=petition, status=status))


FORMS: Mapping[str, Mapping[str, Way]] = {
    "public:sign": {
        "good": Way(SIGNING, is_screened=True),
        "name shown": Way({**SIGNING, "show_name": "on", "updates": "on"}, is_screened=True),
        "trap filled": Way({**SIGNING, "website": "https://spam.example"}),
        "country missing": Way({**SIGNING, "country": ""}, status=422),
        "older text": Way({**SIGNING, "version": "7-en"}, status=422),
        "closed": Way(SIGNING, petition="closed", status=409),
    },
    "public:support": {
        "good": Way({**SIGNING, "text": "{text}"}, petition="gathering", is_screened=True),
        "country missing": Way({**SIGNING, "country": "", "text": "{text}"}, petition="gathering", status=422),
        "other text": Way({**SIGNING, "text": "x"}, petition="gathering", status=422),
    },
    "public:code": {"wrong": Way({"handle": "{handle}", "petition": "{slug}", "code": "000000"}, status=422)},
    "public:resend": {"again": Way({"handle": "{handle}", "petition": "{slug}"}, is_screened=True)},
    "public:confirm": {
        "no link": about(Way({"act": "confirm"}, status=404)),
        "not me": about(Way({"act": "refuse"}, status=404)),
    },
    "public:objection": {"no link": about(Way({"words": WORDS}, status=404))},
    "public:report": {
        "good": Way({"reason": "libel", "words": WORDS, "email": "{email}", "website": ""}),
        "trap filled": Way({"reason": "libel", "words": WORDS, "email": "{email}", "website": "x"}),
        "reason missing": Way({"words": WORDS, "email": "{email}"}, status=422),
    },
    "public:reply": {
        "good": Way({"name": "Brambleworth Railways", "office": "Board", "email": "{email}", "text": WORDS}),
        "trap filled": Way({"name": "Railways", "office": "Board", "email": "{email}", "text": WORDS, "website": "x"}),
        "text missing": Way({"name": "Railways", "email": "{email}", "text": ""}, status=422),
    },
    "public:reply_link": {"no link": about(Way({"act": "confirm"}, status=404))},
    "signer:ask": {"good": Way({"email": "{email}"}), "with a blank": Way({"email": "{email} "})},
    "signer:proof": {"no ticket": about(Way({"ticket": "x" * 43, "act": "receipt"}, status=404))},
    "signer:mine": {
        "no link": about(Way({"act": "open"}, status=404)),
        "nobody's page": about(Way({"act": "erase_now"}, status=404)),
    },
    "start:title": {"title": drafting({"title": "A bell for the ferry", "seen": "A bell for the ferry"})},
    "start:addressees": {"another": drafting({"act": "add"})},
    "start:story": {"story": drafting({"story": STORY})},
    "start:story_preview": {"story": drafting({"story": STORY}, status=200)},
    "start:photo": {"none": drafting({"caption": "", "link": ""})},
    "start:sources": {"none": drafting({})},
    "start:terms": {"terms": drafting({"language": "en", "goal": "", "handover": "number"})},
    "start:preview": {"on": drafting({})},
    "start:hand_in": {
        "good": Way({"name": "Mehtap", "email": "{email}"}, browser="drafting"),
        "name missing": Way({"name": "", "email": "{email}"}, browser="drafting", status=422),
    },
    "start:check_mail": {"early": drafting({})},
    "start:another": {"one": drafting({})},
    "desk:sign_in": {
        "link": Way({"act": "link", "email": "{email}"}),
        "password": Way({"act": "password", "login": "{email}", "password": "wrong-password"}, status=422),
        "no password": Way({"act": "password", "login": "{email}", "password": ""}, status=422),
    },
    "desk:sign_in_link": {"no link": about(Way({}, status=404))},
    "desk:sign_out": {"out": about(Way({}, status=302))},
    "desk:password": {"of a starter": starting({"password": "long-and-unguessed-2718"}, "open")},
    "desk:edit": {"text": starting({"title": "A bell for the ferry", "story": STORY}, "open")},
    "desk:resubmit": {"corrected": starting({}, "correcting")},
    "desk:exchange_link": {"another": starting({"number": "0"}, "gathering")},
    "desk:appeal": {"words": starting({"words": WORDS}, "stopped")},
    "desk:close": {"close": starting({}, "open")},
    # Programs send checkpoints here, and no form.
    "plain:witness-add-checkpoint": {"a form": about(Way({}, status=400))},
}
"""By the names of the addresses. A new one that takes forms fails test_every_form.py until it stands here."""
