"""Signatures taken out by the staff, and put back: the log, the number, the letters, the receipts."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction

from tests.cast import NULL, OSCAR, WEI, Person, Y
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, MINUTE
from tests.signing import deliver_all, make_confirmed, make_signed, publish_all, states_of
from undersigned.accounts.models import AuditEntry
from undersigned.console.doctor import check_house
from undersigned.ledger.actions.append import append
from undersigned.ledger.models import Event
from undersigned.ledger.queries import log_vkey, shown_count
from undersigned.ledger.site import log_folder
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import LOG_CLOSES_AFTER
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.follow_log import follow_log
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.actions.restore import restore
from undersigned.signatures.actions.seal_petition import seal_petition
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.mine import own_signatures
from undersigned.signatures.models import Signature
from undersigned.signatures.proofs import proofs_of
from undersigned.signatures.queries import recent_signers
from undersigned.signatures.rules.removing import RemovalRefused
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.entries import encode_hash
from undersigned.tlog.notes import parse_note, parse_vkey
from undersigned.tlog.promises import parse_promise
from undersigned.tlog.readers import check_log
from undersigned.tlog.receipts import Checked, check_receipt, later_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def row_of(person: Person) -> UUID:
    [own] = own_signatures(person.email, "en")
    return own.id


def entries_about(petition: Petition) -> list[str]:
    """Type and c of the petition's entries, in order."""
    rows = Event.objects.filter(pid=petition.pid, n__isnull=False).order_by("n")
    return [f"{kind} {c}" for kind, c in rows.values_list("type", "c")]


def opener() -> Callable[[bytes], Checkpoint]:
    key = parse_vkey(log_vkey() or "")
    return lambda note: open_checkpoint(note, key.name, [key])


def receipt_of(person: Person) -> Checked:
    proofs = proofs_of(row_of(person))
    assert proofs is not None
    return check_receipt(proofs.receipt.encode(), opener())


def became_of(checked: Checked) -> list[str]:
    """What later entries of the published log say of the receipt's signature."""
    newest = opener()(log_folder().read_checkpoint() or b"")
    return [entry.type for _, entry in later_entries(checked, check_log(log_folder().read_tile, newest), 0)]


def test_a_removed_signature_does_not_count_and_its_signer_is_told_why(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now, show_name="1")
    later = publish_all(now=now)
    receipt = receipt_of(OSCAR)
    assert remove(signature_ids=[row_of(OSCAR)], reason="bot", by="console", words="same minute", now=later) == [
        row_of(OSCAR)
    ]
    assert remove(signature_ids=[row_of(OSCAR)], reason="bot", by="console", now=later) == []
    later = publish_all(now=later + MINUTE)
    assert shown_count(petition.pid, later).count == 1
    assert entries_about(petition) == ["open 0", "sign 1", "sign 2", "invalidate 1"]
    assert Event.objects.get(type="invalidate").entry.endswith(f" {receipt.index} bot\n")
    assert recent_signers(petition, 5) == [WEI.name]
    assert became_of(receipt) == ["invalidate"]
    assert proofs_of(row_of(OSCAR)) is None
    deliver_all(now=later)
    letter = mailbox.last(OSCAR.email)
    assert "taken out" in letter.subject
    assert "“bot”" in letter.text
    assert f"write to {settings.MAIL_FROM}" in letter.text
    [audit] = AuditEntry.objects.filter(verb="signature.remove")
    assert (audit.actor, audit.reason) == ("console", "bot: same minute")
    assert OSCAR.email not in audit.object + audit.reason
    assert check_house(later).findings == []


def test_whoever_bounced_gets_no_letter(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    remove(signature_ids=[row_of(OSCAR)], reason="bounced", by="console", now=now)
    assert deliver_all(now=now + MINUTE) == 0


@pytest.mark.parametrize("reason", ["lost", "", "because", "Bot"])
def test_other_reasons_are_refused(petition: Petition, mailbox: PostOffice, now: datetime, reason: str) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    with pytest.raises(RemovalRefused):
        remove(signature_ids=[row_of(OSCAR)], reason=reason, by="console", now=now)
    assert states_of(petition, OSCAR) == ["confirmed"]


def test_a_removed_person_cannot_sign_again_and_hears_nothing_of_trying(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    remove(signature_ids=[row_of(OSCAR)], reason="rules", by="console", now=now)
    deliver_all(now=now)
    make_signed(petition, OSCAR, now=now + DAY)
    assert deliver_all(now=now + DAY) == 0
    assert states_of(petition, OSCAR) == ["removed"]


def test_a_restored_signature_counts_with_a_receipt_of_its_own(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    later = publish_all(now=now)
    old, [row] = receipt_of(OSCAR), [row_of(OSCAR)]
    remove(signature_ids=[row], reason="duplicate", by="console", now=later)
    later = publish_all(now=later + MINUTE)
    assert restore(signature_ids=[row, row], by="console", words="her twin", now=later) == [row]
    assert restore(signature_ids=[row], by="console", now=later) == []
    promise = proofs_of(row)
    assert promise is not None
    assert promise.receipt == ""
    later = publish_all(now=later + MINUTE)
    assert shown_count(petition.pid, later).count == 2
    assert entries_about(petition) == ["open 0", "sign 1", "sign 2", "invalidate 1", "restore 2"]
    new = receipt_of(OSCAR)
    assert new.entry.type == "restore"
    assert new.signed_at_index == old.index
    assert new.entry.fields[1] != old.entry.fields[1]
    assert became_of(old) == ["invalidate", "restore"]
    assert became_of(new) == []
    deliver_all(now=later)
    assert "counts again" in mailbox.last(OSCAR.email).subject
    assert check_house(later).findings == []


def test_the_promise_of_a_restored_signature_counts_from_its_return(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    """Its commitment is new: a promise as old as the first one would be evidence against an honest log."""
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    row = row_of(OSCAR)
    remove(signature_ids=[row], reason="duplicate", by="console", now=now)
    returned = now + 30 * DAY
    restore(signature_ids=[row], by="console", now=returned)
    proofs = proofs_of(row)
    assert proofs is not None
    promise = parse_promise(parse_note(proofs.promise.encode()).text)
    assert promise.promised_at == int(returned.timestamp())
    assert Event.objects.get(type="restore").fields == encode_hash(promise.commitment)


def test_what_happens_to_one_signature_in_one_round_keeps_its_order(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    row = row_of(OSCAR)
    for _ in range(2):
        remove(signature_ids=[row], reason="audit", by="console", now=now)
        restore(signature_ids=[row], by="console", now=now)
    assert withdraw(signature_id=row, now=now)
    later = publish_all(now=now)
    assert entries_about(petition) == [
        "open 0", "sign 1", "invalidate 0", "restore 1", "invalidate 0", "restore 1", "withdraw 0",
    ]  # fmt: skip
    assert shown_count(petition.pid, later).count == 0
    assert check_house(later).findings == []


def test_a_restored_signature_can_be_erased(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    row = row_of(OSCAR)
    remove(signature_ids=[row], reason="audit", by="console", now=now)
    later = publish_all(now=now)
    restore(signature_ids=[row], by="console", now=later)
    later = publish_all(now=later)
    assert erase(signature_id=row, email=OSCAR.email, now=later)
    later = publish_all(now=later + MINUTE)
    assert entries_about(petition)[-1] == "withdraw 0"
    assert not Signature.objects.exists()
    assert check_house(later).findings == []


def test_erasing_a_removed_signature_leaves_the_count_alone(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    row = row_of(OSCAR)
    remove(signature_ids=[row], reason="legal", by="console", now=now)
    assert erase(signature_id=row, email=OSCAR.email, now=now)
    later = publish_all(now=now)
    assert shown_count(petition.pid, later).count == 1
    assert restore(signature_ids=[row], by="console", now=later) == []
    assert check_house(later).findings == []


def test_many_are_removed_and_restored_in_one_transaction_also_after_closing(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    people = (OSCAR, WEI, Y, NULL)
    for person in people:
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    later = publish_all(now=now)
    close(petition_id=petition.pk, now=later)
    later += LOG_CLOSES_AFTER
    end_grace(petition_id=petition.pk, now=later)
    later = publish_all(now=later)
    rows = [row_of(person) for person in people]
    assert sorted(remove(signature_ids=rows, reason="audit", by="site", now=later)) == sorted(rows)
    later = publish_all(now=later)
    assert shown_count(petition.pid, later).count == 0
    assert sorted(restore(signature_ids=rows[:3], by="site", now=later)) == sorted(rows[:3])
    later = publish_all(now=later)
    assert shown_count(petition.pid, later).count == 3
    assert AuditEntry.objects.get(verb="signature.remove").object == f"4 signatures of petition {petition.pid}"
    assert check_house(later).findings == []


def test_nothing_is_restored_once_the_petition_is_sealed(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    row = row_of(OSCAR)
    remove(signature_ids=[row], reason="audit", by="site", now=now)
    later = publish_all(now=now)
    close(petition_id=petition.pk, now=later)
    later += LOG_CLOSES_AFTER
    end_grace(petition_id=petition.pk, now=later)
    later = publish_all(now=later) + 400 * DAY
    assert seal_petition(petition_id=petition.pk, now=later)
    assert restore(signature_ids=[row], by="site", now=later) == []
    later = publish_all(now=later)
    assert shown_count(petition.pid, later).count == 1
    assert entries_about(petition)[-1] == "sealed 1"


def test_following_the_log_leaves_restored_signatures_alone(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    row = row_of(OSCAR)
    remove(signature_ids=[row], reason="audit", by="site", now=now)
    restore(signature_ids=[row], by="site", now=now)
    later = publish_all(now=now)
    assert follow_log(now=later) == 0
    assert states_of(petition, OSCAR) == ["counted"]


def test_following_the_log_takes_back_what_the_recovery_called_lost(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    row = row_of(OSCAR)
    remove(signature_ids=[row], reason="audit", by="site", now=now)
    restore(signature_ids=[row], by="site", now=now)
    later = publish_all(now=now)
    with transaction.atomic():
        append(pid=petition.pid, type="invalidate", fields="lost", target=Event.objects.get(type="sign"), now=later)
    assert follow_log(now=later) == 1
    assert follow_log(now=later) == 0
    later = publish_all(now=later)
    assert states_of(petition, OSCAR) == ["removed"]
    assert shown_count(petition.pid, later).count == 0
    assert check_house(later).findings == []
    [own] = own_signatures(OSCAR.email, "en")
    assert own.event.removed_for == "lost"
    assert own.event.removed_text.startswith("An older copy of the database")
    assert restore(signature_ids=[row], by="site", now=later) == [row]
