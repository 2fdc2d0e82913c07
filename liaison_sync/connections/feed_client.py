"""A calendar published at an https address: where it is, and how it is asked for without asking in vain."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from liaison_sync.connections import https
from liaison_sync.connections.graph_answer import retry_at
from liaison_sync.connections.tls import Endpoint
from liaison_sync.domain.address import is_address
from liaison_sync.domain.errors import (
    AccessDenied,
    AuthFailed,
    Failure,
    Misconfigured,
    ProtocolViolation,
    Throttled,
    Transient,
    UnfitSetting,
)
from liaison_sync.domain.value import dataclass

MAX_BYTES = 32 * 1024 * 1024
SLOWEST = 20_000  # bytes a second we put up with
MOST_STEPS = 4  # from one address to the next on the same host
_UNFIT_NAME = re.compile(r"[:\x00-\x1f\x7f]")  # RFC 7617 §2
_STATUSES: dict[int, tuple[type[Failure], str]] = {
    401: (AccessDenied, "feed_refused"),
    403: (AccessDenied, "feed_refused"),
    404: (Misconfigured, "feed_gone"),
    408: (Transient, "unavailable"),
    410: (Misconfigured, "feed_gone"),
    429: (Throttled, "throttled"),
}


class FeedSettings(BaseModel):
    """`url` is often a secret in itself; `username` and `password` (Basic, RFC 7617) go to its host and port alone.

    `owner` is whose calendar it is: what it says counts as their own word. Without one it is a sighting that never
    overrules an organiser, as an imported .ics is. `timeout` in seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: SecretStr = Field(description="Where the calendar is published: https, or webcal, which is read by https")
    username: str = Field(default="", description="Where the address wants a sign-in (Basic)")
    password: SecretStr = SecretStr("")
    owner: str | None = Field(default=None, description="Whose calendar it is, if its word is to count")
    ca_file: Path | None = Field(default=None, description="Trust only this CA instead of the system's")
    timeout: float = Field(default=60.0, gt=0, le=600)

    @field_validator("url")
    @classmethod
    def _https(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value().strip()
        text = "https://" + text.split("://", 1)[1] if text.lower().startswith("webcal://") else text
        if _host(text) is None:
            raise UnfitSetting("feed_address")
        return SecretStr(text)

    @field_validator("owner")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not is_address(value.strip()):
            raise UnfitSetting("no_address", text=value)
        return value.strip().lower() if value else None

    @field_validator("username")
    @classmethod
    def _fits_basic(cls, value: str) -> str:
        if _UNFIT_NAME.search(value):
            raise UnfitSetting("basic_name")
        return value

    @model_validator(mode="after")
    def _both_or_none(self) -> FeedSettings:
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise UnfitSetting("name_and_password")
        return self

    @property
    def sign_in(self) -> dict[str, str]:
        """The header that signs in, where one is wanted."""
        if not self.username:
            return {}
        both = f"{self.username}:{self.password.get_secret_value()}".encode()
        return {"Authorization": f"Basic {b64encode(both).decode('ascii')}"}

    @property
    def address(self) -> str:
        return self.url.get_secret_value()

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def place(self) -> Endpoint:
        """Where it is served from, as `doctor` checks it."""
        port = urlsplit(self.address).port or 443
        return Endpoint(host=self.host, port=port, tls="implicit", ca_file=self.ca_file, timeout=self.timeout)


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what the server knows a state of its feed again (RFC 9110 §8.8); empty where it says nothing."""

    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}


_UNKNOWN = Stamp()


def get(settings: FeedSettings, known: Stamp = _UNKNOWN) -> tuple[bytes, Stamp] | None:
    """The whole feed and its stamp; None where it is still the `known` one. Raises a Failure for anything else."""
    with (
        https.door("", "feed", settings.host),
        https.client(
            settings.host, ca_file=settings.ca_file, timeout=settings.timeout, connections=1, extra="feed"
        ) as http,
    ):
        url = settings.address
        for _ in range(MOST_STEPS):
            status, headers, content = _asked(http, url, settings, known)
            if not 300 <= status < 400 or status == 304:
                break
            url = _onward(url, headers.get("location", ""))
        if status == 304 and known.headers:
            return None
        if status == 401 and settings.username:
            raise AuthFailed(operation="feed", key="feed_sign_in_refused", detail=str(status))
        if status != 200:
            raise _failure(status, headers)
        return content, Stamp(_header(headers, "etag"), _modified(headers))


def _asked(http: Any, url: str, settings: FeedSettings, known: Stamp) -> tuple[int, Mapping[str, str], bytes]:
    deadline = time.monotonic() + settings.timeout + MAX_BYTES / SLOWEST
    told = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip", **known.headers, **settings.sign_in}
    with http.stream("GET", url, headers=told) as response:
        content, whole = https.received(response, MAX_BYTES, deadline)
        if not whole:
            raise ProtocolViolation(operation="feed", key="feed_too_large", detail=f"{MAX_BYTES}")
        return response.status_code, response.headers, content


def _onward(url: str, location: str) -> str:
    """Where the host sends us on, on itself. Raises ProtocolViolation where that is elsewhere."""
    target = urljoin(url, location)
    if not location or _host(target) != _host(url):
        raise ProtocolViolation(operation="feed", key="feed_moved", detail=_host(target) or "?")
    return target


def _failure(status: int, headers: Mapping[str, str]) -> Failure:
    later = retry_at(headers.get("retry-after"), datetime.now(UTC))
    if 300 <= status < 400:
        return ProtocolViolation(operation="feed", key="feed_moved", detail=str(status))
    kind, key = _STATUSES.get(status, (Transient, "unavailable"))
    return kind(operation="feed", key=key, detail=str(status), retry_at=later)


def _modified(headers: Mapping[str, str]) -> str:
    """Last-Modified where it is no weak word (RFC 9110 §8.8.2.2): a second change in that second has the same one."""
    text = _header(headers, "last-modified")
    try:
        age = parsedate_to_datetime(_header(headers, "date")) - parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return text if age >= timedelta(seconds=60) else ""


def _header(headers: Mapping[str, str], name: str) -> str:
    """What is sent back as it came; nothing of what could not be."""
    value = headers.get(name, "")
    return value if len(value) <= 1000 and value.isascii() and value.isprintable() else ""


def _host(text: str) -> str | None:
    """Host and port of an https address without a user name; None for anything else."""
    try:
        parts = urlsplit(text)
        port = parts.port or 443
    except ValueError:
        return None
    if parts.scheme.lower() != "https" or not parts.hostname or parts.username or not text.isprintable():
        return None
    return f"{parts.hostname.lower()}:{port}"
