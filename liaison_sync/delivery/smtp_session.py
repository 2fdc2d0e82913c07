"""One SMTP connection over smtplib's low-level calls, on a wire with a wall-clock deadline; signed in or not at all."""

from __future__ import annotations

import smtplib
from base64 import b64encode
from contextlib import suppress

from pydantic import Field, SecretStr, model_validator

from liaison_sync.connections.mail_token import by_proof, refused_token, xoauth2
from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.connections.tls import Endpoint, dial
from liaison_sync.connections.translate import at_the_door
from liaison_sync.connections.wire import Wire
from liaison_sync.delivery.smtp_reply import reply_of
from liaison_sync.delivery.smtp_wait import wait_told
from liaison_sync.domain.errors import (
    AuthFailed,
    Failure,
    Permanent,
    ProtocolViolation,
    Throttled,
    TlsFailed,
    Transient,
    UnfitSetting,
)
from liaison_sync.ports import Reply


class SmtpSettings(Endpoint):
    """Sending over SMTP. Without `username` no sign-in is tried (a relay that trusts our address)."""

    port: int = Field(default=465, ge=1, le=65535)
    username: str = ""
    password: SecretStr = SecretStr("")
    oauth: OAuthSettings | None = Field(default=None, description="Sign in with a token instead of a password")
    helo: str = Field(default="", pattern=r"^[A-Za-z0-9.\[\]:-]*$", description="Our name; empty: our address")
    files_sent: bool = Field(
        default=False, description="The provider files the Sent copy itself (Gmail, Microsoft 365)"
    )
    per_minute: int | None = Field(default=None, ge=1, le=6000, description="Unset: what the provider documents")
    per_day: int | None = Field(default=None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _both_or_none(self) -> SmtpSettings:
        password = bool(self.password.get_secret_value())
        if bool(self.username) != (password or self.oauth is not None):
            raise UnfitSetting("sign_in_halved")
        if password and self.oauth is not None:
            raise UnfitSetting("password_or_oauth")
        return self


class _Lines:
    """What smtplib expects of a file."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def readline(self, size: int) -> bytes:
        return self.wire.readline()[:size]

    def close(self) -> None:
        """The wire is closed by its owner."""


class _Smtp(smtplib.SMTP):
    """smtplib on our wire."""

    def __init__(self, wire: Wire, helo: str) -> None:
        super().__init__(local_hostname=helo)
        self.wire = wire
        self.attach()

    def attach(self) -> None:
        self.sock = self.wire.sock
        self.file = _Lines(self.wire)

    def send(self, s: bytes | str) -> None:  # type: ignore[override]
        self.wire.send(s.encode(self.command_encoding) if isinstance(s, str) else s)

    def close(self) -> None:
        self.file = None
        self.wire.close()


class SmtpSession:
    """A greeted, encrypted and signed-in connection. Raises Failures only; the caller closes it after any."""

    def __init__(self, account: str, settings: SmtpSettings) -> None:
        self.account, self.settings, self.host = account, settings, settings.host
        self.used = False
        by_proof(settings.oauth, settings.username, self._begin)

    def _begin(self, token: str | None) -> None:
        settings = self.settings
        with at_the_door(self.account, "connect", self.host):
            self.wire = Wire(dial(settings), settings.timeout)
        try:
            with at_the_door(self.account, "connect", self.host), self.wire.within(settings.timeout):
                self._greet()
            with at_the_door(self.account, "sign_in", self.host), self.wire.within(settings.timeout):
                self._sign_in(token)
        except BaseException:
            self.close()
            raise

    def _greet(self) -> None:
        own = self.wire.sock.getsockname()[0]
        literal = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
        self.smtp = _Smtp(self.wire, self.settings.helo or literal)
        self._expect(220, reply_of(*self.smtp.getreply()), "greeting")
        self._hello()
        if self.settings.tls == "starttls":
            self._starttls()

    def _hello(self) -> None:
        reply = reply_of(*self.smtp.ehlo())
        if reply.code in {500, 502, 504}:
            reply = reply_of(*self.smtp.helo())
        self._expect(250, reply, "greeting")

    def _starttls(self) -> None:
        """Never goes on in plain text (RFC 3207, RFC 8314)."""
        if not self.smtp.has_extn("starttls"):
            raise TlsFailed(operation="starttls", key="starttls_missing")
        reply = reply_of(*self.smtp.docmd("STARTTLS"))
        if reply.code != 220:
            raise TlsFailed(operation="starttls", key="starttls_missing", detail=reply.text)
        self.wire.encrypt(self.settings)
        self.smtp.attach()
        self.smtp.esmtp_features = {}
        self._hello()

    def _sign_in(self, token: str | None) -> None:
        user, password = self.settings.username, self.settings.password.get_secret_value()
        if not user:
            return
        offered = self.smtp.esmtp_features.get("auth", "").upper().split()
        if token is not None:
            self._by_token(user, token, offered)
            return
        if "PLAIN" in offered:
            reply = self.command(f"AUTH PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}')}")
        elif "LOGIN" in offered:
            reply = self._login(user, password)
        else:
            raise AuthFailed(operation="sign_in", key="auth_not_offered", detail=" ".join(offered))
        if reply.code != 235:
            raise sign_in_refused(reply)

    def _by_token(self, user: str, token: str, offered: list[str]) -> None:
        """XOAUTH2: a refusal comes as 334 with the reason, which an empty line answers."""
        if "XOAUTH2" not in offered:
            raise AuthFailed(operation="sign_in", key="token_not_offered", detail=" ".join(offered))
        reply, reason = self.command(f"AUTH XOAUTH2 {b64encode(xoauth2(user, token)).decode('ascii')}"), None
        if reply.code == 334:
            reason = reply.text.encode("utf-8", "replace")
            reply = self.command("")
        if reply.code != 235:
            raise refused_token(reason, f"{reply.code} {reply.text}")

    def _login(self, user: str, password: str) -> Reply:
        reply = self.command("AUTH LOGIN")
        for answer in (user, password):
            if reply.code != 334:
                break
            reply = self.command(_base64(answer))
        return reply

    def _expect(self, code: int, reply: Reply, operation: str) -> None:
        if reply.code != code:
            raise greeting_refused(reply, operation)

    def command(self, line: str) -> Reply:
        """Sends one command line and reads its reply. Raises what the network raises, untranslated."""
        self.smtp.send(line.encode("utf-8") + b"\r\n")
        return self.reply()

    def reply(self) -> Reply:
        code, text = self.smtp.getreply()
        if not 200 <= code < 600:
            raise ProtocolViolation(operation="reply", detail=f"{code} {text[:80]!r}")
        return reply_of(code, text)

    def offers(self, extension: str) -> bool:
        return bool(self.smtp.has_extn(extension))

    @property
    def largest(self) -> int | None:
        """The size the server announced (RFC 1870), None where it did not or set none."""
        size = self.smtp.esmtp_features.get("size", "")
        return int(size) if size.isdigit() and len(size) < 16 and int(size) > 0 else None

    def close(self) -> None:
        with suppress(OSError):
            self.wire.close()

    def quit(self) -> None:
        """Says goodbye where that is possible at once."""
        with suppress(Failure), at_the_door(self.account, "quit", self.host), self.wire.within(2):
            self.command("QUIT")
        self.close()


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8")).decode("ascii")


def sign_in_refused(reply: Reply) -> Failure:
    """4xx may pass (454, 421); 534 and 538 ask for something else; 535 is a wrong password (RFC 4954 §6)."""
    detail = f"{reply.code} {reply.text}"
    if reply.code // 100 == 4:
        return Transient(operation="sign_in", key="unavailable", detail=detail, after=wait_told(reply.text))
    if reply.code == 538:
        return TlsFailed(operation="sign_in", key="privacy_required", detail=detail)
    return AuthFailed(operation="sign_in", detail=detail)


def greeting_refused(reply: Reply, operation: str) -> Failure:
    """421 at the door may mean too many connections; 554 is a refusal of us."""
    detail = f"{reply.code} {reply.text}"
    if reply.code // 100 == 4:
        busy = "too many" in reply.text.lower() or "rate" in reply.text.lower()
        kind: type[Failure] = Throttled if busy else Transient
        key = "throttled" if busy else "unavailable"
        return kind(operation=operation, key=key, detail=detail, after=wait_told(reply.text))
    return Permanent(operation=operation, key="server_refuses_us", detail=detail)
