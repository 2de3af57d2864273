"""What makes a production start unsafe: each a sentence that names the setting."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from undersigned.config.environment import Environment


def faults() -> list[str]:
    """Why this site must not be served as it is set; empty where it may."""
    return faults_of(settings.UNDERSIGNED)


def faults_of(environment: Environment) -> list[str]:
    """Why a site must not be served with these settings, a sentence for each."""
    return list(_faults(environment))


def _faults(environment: Environment) -> Iterator[str]:
    if not environment.is_on_loopback:
        yield from _faults_in_public(environment)
    yield from _open_folders(environment)
    if environment.demo and not environment.is_on_loopback:
        yield "UNDERSIGNED_DEMO: a demonstration shows all letters to everybody; unset it, or serve on loopback"
    if (environment.smtp_url or "").startswith("mailbox:") and not environment.demo:
        yield "UNDERSIGNED_SMTP_URL: mailbox: is for the demonstration only; name a mail server"


def _faults_in_public(environment: Environment) -> Iterator[str]:
    if not environment.site_url.startswith("https://"):
        yield "UNDERSIGNED_SITE_URL: plain http is allowed on loopback only; use https"
    if not environment.smtp_url:
        yield "UNDERSIGNED_SMTP_URL: without a mail server nobody can confirm a signature"
    if not environment.mail_from:
        yield "UNDERSIGNED_MAIL_FROM: name the sender of the letters, an address of your own domain"


def _open_folders(environment: Environment) -> Iterator[str]:
    places = {"UNDERSIGNED_SECRETS_DIR": environment.secrets_folder}
    if "://" not in environment.keystore_place:
        places["UNDERSIGNED_KEYSTORE"] = Path(environment.keystore_place)
    for name, folder in places.items():
        if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
            yield f"{name}: {folder} can be read by others; do: chmod -R go= {folder}"
