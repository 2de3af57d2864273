"""Supporters: from the form under the secret link to a signature that the log holds, and every way out of it."""

from datetime import datetime
from typing import Any

import pytest

from tests.cast import BEN, IDA, MEHTAP, NORA, OSCAR, SUHARSA, VICTOR, Y
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_signed, make_staff, publish_all, states_of, token_in
from tests.supporting import (
    ask,
    choose,
    confirmed,
    events,
    fresh,
    make_asked,
    make_gathering,
    make_supporter,
    moderated,
    work,
)
from undersigned.accounts.models import Account
from undersigned.ledger.queries import shown_count
from undersigned.moderation.actions.publish import publish
from undersigned.petitions.models import Petition, TextVersion
from undersigned.petitions.queries.findings import findings as petition_findings
from undersigned.petitions.queries.supporting import gathering_of
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.count_supporters import count_supporters
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.findings import findings
from undersigned.signatures.letter_pages import letter_of
from undersigned.signatures.mine import own_signatures
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import find_signature, has_signatures
from undersigned.signatures.rules.outcomes import PetitionNotOpen, Signed, Standing, SupportClosed
from undersigned.signatures.supporters import supporters_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asking(house: object, settings: Any) -> None:
    choose(settings)


@pytest.fixture
def petition(now: datetime) -> Petition:
    return make_gathering(now)


def test_a_confirmed_petition_waits_for_supporters_under_its_fixed_text(petition: Petition, now: datetime) -> None:
    assert (petition.state, petition.published_at, events(petition)) == ("gathering", None, [])
    gathering, version = gathering_of(petition.pk), TextVersion.objects.get(petition=petition)
    assert gathering is not None
    assert gathering.text_hash == version.text_hash != ""
    assert "supported_moderated" in petition.rules_text
    assert (confirmed(petition), gathering.needed) == (0, 2)
    assert petition_findings() == []
    assert list(findings(now)) == []


def test_who_signs_counts_when_the_mailbox_has_confirmed(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    link = make_asked(petition, OSCAR, mailbox=mailbox, now=now)
    assert (confirmed(petition), states_of(petition, OSCAR)) == (0, ["pending"])
    first, again = confirm(token=link, now=now), confirm(token=link, now=now)
    assert first is not None
    assert again is not None
    assert (first.first_time, first.is_support, first.grounds) == (True, True, None)
    assert (again.first_time, again.is_support) == (False, True)
    assert (confirmed(petition), states_of(petition, OSCAR), events(petition)) == (1, ["supporting"], [])
    assert list(findings(now)) == []


def test_the_letter_says_what_it_is_and_leads_to_the_text(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    link = make_asked(petition, OSCAR, mailbox=mailbox, now=now)
    letter = mailbox.last(OSCAR.email)
    assert "one of its first supporters" in letter.text
    assert "/petitions/" not in letter.text
    page = letter_of(link, now)
    assert page is not None
    assert (page.standing, page.is_ahead, page.is_changed) == (Standing.WAITING, True, False)


def test_signing_again_moves_nothing_and_only_the_mailbox_hears_of_it(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    assert isinstance(ask(petition, OSCAR, now=now), Signed)
    deliver_all(now=now)
    assert (confirmed(petition), states_of(petition, OSCAR)) == (1, ["supporting"])
    assert "You have signed already" in mailbox.last(OSCAR.email).subject


def test_without_the_link_nobody_signs(petition: Petition, now: datetime) -> None:
    from tests.signing import make_request

    [outcome] = sign([make_request(petition, OSCAR)], now=now)
    assert isinstance(outcome, PetitionNotOpen)
    assert not has_signatures(petition.pk)


def test_the_starters_own_signature_is_counted_apart(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    make_supporter(petition, MEHTAP, mailbox=mailbox, now=now)
    found = supporters_of(petition)
    assert found is not None
    assert (found.confirmed, found.has_starter, found.missing) == (0, True, 2)
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    work(now)
    assert fresh(petition).state == "gathering"
    make_supporter(petition, IDA, mailbox=mailbox, now=now)
    work(now)
    assert fresh(petition).state == "held"


def test_with_enough_it_waits_for_a_moderator_and_the_starter_hears_of_it(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    held = moderated(petition, mailbox, now)
    assert held.submitted_at == now
    deliver_all(now=now)
    letter = mailbox.last(MEHTAP.email)
    assert "has its supporters" in letter.subject
    assert "the 2 supporters" in letter.text
    assert isinstance(ask(held, SUHARSA, now=now), SupportClosed)
    assert events(held) == []


def test_where_nobody_reads_first_it_is_public_at_once_and_all_count(
    petition: Petition, now: datetime, mailbox: PostOffice, settings: Any
) -> None:
    choose(settings, "supported")
    for person in (MEHTAP, OSCAR, IDA):
        make_supporter(petition, person, mailbox=mailbox, now=now)
    work(now)
    assert fresh(petition).state == "published"
    assert events(petition) == ["open", "sign", "sign", "sign"]
    shown = publish_all(now=now)
    assert shown_count(petition.pid, shown).count == 3
    deliver_all(now=now)
    assert "is published" in mailbox.last(MEHTAP.email).subject
    assert petition_findings() == []
    assert list(findings(now)) == []


def test_published_by_a_moderator_the_supporters_are_counted_behind_open(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    held = moderated(petition, mailbox, now)
    publish(petition_id=held.pk, by=make_staff(now=now), revision=held.revision, now=now)
    work(now)
    assert events(held) == ["open", "sign", "sign"]
    count_supporters(petition_id=held.pk, now=now)
    assert events(held) == ["open", "sign", "sign"]
    shown = publish_all(now=now)
    assert shown_count(held.pid, shown).count == 2
    assert states_of(held, OSCAR) == ["counted"]
    assert gathering_of(held.pk).text_hash == TextVersion.objects.get(petition=held).text_hash  # type: ignore[union-attr]


def test_the_starter_of_what_was_supported_is_not_told_that_the_text_can_be_changed(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    held = moderated(petition, mailbox, now)
    Account.objects.filter(role="").update(language="en")
    publish(petition_id=held.pk, by=make_staff(now=now), revision=held.revision, now=now)
    work(now)
    deliver_all(now=now)
    [told] = [letter.text for letter in mailbox.to(MEHTAP.email) if "is published and can be signed" in letter.text]
    assert "The text stays as it was signed" in told
    assert "you can change the text" not in told


def test_who_signed_in_time_may_confirm_while_it_is_read_and_after_it_is_public(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    early, late = (make_asked(petition, person, mailbox=mailbox, now=now) for person in (SUHARSA, Y))
    held = moderated(petition, mailbox, now)
    supported = confirm(token=early, now=now)
    assert supported is not None
    assert supported.is_support
    publish(petition_id=held.pk, by=make_staff(now=now), revision=fresh(held).revision, now=now)
    work(now)
    signed = confirm(token=late, now=now)
    assert signed is not None
    assert (signed.is_support, signed.first_time) == (False, True)
    assert events(held) == ["open", *["sign"] * 4]


def test_a_click_between_publication_and_counting_counts_once(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    held = moderated(petition, mailbox, now)
    publish(petition_id=held.pk, by=make_staff(now=now), revision=held.revision, now=now)
    again = confirm(token=token_in(mailbox.last(OSCAR.email)), now=now)
    assert again is not None
    assert not again.is_support
    assert events(held) == ["open", "sign"]
    work(now)
    assert events(held) == ["open", "sign", "sign"]


@pytest.mark.parametrize("leave", ["withdraw", "erase"])
def test_who_leaves_before_publication_lowers_the_number_and_the_log_never_knew(
    petition: Petition, now: datetime, mailbox: PostOffice, leave: str
) -> None:
    one = make_supporter(petition, OSCAR, mailbox=mailbox, now=now).signature_id
    assert confirmed(petition) == 1
    if leave == "withdraw":
        assert withdraw(signature_id=one, now=now)
        assert Signature.objects.get(pk=one).sealed in (b"", memoryview(b""))
    else:
        assert erase(signature_id=one, email=OSCAR.email, now=now)
        assert not Signature.objects.filter(pk=one).exists()
    assert (confirmed(petition), events(petition)) == (0, [])
    make_supporter(petition, IDA, mailbox=mailbox, now=now)
    work(now)
    assert fresh(petition).state == "gathering"
    assert list(findings(now)) == []


def test_a_supporter_finds_it_among_their_own_signatures(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    [own] = own_signatures(OSCAR.email, "en")
    assert (own.state, own.is_public, own.is_supporting, own.is_standing) == ("supporting", False, True, False)
    assert [one.state for one in find_signature(petition.slug, OSCAR.email)] == ["supporting"]


def test_whose_name_was_misused_refuses_as_ever(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    link = make_asked(petition, VICTOR, mailbox=mailbox, now=now)
    assert refuse(token=link, now=now)
    assert (states_of(petition, VICTOR), has_signatures(petition.pk)) == (["refused"], False)


def test_two_of_a_household_support_with_one_address(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    for person in (IDA, BEN):
        make_supporter(petition, person, mailbox=mailbox, now=now)
    assert confirmed(petition) == 2


def test_a_setting_that_changes_does_not_move_the_mark(
    petition: Petition, now: datetime, mailbox: PostOffice, settings: Any
) -> None:
    choose(settings, supporters=20)
    assert moderated(petition, mailbox, now).state == "held"


def test_screening_doubts_supporters_as_it_doubts_signers(petition: Petition, now: datetime) -> None:
    caught = ask(petition, NORA, now=now, website="https://spam.example")
    assert isinstance(caught, Signed)
    assert states_of(petition, NORA) == ["refused"]
    assert confirmed(petition) == 0


def test_a_public_petition_takes_nobody_by_the_link(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    held = moderated(petition, mailbox, now)
    publish(petition_id=held.pk, by=make_staff(now=now), now=now)
    assert isinstance(ask(held, Y, now=now), SupportClosed)
    assert isinstance(make_signed(fresh(held), Y, now=now), Signed)
