"""Many at once, with real connections: nobody counts twice, nobody is lost."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, connections, transaction

from tests.cast import BEN, IDA, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, letter_after, post, signed, token, under_name, wish
from undersigned.ledger.models import Event
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm, confirm_by_code
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.models import LetterPlace, Signature
from undersigned.signatures.queries import find_signature
from undersigned.signatures.rules.outcomes import Signed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised; each on a thread and a connection of its own, all let go together."""
    answers: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            answers[place] = act()
        except Exception as fault:
            answers[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place, act]) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def test_twenty_confirmations_at_once_count_once(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    answers = at_once(*[lambda: confirm(token=link, now=now)] * 20)
    assert sorted(answer.first_time for answer in answers) == [False] * 19 + [True]  # type: ignore[attr-defined]
    assert Event.objects.filter(type="sign").count() == 1


def test_wrong_codes_at_once_are_all_counted(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    code = letter_after(mailbox, OSCAR, now).code
    wrong = [f"{(int(code) + step) % 1_000_000:06d}" for step in range(1, 11)]
    at_once(*[lambda guess=guess: confirm_by_code(handle=handle, code=guess, now=now) for guess in wrong])
    assert Signature.objects.get().code_tries == 5
    assert confirm_by_code(handle=handle, code=code, now=now) is None


def test_one_person_signing_many_times_at_once_has_one_place(petition: Petition, now: datetime) -> None:
    answers = at_once(*[lambda: sign([wish(petition, OSCAR)], now=now)[0]] * 12)
    assert [type(answer) for answer in answers] == [Signed] * 12
    row = Signature.objects.get()
    assert (row.slot, row.letter_number) == (1, 12)


def test_a_household_signing_at_once_has_two_places(petition: Petition, now: datetime) -> None:
    people = [IDA, BEN, *(under_name(IDA, f"Guest {letter}") for letter in "ABCDEF")]
    answers = at_once(*[lambda person=person: sign([wish(petition, person)], now=now)[0] for person in people])
    assert [type(answer) for answer in answers] == [Signed] * 8
    assert sorted(Signature.objects.values_list("slot", flat=True)) == [1, 2]
    found = find_signature(petition.slug, IDA.email)
    assert len({one.name for one in found}) == 2
    assert {one.name for one in found} <= {person.name for person in people}


def test_batches_in_opposite_order_do_not_block_each_other(petition: Petition, now: datetime) -> None:
    batch = [wish(petition, OSCAR, email=f"someone{number}@many.example") for number in range(100)]
    answers = at_once(*[lambda: sign(batch, now=now), lambda: sign(batch[::-1], now=now)] * 3)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Signature.objects.count() == 100


def test_confirmed_at_the_same_moment_stays_confirmed(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    acts = [lambda: confirm(token=link, now=now), lambda: sign([wish(petition, OSCAR)], now=now)[0]] * 4
    answers = at_once(*acts)
    assert not [answer for answer in answers if answer is None or isinstance(answer, Exception)]
    assert Signature.objects.get().state == "confirmed"
    assert Event.objects.filter(type="sign").count() == 1


def test_refusing_and_confirming_at_once_end_in_one_of_them(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    confirmed, refused = at_once(lambda: confirm(token=link, now=now), lambda: refuse(token=link, now=now))
    state = Signature.objects.get().state
    assert (bool(confirmed), bool(refused), state) in {(True, False, "confirmed"), (False, True, "refused")}


def test_no_signature_follows_close_in_the_log(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    links = []
    for number in range(8):
        signed(petition, OSCAR, now=now, email=f"person{number}@race.example")

    post(now)
    links = [token(letter) for letter in mailbox.received]
    close(petition_id=petition.pk, now=now)
    at_once(
        *[lambda link=link: confirm(token=link, now=now) for link in links],
        lambda: end_grace(petition_id=petition.pk, now=now + 2 * DAY),
    )
    events = list(Event.objects.order_by("id").values_list("type", flat=True))
    confirmed = Signature.objects.filter(state="confirmed").count()
    assert events.count("sign") == confirmed
    assert events.count("close") == 1
    assert events[-1] == "close"


@pytest.mark.postgresql
def test_closing_waits_for_a_confirmation_under_way(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    close(petition_id=petition.pk, now=now)
    closing = threading.Thread(target=_end_grace, args=[petition.pk, now + 2 * DAY])
    with transaction.atomic():
        assert confirm(token=link, now=now) is not None
        closing.start()
        closing.join(timeout=0.5)
        assert closing.is_alive()
    closing.join(timeout=20)
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == ["open", "sign", "close"]


def _end_grace(petition_id: int, now: datetime) -> None:
    end_grace(petition_id=petition_id, now=now)
    connection.close()


@pytest.mark.postgresql
def test_confirmations_of_one_petition_do_not_wait_for_each_other(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    links = []
    for person in (OSCAR, IDA):
        signed(petition, person, now=now)
        links.append(token(letter_after(mailbox, person, now)))
    with transaction.atomic():
        assert confirm(token=links[0], now=now) is not None
        [other] = at_once(lambda: confirm(token=links[1], now=now))
    assert other.first_time is True  # type: ignore[attr-defined]


@pytest.mark.postgresql
def test_a_place_taken_while_we_wait_sends_us_to_the_next(petition: Petition, now: datetime) -> None:
    """Ben reads the first place as free, waits for Ida's uncommitted row there, and takes the second."""
    waiting = threading.Thread(target=_sign, args=[petition, now])
    with transaction.atomic():
        sign([wish(petition, IDA)], now=now)
        waiting.start()
        waiting.join(timeout=0.5)
        assert waiting.is_alive()
    waiting.join(timeout=20)
    places = {one.slot: one.name for one in find_signature(petition.slug, IDA.email)}
    assert places == {1: IDA.name, 2: BEN.name}
    assert sorted(Signature.objects.values_list("slot", "letter_kind")) == [(1, "confirm"), (2, "second")]


def _sign(petition: Petition, now: datetime) -> None:
    sign([wish(petition, BEN)], now=now)
    connection.close()


@pytest.mark.postgresql
def test_two_workers_send_no_more_than_one_would(petition: Petition, now: datetime, mailbox: PostOffice) -> None:

    for name in ("A", "B"):
        for _ in range(7):
            signed(petition, under_name(IDA, name), now=now)
            at_once(lambda: post(now), lambda: post(now))
    assert LetterPlace.objects.count() == 5
    assert len(mailbox.to(IDA.email)) == 5
