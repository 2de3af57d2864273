"""Petition keys: made once, wrapped, rotated, destroyed; in a folder and in a second database."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from undersigned.keys.models import WrappedKey
from undersigned.keys.petition_keys import (
    KeysDestroyed,
    KeysMissing,
    create_petition_keys,
    destroy_petition_keys,
    forget_petition_keys,
    petition_keys,
    rotate_ring,
)
from undersigned.keys.router import ALIAS, KeystoreRouter
from undersigned.keys.secrets import ensure_secrets
from undersigned.keys.stores import FolderStore, key_store

PID, OTHER = "A" * 22, "B" * 22


def use(settings: object, **changes: object) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update=changes)  # type: ignore[attr-defined]


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    ensure_secrets(tmp_path / "secrets")
    use(settings, secrets_dir=tmp_path / "secrets", keystore=str(tmp_path / "keystore"))
    return tmp_path / "keystore"


@pytest.fixture
def table(settings: object, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A key store in a second database, made by the site's own migrations."""
    file = tmp_path / "keystore.sqlite3"
    ensure_secrets(tmp_path / "secrets")
    use(settings, secrets_dir=tmp_path / "secrets", keystore=f"sqlite:///{file}")
    defaults = {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "ATOMIC_REQUESTS": False, "TIME_ZONE": None}
    connections.databases[ALIAS] = defaults | {
        "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "OPTIONS": {}, "TEST": {},
        "USER": "", "PASSWORD": "", "HOST": "", "PORT": "",
    }  # fmt: skip
    with django_db_blocker.unblock():
        call_command("migrate", database=ALIAS, verbosity=0)
        yield
    connections[ALIAS].close()
    del connections[ALIAS]
    del connections.databases[ALIAS]


@pytest.fixture(params=["folder", "table"])
def store(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(request.param)


def lines() -> dict[str, str | None]:
    return {pid: key_store().read(pid) for pid in key_store().pids()}


def test_keys_are_made_once(store: None) -> None:
    keys = create_petition_keys(PID)
    assert create_petition_keys(PID) == keys == petition_keys(PID)
    forget_petition_keys(PID)
    assert petition_keys(PID) == keys
    assert len(keys.seal) == len(keys.fingerprint) == 32
    assert keys.seal != keys.fingerprint
    assert create_petition_keys(OTHER) != keys


def test_keys_lie_wrapped(store: None) -> None:
    keys = create_petition_keys(PID)
    line = key_store().read(PID)
    assert line is not None
    assert keys.seal.hex() not in line
    assert "PetitionKeys()" in repr(keys)


def test_keys_that_never_were(store: None) -> None:
    with pytest.raises(KeysMissing):
        petition_keys(PID)


def test_destroyed_keys_never_come_back(store: None) -> None:
    create_petition_keys(PID)
    destroy_petition_keys(PID)
    destroy_petition_keys(PID)
    for act in (petition_keys, create_petition_keys):
        with pytest.raises(KeysDestroyed):
            act(PID)
    assert lines() == {PID: ""}


def test_what_was_never_made_can_be_destroyed(store: None) -> None:
    destroy_petition_keys(PID)
    with pytest.raises(KeysDestroyed):
        create_petition_keys(PID)


def test_keys_destroyed_by_another_process_are_gone_from_memory_here(store: None) -> None:
    create_petition_keys(PID)
    petition_keys(PID)
    key_store().destroy(PID)
    with pytest.raises(KeysDestroyed):
        petition_keys(PID)


def test_the_ring_rotates_under_the_keys(store: None, settings: object) -> None:
    keys = {pid: create_petition_keys(pid) for pid in (PID, OTHER)}
    destroy_petition_keys(OTHER)
    before = lines()
    assert rotate_ring() == 1
    after = lines()
    forget_petition_keys(PID)
    assert petition_keys(PID) == keys[PID]
    assert str(after[PID]).startswith("2 ")
    assert before[PID] != after[PID]
    assert after[OTHER] == ""


def test_keys_of_one_petition_do_not_open_as_another(store: None) -> None:
    from undersigned.keys.sealing import SealBroken

    create_petition_keys(PID)
    key_store().add(OTHER, str(key_store().read(PID)))
    with pytest.raises(SealBroken):
        petition_keys(OTHER)


def test_many_at_once_make_the_same_keys(folder: Path) -> None:
    made = []
    threads = [threading.Thread(target=lambda: made.append(create_petition_keys(PID))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert len({keys.seal for keys in made}) == 1


def test_files_are_closed_to_others_and_nothing_is_left_beside_them(folder: Path) -> None:
    create_petition_keys(PID)
    rotate_ring()
    assert [path.name for path in folder.iterdir()] == [f"{PID}.key"]
    assert stat.S_IMODE((folder / f"{PID}.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_a_crash_left_beside_a_key_goes_with_it(folder: Path) -> None:
    create_petition_keys(PID)
    line = (folder / f"{PID}.key").read_text()
    (folder / f".{PID}.77.abcd").write_text(line)
    destroy_petition_keys(PID)
    assert [path.read_text().strip() for path in folder.iterdir()] == [""]


def test_the_old_bytes_are_overwritten_where_they_lay(folder: Path) -> None:
    create_petition_keys(PID)
    with (folder / f"{PID}.key").open("rb") as old:
        destroy_petition_keys(PID)
        assert set(old.read()) == {0}


@pytest.mark.parametrize("pid", ["", "../../etc/passwd", "A" * 21, "A" * 23, "A" * 21 + "/", "é" * 22])
def test_only_a_pid_names_a_file(tmp_path: Path, pid: str) -> None:
    with pytest.raises(ValueError, match="petition's id"):
        FolderStore(tmp_path).read(pid)


def test_the_key_store_holds_nothing_else(table: None) -> None:
    create_petition_keys(PID)
    tables = set(connections[ALIAS].introspection.table_names())
    assert tables == {"keys_wrappedkey", "django_migrations"}
    assert WrappedKey.objects.count() == 1


@pytest.mark.django_db
def test_the_main_database_holds_no_key() -> None:
    assert "keys_wrappedkey" not in connection.introspection.table_names()


def test_every_model_has_one_home() -> None:
    router = KeystoreRouter()
    for model in apps.get_models():
        label = model._meta.app_label
        homes = [alias for alias in ("default", ALIAS) if router.allow_migrate(alias, label) is not False]
        assert homes == ([ALIAS] if label == "keys" else ["default"])
        assert router.db_for_read(model) == router.db_for_write(model) == (ALIAS if label == "keys" else None)
