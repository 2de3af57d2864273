"""What was taken down or stopped: what is told of it, by letter and on pages, and what is not any more."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests.cast import OSCAR, SUHARSA
from tests.makers import make_published
from tests.moderation.deciding import WORDS, handed_in, second_moderator, starter_of
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_staff, publish_all
from undersigned.moderation.actions.answer_appeal import answer_appeal
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.put_back import put_back
from undersigned.moderation.actions.reopen import reopen
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.queries import appealable, original_of
from undersigned.moderation.rules import OriginalMissing
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import titles_of
from undersigned.petitions.rules.states import State
from undersigned.reports.actions.act import act
from undersigned.reports.actions.report import report
from undersigned.reports.models import Report
from undersigned.reports.rules.forms import ReportWish
from undersigned.reports.rules.reporting import Reason
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.mine import own_signatures
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db

TITLE = "Ambrose embezzled the bridge"
HIDDEN = "Title hidden by the people who run this site"


@pytest.mark.usefixtures("house")
def test_whoever_signed_or_reported_it_reads_no_title_any_more(now: datetime, mailbox: PostOffice) -> None:
    petition, nora = make_published(now, title=TITLE), make_staff(now=now)
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    later = publish_all(now=now)
    [own] = own_signatures(OSCAR.email, "en")
    assert own.title == TITLE
    wish = ReportWish(Reason.OTHER, "He has not.", "ambrose@mail.example")
    report(slug=petition.slug, wish=wish, network="192.0.2.1", language="en", now=later)
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=later)
    act(petition_id=petition.pk, until=Report.objects.get().pk, words="It is down.", by=nora, now=later)
    signed = Signature.objects.values_list("pk", flat=True)
    remove(signature_ids=list(signed), reason="bot", by="site", now=later)
    deliver_all(now=later)
    for reader in (OSCAR.email, "ambrose@mail.example"):
        letter = mailbox.last(reader)
        assert HIDDEN in letter.text
        assert "Ambrose" not in letter.subject + letter.text
    [own] = own_signatures(OSCAR.email, "en")
    assert (own.title, own.language) == (HIDDEN, "en")
    petition.refresh_from_db()
    assert titles_of([petition]) == {petition.pk: TITLE}


@pytest.mark.parametrize("act", [stop, take_down])
def test_a_duplicate_leads_to_what_asks_for_the_same(act: Callable[..., object], now: datetime) -> None:
    petition, original, nora = (
        make_published(now),
        make_published(now, title="The first night train"),
        make_staff(now=now),
    )
    act(petition_id=petition.pk, words=WORDS, code="duplicate", original=original.slug, by=nora, now=now)
    link = f'<a href="/en/petitions/{original.slug}/">The petition that asks for the same</a>'
    assert link in page_of(petition)
    hide(petition_id=original.pk, part="title", words=WORDS, code="person", by=nora, now=now)
    first = original.slug
    original.refresh_from_db()
    assert link.replace(first, original.slug) in page_of(petition)
    take_down(petition_id=original.pk, words=WORDS, code="person", by=nora, now=now)
    assert "The petition that asks for the same" not in page_of(petition)


@pytest.mark.parametrize("way", ["appeal", "proposal"])
@pytest.mark.parametrize(("code", "told"), [("person", ("person", WORDS)), ("libel", ("", ""))])
def test_what_was_stopped_before_stands_again_stopped(
    way: str, code: str, told: tuple[str, str], now: datetime
) -> None:
    nora, oscar = make_staff(now=now), second_moderator(now)
    petition = handed_in(now, publication="immediate")
    stop(petition_id=petition.pk, words=WORDS, code=code, by=nora, now=now)
    take_down(petition_id=petition.pk, words="An order.", code="court", by=nora, now=now)
    if way == "appeal":
        appeal(petition_id=petition.pk, words="It is lifted.", by=starter_of(petition), now=now)
        answer_appeal(petition_id=petition.pk, is_granted=True, words="It is.", by=oscar, now=now)
    else:
        put_back(subject=petition.pk, detail="", reason="It is lifted.", by=nora, now=now)
    petition.refresh_from_db()
    assert (petition.state, petition.is_stopped) == (State.CLOSED, True)
    assert (petition.decision_code, petition.decision_text) == told
    standing = appealable(petition, now)
    assert standing is not None
    assert standing.kind == "stop"


def test_what_was_opened_again_since_its_stop_stands_again_closed(now: datetime) -> None:
    nora, petition = make_staff(now=now), handed_in(now, publication="immediate")
    stop(petition_id=petition.pk, words=WORDS, code="person", by=nora, now=now)
    reopen(petition_id=petition.pk, words=WORDS, by=nora, now=now)
    take_down(petition_id=petition.pk, words="An order.", code="court", by=nora, now=now)
    put_back(subject=petition.pk, detail="", reason="It is lifted.", by=nora, now=now)
    petition.refresh_from_db()
    assert (petition.state, petition.is_stopped, petition.decision_code) == (State.CLOSED, False, "")
    assert appealable(petition, now) is None


def test_the_original_of_a_duplicate_is_found_by_whichever_address(now: datetime) -> None:
    petition, original, nora = make_published(now), make_published(now, title="The first"), make_staff(now=now)
    old = original.slug
    assert original_of("duplicate", f"http://testserver/en/petitions/{old}/?utm=1#sign", petition.pk) == original
    hide(petition_id=original.pk, part="title", words=WORDS, code="person", by=nora, now=now)
    assert original_of("duplicate", old, petition.pk) == original
    for wrong in ("", "\x00", old + "x", f"/en/petitions/{petition.slug}/count/"):
        with pytest.raises(OriginalMissing):
            original_of("duplicate", wrong, petition.pk)


def test_a_part_that_is_shown_again_while_all_is_taken_down(now: datetime, mailbox: PostOffice) -> None:
    nora, oscar, petition = (
        make_staff(now=now),
        second_moderator(now),
        handed_in(now, starter=SUHARSA, publication="immediate"),
    )
    hide(petition_id=petition.pk, part="starter_name", words=WORDS, code="privacy", by=nora, now=now)
    appeal(petition_id=petition.pk, words="It is right.", by=starter_of(petition), now=now)
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=now)
    answer_appeal(petition_id=petition.pk, is_granted=True, words="It is.", by=oscar, now=now)
    deliver_all(now=now)
    letter = mailbox.last(SUHARSA.email).text
    assert "not hidden any more: the starter's name. The petition itself is taken down for now" in letter
    assert "Here is its page" not in letter


def page_of(petition: Petition) -> str:
    return str(Client().get(f"/en/petitions/{petition.slug}/").content.decode())
