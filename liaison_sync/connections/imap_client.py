"""imapclient over our own wire: it greets and signs in; what comes after is `imap_session`'s."""

from __future__ import annotations

import imaplib
import re
from base64 import b64encode

from imapclient import IMAPClient
from imapclient.exceptions import LoginError
from pydantic import Field, SecretStr, field_validator, model_validator

from liaison_sync.connections.imap_names import quoted
from liaison_sync.connections.mail_token import refused_token, xoauth2
from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.connections.tls import Endpoint
from liaison_sync.connections.wire import Wire
from liaison_sync.domain.errors import TlsFailed, UnfitSetting

_NO_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class ImapSettings(Endpoint):
    """One mailbox over IMAP."""

    port: int = Field(default=993, ge=1, le=65535)
    username: str = Field(min_length=1)
    password: SecretStr = SecretStr("")
    oauth: OAuthSettings | None = Field(default=None, description="Sign in with a token instead of a password")
    folders: tuple[str, ...] = Field(default=(), description="Read only these folders; empty: all but drafts and trash")
    ignore_folders: tuple[str, ...] = Field(default=(), description="Never read these folders")
    sent_folder: str | None = Field(default=None, description="Where the Sent copy is filed, if not found by itself")

    @field_validator("username")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if _NO_CONTROL.search(value):
            raise UnfitSetting("control_characters")
        return value

    @model_validator(mode="after")
    def _one_proof(self) -> ImapSettings:
        if bool(self.password.get_secret_value()) == (self.oauth is not None):
            raise UnfitSetting("password_or_oauth")
        return self


class _Imap4(imaplib.IMAP4):
    """imaplib over our own wire (its documented overridable methods)."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        super().__init__()

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:  # noqa: ARG002
        self.host, self.port, self.sock = host, port, self.wire.sock

    def read(self, size: int) -> bytes:
        return self.wire.read(size)

    def readline(self) -> bytes:
        """imaplib takes a bare line feed for a line cut short."""
        line = self.wire.readline()
        return line[:-1].removesuffix(b"\r") + b"\r\n" if line.endswith(b"\n") else line

    def _get_capabilities(self) -> None:
        """imaplib knows no revision 2 (RFC 9051); what we say is the same in both."""
        super()._get_capabilities()  # type: ignore[misc]
        if "IMAP4REV2" in self.capabilities:
            self.capabilities = (*self.capabilities, "IMAP4REV1")

    def send(self, data: bytes) -> None:  # type: ignore[override]
        self.wire.send(data)

    def shutdown(self) -> None:
        self.wire.close()


class ImapClient(IMAPClient):  # type: ignore[misc]
    """imapclient over our own wire, silent."""

    def __init__(self, wire: Wire, endpoint: Endpoint) -> None:
        self._wire = wire
        super().__init__(endpoint.host, endpoint.port, ssl=False, timeout=None)
        self._imap.debug = 0

    def _create_IMAP4(self) -> _Imap4:  # noqa: N802
        return _Imap4(self._wire)

    def _set_read_timeout(self) -> None:
        """The wire keeps the time."""

    def upgrade(self, endpoint: Endpoint) -> None:
        """STARTTLS. A server that does not offer it, or is already signed in, is not trusted (RFC 8314)."""
        if self._imap.state != "NONAUTH" or "STARTTLS" not in self._imap.capabilities:
            raise TlsFailed(operation="starttls", key="starttls_missing")
        try:
            kind, data = self._imap._simple_command("STARTTLS")
        except imaplib.IMAP4.error as error:
            kind, data = "BAD", [str(error).encode()]
        if kind != "OK":
            raise TlsFailed(operation="starttls", key="starttls_missing", detail=repr(data[0])[:200])
        self._wire.encrypt(endpoint)
        self._imap.sock = self._wire.sock
        self._starttls_done = True
        self._imap._tls_established = True
        self._imap._get_capabilities()

    def by_login(self, user: str, password: str) -> None:
        """LOGIN with quoted strings; with literals (RFC 9051 §4.3) where UTF-8 or control characters ask for them.

        Raises LoginError.
        """
        name, secret = user.encode("utf-8"), password.encode("utf-8")
        if all(one.isascii() and one.isprintable() for one in (user, password)):
            said = [quoted(one).decode("ascii") for one in (name, secret)]
        else:
            said = [f"{{{len(name)}}}"]
            self._imap.literal = _Lines(name + b" {%d}" % len(secret), secret).answer
        kind, data = self._imap._simple_command("LOGIN", *said)
        if kind != "OK":
            raise LoginError((data[-1] or b"").decode("utf-8", "replace"))
        self._imap.state = "AUTH"

    def by_token(self, user: str, token: str) -> None:
        """AUTHENTICATE XOAUTH2. Raises AuthFailed ("token_refused") with what the server says of the token."""
        bearer = _Lines(b64encode(xoauth2(user, token)))
        self._imap.literal = bearer.answer
        kind, data = self._imap._simple_command("AUTHENTICATE", "XOAUTH2")
        if kind != "OK":
            raise refused_token(bearer.challenge, (data[-1] or b"").decode("utf-8", "replace"))
        self._imap.state = "AUTH"


class _Lines:
    """What imaplib asks for the lines that follow a command; the last challenge to which there was none."""

    def __init__(self, *lines: bytes) -> None:
        self.challenge: bytes | None = None
        self._lines = list(lines)

    def answer(self, challenge: bytes) -> bytes:
        """The next line; then an empty one, by which a server goes on to say no to a token."""
        if self._lines:
            return self._lines.pop(0)
        self.challenge = challenge
        return b""
