"""Which addresses are kept whole."""

import pytest

from undersigned.web.door.addresses import slug_of


@pytest.mark.parametrize(
    "path",
    [b"/en/petitions/night-train/", b"/tr/petitions/night-train/tally", b"/api/v1/petitions/night-train/count"],
)
def test_a_petition_stands_here(path: bytes) -> None:
    assert slug_of(path) == "night-train"


@pytest.mark.parametrize(
    "path",
    [
        b"/",
        b"/en/",
        b"/en/petitions/",
        b"/en/petitions/night-train",
        b"/xx/petitions/night-train/",
        b"/en/petitions/night-train/sign",
        b"/en/petitions/night-train/count/",
        b"/en/petitions/night-train/tally/",
        b"/en/petitions/night%2Dtrain/",
        b"/en/petitions/night-train/\n",
        b"/en/petitions/a/b/",
        b"//en/petitions/night-train/",
        b"/api/v1/petitions/night-train",
        b"/api/v1/petitions/night-train/count/",
        b"/api/v1/petitions/" + b"a" * 81 + b"/count",
        b"/staff/petitions/night-train/",
        b"\xff",
    ],
)
def test_something_else_stands_here(path: bytes) -> None:
    assert slug_of(path) is None
