"""The verbs of the audit trail in words. Rooms above write verbs of their own; all of them are said here."""

from django.utils.translation import gettext as _

from undersigned.accounts.words import act_words


def verb_words(verb: str) -> str:
    """What was done, in the reader's language; the verb itself where nobody has found words for it."""
    known = {**_staff(), **_decisions(), **_signatures(), **_screening(), **_reports()}
    if verb in known:
        return known[verb]
    stage, _dot, act = verb.partition(".")
    return _two_person(stage, act) or verb


def _two_person(stage: str, act: str) -> str:
    templates = {
        "propose": _("Proposed: {act}"),
        "approve": _("Approved: {act}"),
        "cancel": _("Turned down: {act}"),
        "alone": _("Done after a day without a second person: {act}"),
        "failed": _("Was not possible any more: {act}"),
    }
    try:
        return templates[stage].format(act=act_words(act))
    except (KeyError, ValueError):
        return ""


def _staff() -> dict[str, str]:
    return {
        "create_staff": _("Gave a role on the console"),
        "role.grant": _("Gave a role"),
        "role.withdraw": _("Took a role away"),
        "factor.add": _("Set up a second factor"),
        "factor.codes": _("Made recovery codes"),
        "factor.recover": _("Came in by a recovery code"),
        "factor.remove": _("Removed a second factor"),
        "factor.reset": _("Took all second factors away"),
        "sessions.end": _("Signed browsers out"),
        "turn_off": _("Turned a switch off"),
        "turn_on": _("Turned a switch on"),
    }


def _decisions() -> dict[str, str]:
    return {
        "publish": _("Published"),
        "refuse": _("Refused"),
        "correct": _("Asked for a correction"),
        "edit": _("Changed the text"),
        "stop": _("Stopped signing"),
        "hide": _("Hid a part"),
        "show": _("Showed a part again"),
        "take_down": _("Took down"),
        "reopen": _("Opened again"),
        "uphold": _("Turned an appeal down"),
        "put_back": _("Showed a petition again"),
        "delete": _("Deleted a petition"),
        "petition.emptied": _("Everything about the signers of a deleted petition is gone"),
        "note": _("Wrote a note"),
        "hold": _("Kept a petition to themselves"),
        "take over": _("Took a petition over"),
        "let go": _("Let a petition go"),
    }


def _signatures() -> dict[str, str]:
    return {
        "signature.look_up": _("Looked for a signer's address"),
        "signature.remove": _("Took signatures out"),
        "signature.restore": _("Put signatures back"),
        "petition.tally": _("Published an aggregate"),
        "export.begin": _("Began a file of signers"),
        "export.made": _("A file of signers is ready"),
        "export.take": _("Took a file of signers"),
        "export.destroy": _("Destroyed a file of signers"),
        "held.look": _("Looked at letters that wait"),
        "cluster.look": _("Looked at clusters"),
        "campaign.read": _("Read what a removal campaign looks for"),
        "petition.sensitive": _("Marked a petition as sensitive"),
        "campaign.look": _("Looked at signatures of a campaign"),
        "campaign.plan": _("Planned a removal campaign"),
        "campaign.start": _("Started a removal campaign"),
        "campaign.pause": _("Paused a removal campaign"),
        "campaign.resume": _("Went on with a removal campaign"),
        "campaign.undo": _("Undid a removal campaign"),
        "objection.read": _("Read an objection"),
        "objection.accepted": _("Granted an objection"),
        "objection.declined": _("Turned an objection down"),
    }


def _screening() -> dict[str, str]:
    return {
        "release": _("Let held letters go"),
        "held.refuse": _("Refused held letters"),
        "alarm.on": _("Asked for proof of work by hand"),
        "alarm.off": _("Ended an alarm"),
        "list.try": _("Tried a line of the lists out"),
        "list allow": _("Put on the list of those let through"),
        "list hold": _("Put on the list of those held"),
        "list refuse": _("Put on the list of those refused"),
        "unlist": _("Took off a list"),
    }


def _reports() -> dict[str, str]:
    return {
        "read_reports": _("Read reports"),
        "reports_left": _("Answered reports: it stays"),
        "reports_acted": _("Answered reports: something was done"),
        "reply_accepted": _("Let a reply stand"),
        "reply_refused": _("Refused a reply"),
        "reply_taken_back": _("Took a reply back"),
        "reports_urgent": _("Changed when reports are urgent"),
        "read_reply_address": _("Read the address behind a reply"),
    }
