"""A key store on a disk that is full: nothing half written, and the key is made when there is room."""

import errno
import resource

import pytest

from undersigned.keys.stores import FolderStore

PID = "A" * 22


@pytest.fixture
def full_disk():
    """Every write of this process to a file is refused, as a full disk does it."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_key_that_could_not_be_written_leaves_nothing(tmp_path, full_disk):
    store = FolderStore(tmp_path)
    with pytest.raises(OSError) as fault:
        store.add(PID, "1 key")
    assert fault.value.errno == errno.EFBIG
    full_disk()
    assert list(tmp_path.iterdir()) == []
    assert store.read(PID) is None
    assert store.add(PID, "1 key") == "1 key"


def test_a_key_that_could_not_be_replaced_stays(tmp_path, full_disk):
    full_disk()
    store = FolderStore(tmp_path)
    store.add(PID, "1 key")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    with pytest.raises(OSError):
        store.replace(PID, "1 key", "2 key")
    full_disk()
    assert store.read(PID) == "1 key"
    assert [path.name for path in tmp_path.iterdir()] == [f"{PID}.key"]
