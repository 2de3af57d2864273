"""A good form for every address that takes one, so that whoever may send it is let through and nobody else."""

from collections.abc import Mapping

Forms = Mapping[str, Mapping[str, str]]

WORDS = "The second sentence is not true."
STORY = "The last train leaves at 21:40.\n\nWe ask for one at 23:10."
TITLE = "A later train to Kavakdere"
WHY = {"words": WORDS, "code": "unclear"}
SIGNER = {"name": "Ann Example", "email": "ann@filled.example", "country": "GB", "version": "{version}-en"}

FILLED: Mapping[str, Forms] = {
    "public:sign": {"sign": SIGNER},
    "public:report": {"report": {"reason": "libel", "words": WORDS, "email": "ann@filled.example"}},
    "public:reply": {"reply": {"name": "Ferries", "office": "Board", "email": "press@filled.example", "text": WORDS}},
    "public:support": {"support": {**SIGNER, "text": "{text}"}},
    "public:code": {"code": {"handle": "{handle}", "code": "{code}"}},
    "public:resend": {"resend": {"handle": "{handle}"}},
    "public:confirm": {"confirm": {"act": "confirm"}, "refuse": {"act": "refuse"}},
    "public:objection": {"object": {"words": WORDS}},
    "signer:ask": {"ask": {"email": "ann@filled.example"}},
    "signer:proof": {"promise": {"ticket": "{ticket}", "act": "promise"}},
    "signer:mine": {"open": {"act": "open"}, "erase": {"act": "erase_now", "signature": "{signature}"}},
    "start:title": {"title": {"title": TITLE}},
    "start:addressees": {"add": {"name": "Ferries", "act": "add"}},
    "start:story": {"story": {"story": STORY}},
    "start:story_preview": {"story": {"story": STORY}},
    "start:photo": {"words": {"caption": "The ferry", "link": ""}},
    "start:sources": {"source": {"title-1": "Timetable", "link-1": "https://ferries.example/"}},
    "start:terms": {"terms": {"language": "en", "handover": "number"}},
    "start:hand_in": {"hand_in": {"name": "Ann Example", "email": "ann@filled.example"}},
    "desk:sign_in": {
        "link": {"act": "link", "email": "ann@filled.example"},
        "password": {"act": "password", "login": "judge@staff.example", "password": "{password}"},
    },
    "desk:password": {"set": {"password": "long-and-unguessed-2718"}},
    "desk:edit": {"edit": {"title": TITLE, "story": STORY}},
    "desk:exchange_link": {"exchange": {"number": "0"}},
    "desk:appeal": {"appeal": {"words": WORDS}},
    "staff:factor": {"code": {"code": "000000"}},
    "staff:set_up": {"add": {"name": "Phone", "code": "000000"}},
    "staff:own": {
        "codes": {"act": "codes"},
        "remove": {"act": "remove", "factor": "{factor}"},
        "end": {"act": "end", "session": "{session}"},
        "end_others": {"act": "end_others"},
    },
    "staff:people": {
        "grant": {"act": "grant", "email": "ann@filled.example", "role": "moderator", "reason": WORDS},
        "withdraw": {"act": "withdraw", "account": "{judge}", "why": WORDS},
    },
    "staff:proposals": {
        "approve": {"act": "approve", "proposal": "{proposal}"},
        "cancel": {"act": "cancel", "proposal": "{proposal}", "why": WORDS},
    },
    "staff:put_back": {"propose": {"reason": WORDS}},
    "staff:delete": {"propose": {"code": "unclear", "reason": WORDS}},
    "staff:export": {
        "propose": {"act": "propose", "purpose": "news", "reason": WORDS},
        "take": {"act": "take", "export": "{session}"},
        "destroy": {"act": "destroy", "export": "{session}"},
    },
    "staff:turn": {"off": {"reason": WORDS}, "on": {"turn": "on"}},
    "staff:held": {
        "release": {"act": "release", "row": "{held}", "words": WORDS},
        "refuse": {"act": "refuse", "row": "{held}", "words": WORDS},
    },
    "staff:lists": {
        "try": {"act": "try", "subject": "domain", "value": "forged.example", "effect": "hold", "note": WORDS},
        "add": {
            "act": "add",
            "tried": "domain forged.example",
            "subject": "domain",
            "value": "forged.example",
            "effect": "hold",
            "note": WORDS,
        },
        "remove": {"act": "remove", "entry": "{entry}", "why": WORDS},
    },
    "staff:alarms": {
        "ring": {"act": "ring", "petition": "", "hours": "3", "words": WORDS},
        "end": {"act": "end", "alarm": "0", "why": WORDS},
    },
    "staff:new_campaign": {"plan": {"pattern": "forged*@*"}, "fill": {"act": "fill", "pattern": "forged*@*"}},
    "staff:campaign": {
        "look": {"act": "look"},
        "start": {"act": "start", "reason": "bot", "start-words": WORDS},
        "undo": {"act": "undo", "undo-words": WORDS},
        "pause": {"act": "pause"},
        "resume": {"act": "resume"},
    },
    "staff:objections": {
        "accept": {"act": "accept", "objection": "{objection}", "answer": WORDS},
        "decline": {"act": "decline", "objection": "{objection}", "answer": WORDS},
    },
    "staff:language": {"choose": {"language": "tr", "here": "/staff/"}},
    "staff:edit": {"edit": {"title": TITLE, "story": STORY, "words": WORDS, "revision": "{revision}"}},
    "staff:publish": {"publish": {"revision": "{revision}"}},
    "staff:refuse": {"refuse": WHY},
    "staff:correct": {"correct": WHY},
    "staff:stop": {"stop": WHY},
    "staff:take_down": {"take_down": WHY},
    "staff:reopen": {"reopen": {"words": WORDS}},
    "staff:hide": {"hide": {**WHY, "part": "starter_name"}},
    "staff:show": {"show": {"part": "starter_name"}},
    "staff:note": {"note": {"note": WORDS}},
    "staff:grant": {"grant": {"answer": WORDS}},
    "staff:uphold": {"uphold": {"answer": WORDS}},
    "staff:reports_of": {
        "open": {"act": "open"},
        "leave": {"act": "leave", "until": "{until}", "words": WORDS},
        "acted": {"act": "acted", "until": "{until}", "words": WORDS},
    },
    "staff:reports": {"urgent": {"urgent_from": "3"}},
    "staff:reply": {
        "open": {"act": "open"},
        "accept": {"act": "accept", "words": WORDS},
        "refuse": {"act": "refuse", "words": WORDS},
        "take_back": {"act": "take_back", "words": WORDS},
    },
    "staff:signatures": {
        "find": {"act": "find", "email": "ann@filled.example", "why": WORDS},
        "remove": {"act": "remove", "signature": "{signature}", "reason": "bot", "words": WORDS},
        "restore": {"act": "restore", "signature": "{signature}", "words": WORDS},
        "tally": {"act": "tally"},
    },
}
"""By address and act. What stands in braces tests/web/standings.py tells: of the petition, or of something on it."""
WITHOUT_FIELDS = frozenset(
    {
        "plain:witness-add-checkpoint",
        "public:reply_link",
        "start:preview",
        "start:check_mail",
        "start:another",
        "desk:sign_in_link",
        "desk:sign_out",
        "desk:resubmit",
        "desk:close",
        "staff:hold",
        "staff:take_over",
        "staff:let_go",
    }
)
"""Buttons: an empty form is all that they send. (Programs send checkpoints to a witness, and no form.)"""
