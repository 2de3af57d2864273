"""What the signing form does beside the fields: the trap that nobody meets, the challenge, the work under attack."""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import import_petition
from tests.browser.furnish import CONTENT
from tests.browser.test_signing import sign
from tests.post_office import PostOffice
from tests.served import Site
from undersigned.signatures.rules.challenges import make_token, make_work, read_proof

KEY = b"k" * 32


@pytest.fixture
def petition(site: Site) -> str:
    return import_petition(site, CONTENT / "footbridge.md")


def sent(page: Page, slug: str, email: str) -> dict[str, str]:
    """The fields of the form that this person sent."""
    with page.expect_request(lambda request: request.method == "POST") as request:
        sign(page, slug, name="Wei", email=email)
    expect(page.locator("main")).to_contain_text("mail")
    return {name: values[0] for name, values in parse_qs(request.value.post_data or "").items()}


def typed(page: Page, slug: str, email: str) -> dict[str, str]:
    """The same, by somebody who had their challenge and typed for two seconds."""
    page.goto(f"/en/petitions/{slug}/")
    with page.expect_response("**/challenge"):
        page.locator("[name=name]").focus()
    page.wait_for_timeout(2_100)
    page.locator("[name=name]").fill("Wei")
    page.locator("[name=email]").fill(email)
    page.locator("select[name=country]").select_option("TR")
    with page.expect_request(lambda request: request.method == "POST") as request:
        page.locator("form[action$='/sign'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("mail")
    return {name: values[0] for name, values in parse_qs(request.value.post_data or "").items()}


def test_nobody_meets_the_trap(page: Page, petition: str) -> None:
    page.goto(f"/en/petitions/{petition}/")
    trap = page.locator("[name=website]")
    expect(trap).to_be_hidden()
    page.locator("[name=name]").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "website"
    assert trap.evaluate("field => field.closest('[aria-hidden=true]') !== null && field.autocomplete === 'off'")


def test_the_first_touch_fetches_one_challenge(page: Page, petition: str, office: PostOffice) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/challenge") else None)
    page.goto(f"/en/petitions/{petition}/")
    assert asked == []
    fields = typed(page, petition, "wei@quiet.example")
    assert len(asked) == 1
    assert fields["challenge"].count(".") == 1
    assert "altcha" not in fields
    assert "website" not in fields or fields["website"] == ""
    office.wait_for("wei@quiet.example")


def test_under_attack_the_form_waits_for_its_work_and_sends_a_proof(page: Page, petition: str) -> None:
    now = datetime.now(UTC)
    work = make_work(KEY, petition, now, os.urandom(12) + (30_000).to_bytes(4, "big"))
    told = json.dumps({"token": make_token(KEY, petition, now), "work": work})
    page.route("**/challenge", lambda route: answer(route, told))
    fields = sent(page, petition, "wei@storm.example")
    proof = read_proof(KEY, fields["altcha"], now + timedelta(minutes=1))
    assert proof is not None
    assert proof.petition == petition


def test_whoever_meant_another_address_sends_a_proof_anew(page: Page, petition: str) -> None:
    """The first one is spent. No token: a button is pressed sooner than anybody types, and that is no haste."""
    now = datetime.now(UTC)
    work = make_work(KEY, petition, now, os.urandom(12) + (30_000).to_bytes(4, "big"))
    first = typed(page, petition, "wei@gmial.com")
    assert "challenge" in first
    page.route(
        "**/challenge", lambda route: answer(route, json.dumps({"token": make_token(KEY, petition, now), "work": work}))
    )
    with page.expect_request(lambda request: request.method == "POST") as request:
        page.locator("form[action$='/sign'] button").click()
    expect(page.locator("main")).to_contain_text("wei@gmail.com")
    fields = {name: values[0] for name, values in parse_qs(request.value.post_data or "").items()}
    assert fields["email"] == "wei@gmail.com"
    assert "challenge" not in fields
    proof = read_proof(KEY, fields["altcha"], now + timedelta(minutes=1))
    assert proof is not None
    assert proof.petition == petition


@pytest.mark.parametrize("fault", ["failed", "nonsense", "busy", "silent"])
def test_without_an_answer_the_form_goes_all_the_same(page: Page, petition: str, fault: str) -> None:
    """Soon, too: whoever is told nothing at all waits five seconds from the first touch of a field."""
    faults: dict[str, Callable[[Route], None]] = {
        "failed": lambda route: route.abort(),
        "nonsense": lambda route: answer(route, "<html>"),
        "busy": lambda route: answer(route, json.dumps({"title": "Busy", "token": "1.x"}), status=503),
        "silent": lambda _route: None,
    }
    page.route("**/challenge", faults[fault])
    # The browser itself notes that the request failed.
    began = time.monotonic()
    fields = sent(page, petition, f"wei@{fault}.example")
    assert time.monotonic() - began < 15
    assert "challenge" not in fields
    assert "altcha" not in fields


def test_a_late_answer_makes_nobody_hasty(page: Page, petition: str, office: PostOffice) -> None:
    """The form waits for the answer; by its token nothing was typed. The letter leaves as it does without script."""

    def late(route: Route) -> None:
        time.sleep(3)
        # The site's own, made now.
        route.continue_()

    page.route("**/challenge", late)
    with page.expect_response("**/challenge") as told:
        fields = sent(page, petition, "wei@late.example")
    assert told.value.status == 200
    assert "challenge" not in fields
    office.wait_for("wei@late.example")


def answer(route: Route, body: str, *, status: int = 200) -> None:
    route.fulfill(status=status, content_type="application/json", body=body)
