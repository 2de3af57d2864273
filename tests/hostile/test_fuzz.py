"""Bounded fuzz of the whole way in: bytes, forms, paths and tokens drawn at random, through the site's own stack."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.hostile.attacks import answered, encoded
from tests.makers import make_published
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import find_signature

pytestmark = pytest.mark.django_db
# A petition of the function's serves all draws: what one leaves behind is no matter for the next.
BOUNDED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
CHARACTERS = st.characters(codec=None)
ANYTHING = st.one_of(
    st.text(CHARACTERS, max_size=150),
    st.binary(max_size=150),
    st.text("<>&\"'{}%\\/;:@.\r\n\t\x00\u200b\u200d\u202e\ufeff\U000e0001aİıſ", max_size=40),
)
FIELDS = st.sampled_from(
    ["name", "email", "country", "version", "place", "show_name", "updates", "x", "handle", "code", "act"]
)
SEGMENTS = st.lists(
    st.sampled_from(
        [
            "en",
            "tr",
            "petitions",
            "sign",
            "confirm",
            "start",
            "desk",
            "staff",
            "api",
            "v1",
            "log",
            "tile",
            "media",
            "..",
            "",
        ]
    )
    | st.text(CHARACTERS, max_size=12),
    max_size=6,
)


@pytest.fixture
def slug(db: None) -> str:
    return make_published(datetime.now(UTC)).slug


@BOUNDED
@given(body=st.binary(max_size=600))
def test_any_bytes_are_answered_and_sign_nothing_by_chance(slug: str, body: bytes) -> None:
    answer = answered(Client(), "POST", f"/en/petitions/{slug}/sign", body)
    assert answer.status_code in {200, 422}
    assert (answer.status_code == 200) == Signature.objects.exists()


@BOUNDED
@given(changes=st.dictionaries(FIELDS, ANYTHING, max_size=4), number=st.integers(0, 10**9))
@example(changes={"name": "\U000e0001a"}, number=1)
def test_a_form_signs_exactly_when_it_is_taken_and_keeps_what_was_typed(
    slug: str, changes: dict[str, str | bytes], number: int
) -> None:
    form = {"name": "Ann", "email": f"ann{number}@fuzz.example", "country": "FR", "version": "1-en"} | changes
    before = Signature.objects.count()
    answer = answered(Client(), "POST", f"/en/petitions/{slug}/sign", encoded(form))
    after = Signature.objects.count()
    assert answer.status_code in {200, 422}
    assert after - before <= (answer.status_code == 200)
    if answer.status_code == 200 and "email" not in changes:
        assert len(find_signature(slug, f"ann{number}@fuzz.example")) >= 1


@BOUNDED
@given(path=SEGMENTS, method=st.sampled_from(["GET", "HEAD", "POST", "PUT"]), query=ANYTHING)
def test_any_path_is_answered(slug: str, path: list[str], method: str, query: str | bytes) -> None:
    raw = "/" + "/".join(path)
    wire = raw.encode("utf-8", "surrogatepass").decode("latin-1")
    answer = answered(
        Client(),
        method,
        wire.replace("?", "")
        + "?"
        + quote(query if isinstance(query, bytes) else query.encode("utf-8", "surrogatepass")),
    )
    assert answer.status_code in {200, 301, 302, 304, 400, 403, 404, 405, 409, 422}
    assert Petition.objects.count() == 1


@BOUNDED
@given(
    form=st.dictionaries(FIELDS | st.just("petition"), ANYTHING, max_size=4),
    path=st.sampled_from(["code", "resend", "A" * 56]),
)
def test_no_made_up_code_handle_or_token_confirms(slug: str, form: dict[str, str | bytes], path: str) -> None:
    answer = answered(Client(), "POST", f"/en/confirm/{path}", encoded(form))
    assert answer.status_code in {200, 404, 422}
    assert not Signature.objects.exists()
