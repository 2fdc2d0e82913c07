"""What may be configured: a table of the TOML file a class, a key a field, with its default and its limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    create_model,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from liaison_sync.connections.feed_client import FeedSettings
from liaison_sync.connections.imap_session import ImapSettings
from liaison_sync.connections.mail_rule_settings import MailRuleSettings
from liaison_sync.delivery import DELIVERIES, DeliveryKind
from liaison_sync.domain.address import is_address
from liaison_sync.domain.errors import UnfitSetting
from liaison_sync.domain.policy import Approval, Policy
from liaison_sync.domain.report.naming import About, Scope
from liaison_sync.domain.report.period import Every
from liaison_sync.ports import Delivery, Source
from liaison_sync.sources import SOURCES, SourceKind

Language = Literal["id", "en"]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnfitSetting("no_such_zone", name=name) from error
    return name


def _address(text: str) -> str:
    if not is_address(text.strip()):
        raise UnfitSetting("no_address", text=text)
    local, _, domain = text.strip().rpartition("@")
    return f"{local}@{domain.lower()}"


def _mailbox_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", text):
        raise UnfitSetting("mailbox_name", name=text)
    return text


Zone = Annotated[str, AfterValidator(_zone)]
MailAddress = Annotated[str, AfterValidator(_address)]
Selector = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Organisation(_Section):
    name: str
    domains: tuple[str, ...] = ()
    language: Language = "id"
    zone: Zone = "Asia/Jakarta"
    country: str = "ID"
    addresses: tuple[MailAddress, ...] = Field(default=(), description="Further addresses of ours")
    authentication: Literal["required", "none"] = "none"
    authserv_id: str | None = None
    logo: Path | None = None
    holidays: Path | None = None

    @model_validator(mode="after")
    def _somebody_proves(self) -> Self:
        if self.authentication == "required" and not self.authserv_id:
            raise UnfitSetting("proves_nobody")
        return self


def _database(url: str) -> str:
    if not re.match(r"sqlite:///.|postgresql\+psycopg://.", url):
        raise UnfitSetting("no_database")
    if url.startswith("postgresql") and find_spec("psycopg") is None:
        raise UnfitSetting("extra_missing", extra="liaison-sync[postgres]")
    return url


class StoreSettings(_Section):
    url: Annotated[str, AfterValidator(_database)] = "sqlite:///liaison.db"


class ConsoleSettings(_Section):
    host: str = "127.0.0.1"
    port: int = Field(default=8025, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8025"
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trusted_proxy: bool = False
    metrics_token: SecretStr | None = Field(default=None, min_length=16)

    @model_validator(mode="after")
    def _encrypted_beyond_this_machine(self) -> Self:
        here = self.host in {"localhost", "::1"} or self.host.startswith("127.")
        if not here and self.tls_certificate is None and not self.trusted_proxy:
            raise UnfitSetting("console_beyond")
        return self


class _Mailbox(MailRuleSettings, _Section):
    name: Annotated[str, AfterValidator(_mailbox_name)]
    address: MailAddress
    every_seconds: int = Field(default=60, ge=1)
    max_message_bytes: int = Field(default=50 * 1024 * 1024, ge=1024)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len(_kinds(self, SOURCES)) != 1:
            raise UnfitSetting("one_kind", kinds=", ".join(kind.name for kind in SOURCES))
        return self

    def open(self) -> Source:
        """A source for this mailbox; it connects when it is used."""
        kind = _kinds(self, SOURCES)[0]
        return kind.open(self.name, getattr(self, kind.name))

    @property
    def owner(self) -> str | None:
        """Whose word its calendar is; None: the mailbox's own, "": nobody's."""
        return (feed.owner or "") if isinstance(feed := getattr(self, "feed", None), FeedSettings) else None


class _Sender(_Section):
    address: MailAddress
    name: str = ""
    mailbox: str | None = Field(default=None, description="Whose Sent folder gets a copy; else the sender's own")
    dkim_selectors: tuple[Selector, ...] = Field(default=(), description="Names of the DKIM keys that sign our letters")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len(_kinds(self, DELIVERIES)) != 1:
            raise UnfitSetting("one_kind", kinds=", ".join(kind.name for kind in DELIVERIES))
        return self

    def open(self, sent: ImapSettings | None) -> Delivery:
        """A delivery for our letters; `sent` is where their copies go."""
        kind = _kinds(self, DELIVERIES)[0]
        return kind.open(self.address, getattr(self, kind.name), sent)

    @property
    def files_mb(self) -> int | None:
        """The most files one letter carries this way, in millions of bytes together; None: any."""
        return _kinds(self, DELIVERIES)[0].files_mb

    @property
    def host(self) -> str:
        """The server our letters are handed to."""
        return str(getattr(self, _kinds(self, DELIVERIES)[0].name).host)


_Kind = TypeVar("_Kind", SourceKind, DeliveryKind)


def _kinds(section: BaseModel, kinds: tuple[_Kind, ...]) -> list[_Kind]:
    return [kind for kind in kinds if getattr(section, kind.name) is not None]


def _fields(kinds: Sequence[SourceKind | DeliveryKind]) -> dict[str, Any]:
    """A table for each kind, so that a kind is added by its line in SOURCES or DELIVERIES alone."""
    return {kind.name: (kind.settings | None, None) for kind in kinds}


if TYPE_CHECKING:
    MailboxSettings = _Mailbox
    SenderSettings = _Sender
else:
    MailboxSettings = create_model("MailboxSettings", __base__=_Mailbox, **_fields(SOURCES))
    SenderSettings = create_model("SenderSettings", __base__=_Sender, **_fields(DELIVERIES))


class OfficerSettings(_Section):
    address: MailAddress
    name: str
    language: Language = "id"
    lead: MailAddress | None = None


class FurtherReportSettings(_Section):
    every: Every
    about: Scope = "all"
    id: str = Field(default="", max_length=300)
    recipients: Mapping[Language, tuple[MailAddress, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if (self.about == "all") == bool(self.id.strip()) or (self.about, self.every) == ("all", "week"):
            raise UnfitSetting("report_about")
        return self

    @property
    def name(self) -> str:
        return About(self.every, self.about, self.id.strip()).name


class ReportSettings(_Section):
    zone: Zone = "Asia/Jakarta"
    weekday: int = Field(default=1, ge=1, le=7)
    hour: int = Field(default=7, ge=0, le=23)
    recipients: Mapping[Language, tuple[MailAddress, ...]] = Field(default_factory=dict)
    attach: tuple[Literal["pdf", "xlsx"], ...] = ()
    approval: Approval = "automatic"
    more: tuple[FurtherReportSettings, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [one.name for one in self.more]
        twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
        if twice is not None:
            raise UnfitSetting("named_twice", name=twice)
        return self

    @model_validator(mode="after")
    def _workbooks_can_be_written(self) -> Self:
        if "xlsx" in self.attach and find_spec("xlsxwriter") is None:
            raise UnfitSetting("extra_missing", extra="liaison-sync[reports]")
        return self


class Settings(BaseSettings):
    """The whole configuration. Build it with `load`, which reports every problem at once."""

    model_config = SettingsConfigDict(
        env_prefix="LIAISON__", env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    organisation: Organisation
    store: StoreSettings = StoreSettings()
    console: ConsoleSettings = ConsoleSettings()
    mailboxes: tuple[MailboxSettings, ...] = Field(min_length=1)
    sender: SenderSettings | None = None
    officers: tuple[OfficerSettings, ...] = ()
    report: ReportSettings = ReportSettings()
    policy: Policy = Policy()
    templates: Path | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, file_secret_settings, init_settings
