import base64

import pytest

from tests.ledger.events import PID, happen, pid_of, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.models import Event
from undersigned.ledger.proofs import count_proof, proof_of
from undersigned.ledger.queries import log_vkey, logged_entries
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import open_checkpoint
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.proof_files import check_count, check_place, parse_proof_file

pytestmark = pytest.mark.django_db
OTHER = pid_of(2)


def opened(proof):
    """The proof as somebody else reads it, with nothing but the log's key."""
    read = parse_proof_file(str(proof).encode())
    key = parse_vkey(log_vkey() or "")
    return read, open_checkpoint(read.note.encode(), key.name, [key])


def test_a_petitions_latest_event_is_the_number(now):
    open_log(now=now)
    happen("open", now)
    happen("open", now, pid=OTHER)
    signatures = sign_many(300, now)
    sign_many(300, now, pid=OTHER)
    round_out(now)
    happen("withdraw", now, target=signatures[0])
    round_out(now + STEP)
    entry = check_count(*opened(count_proof(PID)))
    assert (entry.pid, entry.type, entry.n, entry.c) == (PID, "withdraw", 302, 299)
    entry = check_count(*opened(count_proof(OTHER)))
    assert (entry.pid, entry.type, entry.n, entry.c) == (OTHER, "sign", 301, 300)


def test_only_what_is_published_counts(now):
    open_log(now=now)
    assert count_proof(PID) is None
    happen("open", now)
    assert count_proof(PID) is None
    round_out(now)
    sign_many(5, now)
    issue_round(now=now + STEP, limit=100)
    assert Event.objects.filter(pid=PID, index__isnull=False).count() == 6
    assert check_count(*opened(count_proof(PID))).c == 0
    assert proof_of(1) is None
    assert count_proof(OTHER) is None


def test_every_entry_has_its_proof(now):
    open_log(now=now)
    happen("open", now)
    sign_many(599, now)
    round_out(now)
    entries = list(logged_entries(0, 600))
    for index in (0, 1, 255, 256, 511, 512, 598, 599):
        proof, checkpoint = opened(proof_of(index, b"extra"))
        check_place(proof, entries[index], checkpoint)
    assert proof_of(600) is None
    assert proof_of(-1) is None


def test_a_proof_carries_what_others_have_signed_too(now):
    open_log(now=now)
    happen("open", now)
    round_out(now)
    cosigned = (log_folder().read_checkpoint() or b"").decode()
    cosigned += "— witness.example " + base64.b64encode(bytes(80)).decode() + "\n"
    log_folder().replace_checkpoint(cosigned)
    assert opened(count_proof(PID))[0].note == cosigned


def test_a_proof_costs_the_same_in_a_long_log(now, django_assert_num_queries, monkeypatch):
    open_log(now=now)
    happen("open", now)
    sign_many(1500, now)
    round_out(now)
    read = []
    folder = type(log_folder())
    read_tile = folder.read_tile

    def note_and_read(self, tile):
        read.append(tile)
        return read_tile(self, tile)

    monkeypatch.setattr(folder, "read_tile", note_and_read)
    with django_assert_num_queries(2):  # the second is the test's own, for the key
        assert check_count(*opened(count_proof(PID))).c == 1500
    read.clear()
    proof = proof_of(700)
    assert proof is not None
    assert len(proof.hashes) == 11
    assert len(read) == len(set(read)) == 3
