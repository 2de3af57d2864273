"""The letters of a storm: in order of age, fair between petitions, behind what is urgent, written once for many."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.cast import EVERYBODY, MALLORY, OSCAR, Person
from tests.mail.moody_office import MoodyOffice
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, MINUTE, SECOND, letter_after, post, signed, under_name, wish
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.mail.actions.claim import claim
from undersigned.mail.actions.deliver import Courier, deliver
from undersigned.mail.outboxes import Outboxed, outboxes
from undersigned.mail.queries import oldest_due, owners_waiting
from undersigned.mail.rules import FilledLetter
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.petitions.models import Petition, VersionText
from undersigned.signatures import letters as writing
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.letters import SignatureLetters
from undersigned.signatures.models import LetterPlace, Signature
from undersigned.signatures.queries import contents_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def petition(house: object, now: datetime, settings) -> Petition:
    # A storm from one domain is what screening holds back; here all of it is to leave.
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"screening": "off"})
    return make_published(now)


@pytest.fixture
def other(petition: Petition, now: datetime) -> Petition:
    return make_published(now, title="A bench by the lake")


@pytest.fixture
def office(petition: Petition, settings) -> Iterator[MoodyOffice]:
    with MoodyOffice() as office:
        settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": office.url})
        yield office


def storm(petition: Petition, name: str, number: int, now: datetime) -> list[str]:
    """So many people sign, a millisecond after each other; their addresses in that order."""
    people = [Person(f"Person {one}", f"{name}{one}@storm.example") for one in range(number)]
    for one, person in enumerate(people):
        sign([wish(petition, person)], now=now + timedelta(milliseconds=one))
    return [person.email for person in people]


def test_the_letters_of_a_storm_leave_in_order_of_age(petition: Petition, now: datetime, office: MoodyOffice) -> None:
    asked = storm(petition, "a", 150, now)
    assert post(now + MINUTE) == 150
    assert office.readers() == asked


def test_ten_letters_do_not_wait_behind_a_storm(
    petition: Petition, other: Petition, now: datetime, office: MoodyOffice
) -> None:
    storm(petition, "a", 400, now)
    few = storm(other, "b", 10, now + 30 * SECOND)
    deliver(clock=lambda: now + MINUTE, limit=60)
    assert [to for to in office.readers() if to in few] == few
    assert len(office.readers()) == 60


def test_many_small_petitions_share_with_a_large_one(
    petition: Petition, now: datetime, office: MoodyOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More petitions than a claim has room for: each has its turn."""
    monkeypatch.setattr("undersigned.mail.actions.deliver.FIRST_GUESS_SECONDS", 2.5)  # two letters a claim
    storm(petition, "a", 20, now)
    small = [make_published(now, title=f"Petition {number}") for number in range(6)]
    few = [storm(one, f"b{number}-", 1, now + SECOND)[0] for number, one in enumerate(small)]
    deliver(clock=lambda: now + MINUTE, limit=10)
    assert set(few) <= set(office.readers())


def test_who_comes_into_a_storm_to_sign_in_is_next(
    petition: Petition, now: datetime, office: MoodyOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undersigned.mail.actions.deliver.LOOKS_EVERY_SECONDS", 0.0)
    storm(petition, "a", 50, now)
    courier = Courier(clock=lambda: now + MINUTE)
    courier.carry(limit=10)
    for to in ("c@one.example", "d@two.example"):
        send_sign_in(email=to, language="en", now=now)
    courier.carry(limit=10)
    courier.close()
    assert office.readers()[10:12] == ["c@one.example", "d@two.example"]
    assert len(office.readers()) == 20


def test_letters_that_were_claimed_and_not_tried_have_lost_no_attempt(
    petition: Petition, now: datetime, office: MoodyOffice
) -> None:
    """A worker claims and dies, again and again: a minute later all leave, in order of age."""
    asked = storm(petition, "a", 20, now)
    outbox = signing_letters()
    later = now + MINUTE
    for _ in range(5):
        found = claim(outbox, turns={petition.pk: None}, share=100, now=later)
        assert len(found.rows) == 20
        assert post(later) == 0
        later += MINUTE
    assert set(Signature.objects.values_list("letter_unsettled", "letter_tries")) == {(0, 0)}
    assert post(later) == 20
    assert office.readers() == asked
    assert set(Signature.objects.values_list("letter_due", "letter_lease", "letter_end")) == {(None, None, "sent")}
    # The places under the caps were taken once.
    assert LetterPlace.objects.count() == 20


def test_a_claimed_letter_that_is_asked_for_anew_leaves_once_and_as_the_new_one(
    petition: Petition, now: datetime, office: MoodyOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undersigned.mail.actions.deliver.LOOKS_EVERY_SECONDS", 1000.0)
    asked = storm(petition, "a", 5, now)
    courier = Courier(clock=lambda: now + MINUTE)
    courier.carry(limit=1)
    sign([wish(petition, Person("Person 3", asked[3]))], now=now + SECOND)
    courier.carry(limit=100)
    courier.close()
    post(now + MINUTE)
    assert sorted(office.readers()) == asked
    assert Signature.objects.get(code_number=2).letter_number == 2


def test_a_claimed_letter_that_is_called_back_does_not_leave(
    petition: Petition, now: datetime, office: MoodyOffice
) -> None:
    storm(petition, "a", 5, now)
    courier = Courier(clock=lambda: now + MINUTE)
    courier.carry(limit=1)
    Signature.objects.filter(letter_number=1, letter_sent_at=None).update(letter_due=None)
    assert courier.carry(limit=100) == 0
    courier.close()
    assert len(office.readers()) == 1


def test_letters_to_one_mailbox_in_one_claim_know_of_each_other(
    petition: Petition, now: datetime, office: MoodyOffice
) -> None:
    """Ten a day to one address, about however many petitions."""
    for number in range(12):
        signed(make_published(now, title=f"Petition {number}"), OSCAR, now=now)
    assert post(now + MINUTE) == 10
    assert post(now + DAY) == 0
    assert post(now + DAY + 2 * MINUTE) == 2


def test_a_storm_survives_a_day_without_a_mail_server(
    petition: Petition, now: datetime, office: MoodyOffice, settings
) -> None:
    asked = storm(petition, "a", 30, now)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    for minute in range(0, 24 * 60, 20):
        assert post(now + MINUTE + minute * MINUTE) == 0
    assert oldest_due(now + DAY) == now
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": office.url})
    assert post(now + DAY) == 30
    assert office.readers() == asked
    assert set(Signature.objects.values_list("letter_sent_at", flat=True)) == {now + DAY}


def test_a_row_that_cannot_be_opened_holds_up_no_other(petition: Petition, now: datetime, office: MoodyOffice) -> None:
    asked = storm(petition, "a", 5, now)
    broken = Signature.objects.order_by("letter_due")[2]
    Signature.objects.filter(pk=broken.pk).update(sealed=b"\x01" + b"x" * 60)
    assert post(now + MINUTE) == 4
    assert office.readers() == asked[:2] + asked[3:]
    broken.refresh_from_db()
    assert (broken.letter_end, broken.letter_due, broken.letter_lease) == ("later", now + 2 * MINUTE, None)


def signing_letters() -> Outboxed:
    return next(outbox for outbox in outboxes() if isinstance(outbox, SignatureLetters))


def test_who_waits_is_asked_of_the_index(petition: Petition, other: Petition, now: datetime) -> None:
    storm(petition, "a", 5, now + SECOND)
    storm(other, "b", 5, now)
    waiting = owners_waiting(signing_letters(), now + MINUTE)
    assert list(waiting.items()) == [(other.pk, now), (petition.pk, now + SECOND)]
    assert owners_waiting(signing_letters(), now - SECOND) == {}
    assert oldest_due(now + MINUTE) == now


NAMES = ("..x", "a=b", "<b>&amp;</b>", "ş" * 60, "{{ code }} %(name)s", "J.R.R. T@lkien http://x")


def everybody() -> Iterable[Person]:
    yield from (*EVERYBODY, under_name(OSCAR, MALLORY.name))
    yield from (under_name(OSCAR, name) for name in NAMES)


@pytest.mark.parametrize("kind", ["confirm", "already"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_form_says_what_a_letter_of_its_own_would_say(
    petition: Petition, now: datetime, kind: str, language: str
) -> None:
    outbox = SignatureLetters()
    for number, person in enumerate(everybody()):
        sign([wish(petition, person, language=language, email=f"p{number}@one.example")], now=now)
    states = {"confirm": "pending", "already": "counted"}
    Signature.objects.update(state=states[kind], letter_kind=kind, language=language)
    rows = list(Signature.objects.select_related("petition"))
    assert len(rows) == len(list(everybody()))
    for row in rows:
        letter = outbox.render(row, now)
        assert isinstance(letter, FilledLetter)
        contents = contents_of(row)
        assert contents is not None
        words = writing._shared(row).words() | writing._own(row, contents)
        plain = letter.plain()
        assert (plain.subject, plain.text, plain.html) == writing._written(kind, words)
        assert (plain.to, plain.language) == (contents.email, language)


def test_a_form_follows_what_stands_in_it(petition: Petition, now: datetime, mailbox: PostOffice, settings) -> None:
    signed(petition, OSCAR, now=now)
    first = letter_after(mailbox, OSCAR, now)
    assert "A night train to Kavakdere" in first.subject
    VersionText.objects.filter(version__petition=petition).update(title="A day train to Kavakdere")
    raise_revision(petition_id=petition.pk)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"site_name": "Göl Dostları"})
    signed(petition, OSCAR, now=now + 40 * DAY)
    second = letter_after(mailbox, OSCAR, now + 40 * DAY)
    assert "A day train to Kavakdere" in second.subject
    assert "Göl Dostları" in second.text
    assert "3 May 2026" in second.text or "12 May 2026" in second.text
    assert "A night train" not in second.text + second.html + second.subject


def test_a_form_holds_nobody(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    """What is kept for many has nothing of one in it."""
    signed(petition, OSCAR, now=now)
    letter = letter_after(mailbox, OSCAR, now)
    filled = SignatureLetters().render(Signature.objects.select_related("petition").get(), now)
    assert isinstance(filled, FilledLetter)
    kept = "".join((filled.form.subject, *filled.form.text, *filled.form.html))
    for own in (OSCAR.name, "D&#x27;Angelo", OSCAR.email, letter.code, letter.link):
        assert own not in kept
