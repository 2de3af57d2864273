"""`undersigned signature remove|restore`, `undersigned petition reopen|tally|sensitive`: what staff pages do."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, states_of
from undersigned.accounts.models import AuditEntry
from undersigned.console.main import main
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, mailbox: PostOffice) -> Petition:
    petition = make_published(datetime.now(UTC))
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=datetime.now(UTC))
    return petition


def test_a_signature_is_taken_out_and_put_back(petition: Petition, capsys: pytest.CaptureFixture[str]) -> None:
    signature = str(Signature.objects.get())
    by_address = ["--petition", petition.slug, "--email", OSCAR.email]
    assert main(["signature", "remove", *by_address, "--reason", "bot", "--words", "ten a second"]) == 0
    assert capsys.readouterr().out == signature + "\n"
    assert states_of(petition, OSCAR) == ["removed"]
    assert main(["signature", "remove", signature, "--reason", "bot"]) == 1
    assert main(["signature", "restore", signature]) == 0
    assert main(["signature", "restore", signature]) == 1
    assert states_of(petition, OSCAR) == ["confirmed"]
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", "actor", "reason")
    assert list(verbs) == [
        ("signature.look_up", "console", "ten a second"),
        ("signature.remove", "console", "bot: ten a second"),
        ("signature.restore", "console", ""),
    ]


@pytest.mark.parametrize("wrong", [[], ["--petition", "a-petition"], ["--petition", "a", "--email", "nobody"]])
def test_signatures_are_named_by_one_of_two_ways(petition: Petition, wrong: list[str]) -> None:
    assert main(["signature", "restore", *wrong]) == 2
    assert main(["signature", "remove", "--reason", "bot", *wrong]) == 2
    assert states_of(petition, OSCAR) == ["confirmed"]


def test_a_petition_is_opened_again_in_time(petition: Petition, capsys: pytest.CaptureFixture[str]) -> None:
    close(petition_id=petition.pk, now=datetime.now(UTC))
    assert main(["petition", "reopen", petition.slug, "--reason", "by mistake"]) == 0
    assert AuditEntry.objects.get(verb="reopen").reason == "by mistake"
    close(petition_id=petition.pk, now=datetime.now(UTC) - timedelta(days=29))
    assert main(["petition", "reopen", petition.slug, "--reason", "late"]) == 1
    assert "more than 28 days ago" in capsys.readouterr().err
    assert not AuditEntry.objects.filter(reason="late").exists()
    assert main(["petition", "reopen", "no-such-petition", "--reason", "x"]) == 1


def test_too_few_for_a_tally(petition: Petition, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["petition", "tally", petition.slug]) == 1
    assert "there are not ten" in capsys.readouterr().err


def test_a_petition_is_marked_as_sensitive(petition: Petition, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["petition", "sensitive", petition.slug]) == 0
    assert main(["petition", "sensitive", petition.slug]) == 0
    assert "already" in capsys.readouterr().out
    petition.refresh_from_db()
    assert petition.is_sensitive
    assert AuditEntry.objects.get(verb="petition.sensitive").actor == "console"
    assert main(["petition", "sensitive", "no-such-petition"]) == 1
