"""What has become of a receipt's signature since, as the page reads it from the log in Chromium."""

import pytest
from playwright.sync_api import Page

from tests.browser.small_logs import (
    POLICY,
    SIGNER,
    WITNESS,
    SmallServer,
    cosigned,
    files_of,
    flipped,
    hashed,
    signed,
)
from tests.browser.small_receipts import (
    entries_of,
    later,
    python_says,
    receipt_of,
    said,
)
from tests.tlog.lines import PID, line
from undersigned.tlog.notes import Signer


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
