"""Opening a socket the one safe way: verified TLS, own CA possible, plain text only to this machine."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from liaison_sync.domain.errors import Misconfigured, UnfitSetting

TlsMode = Literal["implicit", "starttls", "none"]


class Endpoint(BaseModel):
    """Where a server listens and how we trust it; the base of every adapter's settings. `timeout` in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(min_length=1, description="Name the certificate must carry")
    port: int = Field(ge=1, le=65535)
    tls: TlsMode = "implicit"
    ca_file: Path | None = Field(default=None, description="Trust only this CA instead of the system's")
    timeout: float = Field(default=60.0, gt=0, le=600)

    @model_validator(mode="after")
    def _plain_text_stays_here(self) -> Endpoint:
        if self.tls == "none" and not names_this_machine(self.host):
            raise UnfitSetting("plain_text_beyond")
        return self


def names_this_machine(host: str) -> bool:
    """Whether `host` is written as a loopback name or address (no lookup)."""
    if host.lower() in {"localhost", "ip6-localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@cache
def context(ca_file: Path | None) -> ssl.SSLContext:
    """A verifying context, TLS 1.2 or newer. Raises Misconfigured where the CA file cannot be read."""
    try:
        made = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise Misconfigured(operation="tls", key="ca_file_unreadable", detail=f"{ca_file}: {error}") from None
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def dial(endpoint: Endpoint) -> socket.socket:
    """A connected socket, already encrypted where TLS is implicit. Raises OSError and ssl.SSLError untranslated."""
    sock = socket.create_connection((endpoint.host, endpoint.port), timeout=endpoint.timeout)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if endpoint.tls == "none":
            _stays_here(sock, endpoint)
        return encrypt(sock, endpoint) if endpoint.tls == "implicit" else sock
    except BaseException:
        sock.close()
        raise


def _stays_here(sock: socket.socket, endpoint: Endpoint) -> None:
    if not ipaddress.ip_address(sock.getpeername()[0]).is_loopback:
        raise Misconfigured(operation="connect", key="plain_text_abroad", host=endpoint.host)


def encrypt(sock: socket.socket, endpoint: Endpoint) -> ssl.SSLSocket:
    """Wraps `sock`; the certificate must be trusted and carry the endpoint's host name."""
    return context(endpoint.ca_file).wrap_socket(sock, server_hostname=endpoint.host.strip("[]"))
