"""Whoever is erased has no letters in the demo's mailbox either; others keep theirs."""

from datetime import UTC, datetime

import pytest

from tests.cast import IDA, OSCAR
from tests.makers import make_published
from tests.signing import make_signed
from undersigned.mail.actions.put_in_mailbox import put_in_mailbox
from undersigned.mail.queries import mailbox as letters_in
from undersigned.mail.rules import Letter
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db


def test_the_erased_have_no_letters_left() -> None:
    now = datetime.now(UTC)
    make_signed(make_published(now), OSCAR, now=now)
    for person in (OSCAR, IDA):
        put_in_mailbox(Letter(to=person.email, subject="Please confirm", text="t", html="h"), now=now)
    assert erase(signature_id=Signature.objects.get().pk, email=OSCAR.email, now=now)
    assert [letter.to for letter in letters_in()] == [IDA.email]
