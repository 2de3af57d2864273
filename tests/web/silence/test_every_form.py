""" "Has this address signed?": no form of the public addresses answers, whatever has become of the address.

The forms are the site's own: each public address that takes a POST, by its list of addresses. Each is sent about one
address in every place that an address can be in; status, headers, cookies, page, statements, rows written and letters
are those of an address that nobody has heard of. Only what is in a letter differs, and only its reader sees that.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.post_office import PostOffice
from tests.web.listed import addresses, path_of
from tests.web.silence.askers import Asked, askers, stage_of
from tests.web.silence.asking import Asking, asking_on, hinted
from tests.web.silence.forms import FORMS, Way
from tests.web.silence.observing import Seen, seen, undone

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
NOT_PUBLIC = ("staff:",)
"""Before the staff's addresses stands their door: tests/web/test_matrix.py."""
FEW = frozenset({"counted", "household full", "starter who signed", "staff"})
"""Of whom forms that ask for no address are told; nobody looks."""
HINTED = "gmail.com"
"""The hint knows real providers alone; the letters go to this machine's own post office."""
SLIP = "gmial.com"


@pytest.fixture
def asking(mailbox: PostOffice) -> Asking:
    """Two hours ago people signed; now somebody asks."""
    return asking_on(stage_of(mailbox, datetime.now(UTC) - timedelta(hours=2)))


def public_forms() -> Iterator[str]:
    """Every address outside the staff's that takes a form."""
    for name, parts in addresses().items():
        if not name.startswith(NOT_PUBLIC) and Client().post(path_of(name, parts, {})).status_code != 405:
            yield name


def test_every_public_form_has_a_row() -> None:
    listed = set(public_forms())
    assert sorted(listed - set(FORMS)) == [], "a public form without a row in tests/web/silence/forms.py"
    assert sorted(set(FORMS) - listed) == [], "a row without a form"


def test_no_form_says_who_has_signed(asking: Asking) -> None:
    everybody = askers(asking.stage)
    asking.support(everybody)
    told = [
        f"{name} ({label}), {one.kind}: {', '.join(differing)}"
        for name, ways in FORMS.items()
        for label, way in ways.items()
        for one, differing in _told(asking, name, way, everybody)
    ]
    assert told == []


def _told(asking: Asking, name: str, way: Way, everybody: list[Asked]) -> Iterator[tuple[Asked, list[str]]]:
    """Whose answer differs from that about a new address, and in what."""
    new = everybody[0]
    # Once for nothing: what a process reads once it reads here.
    _seen(asking, name, way, new)
    expected = _seen(asking, name, way, new)
    assert expected.status == way.status, (name, expected.status)
    for one in everybody[1:] if way.asks else [one for one in everybody if one.kind in FEW]:
        but = frozenset({"letters"} if way.is_screened and not one.is_written_to else ())
        differing = _seen(asking, name, way, one).differs_from(expected, but=but)
        if differing:
            yield one, differing


def _seen(asking: Asking, name: str, way: Way, one: Asked) -> Seen:
    with undone():
        path, fields = asking.form(name, way, one.email)
        return seen(lambda: asking.send(way.browser, path, fields), email=one.email, mailbox=asking.stage.mailbox)


def test_letters_leave_where_forms_promise_one(asking: Asking) -> None:
    """The comparison above compares something."""
    [new] = askers(asking.stage)[:1]
    by_form = {
        name: _seen(asking, name, way, new).letters
        for name, ways in FORMS.items()
        for label, way in ways.items()
        if label in {"good", "again", "link"}
    }
    assert set(by_form) == {
        "public:sign",
        "public:support",
        "public:resend",
        "public:report",
        "public:reply",
        "signer:ask",
        "start:hand_in",
        "desk:sign_in",
    }
    assert all(letters == ("ADDRESS@paired.example",) for letters in by_form.values()), by_form


@pytest.mark.parametrize("step", ["mistyped", "did you mean"])
def test_the_hint_says_nothing_of_the_address_that_is_meant(asking: Asking, step: str) -> None:
    everybody = askers(asking.stage, HINTED)
    expected = _hint(asking, step, everybody[0])
    assert expected.status == 200
    assert ("Did you mean" in expected.body) is (step == "mistyped")
    for one in everybody:
        but = frozenset({"letters"} if step != "mistyped" and not one.is_written_to else ())
        assert _hint(asking, step, one).differs_from(expected, but=but) == [], one.kind


def _hint(asking: Asking, step: str, one: Asked) -> Seen:
    typed = one.email.replace(HINTED, SLIP)
    with undone():
        if step == "mistyped":
            return seen(lambda: asking.mistyped(typed), email=typed, mailbox=asking.stage.mailbox)
        path, fields = hinted(asking.mistyped(typed))
        assert fields["email"] == one.email
        return seen(lambda: asking.send("stranger", path, fields), email=one.email, mailbox=asking.stage.mailbox)
