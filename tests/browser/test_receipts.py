"""The page's own check of a receipt in Chromium: the answers of undersigned.tlog.receipts, and no leaf is named."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Opener
from tests.browser.small_logs import (
    NOBODY,
    POLICY,
    SIGNER,
    STRANGER,
    WITNESS,
    cosigned,
)
from tests.browser.small_receipts import entries_of, python_says, receipt_of, said
from tests.post_office import PostOffice
from tests.served import Site
from undersigned.tlog.notes import Signer


@pytest.mark.parametrize(("size", "own"), [(3, 2), (256, 255), (257, 256), (600, 2), (600, 511)])
def test_a_true_receipt(tab: Page, size: int, own: int) -> None:
    receipt = receipt_of(entries_of(size, own=own), own)
    assert said(tab, receipt) == [str(own)] == [python_says(receipt)]


def test_every_flipped_bit_is_refused(tab: Page) -> None:
    receipt = receipt_of(entries_of(5), 2)
    answers = said(tab, receipt, bits=True)
    passed = [bit for bit, answer in enumerate(answers) if answer.isdigit()]
    assert (len(answers), passed) == (8 * len(receipt), [])


def test_page_and_command_name_the_same_fault(tab: Page) -> None:
    entries = entries_of(5)
    whole = receipt_of(entries, 2)
    tried = [
        whole,
        b"",
        whole[:-1],
        whole.replace(b"index 2\n", b"index 3\n"),
        whole.replace(b"index 2\n", b"index 02\n"),
        receipt_of(entries, 3),
        receipt_of(entries, 0),
        receipt_of(entries, 2, Signer(SIGNER.name, bytes(32))),
        b"c2sp.org/tlog-proof@v1\nindex 2\n" + whole.partition(b"index 2\n")[2],
    ]
    answers = [said(tab, receipt)[0] for receipt in tried]
    assert answers == [python_says(receipt) for receipt in tried]
    assert set(answers) == {"2", "broken", "place", "commitment", "entry", "signature", "kind"}
    assert said(tab, whole, vkey="no key") == ["key"]


def test_a_receipt_with_its_witnesses(tab: Page) -> None:
    bare = receipt_of(entries_of(5), 2)
    assert said(tab, bare, policy=POLICY) == ["unwitnessed"]
    assert said(tab, bare, policy=NOBODY) == ["2"]
    assert said(tab, cosigned(bare, STRANGER), policy=POLICY) == ["unwitnessed"]
    whole = cosigned(bare, WITNESS)
    assert said(tab, whole, policy=POLICY) == ["2"]
    answers = said(tab, whole, bits=True, policy=POLICY)
    assert [bit for bit, answer in enumerate(answers) if answer.isdigit()] == []
    assert "cosignature" in answers


def confirmed(page: Page, office: PostOffice, slug: str, email: str) -> None:
    """Somebody has signed on the site and confirmed; the page thanks them."""
    page.goto(f"/en/petitions/{slug}/")
    page.locator("[name=name]").fill("Rosa Receipt")
    page.locator("[name=email]").fill(email)
    page.locator("[name=country]").select_option("GB")
    page.locator("form[action$='/sign'] button[type=submit]").click()
    page.goto(office.wait_for(email).link)
    page.locator("button[value=confirm]").click()


def receipt_page(page: Page) -> None:
    """From the thanks to the receipt, as soon as there is one."""
    page.locator("main button[value=proofs]").click()
    while not page.locator("button[value=receipt]").count():
        page.wait_for_timeout(300)
        page.locator("main button[value=proofs]").click()


def test_from_signing_to_a_checked_receipt(
    page: Page, office: PostOffice, site: Site, footbridge: str, tmp_path: Any
) -> None:
    confirmed(page, office, footbridge, "rosa@receipt.example")
    receipt_page(page)
    with page.expect_download() as coming:
        page.locator("button[value=receipt]").click()
    file = tmp_path / "mine.tlog-proof"
    coming.value.save_as(file)
    asked: list[Request] = []

    def heard(request: Request) -> None:
        asked.append(request)

    page.on("request", heard)
    page.goto("/en/receipt/")
    page.locator("receipt-check input[type=file]").set_input_files(file)
    expect(page.locator("receipt-check .notice.good")).to_be_visible()
    page.locator("[data-act=later]").click()
    expect(page.locator("receipt-check .notice.good")).to_have_count(2)
    index = file.read_text().partition("index ")[2].partition("\n")[0]
    paths = [request.url.removeprefix(site.address) for request in asked]
    assert "/log/checkpoint" in paths
    assert not [path for path in paths if "?" in path or "#" in path or path.endswith(f"/{index}")]
    assert not [request for request in asked if request.method != "GET" or request.post_data]
    changed = tmp_path / "changed.tlog-proof"
    changed.write_text(file.read_text().replace("index ", "index 1"))
    page.locator("receipt-check input[type=file]").set_input_files(changed)
    expect(page.locator("receipt-check .notice.bad")).to_be_visible()


def test_without_javascript(visitor: Opener, office: PostOffice, footbridge: str) -> None:
    page = visitor(java_script_enabled=False).new_page()
    confirmed(page, office, footbridge, "ruth@receipt.example")
    expect(page.get_by_role("heading", name="Your proof")).to_be_visible()
    receipt_page(page)
    page.locator("summary").first.click()
    expect(page.locator("pre.proof").first).to_contain_text("c2sp.org/tlog-proof@v1")
    page.goto("/en/receipt/")
    expect(page.locator("noscript")).to_be_visible()
    expect(page.get_by_text("undersigned verify receipt")).to_be_visible()
