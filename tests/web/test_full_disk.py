"""What answers when a file could not be written."""

import errno

import pytest
from django.test import RequestFactory

from undersigned.web.refusals import server_error


def fail(fault: Exception):
    raise fault


def answer(fault: Exception):
    try:
        fail(fault)
    except Exception:  # Django calls the handler while the fault is being handled
        return server_error(RequestFactory().get("/en/start/"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_a_503_that_says_when_to_come_back(number):
    response = answer(OSError(number, "full"))
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_any_other_fault_of_a_file_is_ours():
    assert answer(OSError(errno.EACCES, "not allowed")).status_code == 500
