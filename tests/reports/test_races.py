"""Many at once: a limit holds, one answer is given, one reply stands."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections

from tests.moderation.deciding import handed_in
from tests.post_office import PostOffice
from tests.reports.telling import make_asked, make_report, make_waiting
from tests.signing import make_staff
from undersigned.reports.actions.accept_reply import accept_reply
from undersigned.reports.actions.confirm_reply import confirm_reply
from undersigned.reports.actions.leave import leave
from undersigned.reports.models import Reply, Report, Settlement
from undersigned.reports.rules.limits import OF_NETWORK, Use
from undersigned.reports.rules.replying import ReplyStands
from undersigned.reports.rules.reporting import AlreadySettled

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each returns, or the exception that it raises; all begin together."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return deed()
        except Exception as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_a_limit_holds_for_those_who_come_at_once(mailbox: PostOffice, now: datetime) -> None:
    petition = handed_in(now, publication="immediate")

    def many() -> None:
        for _ in range(6):
            make_report(petition, now=now)

    assert at_once(*[many] * THREADS) == [None] * THREADS
    assert Report.objects.count() == OF_NETWORK[Use.REPORT].an_hour


def test_two_people_answer_once(mailbox: PostOffice, now: datetime) -> None:
    petition, nora = handed_in(now, publication="immediate"), make_staff(now=now)
    for number in range(3):
        make_report(petition, now=now, network=f"198.51.100.{number}")
    until = Report.objects.latest("pk").pk

    def answer() -> Settlement:
        return leave(petition_id=petition.pk, until=until, words="It stays.", by=nora, now=now)

    outcomes = at_once(*[answer] * THREADS)
    assert sum(isinstance(outcome, Settlement) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadySettled) for outcome in outcomes) == THREADS - 1
    assert Settlement.objects.get().numbers == {"libel": 3}


def test_one_reply_of_an_address_waits(mailbox: PostOffice, now: datetime) -> None:
    petition = handed_in(now, publication="immediate")
    tokens = [make_asked(petition, now=now, text=f"Reply {number}.") for number in range(2)]
    outcomes = at_once(*[lambda token=token: confirm_reply(token=token, now=now) for token in tokens])
    assert sorted(map(str, map(type, outcomes))) == sorted(map(str, (bool, ReplyStands)))
    assert Reply.objects.filter(state="waiting").count() == 1


def test_one_reply_of_a_body_stands(mailbox: PostOffice, now: datetime) -> None:
    petition, nora = handed_in(now, publication="immediate"), make_staff(now=now)
    when = [now + timedelta(minutes=number) for number in range(2)]
    ids = [make_waiting(petition, now=at, email=f"press{at.minute}@railways.example").pk for at in when]

    def accept(reply_id: object) -> Callable[[], object]:
        return lambda: accept_reply(reply_id=reply_id, checked="By telephone.", by=nora, now=now)  # type: ignore[arg-type]

    outcomes = at_once(*map(accept, ids))
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, ReplyStands) for outcome in outcomes) == 1
    assert Reply.objects.filter(state="accepted").count() == 1
