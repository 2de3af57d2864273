"""The page of files of signers: asked for, approved, downloaded by a form, destroyed."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from tests.cast import NORA, OSCAR, WEI
from tests.makers import make_held
from tests.post_office import PostOffice
from tests.signing import make_confirmed, make_staff, publish_all
from tests.web.desk.visiting import moment, press, sign_in
from undersigned.accounts.models import Account
from undersigned.jobs.actions.run_due import run_due
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.models import Petition
from undersigned.signatures.actions import make_export as making
from undersigned.signatures.actions.export import export
from undersigned.signatures.export_models import Export, ExportPart

pytestmark = pytest.mark.django_db
WHY = "For the board, by hand."


@pytest.fixture
def petition(house: object, mailbox: PostOffice) -> Petition:
    held = make_held(moment())
    Petition.objects.filter(pk=held.pk).update(handover="names")
    found = publish(petition_id=held.pk, now=moment())
    make_confirmed(found, WEI, mailbox=mailbox, now=moment())
    publish_all(now=moment())
    return found


@pytest.fixture
def nora(petition: Petition, mailbox: PostOffice) -> Client:
    make_staff(now=moment(), role="administrator")
    return sign_in(NORA, mailbox)


def path_of(petition: Petition) -> str:
    return f"/staff/petitions/{petition.slug}/export/"


def id_on(client: Client, petition: Petition) -> str:
    page = client.get(path_of(petition)).content.decode()
    return str(page.partition('name="export" value="')[2].partition('"')[0])


@pytest.mark.parametrize(
    ("form", "field"), [({"purpose": "x"}, "purpose"), ({"purpose": ""}, "purpose"), ({"reason": ""}, "reason")]
)
def test_a_faulty_form_is_shown_again(nora: Client, petition: Petition, form: dict[str, str], field: str) -> None:
    answer = press(nora, path_of(petition), {"act": "propose", "purpose": "news", "reason": WHY} | form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()


def test_asked_for_approved_downloaded_and_destroyed(nora: Client, petition: Petition, mailbox: PostOffice) -> None:
    path = path_of(petition)
    assert path in nora.get(f"/staff/petitions/{petition.slug}/").content.decode()
    assert "Names and places of 1 signer," in nora.get(path).content.decode()
    asked = press(nora, path, {"act": "propose", "purpose": "handover", "reason": WHY})
    assert asked["Location"] == "/staff/proposals/?said=proposed"
    make_staff(now=moment(), person=OSCAR, role="administrator")
    oscar = sign_in(OSCAR, mailbox)
    proposals = oscar.get("/staff/proposals/").content.decode()
    assert "Hand over to the addressee" in proposals
    number = proposals.partition('name="proposal" value="')[2].partition('"')[0]
    press(oscar, "/staff/proposals/", {"act": "approve", "proposal": number})
    file = id_on(nora, petition)
    assert press(nora, path, {"act": "take", "export": file}).status_code == 409
    run_due(clock=moment)
    assert 'value="take"' not in oscar.get(path).content.decode()
    assert press(oscar, path, {"act": "take", "export": file}).status_code == 403
    answer = press(nora, path, {"act": "take", "export": file})
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{petition.slug}-handover-')
    assert "no-store" in answer["Cache-Control"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text == f'"name","place","country"\r\n"{WEI.name}","","TW"\r\n'
    gone = press(oscar, path, {"act": "destroy", "export": file})
    assert gone["Location"].endswith("?said=destroyed")
    assert not ExportPart.objects.exists()
    assert press(nora, path, {"act": "take", "export": file}).status_code == 409
    for odd in ("x", "00000000-0000-0000-0000-000000000000"):
        assert press(nora, path, {"act": "destroy", "export": odd}).status_code == 409


def test_the_asynchronous_server_hands_on_a_part_at_a_time(
    nora: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LINES_AT_ONCE", 1)
    by = Account.objects.get(role="administrator")
    export(subject=petition.pk, detail="handover", reason=WHY, by=by, now=moment())
    run_due(clock=moment)
    client, form = AsyncClient(), {"act": "take", "export": str(Export.objects.get().pk)}
    client.cookies = nora.cookies

    async def download() -> list[bytes]:
        answer: Any = await client.post(path_of(petition), form)
        return [part async for part in answer.streaming_content]

    parts = async_to_sync(download)()
    assert b"".join(parts).decode("utf-8-sig").endswith(f'"{WEI.name}","","TW"\r\n')
    assert len(parts) == ExportPart.objects.count() - 1


@pytest.mark.parametrize("role", ["moderator", "integrity", "reader"])
def test_it_is_for_administrators(petition: Petition, mailbox: PostOffice, role: str) -> None:
    make_staff(now=moment(), role=role)
    client = sign_in(NORA, mailbox)
    assert client.get(path_of(petition)).status_code == 404
    assert path_of(petition) not in client.get(f"/staff/petitions/{petition.slug}/").content.decode()
