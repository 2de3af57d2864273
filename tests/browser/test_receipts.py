"""The page's own check of a receipt in Chromium: the answers of undersigned.tlog.receipts, and no leaf is named."""

import base64
import hashlib
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import Opener
from tests.browser.small_logs import (
    NOBODY,
    POLICY,
    SIGNER,
    STRANGER,
    WITNESS,
    SmallServer,
    cosigned,
    files_of,
    flipped,
    hashed,
    signed,
)
from tests.post_office import PostOffice
from tests.served import Site
from tests.tlog.lines import OTHER_PID, PID, line
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.notes import Signer
from undersigned.tlog.proofs import inclusion_proof
from undersigned.tlog.readers import node_from_tiles
from undersigned.tlog.receipts import Opened, ReceiptRefused, check_receipt, make_receipt
from undersigned.tlog.tiles import Tile

CHECK = """async ([encoded, vkey, bits, policy]) => {
  const { checkReceipt, Refused } = await import("/static/receipt.js");
  const { parsePolicy } = await import("/static/witnesses.js");
  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const whole = bytes(encoded);
  const asked = policy ? parsePolicy(bytes(policy)) : null;
  const one = data => {
    try { return String(checkReceipt(data, vkey, asked).index); }
    catch (fault) { if (fault instanceof Refused) return fault.code; throw fault; }
  };
  if (!bits) return [one(whole)];
  return Array.from({ length: 8 * whole.length }, (_, bit) => {
    const data = whole.slice();
    data[bit >> 3] ^= 1 << (bit & 7);
    return one(data);
  });
}"""
LATER = """async ([encoded, vkey, log, policy]) => {
  const { checkReceipt, readLater } = await import("/static/receipt.js");
  const { parsePolicy } = await import("/static/witnesses.js");
  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const asked = policy ? parsePolicy(bytes(policy)) : null;
  const receipt = checkReceipt(bytes(encoded), vkey, asked);
  const fetchBytes = async path => {
    const answer = await fetch(log + path);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  };
  const told = ({ said, at, reason, why, facts }) =>
    [said, at, reason, why, ...Object.values(facts ?? {})].filter(one => one || one === 0).join(" ");
  return told(await readLater(receipt, vkey, fetchBytes, () => {}, asked));
}"""
PARTS = {name: hashlib.sha256(name.encode()).digest() for name in ("text", "token", "id", "nul", "att")}


@pytest.fixture(scope="module")
def server() -> Iterator[SmallServer]:
    with SmallServer() as small:
        yield small


@pytest.fixture(scope="module")
def tab(chromium: Browser, server: SmallServer) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(server.address)
    yield page
    page.close()


def own_sign(c: int) -> bytes:
    """The entry of the signature whose receipt is tried."""
    opened = Opened(entry=b"", **PARTS)
    return line(f"sign {c + 1} {c} 1 {base64.b64encode(opened.commitment(PID)).decode()}")


def entries_of(size: int, *, own: int = 2) -> list[bytes]:
    """A log of so many lines in which `own` is the receipt's."""
    lines = [line("open 1 0 1 H H"), line("open 1 0 1 H H", OTHER_PID)]
    for number in range(2, size):
        c = number - 1
        lines.append(own_sign(c) if number == own else line(f"sign {c + 1} {c} 1 {hashed(number)}"))
    return lines


def receipt_of(entries: list[bytes], index: int, signer: Signer = SIGNER) -> bytes:
    files = files_of(entries)

    def read(tile: Tile) -> bytes:
        return files[tile.path]

    size = len(entries)
    path = inclusion_proof(index, size, lambda level, number: node_from_tiles(read, size, level, number))
    note = files["checkpoint"].decode()
    if signer is not SIGNER:
        root = open_checkpoint(files["checkpoint"], SIGNER.name, [SIGNER.verifier]).root
        note = signed(size, root, signer).decode()
    return make_receipt(Opened(entry=entries[index], **PARTS), index, path, note).encode()


def said(
    tab: Page, receipt: bytes, *, bits: bool = False, vkey: str = SIGNER.verifier.vkey, policy: bytes = b""
) -> list[str]:
    return list(tab.evaluate(CHECK, [encoded(receipt), vkey, bits, encoded(policy)]))


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def python_says(receipt: bytes) -> str:
    def opener(note: bytes) -> Checkpoint:
        return open_checkpoint(note, SIGNER.name, [SIGNER.verifier])

    try:
        return str(check_receipt(receipt, opener).index)
    except ReceiptRefused as refused:
        return refused.code


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


def later(tab: Page, server: SmallServer, receipt: bytes, files: dict[str, bytes], policy: bytes = b"") -> str:
    prefix = f"{time.monotonic_ns()}/"
    server.files = {prefix + name: data for name, data in files.items()}
    asked = [encoded(receipt), SIGNER.verifier.vkey, f"{server.address}/log/{prefix}", encoded(policy)]
    return str(tab.evaluate(LATER, asked))


def test_what_has_become_of_it_since(tab: Page, server: SmallServer) -> None:
    entries = entries_of(300)
    receipt = receipt_of(entries, 2)
    more = [line(f"sign 300 299 1 {hashed('more')}")]
    back = [line("withdraw 300 297 2")]
    restored = [line("invalidate 300 297 2 lost"), line(f"restore 301 298 2 {hashed('again')}")]
    missing = files_of(entries)
    del missing["tile/entries/001.p/44"]
    assert later(tab, server, receipt, files_of(entries)) == "stands"
    assert later(tab, server, receipt, files_of([*entries, *more])) == "stands"
    assert later(tab, server, receipt, files_of([*entries, *back])) == "withdrawn 300"
    assert later(tab, server, receipt, files_of([*entries, *restored[:1]])) == "removed 300 lost"
    assert later(tab, server, receipt, files_of([*entries, *restored])) == "restored 301"
    assert later(tab, server, receipt, files_of(entries[:290])) == "log_wrong shrunk 300 290"
    other = [line(f"sign 299 298 1 {hashed('other')}"), *more]
    assert later(tab, server, receipt, files_of([*entries[:299], *other])) == "log_wrong fork 300"
    assert later(tab, server, receipt, missing) == "log_wrong missing tile/entries/001.p/44"
    for checkpoint, why in (
        (signed(300, bytes(32)), "root"),
        (b"", "checkpoint"),
        (signed(300, bytes(32), Signer(SIGNER.name, bytes(32))), "signature"),
    ):
        assert later(tab, server, receipt, files_of(entries) | {"checkpoint": checkpoint}) == f"log_wrong {why}"


def test_what_the_laws_forbid_puts_nothing_back(tab: Page, server: SmallServer) -> None:
    entries = entries_of(300)
    receipt = receipt_of(entries, 2)
    other = "B" * 21 + "Q"
    removed = line("invalidate 300 297 2 lost")
    opened = b" ".join([*entries[0].split(b" ")[:2], other.encode(), *entries[0].split(b" ")[3:]])
    foreign = line(f"restore 2 1 2 {hashed('again')}").replace(PID.encode(), other.encode())
    assert later(tab, server, receipt, files_of([*entries, removed, opened, foreign])) == "log_wrong target 2 302"
    taken = [line("withdraw 300 297 2"), line(f"restore 301 298 2 {hashed('again')}")]
    assert later(tab, server, receipt, files_of([*entries, *taken])) == "log_wrong target 2 301"


@pytest.mark.parametrize(
    "odd", ["+x AAAAAAAA", "o\u00a0ther AAAAAAAA", "x AAAA", "x AAAAAA==", "x\u202ey AAAAAAAA", *["x AAAAAAAA\n" * 256]]
)
def test_lines_that_are_no_signatures_break_it(tab: Page, odd: str) -> None:
    receipt = receipt_of(entries_of(300), 2)
    more = "".join(f"\u2014 {each}\n" for each in odd.strip().split("\n")).encode()
    assert said(tab, receipt + more) == ["broken"] == [python_says(receipt + more)]


@pytest.mark.parametrize(
    ("at", "why"),
    [(0, "bundle tile/entries/000"), (400, "spelling 3"), (None, "bundle tile/entries/000")],
)
def test_what_was_tampered_with_is_named(tab: Page, server: SmallServer, at: int | None, why: str) -> None:
    entries = entries_of(300)
    receipt = receipt_of(entries, 2)
    files = files_of([*entries, line(f"sign 300 299 1 {hashed('more')}")])
    bundle = files["tile/entries/000"]
    files["tile/entries/000"] = bundle[:-40] if at is None else flipped(bundle, at)
    assert later(tab, server, receipt, files) == f"log_wrong {why}"


def test_a_misspelt_entry_is_named(tab: Page, server: SmallServer) -> None:
    entries = entries_of(300)
    receipt = receipt_of(entries, 2)
    odd = [*entries, b"undersigned/1 audit " + PID.encode() + b" 300 299\n"]
    assert later(tab, server, receipt, files_of(odd)) == "log_wrong spelling 300"


def test_the_log_of_today_has_its_witnesses(tab: Page, server: SmallServer) -> None:
    entries = entries_of(300)
    receipt = cosigned(receipt_of(entries, 2), WITNESS)
    files = files_of([*entries, line(f"sign 300 299 1 {hashed('more')}")])
    witnessed = files | {"checkpoint": cosigned(files["checkpoint"], WITNESS)}
    assert later(tab, server, receipt, witnessed, POLICY) == "stands"
    assert later(tab, server, receipt, files, POLICY) == "log_unwitnessed"
    broken = files | {"checkpoint": cosigned(files["checkpoint"], WITNESS, of=files_of(entries)["checkpoint"])}
    assert later(tab, server, receipt, broken, POLICY) == "log_wrong cosignature"


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
