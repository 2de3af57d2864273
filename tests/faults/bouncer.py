"""PgBouncer in transaction mode before a database: the way in that large installations have."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from workshop.postgres import free_port, ordinary_user

SETTINGS = """
[databases]
* = host={host} port={server_port} user={user} password={password}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
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
def bouncer(server_url: str, *, pool: int = 12) -> Iterator[str]:
    """The URL of the same server by way of PgBouncer, with at most `pool` connections to each database."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        pytest.skip("PgBouncer is missing; apt-get install pgbouncer")
    parts, user, port = urlsplit(server_url), ordinary_user(), free_port()
    with tempfile.TemporaryDirectory(prefix="undersigned-bouncer-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "pgbouncer.ini"
        text = SETTINGS.format(
            host=parts.hostname,
            server_port=parts.port,
            user=parts.username,
            password=parts.password,
            port=port,
            pool=pool,
            folder=folder,
        )
        file.write_text(text)
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
            os.chown(file, user.pw_uid, user.pw_gid)
        who = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        process = subprocess.Popen([program, "-q", str(file)], **who)  # type: ignore[call-overload]
        try:
            url = f"postgres://{parts.username}:nobody-asks@127.0.0.1:{port}{parts.path}"
            _wait_until_answering(url)
            yield url
        finally:
            process.terminate()
            process.wait(20)


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
