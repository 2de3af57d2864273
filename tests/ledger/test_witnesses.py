"""The log and its witnesses: asked after each publication, never waited for, believed where they have seen more.

The witness here is this very site over HTTP; two sites in processes of their own stand in tests/console.
"""

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.ledger.events import PID, happen, sign_many
from tests.ledger.test_kills import nothing
from tests.ledger.test_publisher import Running, until
from undersigned.ledger.actions.keep_cosignature import keep_cosignature
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.asking import Answer, Asking
from undersigned.ledger.findings import findings
from undersigned.ledger.models import Cosignature, LogState, Round, Witness, WitnessedLog
from undersigned.ledger.publisher import Publisher
from undersigned.ledger.queries import policy_text, refusal, shown_count, witnesses
from undersigned.ledger.rules import ASK_WITHIN, SHOW_AFTER, AskedWitness, LogRefused
from undersigned.ledger.site import log_folder, log_signer, site_cosigner
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.cosignatures import Cosigner, cosigned_by
from undersigned.tlog.notes import NoteRefused, parse_note
from undersigned.tlog.policies import open_by_policy, parse_policy

ORIGIN = "testserver/log"
pytestmark = pytest.mark.django_db(transaction=True)


def clock():
    return datetime.now(UTC)


@pytest.fixture
def witness(settings, live_server):
    """This site as its own witness; returns the key."""
    name_urls(settings, f"{live_server.url}/witness")
    return site_cosigner(ORIGIN).verifier


def name_urls(settings, *urls):
    vkey = site_cosigner(ORIGIN).verifier.vkey
    new = {
        "witnesses": tuple(f"{vkey} {url}" for url in urls),
        "witnessed_logs": (log_signer(ORIGIN).verifier.vkey,),
        "round_seconds": 0.2,
    }
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update=new)


def served():
    return log_folder().read_checkpoint() or b""


def work_on(publisher):
    for _ in range(500):
        publisher.work()
        time.sleep(0.02)


def is_witnessed(size, key):
    return LogState.objects.filter(published_size=size).exists() and bool(cosigned_by(served(), [key]))


def test_every_publication_is_witnessed_and_its_text_stays(witness):
    with Running():
        happen("open", clock())
        until(lambda: is_witnessed(1, witness))
        for size in (301, 601):
            sign_many(300, clock())
            until(lambda size=size: is_witnessed(size, witness))
            note = parse_note(served())
            assert str(parse_note(Round.objects.get(size=size).note.encode()).text) == note.text
            assert note.signatures[0].name == ORIGIN
    [standing] = witnesses(clock())
    assert (standing.name, standing.size, standing.is_current) == ("testserver/witness", 601, True)
    assert abs(clock() - standing.cosigned_at) < timedelta(minutes=1)
    assert findings(clock()) == []
    text = policy_text("https://testserver/log/")
    assert text is not None
    policy = parse_policy(text.encode())
    assert open_by_policy(served(), policy).checkpoint.size == 601


def test_what_the_witness_knows_is_learned_from_its_answer(witness):
    with Running():
        happen("open", clock())
        until(lambda: is_witnessed(1, witness))
    Witness.objects.update(known_size=0)
    Cosignature.objects.all().delete()
    sign_many(20, clock())
    with Running():
        until(lambda: is_witnessed(21, witness))
    assert Witness.objects.get().known_size == 21


def test_a_cosignature_that_was_lost_on_the_way_is_asked_for_again(witness):
    with Running():
        happen("open", clock())
        until(lambda: is_witnessed(1, witness))
    Cosignature.objects.all().delete()
    Witness.objects.all().delete()
    with Running():
        until(lambda: Cosignature.objects.filter(round_id=1).exists())


@pytest.mark.parametrize("kind", ["nobody", "silent", "stranger"])
def test_no_witness_is_waited_for(settings, live_server, kind):
    """Nobody listens, or somebody who never answers, or somebody who is no witness: the log goes on all the same."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        if kind == "nobody":
            silent.close()
        name_urls(settings, f"{live_server.url}/nothing" if kind == "stranger" else f"http://127.0.0.1:{port}")
        open_log(now=clock())
        with Running():
            happen("open", clock())
            until(lambda: shown_count(PID, clock()).log_size == 1)
            began = time.monotonic()
            sign_many(5, clock())
            until(lambda: shown_count(PID, clock()).count == 5)
            # Whoever waited for the silent one would have waited before the number could be shown.
            assert time.monotonic() - began < (ASK_WITHIN + SHOW_AFTER).total_seconds()
        assert kind == "silent" or witnesses(clock())[0].fault
    assert witnesses(clock())[0].size is None
    assert refusal() == ""


def test_a_database_that_a_witness_is_ahead_of_is_refused(witness):
    with Running():
        happen("open", clock())
        until(lambda: is_witnessed(1, witness))
    WitnessedLog.objects.update(size=9)
    before = LogState.objects.get()
    with Running():
        sign_many(2, clock())
        until(lambda: "testserver/witness has cosigned 9" in refusal())
    assert LogState.objects.get().size == before.size
    # Put right: the publisher goes on, and says so.
    WitnessedLog.objects.update(size=1)
    with Running():
        until(lambda: is_witnessed(3, witness))
    assert refusal() == ""


def test_another_history_that_a_witness_knows_is_refused(witness):
    with Running():
        happen("open", clock())
        until(lambda: is_witnessed(1, witness))
    WitnessedLog.objects.update(root=bytes(32))
    Cosignature.objects.all().delete()
    publisher = Publisher(clock, nothing, timedelta(seconds=1))
    sign_many(2, clock())
    with pytest.raises(LogRefused, match="testserver/witness has seen another history"):
        work_on(publisher)
    publisher.leave()
    assert LogState.objects.get().size == 1


def test_an_answer_that_is_no_cosignature_is_not_kept(witness, monkeypatch):
    stranger = sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), log_signer(ORIGIN))

    class Liar(Asking):
        def _ask(self):
            return Answer(200, stranger.partition("\n\n")[2].encode())

    monkeypatch.setattr("undersigned.ledger.witnesses.Asking", Liar)
    with Running():
        happen("open", clock())
        until(lambda: Witness.objects.exclude(fault="").exists())
    assert "none of its lines" in witnesses(clock())[0].fault
    assert not Cosignature.objects.exists()


def test_a_witness_signs_this_checkpoint_and_nothing_of_its_own(now):
    """An empty line in its answer would make the log's own signature a part of what is signed."""
    open_log(now=now)
    evil = Cosigner("evil.example", bytes(32))
    asked = AskedWitness(evil.verifier, "http://evil.example")
    note = Round.objects.get(size=0).note
    spoiled = f"\n{evil.cosign(note, 1_764_000_000)}\n".encode()
    with pytest.raises(NoteRefused, match="more than lines of signatures"):
        keep_cosignature(witness=asked, size=0, lines=spoiled, now=now)
    assert not Cosignature.objects.exists()
    honest = f"{evil.cosign(parse_note(note.encode()).text, 1_764_000_000)}\n".encode()
    keep_cosignature(witness=asked, size=0, lines=honest, now=now)
    assert Cosignature.objects.count() == 1
