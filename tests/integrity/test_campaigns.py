"""A campaign from its dry run to its undoing: the log, the number, the letters, the trail."""

from datetime import datetime, timedelta

import pytest

from tests.cast import NORA
from tests.integrity.campaigning import FORGED, forger, honest, planned, stand
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff, publish_all
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.rules import NotAllowed
from undersigned.console.doctor import check_house
from undersigned.integrity.actions.carry_out import carry_out
from undersigned.integrity.actions.forget_campaigns import forget_campaigns
from undersigned.integrity.actions.look_at_sample import look_at_sample
from undersigned.integrity.actions.pause_campaign import pause_campaign
from undersigned.integrity.actions.plan_campaign import plan_campaign
from undersigned.integrity.actions.resume_campaign import resume_campaign
from undersigned.integrity.actions.start_campaign import start_campaign
from undersigned.integrity.actions.undo_campaign import undo_campaign
from undersigned.integrity.models import Campaign, CampaignSignature
from undersigned.integrity.queries import campaign_page
from undersigned.integrity.rules.campaigns import (
    CHANGED_AT_ONCE,
    PLANS_KEPT,
    NotNow,
    WordsRefused,
)
from undersigned.integrity.rules.conditions import Conditions, ConditionsRefused, read_conditions
from undersigned.jobs.actions.run_due import run_due
from undersigned.jobs.models import Job
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.restore import restore
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NETWORK = "192.0.2.77"


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


@pytest.fixture
def nora(house: object, now: datetime) -> Account:
    return make_staff(now=now, role="integrity")


def run_all(now: datetime) -> None:
    run_due(clock=lambda: now, limit=100)


def test_found_taken_out_and_put_back(petition: Petition, nora: Account, mailbox: PostOffice, now: datetime) -> None:
    stand(petition, [honest(number) for number in range(4)], now=now)
    stand(petition, [forger(number) for number in range(7)], now=now)
    later = publish_all(now=now)
    plan = planned(nora, later, petition=petition.slug, domain=FORGED)
    assert (plan.stage, plan.found, plan.looked, plan.is_complete) == ("counted", 7, 11, True)
    assert shown_count(petition.pid, later).count == 11
    start_campaign(campaign=plan.id, reason="bot", words="One domain, one minute.", by=nora, now=later)
    run_all(later)
    done = campaign_page(plan.id)
    assert (done.stage, done.removed, done.gone, done.done, done.whole) == ("removed", 7, 0, 7, 7)
    later = publish_all(now=later + MINUTE)
    assert shown_count(petition.pid, later).count == 4
    assert set(Event.objects.filter(type="invalidate").values_list("fields", flat=True)) == {"bot"}
    deliver_all(now=later)
    assert "taken out" in mailbox.last(forger(3).email).subject
    undo_campaign(campaign=plan.id, words="It was a choir.", by=nora, now=later)
    run_all(later)
    assert (campaign_page(plan.id).stage, campaign_page(plan.id).restored) == ("undone", 7)
    later = publish_all(now=later + MINUTE)
    assert shown_count(petition.pid, later).count == 11
    assert Event.objects.filter(type="restore").count() == 7
    assert check_house(later).findings == []
    trail = dict(AuditEntry.objects.filter(verb__startswith="campaign.").values_list("verb", "reason"))
    assert trail == {
        "campaign.plan": "by petition, domain",
        "campaign.start": "bot: One domain, one minute.",
        "campaign.undo": "It was a choir.",
    }
    assert FORGED not in str(list(AuditEntry.objects.values_list("object", "reason")))
    assert FORGED.encode() not in bytes(Campaign.objects.get().conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        {"network": "192.0.2.0/24"},
        {"network": NETWORK},
        {"pattern": "forged*@*"},
        {"place": "little wending"},
        {"country": "GB"},
        {"since": "2026-03-03T12:00", "until": "2026-03-03T12:30"},
        {"network": NETWORK, "domain": FORGED, "country": "GB"},
    ],
    ids="+".join,
)
def test_each_condition_finds_whom_it_means(
    petition: Petition, nora: Account, now: datetime, conditions: dict[str, str]
) -> None:
    forged = stand(petition, [forger(number, "Little Wending") for number in range(3)], now=now, network=NETWORK)
    stand(petition, [honest(number) for number in range(3)], now=now + timedelta(hours=1), network="198.51.100.9")
    plan = planned(nora, now + timedelta(hours=2), **conditions)
    found = set(CampaignSignature.objects.filter(campaign=plan.id).values_list("signature", flat=True))
    assert found == {row.pk for row in forged}


def test_what_screening_had_held_is_a_condition(petition: Petition, nora: Account, now: datetime) -> None:
    rows = stand(petition, [honest(number) for number in range(3)], now=now)
    Signature.objects.filter(pk=rows[1].pk).update(reason="haste")
    assert planned(nora, now, screened="held").found == 1
    assert planned(nora, now, screened="passed").found == 2


def test_nobody_starts_one_that_speaks_of_everybody(petition: Petition, nora: Account, now: datetime) -> None:
    with pytest.raises(ConditionsRefused):
        plan_campaign(conditions=Conditions(petition=petition.slug), by=nora, now=now)
    with pytest.raises(ConditionsRefused):
        plan_campaign(conditions=read_conditions({"petition": "none", "domain": FORGED}), by=nora, now=now)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("role", ["moderator", "reader"])
def test_only_integrity_and_administrators(petition: Petition, nora: Account, now: datetime, role: str) -> None:
    stand(petition, [forger(1)], now=now)
    plan = planned(nora, now, domain=FORGED)
    Account.objects.filter(pk=nora.pk).update(role=role)
    acts = (
        lambda: plan_campaign(conditions=read_conditions({"domain": FORGED}), by=nora, now=now),
        lambda: start_campaign(campaign=plan.id, reason="bot", words="Because.", by=nora, now=now),
        lambda: look_at_sample(campaign=plan.id, by=nora, now=now),
        lambda: pause_campaign(campaign=plan.id, by=nora, now=now),
        lambda: resume_campaign(campaign=plan.id, by=nora, now=now),
        lambda: undo_campaign(campaign=plan.id, words="Because.", by=nora, now=now),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert campaign_page(plan.id).stage == "counted"


def test_what_came_after_the_dry_run_stays(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(1)], now=now)
    plan = planned(nora, now, domain=FORGED)
    stand(petition, [forger(2)], now=now)
    start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    run_all(now)
    assert Signature.objects.filter(state="removed").count() == 1


def test_who_left_by_themselves_is_not_taken_out(petition: Petition, nora: Account, now: datetime) -> None:
    first, second, third = stand(petition, [forger(number) for number in range(3)], now=now)
    plan = planned(nora, now, domain=FORGED)
    withdraw(signature_id=first.pk, now=now)
    start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    run_all(now)
    assert (campaign_page(plan.id).removed, campaign_page(plan.id).gone) == (2, 1)
    erase(signature_id=second.pk, email=forger(1).email, now=now)
    undo_campaign(campaign=plan.id, words="A choir.", by=nora, now=now)
    run_all(now)
    assert (campaign_page(plan.id).restored, campaign_page(plan.id).stage) == (1, "undone")
    later = publish_all(now=now + MINUTE)
    assert shown_count(petition.pid, later).count == 1
    assert Signature.objects.get(state="counted").pk == third.pk
    forget_campaigns(now=now)
    assert not CampaignSignature.objects.filter(signature=second.pk).exists()


def test_it_rests_goes_on_and_is_undone_half_way(petition: Petition, nora: Account, now: datetime) -> None:
    number = CHANGED_AT_ONCE + 20
    stand(petition, [forger(one) for one in range(number)], now=now)
    plan = planned(nora, now, domain=FORGED)
    start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    carry_out(campaign=plan.id, now=now)
    pause_campaign(campaign=plan.id, by=nora, now=now)
    run_all(now)
    assert (campaign_page(plan.id).removed, campaign_page(plan.id).stage) == (CHANGED_AT_ONCE, "removing")
    with pytest.raises(NotNow):
        pause_campaign(campaign=plan.id, by=nora, now=now)
    resume_campaign(campaign=plan.id, by=nora, now=now)
    run_all(now)
    assert campaign_page(plan.id).removed == number
    undo_campaign(campaign=plan.id, words="A choir.", by=nora, now=now)
    run_all(now)
    with pytest.raises(NotNow):
        undo_campaign(campaign=plan.id, words="A choir.", by=nora, now=now)
    later = publish_all(now=now + MINUTE)
    assert shown_count(petition.pid, later).count == number
    assert Event.objects.filter(type="invalidate").count() == Event.objects.filter(type="restore").count() == number


def test_at_work_it_goes_on_when_who_started_it_leaves(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(one) for one in range(3)], now=now)
    plan = planned(nora, now, domain=FORGED)
    start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    Account.objects.filter(pk=nora.pk).update(role="")
    run_all(now)
    assert campaign_page(plan.id).removed == 3


def test_undoing_one_leaves_what_another_took_out_since(petition: Petition, nora: Account, now: datetime) -> None:
    rows = stand(petition, [forger(number) for number in range(3)], now=now)
    first = planned(nora, now, domain=FORGED)
    start_campaign(campaign=first.id, reason="bot", words="One domain.", by=nora, now=now)
    run_all(now)
    restore(signature_ids=[row.pk for row in rows[:2]], by="console", now=now)
    second = planned(nora, now, domain=FORGED)
    start_campaign(campaign=second.id, reason="duplicate", words="The same two people.", by=nora, now=now)
    run_all(now)
    undo_campaign(campaign=first.id, words="No script.", by=nora, now=now)
    run_all(now)
    undone = campaign_page(first.id)
    assert (undone.stage, undone.restored, undone.gone) == ("undone", 1, 2)
    out = Signature.objects.filter(state="removed").values_list("pk", flat=True)
    assert set(out) == {row.pk for row in rows[:2]}
    undo_campaign(campaign=second.id, words="Two people after all.", by=nora, now=now)
    run_all(now)
    assert (campaign_page(second.id).restored, Signature.objects.filter(state="removed").count()) == (2, 0)


def test_what_a_campaign_took_out_before_removals_were_noted_is_put_back(
    petition: Petition, nora: Account, now: datetime
) -> None:
    stand(petition, [forger(1)], now=now)
    plan = planned(nora, now, domain=FORGED)
    start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    run_all(now)
    CampaignSignature.objects.update(removal=None)
    undo_campaign(campaign=plan.id, words="A choir.", by=nora, now=now)
    run_all(now)
    assert campaign_page(plan.id).restored == 1


def test_nothing_starts_without_words_or_twice(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(1)], now=now)
    plan = planned(nora, now, domain=FORGED)
    with pytest.raises(WordsRefused):
        start_campaign(campaign=plan.id, reason="bot", words=" . ", by=nora, now=now)
    start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    with pytest.raises(NotNow):
        start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    assert Job.objects.filter(action__endswith=".carry_out").count() == 1


def test_a_sample_is_masked_and_written_down(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(one) for one in range(30)], now=now)
    plan = planned(nora, now, domain=FORGED)
    lines = look_at_sample(campaign=plan.id, by=nora, now=now)
    assert len(lines) == 20
    assert {line.address for line in lines} == {f"f…@{FORGED}"}
    assert {line.name[:2] for line in lines} == {"F…"}
    [entry] = AuditEntry.objects.filter(verb="campaign.look")
    assert (entry.actor, entry.object) == (f"account {nora.pk}", f"campaign {plan.id}: 20 signatures, masked")


def test_a_plan_that_nobody_carries_out_is_forgotten(petition: Petition, nora: Account, now: datetime) -> None:
    stand(petition, [forger(1), forger(2)], now=now)
    kept = planned(nora, now, domain=FORGED)
    start_campaign(campaign=kept.id, reason="bot", words="One domain.", by=nora, now=now)
    run_all(now)
    planned(nora, now, country="GB")
    forget_campaigns(now=now + PLANS_KEPT + MINUTE)
    assert list(Campaign.objects.values_list("pk", flat=True)) == [kept.id]
    assert NORA.email not in kept.planned_by
