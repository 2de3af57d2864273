"""The log of this site: its folder, its key and its name, as the settings have them."""

from pathlib import Path

from django.conf import settings

from undersigned.keys.secrets import read_secret
from undersigned.ledger.folder import LogFolder
from undersigned.ledger.rules import AskedWitness
from undersigned.tlog.cosignatures import Cosigner, parse_witness_vkey
from undersigned.tlog.notes import Ed25519Verifier, Signer, parse_vkey


def log_folder() -> LogFolder:
    """The folder from which this node serves `/log`."""
    data: Path = settings.UNDERSIGNED.data
    return LogFolder(data / "log")


def log_signer(origin: str) -> Signer:
    """The log's key under this name. Only the publisher asks for it."""
    return Signer(origin, read_secret(settings.UNDERSIGNED.secrets_folder, "log"))


def first_origin() -> str:
    """The name that a log gets at its first start, which it then keeps whatever the settings say later."""
    if settings.UNDERSIGNED.log_origin:
        return str(settings.UNDERSIGNED.log_origin)
    # The demo's port changes from day to day, and its log is nobody's evidence.
    return "demo.invalid/log" if settings.UNDERSIGNED.demo else f"{settings.UNDERSIGNED.host}/log"


def wished_origin() -> str | None:
    """The name that the settings ask for by name; None where they leave it to the log."""
    return settings.UNDERSIGNED.log_origin or None


def asked_witnesses() -> list[AskedWitness]:
    """The witnesses that this log asks, in the order of the settings."""
    pairs = [line.split(None, 1) for line in settings.UNDERSIGNED.witnesses]
    return [AskedWitness(parse_witness_vkey(vkey), url.strip().rstrip("/")) for vkey, url in pairs]


def witnessed_logs() -> list[Ed25519Verifier]:
    """The keys of the logs that this site witnesses."""
    return [parse_vkey(line) for line in settings.UNDERSIGNED.witnessed_logs]


def site_cosigner(origin: str) -> Cosigner:
    """This site's key as a witness of others. Its name follows that of the log, which never changes."""
    name = f"{origin.removesuffix('/log')}/witness"
    return Cosigner(name, read_secret(settings.UNDERSIGNED.secrets_folder, "witness"))
