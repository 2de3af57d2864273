"""One site on several nodes: each with a folder, a user and a database role of its own, sharing only the database."""

import contextlib
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.machine import descendants
from tests.faults.bouncer import bouncer
from tests.faults.cluster import Cluster
from tests.faults.ground import FIRST_USER, Ground, ground, users_of
from tests.served import Site

NODES = ("web-a", "web-b", "worker", "publisher-a", "publisher-b")
USERS = {node: FIRST_USER + number for number, node in enumerate(NODES)}


@dataclass
class Nodes:
    """Two that serve pages, and the others."""

    web: tuple[Site, Site]
    others: dict[str, "subprocess.Popen[bytes]"]
    ground: Ground

    def kill(self, name: str) -> None:
        """`kill -9` of this node's supervisor; its children notice and go."""
        self.others.pop(name).kill()

    def users(self) -> dict[str, set[int]]:
        """As whom the processes of each node run."""
        web = {name: [each.pid for each in site.processes()] for name, site in zip(NODES, self.web, strict=False)}
        pids = web | {name: descendants(process.pid) for name, process in self.others.items()}
        return {name: users_of(found) for name, found in pids.items()}

    def secrets(self, node: str) -> list[Path]:
        """The files that make this node part of the site."""
        return [file for file in (self.ground.folder / node / "data/secrets").rglob("*") if file.is_file()]


@contextlib.contextmanager
def nodes(server: Cluster, name: str, smtp_url: str, valkey_url: str | None) -> Iterator[Nodes]:
    """The site runs on five nodes through one PgBouncer; all end at the end."""
    roles = {node.replace("-", "_"): secrets.token_hex(8) for node in NODES}
    main, keystore = server.create(name), server.create(f"{name}_keys")
    _make_roles(main, keystore, roles)
    with ground() as place, bouncer(main, roles=roles) as pooled, contextlib.ExitStack() as stack:
        environments = {
            node: _environment(place, node, pooled, roles[node.replace("-", "_")], name, valkey_url) for node in NODES
        }
        first = _web(place, "web-a", smtp_url, environments["web-a"])
        stack.enter_context(first)
        for node in NODES[1:]:
            _bring_secrets(place, "web-a", node)
        second = _web(place, "web-b", smtp_url, environments["web-b"] | {"UNDERSIGNED_SITE_URL": first.address})
        stack.enter_context(second)
        others = {
            node: stack.enter_context(_other(place, node, first.environment | environments[node])) for node in NODES[2:]
        }
        yield Nodes((first, second), others, place)


def _bring_secrets(place: Ground, origin: str, node: str) -> None:
    """Once: an installation's secrets are copied to each of its machines, and belong to the node's user there."""
    data = place.folder / node / "data"
    data.mkdir(mode=0o700)
    shutil.copytree(place.folder / origin / "data/secrets", data / "secrets")
    place.hand_over(data, USERS[node])


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
    place: Ground, node: str, pooled: str, password: str, database: str, valkey_url: str | None
) -> dict[str, str]:
    home = place.home(node, USERS[node])
    parts = urlsplit(pooled)
    address = parts._replace(netloc=f"{node.replace('-', '_')}:{password}@127.0.0.1:{parts.port}")
    made = place.environment(home) | {
        "UNDERSIGNED_DATA": str(home / "data"),
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{database}")),
        "UNDERSIGNED_KEYSTORE": urlunsplit(address._replace(path=f"/{database}_keys")),
    }
    return made | ({"VALKEY_URL": valkey_url} if valkey_url else {})


def _web(place: Ground, node: str, smtp_url: str, environment: dict[str, str]) -> Site:
    site = Site(place.folder / node, smtp_url=smtp_url, options=("--only", "web"))
    site.program = [place.python, *site.program[1:]]
    site.who = place.who(USERS[node])
    site.environment |= environment
    return site


@contextlib.contextmanager
def _other(place: Ground, node: str, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    command = [place.python, "-m", "undersigned.console.main", "serve", "--only", node.partition("-")[0]]
    with (place.folder / node / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, **place.who(USERS[node]))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)
