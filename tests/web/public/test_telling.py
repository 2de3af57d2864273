"""The threat page: found from where people decide, and true to the settings."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from undersigned.petitions.models import Petition

PATH = "/en/your-signature/"


def test_it_is_linked_where_people_sign_and_where_they_check(client: Client, petition: Petition) -> None:
    for page in ("", "count/"):
        assert f'href="{PATH}"' in client.get(f"/en/petitions/{petition.slug}/{page}").content.decode()


@pytest.mark.django_db
def test_it_says_what_the_settings_promise(client: Client, settings: Settings) -> None:
    page = client.get(PATH).content.decode()
    assert "when there are 10 of them, or when the first has waited for 1 hour" in page
    changed = {"sensitive_signatures": 25, "sensitive_seconds": 7200}
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update=changed)
    page = Client().get(f"{PATH}?").content.decode()
    assert "when there are 25 of them, or when the first has waited for 2 hours" in page
    assert client.head(PATH).status_code == 200
