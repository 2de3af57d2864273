"""The environment: every setting that a person who runs the site may give, and nothing else.

Promise: all errors are reported at once, each with the name of its variable; an unknown `UNDERSIGNED_*` name is
an error, since a mistyped setting that is silently ignored is worse than none.
"""

import ipaddress
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from undersigned.petitions.rules.supporters import GATHERS_FOR, MOST_SUPPORTERS, USUAL_SUPPORTERS
from undersigned.tlog.cosignatures import parse_witness_vkey
from undersigned.tlog.notes import NoteRefused, parse_vkey

PREFIX = "UNDERSIGNED_"
# Readers of notes accept 16 signatures at least (C2SP signed-note); the log's own is one.
MOST_WITNESSES = 15
CHECKOUT = Path(__file__).resolve().parents[2]
# In a checkout data lies in the checkout, whatever folder the command was called from.
BASE = CHECKOUT if (CHECKOUT / "run").is_file() else Path()


class EnvironmentRefused(Exception):
    """The environment can't be used; the message has one line per fault, each naming its variable."""


class Environment(BaseSettings):
    """Settings from the environment; each field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    data: Path = Field(
        BASE / "var" / "site",
        description="Folder of the site's data: SQLite database, media, log files. Default: var/site.",
    )
    site_url: str = Field(
        "http://127.0.0.1:8000",
        description="Address under which the public reaches the site, scheme included. Only its host is answered. "
        "Plain http is allowed on loopback alone.",
    )
    secrets_dir: Path | None = Field(
        None, description="Folder of the secret keys, made at the first start, mode 0700. Default: DATA/secrets."
    )
    keystore: str | None = Field(
        None,
        description="Where the wrapped keys of petitions live: a folder, or the URL of a second database. Keep its own "
        "backups no longer than 7 days. Default: DATA/keystore.",
    )
    smtp_url: str | None = Field(
        None,
        description="How letters leave: smtp://[user:password@]host[:port] (STARTTLS with ?starttls=1), smtps://..., "
        "or mailbox: (the demo's mailbox page). Without it no letter leaves and nothing can be confirmed.",
    )
    mail_from: str | None = Field(None, description="Sender of all letters. Default: petitions@HOST.")
    mail_per_second: float = Field(
        0.0,
        ge=0,
        description="Letters that each worker hands to the mail server in a second at most, spread evenly; stay below "
        "what your provider allows. 0: as many as the server takes.",
    )
    publication: Literal["immediate", "moderated", "supported", "supported_moderated"] = Field(
        "immediate",
        description="What a finished petition does: stand at once; wait for a moderator; find supporters by a secret "
        "link (UNDERSIGNED_SUPPORTERS of them) and then stand; or find supporters and then wait for a moderator.",
    )
    supporters: int = Field(
        USUAL_SUPPORTERS,
        description=f"Where supporters come first, how many a petition needs, its starter not counted: 1 to "
        f"{MOST_SUPPORTERS}. A petition keeps the number that held when its search began. Searches last "
        f"{GATHERS_FOR.days} days.",
    )
    round_seconds: float = Field(5.0, gt=0, le=3600, description="Seconds between two rounds of the public log.")
    sensitive_signatures: int = Field(
        10,
        ge=2,
        le=1000,
        description="Of a sensitive petition, how many signatures are published together at least, unless they have "
        "waited UNDERSIGNED_SENSITIVE_SECONDS.",
    )
    sensitive_seconds: int = Field(
        3600,
        ge=60,
        le=86_400,
        description="Seconds that a signature of a sensitive petition waits for others at most; whoever confirms is "
        "promised this and not longer.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Networks of the proxies in front, separated by commas; only their X-Forwarded-For and "
        "X-Forwarded-Proto are believed.",
    )
    per_address: Literal[1, 2] = Field(
        2, description="How many people of one household may sign with one address: 1 or 2."
    )
    screening: Literal["on", "observe", "off"] = Field(
        "on",
        description="What screening does with signings: acts (some letters wait, some signings are refused silently), "
        "only counts what each rule would have done, or nothing.",
    )
    site_name: str = Field("Undersigned", description="The site's name, in headers and letters.")
    log_origin: str | None = Field(
        None,
        description="Name of the public log, fixed at the first start. Default: HOST/log of the site's address.",
    )
    witnesses: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Witnesses that are asked to cosign the public log, at most 15: each its key and its address, like "
        "`witness.example.org/w1+1a2b3c4d+BE... https://witness.example.org`, separated by commas; or the path of a "
        "file with one on each line.",
    )
    witnessed_logs: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Keys of the logs that this site witnesses (the line at their /log/vkey), separated by commas; or "
        "the path of a file with one on each line.",
    )
    metrics_token_file: Path | None = Field(
        None,
        description="File with the token that opens /metrics (`Authorization: Bearer ...`), from any address. Default: "
        "none, and /metrics answers only what is asked from this machine itself, not through a proxy.",
    )
    alert_webhook: str | None = Field(
        None,
        description="Address that is told of clusters of signatures, and of anything wrong with the public log, by "
        "POST, signed as Standard Webhooks say; https, or http to this machine. Default: none, and only the staff "
        "get a letter.",
    )
    demo: bool = Field(False, description="A demonstration: the mailbox page is open and the site says what it is.")
    database_url: str | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL as postgres://user:password@host:port/name. Default: SQLite in DATA/site.sqlite3.",
    )
    valkey_url: str | None = Field(
        None,
        validation_alias="VALKEY_URL",
        description="Valkey or Redis as redis://host:port/0; optional, a cache only that few need. Kept there is how "
        "long a petition's letters take, which else each process asks the database, every five seconds at most.",
    )

    @field_validator("per_address", mode="before")
    @classmethod
    def _whole_number(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.isdigit() else value

    @field_validator("supporters")
    @classmethod
    def _few_enough(cls, value: int) -> int:
        if not 1 <= value <= MOST_SUPPORTERS:
            raise ValueError(
                f"a petition can need 1 to {MOST_SUPPORTERS} supporters; without any, choose another "
                f"{PREFIX}PUBLICATION"
            )
        return value

    @field_validator("data", "secrets_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value is not None else None

    @field_validator("alert_webhook")
    @classmethod
    def _a_webhook(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}):
            raise ValueError("an address that begins with https://, or http:// to this machine")
        return value

    @field_validator("site_url")
    @classmethod
    def _an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("must be scheme and host only, like https://petitions.example.org")
        return value.rstrip("/")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = tuple(part.strip() for part in value.split(",") if part.strip())
        for name in names:
            ipaddress.ip_network(name, strict=False)
        return names

    @field_validator("witnesses", "witnessed_logs", mode="before")
    @classmethod
    def _lines(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        text = value
        if value.startswith(("/", "~")):
            try:
                text = Path(value).expanduser().read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as fault:
                raise ValueError(f"can't be read: {fault}") from fault
        lines = [line.strip() for line in text.replace(",", "\n").splitlines()]
        return tuple(line for line in lines if line and not line.startswith("#"))

    @field_validator("witnesses")
    @classmethod
    def _witness_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) > MOST_WITNESSES:
            raise ValueError(f"at most {MOST_WITNESSES} witnesses, since a reader need not accept more signatures")
        for line in value:
            vkey, _, address = line.partition(" ")
            _checked(parse_witness_vkey, vkey)
            if urlsplit(address.strip()).scheme not in {"http", "https"}:
                raise ValueError(f"after the key stands the witness's address: {line}")
        return value

    @field_validator("witnessed_logs")
    @classmethod
    def _log_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for line in value:
            _checked(parse_vkey, line)
        return value

    @property
    def host(self) -> str:
        """Host name of the site, without the port."""
        return urlsplit(self.site_url).hostname or ""

    @property
    def secrets_folder(self) -> Path:
        return self.secrets_dir or self.data / "secrets"

    @property
    def keystore_place(self) -> str:
        """A folder's absolute path, or the URL of a second database."""
        if self.keystore and "://" in self.keystore:
            return self.keystore
        return str(Path(self.keystore).expanduser().absolute()) if self.keystore else str(self.data / "keystore")

    @property
    def is_on_loopback(self) -> bool:
        """True where the public address is this very machine, so that plain http harms nobody."""
        name = urlsplit(self.site_url).hostname or ""
        if name == "localhost":
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False


def _checked(parse: Callable[[str], object], vkey: str) -> None:
    try:
        parse(vkey)
    except NoteRefused as fault:
        raise ValueError(f"{fault}: {vkey}") from fault


def known_names() -> set[str]:
    """Names of all variables that the environment may hold."""
    names = set()
    for name, field in Environment.model_fields.items():
        alias = field.validation_alias
        names.add(alias if isinstance(alias, str) else PREFIX + name.upper())
    return names


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """The settings, or EnvironmentRefused with every fault named."""
    variables = os.environ if variables is None else variables
    unknown = sorted(name for name in variables if name.startswith(PREFIX) and name not in known_names())
    faults = [f"{name}: no such setting" for name in unknown]
    try:
        environment = Environment()
    except ValidationError as refused:
        faults += [f"{_variable(error['loc'])}: {error['msg']}" for error in refused.errors()]
        raise EnvironmentRefused("\n".join(faults)) from refused
    if faults:
        raise EnvironmentRefused("\n".join(faults))
    return environment


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0])
    return name if name.isupper() else PREFIX + name.upper()
