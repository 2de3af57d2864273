"""Promise and receipt of a real signature, checked as strangers check them."""

import base64
import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings

from tests.cast import IDA, OSCAR, SUHARSA, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, make_signed, publish_all, states_of
from undersigned.ledger.folder import LogFolder
from undersigned.ledger.promising import log_origin, promise_signer, promise_within
from undersigned.ledger.queries import log_vkey, shown_count
from undersigned.petitions.actions.mark_sensitive import mark_sensitive
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.texts import fixed_text
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.actions.restore import restore
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.mine import own_signatures
from undersigned.signatures.models import Signature
from undersigned.signatures.proofs import proofs_of, signature_of, ticket_of
from undersigned.signatures.rules.own import Proofs
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.entries import parse_entry
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.promises import open_promise
from undersigned.tlog.receipts import check_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def opener(note: bytes) -> Checkpoint:
    key = parse_vkey(log_vkey() or "")
    return open_checkpoint(note, key.name, [key])


def proofs_for(email: str) -> Proofs:
    [own] = own_signatures(email, "en")
    proofs = proofs_of(own.id)
    assert proofs is not None
    return proofs


def test_the_key_that_promises_is_one_of_its_own() -> None:
    folder = Path(settings.UNDERSIGNED.secrets_folder)
    assert (folder / "promise.key").read_text() != (folder / "log.key").read_text()


def test_a_promise_comes_at_once_and_is_kept(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    proofs = proofs_for(OSCAR.email)
    assert proofs.receipt == ""
    verifier = promise_signer(log_origin()).verifier
    promise = open_promise(proofs.promise.encode(), verifier)
    assert (promise.pid, promise.promised_at) == (petition.pid, int(now.timestamp()))
    assert promise.within_seconds == promise_within().total_seconds()
    publish_all(now=now)
    receipt = proofs_for(OSCAR.email)
    assert receipt.promise == proofs.promise, "the same log, before its first start and after"
    checked = check_receipt(receipt.receipt.encode(), opener)
    assert checked.entry.fields[1] == base64.b64encode(promise.commitment).decode()


def test_a_sensitive_petition_promises_its_hour_and_keeps_it(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    make_confirmed(petition, WEI, mailbox=mailbox, now=now)
    assert mark_sensitive(petition_id=petition.pk, by="console", now=now)
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    verifier, hour = promise_signer(log_origin()).verifier, timedelta(hours=1)
    promised = {
        person: open_promise(proofs_for(person.email).promise.encode(), verifier).within_seconds
        for person in (WEI, OSCAR)
    }
    assert promised == {
        WEI: promise_within().total_seconds(),
        OSCAR: (promise_within() + hour).total_seconds(),
    }
    publish_all(now=now)
    assert (states_of(petition, WEI), states_of(petition, OSCAR)) == (["counted"], ["confirmed"])
    assert proofs_for(OSCAR.email).receipt == ""
    publish_all(now=now + hour)
    assert states_of(petition, OSCAR) == ["counted"]
    receipt = check_receipt(proofs_for(OSCAR.email).receipt.encode(), opener)
    promise = open_promise(proofs_for(OSCAR.email).promise.encode(), verifier)
    assert receipt.entry.fields[1] == base64.b64encode(promise.commitment).decode()
    assert promise.within_seconds == promised[OSCAR]


def test_of_a_sensitive_petition_taking_back_waits_as_well(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    mark_sensitive(petition_id=petition.pk, by="console", now=now)
    for person in (OSCAR, WEI, IDA):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    hour = timedelta(hours=1)
    publish_all(now=now + hour)
    ids = {person: own_signatures(person.email, "en")[0].id for person in (OSCAR, WEI, IDA)}
    assert withdraw(signature_id=ids[OSCAR], now=now + hour)
    assert erase(signature_id=ids[WEI], email=WEI.email, now=now + hour)
    assert remove(signature_ids=[ids[IDA]], reason="bot", by="console", now=now + hour)
    assert restore(signature_ids=[ids[IDA]], by="console", now=now + hour)
    shown = publish_all(now=now + hour + hour / 2)
    assert shown_count(petition.pid, shown).count == 3
    shown = publish_all(now=now + 2 * hour)
    assert shown_count(petition.pid, shown).count == 1
    assert states_of(petition, IDA) == ["counted"]


def test_a_receipt_is_true_for_everybody_and_of_the_text(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    people = (OSCAR, WEI, SUHARSA, IDA)
    for person in people:
        make_confirmed(petition, person, mailbox=mailbox, now=now)
        publish_all(now=now)
    text = (fixed_text(petition, 1) or "").encode()
    seen = set()
    for person in people:
        receipt = proofs_for(person.email).receipt.encode()
        checked = check_receipt(receipt, opener, text=text)
        assert checked.entry.pid == petition.pid
        assert checked.text == hashlib.sha256(text).digest()
        seen.add(checked.index)
        row = Signature.objects.get(event__index=checked.index)
        assert row.event is not None
        assert parse_entry(row.event.entry.encode()) == checked.entry
        for said in (person.name, person.email):
            assert said.encode() not in receipt
    assert len(seen) == len(people)


def test_it_reads_few_tiles(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    for person in (OSCAR, WEI, SUHARSA, IDA):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    publish_all(now=now)
    [row] = own_signatures(OSCAR.email, "en")
    reads: list[str] = []
    read = LogFolder.read_tile

    def counted(self, tile):
        reads.append(tile.path)
        return read(self, tile)

    with patch.object(LogFolder, "read_tile", counted):
        assert proofs_of(row.id)
    assert 0 < len(reads) <= 4, "one read a hash of the path at most, and no bundle"
    assert not [path for path in reads if "entries" in path]


def test_who_is_gone_has_none(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    make_signed(petition, IDA, now=now)
    publish_all(now=now)
    [oscar], [wei], [ida] = (own_signatures(person.email, "en") for person in (OSCAR, WEI, IDA))
    tickets = [ticket_of(one.id) for one in (oscar, wei)]
    assert [signature_of(ticket) for ticket in tickets] == [oscar.id, wei.id]
    withdraw(signature_id=oscar.id, now=now)
    erase(signature_id=wei.id, email=WEI.email, now=now)
    assert [proofs_of(one.id) for one in (oscar, wei, ida)] == [None] * 3
    assert [signature_of(ticket) for ticket in (*tickets, ticket_of(ida.id), "", "A" * 56)] == [None] * 5


def test_a_ticket_dies_when_the_place_changes_hands(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    [own] = own_signatures(OSCAR.email, "en")
    ticket = ticket_of(own.id)
    withdraw(signature_id=own.id, now=now)
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now, name="Olga Other")
    assert own_signatures(OSCAR.email, "en")[0].id == own.id
    assert signature_of(ticket) is None
