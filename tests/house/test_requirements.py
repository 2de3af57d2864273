"""The package's dependencies, the lists and the locks say the same, and no lock says where packages come from."""

import re
import tomllib

import pytest

from tests.house.source import ROOT

REQUIREMENTS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ]+)", re.MULTILINE)


def listed(name: str) -> set[str]:
    lines = (REQUIREMENTS / f"{name}.in").read_text().splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-r"))}


def locked(name: str) -> dict[str, str]:
    return dict(PINNED.findall((REQUIREMENTS / f"{name}.lock").read_text()))


def test_the_base_is_small() -> None:
    assert PROJECT["dependencies"] == ["cryptography"]


def test_lists_are_those_of_the_package() -> None:
    extras = PROJECT["optional-dependencies"]
    assert listed("site") == {*PROJECT["dependencies"], *extras["site"]}
    assert listed("test") == {*extras["test"]} - {"undersigned[site]"}


def test_what_the_site_runs_on_is_what_is_tested() -> None:
    site, test = locked("site"), locked("test")
    assert len(site) > 20
    assert site == {name: version for name, version in test.items() if name in site}


@pytest.mark.parametrize("name", ["site", "test", "uv"])
def test_a_lock_holds_versions_and_hashes_only(name: str) -> None:
    lines = (REQUIREMENTS / f"{name}.lock").read_text().splitlines()
    shapes = (r"# Made by \./run lock: versions and hashes, no address\.", r"[a-z0-9._-]+==\S+( ; [^@:]+)? \\")
    hashed = r"    --hash=sha256:[0-9a-f]{64}( \\)?"
    assert [line for line in lines if not any(re.fullmatch(shape, line) for shape in (*shapes, hashed))] == []
