"""Several at once: one `open` event, an address each, one directory entry, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.cast import MEHTAP
from tests.makers import make_draft, make_held, make_published
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.jobs.models import Job
from undersigned.ledger.models import Event
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Addressee, Petition
from undersigned.petitions.queries.findings import findings
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def at_once(act: Callable[[int], object]) -> list[object]:
    """What the act returned for each of six who begin at the same moment, each with a connection of its own."""
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> object:
        barrier.wait(timeout=20)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_publishing_at_once_opens_the_log_once(now):
    held = make_held(now)
    at_once(lambda _number: publish(petition_id=held.pk, now=now))
    assert Event.objects.filter(pid=held.pid, type="open").count() == 1
    assert findings() == []


def test_a_link_pressed_at_once_hands_in_once(now):
    mehtap = ensure_account(email=MEHTAP.email, now=now)
    draft = submit(petition_id=make_draft(now).pk, account=None, publication="immediate", now=now)
    at_once(
        lambda _number: (
            submit(petition_id=draft.pk, account=mehtap, publication="immediate", now=now, by_link=True).state
        )
    )
    assert Event.objects.filter(pid=draft.pid).count() == 1
    assert Petition.objects.get(pk=draft.pk).state == State.PUBLISHED


def test_petitions_of_one_title_at_once_get_an_address_each(now):
    drafts = [make_draft(now) for _ in range(AT_ONCE)]
    at_once(lambda number: submit(petition_id=drafts[number].pk, account=None, publication="moderated", now=now).slug)
    slugs = set(Petition.objects.values_list("slug", flat=True))
    assert len(slugs) == AT_ONCE
    assert all(slug.startswith("a-night-train-to-kavakdere") for slug in slugs)


def test_the_same_new_addressee_at_once_is_one_entry(now):
    at_once(lambda number: make_held(now, title=f"Petition {number}").pk)
    assert Addressee.objects.count() == 2
    assert Petition.objects.count() == AT_ONCE


def test_closing_at_once_leaves_one_job(now):
    petition = make_published(now)
    at_once(lambda _number: close(petition_id=petition.pk, now=now).state)
    assert Job.objects.count() == 1
