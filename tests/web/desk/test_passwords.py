"""Setting a password on the desk."""

import pytest

from tests.cast import MEHTAP
from tests.post_office import PostOffice
from tests.web.desk.visiting import browser, press, sign_in, starter

pytestmark = pytest.mark.django_db
PATH = "/en/desk/password/"
PASSWORD = "seven brown hens in a row"


def test_a_password_is_set_and_works(mailbox: PostOffice) -> None:
    starter()
    client, other = sign_in(MEHTAP, mailbox), sign_in(MEHTAP, mailbox)
    assert "Set a password" in client.get(PATH).content.decode()
    answer = press(client, PATH, {"password": PASSWORD})
    assert answer["Location"] == "/en/desk/?said=password_set"
    # Here one stays signed in, every other browser is out.
    assert "All other browsers are signed out" in client.get(answer["Location"]).content.decode()
    assert other.get("/en/desk/").status_code == 302
    assert "Change your password" in client.get(PATH).content.decode()
    form = {"act": "password", "login": MEHTAP.email, "password": PASSWORD}
    assert press(browser(), "/en/desk/sign-in/", form).status_code == 302


@pytest.mark.parametrize(
    ("weak", "words"), [("", "10"), ("short", "10"), ("password123", "common"), ("x" * 1001, "1000")]
)
def test_a_weak_one_is_refused_and_not_repeated(mailbox: PostOffice, weak: str, words: str) -> None:
    starter()
    client = sign_in(MEHTAP, mailbox)
    answer = press(client, PATH, {"password": weak})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert not weak or f'value="{weak}"' not in page
    assert "Set a password" in client.get(PATH).content.decode()
