"""What was taken down: nothing of its text is told to anybody any more, by letter or on a page."""

from datetime import datetime

import pytest

from tests.cast import OSCAR
from tests.makers import make_published
from tests.moderation.deciding import WORDS
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_staff, publish_all
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.queries.desk import titles_of
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
