"""Whatever the scripts that check a receipt can say has its words in the page."""

import re
from pathlib import Path

import pytest
from django.test import Client

from undersigned import web
from undersigned.web.log_faults import log_faults

STATIC = Path(web.__file__).parent / "static"
CODES = re.compile(r'(?:new Refused\(|attempt\(|said: |#said\()"(\w+)"')


@pytest.mark.django_db
def test_everything_that_the_scripts_say_has_its_words(client: Client) -> None:
    page = client.get("/en/receipt/").content.decode()
    scripts = "".join((STATIC / name).read_text() for name in ("receipt.js", "receipt-check.js"))
    said = set(re.findall(r'data-said="?(\w+)', page))
    elsewhere = {"signature", "withdrawn", "removed", "restored", "nobody", "unlooked"}
    wanted = set(CODES.findall(scripts)) | elsewhere
    assert {"unwitnessed", "cosignature", "log_unwitnessed", "log_wrong"} <= wanted
    assert said == wanted
    assert set(re.findall(r'data-reason="(\w+)"', page)) == set(log_faults())
