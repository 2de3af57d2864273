"""PgBouncer in transaction mode before a database: the way in that large installations have."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from workshop.postgres import free_port, ordinary_user

SETTINGS = """
[databases]
* = host={host} port={server_port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 400
query_wait_timeout = 8
server_connect_timeout = 3
server_login_retry = 1
logfile = {folder}/pgbouncer.log
"""
START_WITHIN_SECONDS = 20


@contextlib.contextmanager
def bouncer(server_url: str, *, pool: int = 12, roles: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """The URL of the same database by way of PgBouncer, with at most `pool` connections for each role.

    `roles`: passwords of further roles that may pass.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        pytest.skip("PgBouncer is missing; apt-get install pgbouncer")
    parts, port = urlsplit(server_url), free_port()
    with tempfile.TemporaryDirectory(prefix="undersigned-bouncer-", ignore_cleanup_errors=True) as folder:
        text = SETTINGS.format(host=parts.hostname, server_port=parts.port, port=port, pool=pool, folder=folder)
        passwords = {str(parts.username): str(parts.password), **roles}
        users = "".join(f'"{name}" "{password}"\n' for name, password in passwords.items())
        user = _hand_over(Path(folder), {"pgbouncer.ini": text, "users.txt": users})
        who = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        process = subprocess.Popen([program, "-q", f"{folder}/pgbouncer.ini"], **who)  # type: ignore[call-overload]
        try:
            url = urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}"))
            _wait_until_answering(url)
            yield url
        finally:
            process.terminate()
            process.wait(20)


def _hand_over(folder: Path, files: dict[str, str]) -> pwd.struct_passwd | None:
    """Writes the files for whoever will run the pooler: it refuses to be root, as the server does."""
    user = ordinary_user()
    for name, text in files.items():
        (folder / name).write_text(text)
    if user is not None:
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
    return user


def _wait_until_answering(url: str) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while True:
        try:
            with psycopg.connect(url, prepare_threshold=None) as connection:
                connection.execute("SELECT 1")
                return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
