"""One site on several nodes: each with a folder and a database role of its own, sharing nothing but the database."""

import contextlib
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.faults.bouncer import bouncer
from tests.faults.cluster import Cluster
from tests.served import Site

NODES = ("web-a", "web-b", "worker", "publisher-a", "publisher-b")


@dataclass
class Nodes:
    """Two that serve pages, and the others."""

    web: tuple[Site, Site]
    others: dict[str, "subprocess.Popen[bytes]"]

    def kill(self, name: str) -> None:
        """`kill -9` of this node's supervisor; its children notice and go."""
        self.others.pop(name).kill()


@contextlib.contextmanager
def nodes(server: Cluster, name: str, folder: Path, smtp_url: str, valkey_url: str | None) -> Iterator[Nodes]:
    """The site runs on five nodes through one PgBouncer; all end at the end."""
    roles = {node.replace("-", "_"): secrets.token_hex(8) for node in NODES}
    main, keystore = server.create(name), server.create(f"{name}_keys")
    _make_roles(main, keystore, roles)
    with bouncer(main, roles=roles) as pooled, contextlib.ExitStack() as stack:
        environments = {
            node: _environment(folder, node, pooled, roles[node.replace("-", "_")], name, valkey_url) for node in NODES
        }
        first = _web(folder, "web-a", smtp_url, environments["web-a"])
        stack.enter_context(first)
        for node in NODES[1:]:
            # An installation's secrets are brought to each of its machines once.
            shutil.copytree(folder / "web-a/data/secrets", folder / node / "data/secrets")
        second = _web(folder, "web-b", smtp_url, environments["web-b"] | {"UNDERSIGNED_SITE_URL": first.address})
        stack.enter_context(second)
        others = {
            node: stack.enter_context(_other(folder / node, first.environment | environments[node]))
            for node in NODES[2:]
        }
        yield Nodes((first, second), others)


def _make_roles(main: str, keystore: str, roles: dict[str, str]) -> None:
    """A role for each node that acts as the one to whom the tables belong."""
    with psycopg.connect(main, autocommit=True) as connection:
        owner = f"site_{secrets.token_hex(4)}"
        connection.execute(f"CREATE ROLE {owner}")
        for url in (main, keystore):
            connection.execute(f"ALTER DATABASE {urlsplit(url).path[1:]} OWNER TO {owner}")
        for role, password in roles.items():
            connection.execute(f"DROP ROLE IF EXISTS {role}")
            connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}' IN ROLE {owner}")
            connection.execute(f"ALTER ROLE {role} SET role = '{owner}'")
    for url in (main, keystore):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"ALTER SCHEMA public OWNER TO {owner}")


def _environment(
    folder: Path, node: str, pooled: str, password: str, database: str, valkey_url: str | None
) -> dict[str, str]:
    (folder / node).mkdir()
    parts = urlsplit(pooled)
    address = parts._replace(netloc=f"{node.replace('-', '_')}:{password}@127.0.0.1:{parts.port}")
    made = {
        "UNDERSIGNED_DATA": str(folder / node / "data"),
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{database}")),
        "UNDERSIGNED_KEYSTORE": urlunsplit(address._replace(path=f"/{database}_keys")),
    }
    return made | ({"VALKEY_URL": valkey_url} if valkey_url else {})


def _web(folder: Path, node: str, smtp_url: str, environment: dict[str, str]) -> Site:
    site = Site(folder / node, smtp_url=smtp_url, options=("--only", "web"))
    site.environment |= environment
    return site


@contextlib.contextmanager
def _other(folder: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    part = folder.name.partition("-")[0]
    command = [sys.executable, "-m", "undersigned.console.main", "serve", "--only", part]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)
