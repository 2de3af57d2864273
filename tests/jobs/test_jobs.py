"""Later, once: jobs written in a transaction, run by a worker, back after a kill."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils.module_loading import import_string

from undersigned.jobs.actions.later import NoTransaction, later
from undersigned.jobs.actions.run_due import run_due
from undersigned.jobs.models import Job, Sweep
from undersigned.jobs.queries import findings
from undersigned.jobs.rules import LEASE, NotAnAction, checked
from undersigned.jobs.schedule import SWEEPS

PAUSE = "undersigned.mail.actions.pause.pause"


def test_outside_a_transaction_nothing_is_promised(transactional_db: None, now: datetime) -> None:
    with pytest.raises(NoTransaction):
        later(PAUSE, now=now, reason="x")
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["os.system", "undersigned.mail.actions.pause.resume", "undersigned.keys.secrets.read_secret"]
)
def test_only_verbs_of_rooms_are_jobs(now: datetime, path: str) -> None:
    with pytest.raises(NotAnAction):
        later(path, now=now)


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due_and_is_gone(now: datetime) -> None:
    from undersigned.mail.queries import pause_reason

    with transaction.atomic():
        later(PAUSE, now=now, at=now + timedelta(hours=24), reason="a storm")
    run_due(clock=lambda: now)
    assert pause_reason() is None
    run_due(clock=lambda: now + timedelta(hours=24))
    assert pause_reason() == "a storm"
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_failing_job_stays_and_holds_up_no_other(now: datetime) -> None:
    from undersigned.mail.queries import pause_reason

    with transaction.atomic():
        later(PAUSE, now=now, unknown_argument=1)
        later(PAUSE, now=now + timedelta(seconds=1), reason="fine")
    run_due(clock=lambda: now + timedelta(seconds=2))
    assert pause_reason() == "fine"
    left = Job.objects.get()
    assert (left.tries, left.due) == (1, now + timedelta(seconds=2) + timedelta(minutes=1))
    assert list(findings(left.due + timedelta(hours=4)))


@pytest.mark.django_db
def test_a_killed_workers_job_comes_back(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(**_arguments: object) -> None:
        raise Killed

    with transaction.atomic():
        later(PAUSE, now=now, reason="x")
    with monkeypatch.context() as patched:
        patched.setattr("undersigned.mail.actions.pause.pause", die)
        with pytest.raises(Killed):
            run_due(clock=lambda: now)
    assert Job.objects.get().due == now + LEASE
    run_due(clock=lambda: now + LEASE)
    assert not Job.objects.exists()


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.action)
def test_every_sweep_is_a_verb_that_takes_the_time(sweep, db: None, now: datetime) -> None:
    assert import_string(checked(sweep.action))(now=now) == 0


@pytest.mark.django_db
def test_a_sweep_rests_between_two_runs(now: datetime) -> None:
    sweep = SWEEPS[0]
    run_due(clock=lambda: now)
    run_due(clock=lambda: now + sweep.every / 2)
    assert Sweep.objects.get(action=sweep.action).ran_at == now
    run_due(clock=lambda: now + sweep.every)
    assert Sweep.objects.get(action=sweep.action).ran_at == now + sweep.every
