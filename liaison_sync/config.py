"""Configuration: one TOML file, checked whole. Every problem is listed at once with its path.

Precedence: `LIAISON__SECTION__KEY` in the environment ▸ the file ▸ defaults. Any text may be kept outside the file:
`{ env = "NAME" }`, or `{ file = "PATH" }`, relative to the systemd credentials where there are any, else to the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    ValidationError,
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
from liaison_sync.formats.setting_problems import both, setting_problem
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


class StoreSettings(_Section):
    url: str = "sqlite:///liaison.db"


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
    mailbox: str | None = Field(default=None, description="Mailbox whose Sent folder gets a copy")
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


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where in the file (`mailboxes.0.source.port`)."""

    path: str
    text: str


@dataclass(frozen=True)
class ConfigInvalid(Exception):
    """The configuration cannot be used; `problems` lists everything that is wrong with it."""

    file: Path
    problems: tuple[Problem, ...] = field(default=())


def load(file: Path) -> Settings:
    """The settings of `file`; relative paths in it are relative to it. Raises ConfigInvalid."""
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigInvalid(file, (Problem("", both("unreadable", detail=error.strerror or "")),)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(file, (Problem("", both("no_toml", detail=error)),)) from None
    missing = list(_misplaced(table))
    table = _fetched(table, file.parent, "", missing)
    try:
        found = _anchored(Settings(**table), file.parent)
    except ValidationError as error:
        missing += [*_problems(error), *_at_odds(table)]
    else:
        missing += _at_odds(found.model_dump())
    if missing:
        raise ConfigInvalid(file, tuple(missing))
    return found


def placeholders(settings: Settings) -> tuple[str, ...]:
    """The places where a value of the example still stands that must be changed before use."""
    return tuple(path for path, text in _texts(settings.model_dump(), "") if "GANTI" in text or "ganti.example" in text)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case SecretStr():
            yield path, value.get_secret_value()
        case str():
            yield path, value
        case dict():
            for key, one in value.items():
                yield from _texts(one, _below(path, str(key)))
        case list() | tuple():
            for n, one in enumerate(value):
                yield from _texts(one, _below(path, str(n)))


def _misplaced(table: Mapping[str, Any]) -> Iterator[Problem]:
    """Policy the organisation's own section decides: said twice, one of the two would be silently ignored."""
    policy = table.get("policy")
    for name in ("authentication", "country", "language", "organisation", "zone"):
        if f"LIAISON__POLICY__{name.upper()}" in os.environ or (isinstance(policy, dict) and name in policy):
            place = "name" if name == "organisation" else name
            yield Problem(f"policy.{name}", both("belongs_to_organisation", name=f"organisation.{place}"))


def _at_odds(table: Mapping[str, Any]) -> Iterator[Problem]:
    """Names said twice, or of nothing: two mailboxes of one name would share their cursors, and lose mail."""
    mailboxes, sender = table.get("mailboxes"), table.get("sender")
    boxes = [one for one in mailboxes if isinstance(one, dict)] if isinstance(mailboxes, list | tuple) else []
    names = [one.get("name") for one in boxes]
    for n, name in enumerate(names):
        if name is not None and name in names[:n]:
            yield Problem(".".join(("mailboxes", str(n), "name")), both("named_twice", name=name))
    wanted = sender.get("mailbox") if isinstance(sender, dict) else None
    if wanted is not None and wanted not in names:
        yield Problem("sender.mailbox", both("no_such_mailbox", name=wanted))


def _fetched(value: Any, folder: Path, path: str, missing: list[Problem]) -> Any:
    """`value` with every text that is kept elsewhere in its place; what cannot be had goes to `missing`."""
    match value:
        case {"env": str(name), **rest} if not rest:
            if name not in os.environ:
                missing.append(Problem(path, both("not_in_environment", name=name)))
            return os.environ.get(name, "?")
        case {"file": str(name), **rest} if not rest:
            place = Path(os.environ.get("CREDENTIALS_DIRECTORY", folder)) / name
            try:
                return place.read_text("utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError):
                missing.append(Problem(path, both("unreadable_value", file=place)))
                return "?"
        case dict():
            return {key: _fetched(one, folder, _below(path, key), missing) for key, one in value.items()}
        case list():
            return [_fetched(one, folder, _below(path, str(n)), missing) for n, one in enumerate(value)]
    return value


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _problems(invalid: ValidationError) -> Iterator[Problem]:
    """A list is not called empty when only its items are wrong."""
    errors = invalid.errors(include_url=False)
    for error in errors:
        below = any(one["loc"][:-1][: len(error["loc"])] == error["loc"] for one in errors)
        if not (error["type"] == "too_short" and below):
            path = ".".join(str(part) for part in error["loc"])
            yield Problem(path, setting_problem(error["type"], error.get("ctx", {}), error["msg"]))


def _anchored(settings: Settings, folder: Path) -> Settings:
    """SQLite files, folders, certificates named relative to the configuration file."""
    changes: dict[str, Any] = _below_folder(settings, folder)
    prefix = "sqlite:///"
    if settings.store.url.startswith(prefix) and not settings.store.url.startswith(prefix + "/"):
        path = (folder / settings.store.url.removeprefix(prefix)).resolve()
        changes["store"] = StoreSettings(url=f"{prefix}{path}")
    return settings.model_copy(update=changes)


def _below_folder(section: BaseModel, folder: Path) -> dict[str, Any]:
    """The fields of a section that hold a relative path, or a section that does."""
    return {
        name: after
        for name in type(section).model_fields
        if (after := _placed(before := getattr(section, name), folder)) is not before
    }


def _placed(value: Any, folder: Path) -> Any:
    if isinstance(value, Path) and not value.is_absolute():
        return folder / value
    if isinstance(value, BaseModel) and (changes := _below_folder(value, folder)):
        return value.model_copy(update=changes)
    if isinstance(value, tuple):
        after = tuple(_placed(one, folder) for one in value)
        return value if all(new is old for new, old in zip(after, value, strict=True)) else after
    return value
