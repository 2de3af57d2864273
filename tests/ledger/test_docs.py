"""What docs/ledger.md says is tried: its recount works as it stands, and its table has every type."""

import re
from pathlib import Path

import pytest

from tests.ledger.events import PID, happen, sign_many
from tests.ledger.test_publishing import round_out
from undersigned.ledger.actions.open_log import open_log
from undersigned.tlog.entries import FIELDS, REASONS

PAGE = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text()


@pytest.mark.django_db(transaction=True)
def test_the_recount_on_the_page_works(now, live_server, capsys):
    open_log(now=now)
    happen("open", now)
    sign_many(300, now)
    round_out(now)
    (block,) = re.findall(r"(?:^    .*\n|^\n)+", PAGE[PAGE.index("    from urllib.error") :], re.MULTILINE)[:1]
    code = re.sub(r"^    ", "", block, flags=re.MULTILINE)
    exec(code.replace("https://petitions.example.org", live_server.url), {})
    assert capsys.readouterr().out == f"{{'{PID}': 300}}\n"


def test_every_type_and_reason_is_described():
    table = PAGE[PAGE.index("| type | fields |") : PAGE.index("`audit` is kept")]
    first_cells = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    assert {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)} == set(FIELDS)
    assert set(REASONS) <= set(re.findall(r"`(\w+)`", table))
