"""A real SMTP server (aiosmtpd) that does as it is told: refuses, hesitates, hangs up at a chosen moment.

What it has taken is in `taken`: the oracle for "at most once".
"""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.peers.ca import Pair

Moment = Literal["never", "at_refusal", "in_data", "at_dot", "after_reply"]
USER, PASSWORD = "humas", "rahasia-sekali"


@dataclass(slots=True)
class Script:
    """What the server does. Replies by address; `hang_up` and `fall_silent` at a moment."""

    greeting: str = ""
    ehlo: str = ""
    mail: str = ""
    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = ""
    after_dot: str = ""
    hang_up: Moment = "never"
    fall_silent: Moment = "never"
    offer_auth: bool = True
    offer_smtputf8: bool = True
    offer_dsn: bool = False
    reports: list[tuple[str, ...]] = field(default_factory=list)  # what was wanted of them, of the sender first
    rewrite_message_id: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """One letter the server has said yes to."""

    mail_from: str
    recipients: tuple[str, ...]
    content: bytes
    options: tuple[str, ...]


def _abort(transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.Transport):
        transport.abort()


class _Server(SMTP):
    """aiosmtpd's server with the moments it has no hook for."""

    def __init__(self, script: Script, *args: Any, **named: Any) -> None:
        self.script = script
        super().__init__(*args, **named)

    async def push(self, status: Any) -> None:
        text = status.decode() if isinstance(status, bytes) else str(status)
        if text.startswith("220") and self.script.greeting and "ready to start tls" not in text.lower():
            await super().push(self.script.greeting)
            if self.transport is not None:
                self.transport.close()
            return
        await super().push(status)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        await super().smtp_MAIL(self._noted(arg, "RET", "ENVID"))

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        taken = len(self.envelope.rcpt_tos) if self.envelope else 0
        await super().smtp_RCPT(self._noted(arg, "NOTIFY", "ORCPT"))
        refused = self.envelope is not None and len(self.envelope.rcpt_tos) == taken
        if refused and self.script.hang_up == "at_refusal" and self.transport is not None:
            self.transport.close()

    def _noted(self, arg: str, *names: str) -> str:
        """The argument without the parameters of RFC 3461, which aiosmtpd does not know, once it offered them."""
        if not self.script.offer_dsn:
            return arg
        words = arg.split(" ")
        own = [word for word in words if word.partition("=")[0] in names]
        self.script.reports.append(tuple(own))
        return " ".join(word for word in words if word not in own)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.script.data:
            await self.push(self.script.data)
        elif self.script.hang_up == "in_data":
            await self.push("354 go ahead")
            await self._reader.readline()
            _abort(self.transport)
        elif self.script.fall_silent == "in_data":
            await asyncio.sleep(3600)
        else:
            await super().smtp_DATA(arg)


class _TokenServer(_Server):
    """A token is longer than a line of mail (RFC 4954 §4)."""

    line_length_limit = 12_288
    command_size_limits = defaultdict(lambda: 12_288)  # noqa: RUF012


class _Handler:
    def __init__(self, server: ScriptedSmtp) -> None:
        self.server = server
        if server.live is not None:
            self.auth_XOAUTH2 = self._bearer

    async def _bearer(self, server: SMTP, args: list[str]) -> AuthResult:
        """The SASL exchange as Google and Microsoft have it: the reason comes as 334, an empty line follows."""
        said = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        exact = re.fullmatch(r"user=([^\x01]+)\x01auth=Bearer ([\x21-\x7e]+)\x01\x01", said)
        if exact is None:
            self.server.wrong.append(said)
        elif exact[1] == USER and exact[2] in (self.server.live or ()):
            return AuthResult(success=True, auth_data=None)
        await server.push("334 " + base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode())
        if await server._reader.readline() != b"\r\n":
            self.server.wrong.append("no empty line after 334")
        await server.push("535 5.7.3 Authentication unsuccessful")
        return AuthResult(success=False, handled=True)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self.server.script.ehlo:
            return [self.server.script.ehlo]
        if not self.server.script.offer_auth:
            responses = [line for line in responses if "AUTH" not in line]
        if not self.server.script.offer_smtputf8:
            responses = [line for line in responses if "SMTPUTF8" not in line]
        return [*responses[:-1], "250-DSN", responses[-1]] if self.server.script.offer_dsn else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.server.script.mail:
            return self.server.script.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.server.tried[address] += 1
        reply = self.server.script.rcpt.get(address)
        if reply is not None:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        script, transport = self.server.script, server.transport
        if script.hang_up == "at_dot":
            _abort(transport)
            return "250 nobody hears this"
        if script.fall_silent == "at_dot":
            await asyncio.sleep(3600)
        if script.after_dot:
            return script.after_dot
        self.server.take(envelope)
        if script.hang_up == "after_reply":
            asyncio.get_running_loop().call_later(0.05, _abort, transport)
        return "250 2.0.0 Ok: queued as 4Xy1Z2"


class ScriptedSmtp:
    """One server on loopback in a thread of its own. `tls`: none, starttls, implicit."""

    def __init__(
        self,
        script: Script | None = None,
        *,
        pair: Pair | None = None,
        tls: str = "none",
        max_bytes: int = 10_000_000,
        live: set[str] | None = None,
    ) -> None:
        self.script = script or Script()
        self.live, self.wrong = live, list[str]()  # tokens that open it, None: it takes none
        self.taken: list[Taken] = []
        self.tried: Counter[str] = Counter()
        self._tls, self._max_bytes = tls, max_bytes
        self._context: ssl.SSLContext | None = None
        if pair is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(pair.certificate, pair.key)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self.port = 0
        self._thread.start()
        self._started.wait(10)

    def take(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        taken = Taken(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, tuple(envelope.mail_options))
        self.taken.append(taken)

    def _session(self) -> _Server:
        kind = _Server if self.live is None else _TokenServer
        return kind(
            self.script,
            _Handler(self),
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            tls_context=self._context if self._tls == "starttls" else None,
            authenticator=_authenticate,
            auth_require_tls=False,
            hostname="localhost",
            auth_exclude_mechanism=["LOGIN", "PLAIN"] if self.live is not None else None,
            loop=self._loop,
        )

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        context = self._context if self._tls == "implicit" else None
        factory: Callable[[], asyncio.Protocol] = self._session
        server = self._loop.run_until_complete(self._loop.create_server(factory, "127.0.0.1", 0, ssl=context))
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    def close(self) -> None:
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def __enter__(self) -> ScriptedSmtp:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)
