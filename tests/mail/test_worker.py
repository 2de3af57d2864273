"""The worker beside a slow mail server, and beside other workers."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.mail.moody_office import MoodyOffice
from tests.mail.test_faults import in_a_thread, wait_until
from tests.makers import make_published
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.console.child import work
from undersigned.jobs.actions.later import later
from undersigned.jobs.models import Job
from undersigned.mail.actions.deliver import Courier, deliver

pytestmark = pytest.mark.django_db(transaction=True)


def use(settings, office: MoodyOffice) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": office.url})


def test_jobs_and_sign_in_letters_go_on_beside_a_server_that_takes_its_time(house: object, settings) -> None:
    """The job is done while the first letter is still under way; whoever signs in comes next."""
    now = datetime.now(UTC)
    petition = make_published(now)
    with MoodyOffice(takes=60) as office:
        use(settings, office)
        send_sign_in(email="first@one.example", language="en", now=now)
        stopping = threading.Event()
        worker = in_a_thread(lambda: work(stopping))
        wait_until(lambda: office.steps["DATA"] == 1)
        with transaction.atomic():
            later("undersigned.petitions.actions.end_grace.end_grace", now=now, petition_id=petition.pk)
        send_sign_in(email="second@two.example", language="en", now=datetime.now(UTC))
        wait_until(lambda: not Job.objects.exists())
        assert office.steps["DOT"] == 0
        office.has_thought.set()
        wait_until(lambda: len(office.received) == 2)
        stopping.set()
        worker.join(30)
    assert not worker.is_alive()
    assert office.readers() == ["first@one.example", "second@two.example"]


def test_a_worker_that_stops_ends_the_letter_under_way_and_frees_the_others(house: object, settings) -> None:
    now = datetime.now(UTC)
    for number in range(4):
        send_sign_in(email=f"p{number}@one.example", language="en", now=now + timedelta(microseconds=number))
    stopping = threading.Event()

    def stop_in_the_second(step: str, _to: str) -> str | None:
        if step == "DATA" and office.steps[step] == 2:
            stopping.set()
        return None

    with MoodyOffice(stop_in_the_second) as office:
        use(settings, office)
        worker = in_a_thread(lambda: work(stopping))
        worker.join(30)
        assert office.readers() == ["p0@one.example", "p1@one.example"]
        # Nobody has to wait for a lease.
        assert deliver(clock=lambda: datetime.now(UTC)) == 2
        assert len(office.received) == 4


@pytest.mark.postgresql
def test_several_workers_share_the_letters_and_send_none_twice(house: object, settings) -> None:
    now = datetime.now(UTC)
    people = [f"p{number}@one.example" for number in range(60)]
    for to in people:
        send_sign_in(email=to, language="en", now=now)
    sent: list[int] = []

    def carry() -> None:
        courier = Courier(clock=lambda: datetime.now(UTC))
        sent.append(courier.carry(limit=100))
        courier.close()

    # All three have letters in hand before the first one leaves, however slowly their threads begin.
    all_three = threading.Barrier(3)

    def wait_for_all(step: str, _to: str) -> str | None:
        if step == "HELLO":
            all_three.wait(30)
        return None

    with MoodyOffice(wait_for_all) as office:
        use(settings, office)
        workers = [in_a_thread(carry) for _ in range(3)]
        for worker in workers:
            worker.join(60)
        time.sleep(0.1)
        assert sorted(office.readers()) == sorted(people)
    assert sum(sent) == 60
    assert min(sent) > 0
