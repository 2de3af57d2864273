"""Which addresses are one mailbox: by the providers' own rules, and by nothing that merely looks alike."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from undersigned.mail.addresses.rules.parsing import ASCII_CAPITALS


@dataclass(frozen=True, slots=True)
class Provider:
    """How one provider reads addresses."""

    main_domain: str
    ignored: str
    tag: str


def canonical(address: str) -> str:
    """One form for all ways to write a mailbox, from an address that parse_address returned. Idempotent.

    Only ASCII capitals are folded: "K" and the Kelvin sign, "i" and "ı", "s" and "ſ" stay apart everywhere.
    """
    local, _, domain = address.rpartition("@")
    local, domain = local.translate(ASCII_CAPITALS), domain.translate(ASCII_CAPITALS)
    provider = PROVIDERS.get(domain)
    if provider is None:
        return f"{local}@{domain}"
    name = local.partition(provider.tag)[0] if provider.tag else local
    kept = name.translate({ord(character): None for character in provider.ignored})
    # A name that is all tag or all dots has no mailbox behind it that we would know: left as it is.
    return f"{kept or local}@{provider.main_domain}"


def _read_providers() -> Mapping[str, Provider]:
    data = tomllib.loads(files("undersigned.mail.addresses").joinpath("providers.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            domain: Provider(
                main_domain=entry["domains"][0] if entry.get("one_mailbox") else domain,
                ignored=entry.get("ignored", ""),
                tag=entry.get("tag", ""),
            )
            for entry in data.values()
            for domain in entry["domains"]
        }
    )


PROVIDERS: Final = _read_providers()
"""By domain; read once."""
