"""Settings come from the environment, every fault is named, and unsafe ones are refused."""

from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from undersigned.config.environment import Environment, EnvironmentRefused, known_names, read_environment
from undersigned.console.safety import faults_of

SAFE = {
    "UNDERSIGNED_SITE_URL": "https://petitions.example.org",
    "UNDERSIGNED_SMTP_URL": "smtp://localhost",
    "UNDERSIGNED_MAIL_FROM": "petitions@example.org",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Reads an environment of nothing but these variables and an empty data folder."""
    import os

    def read(**variables: str) -> Environment:
        for name in [name for name in os.environ if name in known_names() or name.startswith("UNDERSIGNED_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("UNDERSIGNED_DATA", str(tmp_path / "data"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return read_environment()

    return read


def test_every_fault_is_named_at_once(environment) -> None:
    with pytest.raises(EnvironmentRefused) as refused:
        environment(UNDERSIGNED_PUBLIKATION="moderated", UNDERSIGNED_ROUND_SECONDS="soon", UNDERSIGNED_PER_ADDRESS="3")
    for name in ("UNDERSIGNED_PUBLIKATION", "UNDERSIGNED_ROUND_SECONDS", "UNDERSIGNED_PER_ADDRESS"):
        assert name in str(refused.value)


@pytest.mark.parametrize("address", ["petitions.example.org", "ftp://a.example", "https://a.example/path", "https://"])
def test_a_site_has_scheme_and_host_and_no_path(environment, address: str) -> None:
    with pytest.raises(EnvironmentRefused, match="UNDERSIGNED_SITE_URL"):
        environment(UNDERSIGNED_SITE_URL=address)


def test_safe_settings_are_not_refused(environment) -> None:
    assert faults_of(environment(**SAFE)) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"UNDERSIGNED_SITE_URL": "http://petitions.example.org"}, "UNDERSIGNED_SITE_URL"),
        ({"UNDERSIGNED_SMTP_URL": ""}, "UNDERSIGNED_SMTP_URL"),
        ({"UNDERSIGNED_SMTP_URL": "mailbox:"}, "UNDERSIGNED_SMTP_URL"),
        ({"UNDERSIGNED_MAIL_FROM": ""}, "UNDERSIGNED_MAIL_FROM"),
        ({"UNDERSIGNED_DEMO": "1"}, "UNDERSIGNED_DEMO"),
    ],
)
def test_unsafe_settings_are_named(environment, change: dict[str, str], named: str) -> None:
    assert [line.partition(":")[0] for line in faults_of(environment(**{**SAFE, **change}))] == [named]


def test_secrets_that_others_can_read_are_refused(environment, tmp_path: Path) -> None:
    (tmp_path / "data" / "secrets").mkdir(parents=True)
    (tmp_path / "data" / "secrets").chmod(0o755)
    assert any("UNDERSIGNED_SECRETS_DIR" in line for line in faults_of(environment(**SAFE)))


def test_plain_http_is_allowed_on_loopback(environment) -> None:
    for host in ("127.0.0.1:8123", "localhost", "[::1]:8000"):
        assert faults_of(environment(UNDERSIGNED_SITE_URL=f"http://{host}")) == []


def test_nothing_but_the_environment_is_read() -> None:
    assert issubclass(Environment, BaseSettings)
    assert Environment.model_config.get("env_file") is None
