"""Passkeys (WebAuthn, level 2) by Yubico's library: what the browser is asked, and whether its answer is true.

The origin is compared with the site's own address, whole. A site at a bare number of an address has no passkeys:
browsers bind them to a name.
"""

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from undersigned.accounts.rules import FactorRefused

LONGEST_ANSWER = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is asked, as JSON, and what has to be kept until it answers."""

    options: dict[str, Any]
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """The passkey that a browser answered with, and its counter (0: it counts nothing)."""

    credential: bytes
    counter: int


def has_passkeys() -> bool:
    """Whether this site's address is one that passkeys can be bound to."""
    try:
        ipaddress.ip_address(settings.UNDERSIGNED.host)
    except ValueError:
        return True
    return False


def ask_for_new(account_id: int, name: str, known: Sequence[bytes]) -> Asked:
    """Options for making a passkey; the browser refuses one that the account has."""
    user = PublicKeyCredentialUserEntity(name=name, id=b"staff %d" % account_id, display_name=name)
    options, state = _server().register_begin(
        user,
        [AttestedCredentialData(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Asked(dict(options)["publicKey"], state)


def ask_for_one(known: Sequence[bytes]) -> Asked:
    """Options for showing one of these passkeys."""
    options, state = _server().authenticate_begin(
        [AttestedCredentialData(one) for one in known], UserVerificationRequirement.PREFERRED
    )
    return Asked(dict(options)["publicKey"], state)


def made(answer: str, state: dict[str, Any] | None) -> Shown:
    """The new passkey, or FactorRefused where the answer is to another question, from another site or broken."""
    response = _read(answer, state)
    try:
        data = _server().register_complete(state, response)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise FactorRefused from fault
    if data.credential_data is None:
        raise FactorRefused
    return Shown(bytes(data.credential_data), data.counter)


def shown(answer: str, state: dict[str, Any] | None, known: Sequence[bytes]) -> Shown:
    """Which of the known passkeys answered, or FactorRefused."""
    response = _read(answer, state)
    try:
        found = _server().authenticate_complete(state, [AttestedCredentialData(one) for one in known], response)
        counter = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise FactorRefused from fault
    return Shown(bytes(found), counter)


def _read(answer: str, state: dict[str, Any] | None) -> dict[str, Any]:
    if state is None or len(answer) > LONGEST_ANSWER:
        raise FactorRefused
    try:
        response = json.loads(answer)
    except ValueError as fault:
        raise FactorRefused from fault
    if not isinstance(response, dict):
        raise FactorRefused
    return response


def _server() -> Fido2Server:
    site = settings.UNDERSIGNED
    party = PublicKeyCredentialRpEntity(name=site.site_name, id=site.host)
    return Fido2Server(party, verify_origin=lambda origin: origin == site.site_url)
