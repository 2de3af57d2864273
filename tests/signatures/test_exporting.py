"""Files of signers: only who agreed, sealed while they lie there, taken by who asked, and then gone."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import IDA, MEHTAP, NORA, OSCAR, WEI
from tests.makers import make_held
from tests.post_office import PostOffice
from tests.signatures.test_counting import publish_round, stand
from tests.signing import make_staff
from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.do_alone import do_alone
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.actions.withdraw_role import withdraw_role
from undersigned.accounts.models import Account, AuditEntry, Proposal
from undersigned.accounts.rules import ActImpossible, NotAllowed, TwoPersonAct
from undersigned.jobs.actions.run_due import run_due
from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.ledger.actions.open_log import open_log
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.models import Petition
from undersigned.signatures.actions import make_export as making
from undersigned.signatures.actions.destroy_export import destroy_export
from undersigned.signatures.actions.export import export
from undersigned.signatures.actions.forget_exports import forget_exports
from undersigned.signatures.actions.make_export import make_export
from undersigned.signatures.actions.take_export import take_export
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.export_models import Export, ExportPart
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.exporting import FORMULA, KEPT_FOR, MARK, TAKEN_FOR, ExportGone, line

WHY = "The board asked for the names on paper, by hand on Friday."
HOUR = timedelta(hours=1)


@pytest.fixture
def petition(house: object, now: datetime, mailbox: PostOffice) -> Petition:
    """It hands names over. Three count, one of them asked for news; one waits."""
    open_log(now=now)
    held = make_held(now)
    Petition.objects.filter(pk=held.pk).update(handover="names")
    found = publish(petition_id=held.pk, now=now)
    stand(found, OSCAR, now, mailbox, updates="1", place="Ardmore")
    stand(found, WEI, now, mailbox, name='=HYPERLINK("http://evil.example")')
    stand(found, IDA, now, mailbox, name='Ida "the" Brambleworth', place="Bram, ble")
    publish_round(now)
    stand(found, MEHTAP, now, mailbox, updates="1")
    return found


def nora_of() -> Account:
    return Account.objects.get(role="administrator")


def asked(petition: Petition, now: datetime, purpose: str = "handover") -> Export:
    by = Account.objects.filter(role="administrator").first() or make_staff(now=now, role="administrator")
    export(subject=petition.pk, detail=purpose, reason=WHY, by=by, now=now)
    return Export.objects.latest("begun_at")


def made(petition: Petition, now: datetime, purpose: str = "handover") -> Export:
    row = asked(petition, now, purpose)
    run_due(clock=lambda: now)
    row.refresh_from_db()
    return row


def proposed(petition: Petition, by: Account, now: datetime, purpose: str = "handover") -> Proposal:
    named = {"detail": purpose, "about": f"petition {petition.pid}", "reason": WHY}
    return propose(act=TwoPersonAct.EXPORT, subject=petition.pk, by=by, now=now, **named)


def taken(row: Export, now: datetime) -> list[list[str]]:
    content = b"".join(take_export(export_id=row.pk, by=nora_of(), now=now).parts)
    assert content.startswith(MARK)
    assert content.count(b"\n") == content.count(b"\r\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.django_db
def test_the_addressee_gets_names_and_places_of_who_agreed_and_counts(petition: Petition, now: datetime) -> None:
    row = made(petition, now)
    head, *lines = taken(row, now)
    assert head == ["name", "place", "country"]
    assert sorted(lines) == [
        ['\'=HYPERLINK("http://evil.example")', "", "TW"],
        ['Ida "the" Brambleworth', "Bram, ble", "GB"],
        [OSCAR.name, "Ardmore", "IE"],
    ]


@pytest.mark.django_db
def test_news_go_to_who_asked_for_them(petition: Petition, now: datetime) -> None:
    head, *lines = taken(made(petition, now, "news"), now)
    assert head == ["email", "name", "language"]
    assert lines == [[OSCAR.email, OSCAR.name, "en"]]


@pytest.mark.django_db
def test_whoever_was_told_something_else_is_in_no_file(petition: Petition, now: datetime) -> None:
    Signature.objects.filter(country="IE").update(consent="1-number-12")
    _head, *lines = taken(made(petition, now), now)
    assert sorted(line[2] for line in lines) == ["GB", "TW"]


@pytest.mark.django_db
def test_it_is_written_in_parts_and_a_kill_repeats_nobody(
    petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LINES_AT_ONCE", 1)
    row = asked(petition, now)
    make_export(export_id=str(row.pk), now=now)

    def killed(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(making, "later", killed)
        with pytest.raises(KeyboardInterrupt):
            make_export(export_id=str(row.pk), now=now)
    assert ExportPart.objects.count() == 1
    run_due(clock=lambda: now)
    row.refresh_from_db()
    assert (row.stage, row.number) == ("ready", 3)
    assert ExportPart.objects.count() == 4
    assert len(taken(row, now)) == 4
    make_export(export_id=str(row.pk), now=now)
    assert ExportPart.objects.count() == 4


@pytest.mark.django_db
def test_it_lies_there_sealed(petition: Petition, now: datetime) -> None:
    made(petition, now)
    (part,) = ExportPart.objects.all()
    for word in (OSCAR.name, "Ardmore", "country"):
        assert word.encode() not in bytes(part.sealed)


@pytest.mark.django_db
def test_only_who_asked_takes_it_and_only_with_the_role(petition: Petition, now: datetime) -> None:
    row = made(petition, now)
    nora, oscar = nora_of(), make_staff(now=now, person=OSCAR, role="administrator")
    with pytest.raises(NotAllowed):
        take_export(export_id=row.pk, by=oscar, now=now)
    withdraw_role(account_id=nora.pk, reason="Left.", by=oscar, now=now)
    with pytest.raises(NotAllowed):
        take_export(export_id=row.pk, by=nora, now=now)


@pytest.mark.django_db
def test_an_hour_after_it_was_taken_it_is_gone(petition: Petition, now: datetime) -> None:
    row = made(petition, now)
    taken(row, now)
    taken(row, now + TAKEN_FOR - timedelta(seconds=1))
    with pytest.raises(ExportGone):
        take_export(export_id=row.pk, by=nora_of(), now=now + TAKEN_FOR)
    assert forget_exports(now=now + TAKEN_FOR) == 1
    assert forget_exports(now=now + TAKEN_FOR) == 0
    assert not ExportPart.objects.exists()
    assert AuditEntry.objects.filter(verb="export.destroy", actor="site").count() == 1


@pytest.mark.django_db
def test_nobody_takes_it_for_a_day(petition: Petition, now: datetime) -> None:
    made(petition, now)
    assert forget_exports(now=now + KEPT_FOR - timedelta(seconds=1)) == 0
    assert forget_exports(now=now + KEPT_FOR) == 1


@pytest.mark.django_db
def test_it_is_destroyed_by_hand_also_while_it_is_made(petition: Petition, now: datetime) -> None:
    row = asked(petition, now)
    assert destroy_export(export_id=row.pk, by="console", now=now)
    assert not destroy_export(export_id=row.pk, by="console", now=now)
    run_due(clock=lambda: now)
    row.refresh_from_db()
    assert row.stage == "gone"
    with pytest.raises(ExportGone):
        take_export(export_id=row.pk, by=nora_of(), now=now)


@pytest.mark.django_db
def test_a_download_that_loses_its_file_breaks_off(petition: Petition, now: datetime) -> None:
    row = made(petition, now)
    file = take_export(export_id=row.pk, by=nora_of(), now=now)
    destroyed = iter(file.parts)
    ExportPart.objects.filter(export=row).update(number=7)
    with pytest.raises(ExportGone):
        next(destroyed)


@pytest.mark.django_db
def test_keys_that_are_destroyed_end_it(petition: Petition, now: datetime) -> None:
    row = asked(petition, now)
    destroy_petition_keys(petition.pid)
    run_due(clock=lambda: now)
    row.refresh_from_db()
    assert row.stage == "gone"


@pytest.mark.django_db
def test_whoever_withdraws_before_it_is_made_is_not_in_it(petition: Petition, now: datetime) -> None:
    row = asked(petition, now)
    withdraw(signature_id=Signature.objects.get(country="GB").pk, now=now)
    run_due(clock=lambda: now)
    row.refresh_from_db()
    assert row.number == 2


@pytest.mark.django_db
def test_two_agree_and_every_step_is_in_the_trail(petition: Petition, now: datetime) -> None:
    nora = make_staff(now=now, person=NORA, role="administrator")
    oscar = make_staff(now=now, person=OSCAR, role="administrator")
    moderator = make_staff(now=now, person=WEI, role="moderator")
    with pytest.raises(NotAllowed):
        proposed(petition, moderator, now)
    row = proposed(petition, nora, now)
    before = AuditEntry.objects.latest("pk").pk
    assert not Export.objects.exists()
    approve(proposal_id=row.pk, by=oscar, now=now)
    run_due(clock=lambda: now)
    file = Export.objects.get()
    list(take_export(export_id=file.pk, by=nora, now=now).parts)
    destroy_export(export_id=file.pk, by="site", now=now)
    trail = [(one.verb, one.reason) for one in AuditEntry.objects.filter(pk__gt=before).order_by("pk")]
    assert trail == [
        ("export.begin", f"handover: {WHY}"),
        ("approve.export", WHY),
        ("export.made", f"3 signers: {WHY}"),
        ("export.take", f"3 signers, handover: {WHY}"),
        ("export.destroy", f"handover: {WHY}"),
    ]


@pytest.mark.django_db
def test_alone_it_waits_a_day(petition: Petition, now: datetime) -> None:
    row = proposed(petition, make_staff(now=now, role="administrator"), now, "news")
    do_alone(proposal_id=row.pk, now=now + 23 * HOUR)
    assert not Export.objects.exists()
    do_alone(proposal_id=row.pk, now=now + 24 * HOUR)
    assert Export.objects.get().purpose == "news"


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"published_at": None}, {"sealed_at": "now"}, {"deleted_at": "now"}])
def test_there_is_no_file_of_what_is_gone(petition: Petition, now: datetime, change: dict[str, str | None]) -> None:
    Petition.objects.update(**{name: now if value else None for name, value in change.items()})
    with pytest.raises(ActImpossible):
        asked(petition, now)


@pytest.mark.django_db
def test_there_is_no_file_for_anything_else(petition: Petition, now: datetime) -> None:
    with pytest.raises(ActImpossible):
        asked(petition, now, "advertising")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1))
def test_a_line_is_read_back_as_it_was_but_for_formulas(cells: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(line(cells).decode(), newline=""), strict=True)
    assert [cell.removeprefix("'") for cell in read] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell.lstrip(" ").startswith(FORMULA) for cell in read)
