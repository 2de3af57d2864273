"""People who report and reply, and what came of it."""

from datetime import datetime

from undersigned.accounts.rules import token_of
from undersigned.petitions.models import Petition
from undersigned.reports.actions.ask_reply import ask_reply
from undersigned.reports.actions.confirm_reply import confirm_reply
from undersigned.reports.actions.report import report
from undersigned.reports.fields import reply_key
from undersigned.reports.models import Reply
from undersigned.reports.rules.forms import ReplyWish, ReportWish
from undersigned.reports.rules.reporting import Reason

PRESS = "press@railways.example"


def make_report(
    petition: Petition,
    *,
    now: datetime,
    reason: Reason = Reason.LIBEL,
    words: str = "The third sentence is not true.",
    email: str = "",
    network: str = "192.0.2.7",
    is_trapped: bool = False,
) -> None:
    wish = ReportWish(reason, words, email, is_trapped)
    report(slug=petition.slug, wish=wish, network=network, language="en", now=now)


def make_asked(
    petition: Petition,
    *,
    now: datetime,
    name: str = "Brambleworth Railways",
    email: str = PRESS,
    text: str = "The last train leaves at 23:10 since March.",
    network: str = "192.0.2.8",
) -> str:
    """The token of the link that would be mailed; "" where nothing was kept."""
    before = set(Reply.objects.values_list("pk", flat=True))
    wish = ReplyWish(name, "Press office", email, text)
    ask_reply(slug=petition.slug, wish=wish, network=network, language="en", now=now)
    new = Reply.objects.exclude(pk__in=before).first()
    return token_of(new.pk, key=reply_key()) if new else ""


def make_waiting(petition: Petition, *, now: datetime, **more: str) -> Reply:
    """A reply whose address is confirmed."""
    assert confirm_reply(token=make_asked(petition, now=now, **more), now=now)
    return Reply.objects.latest("confirmed_at")
