"""The other side of the wire, embedded: an IMAP server (pymap, in memory) and an SMTP sink (aiosmtpd), on loopback."""

from __future__ import annotations

import asyncio
import threading
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from liaison_sync.demo.placed import FOLDERS, Placed
from liaison_sync.domain.value import dataclass

LOOPBACK = "127.0.0.1"


class ImapPeer:
    """An IMAP server for `logins` (address → password), each with INBOX, Sent and Junk.

    Mail can be placed before `start` and at any time after it. pymap speaks IMAP4rev1 with IDLE, without CONDSTORE.
    Thread-safe; `port` is known after `start`. `start` raises OSError where the port is taken.
    """

    def __init__(self, logins: Mapping[str, str], port: int = 0) -> None:
        self._logins = dict(logins)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo-imap", daemon=True)
        self._connections: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None
        self._boxes: dict[str, Any] = {}
        self.port = port

    def start(self) -> ImapPeer:
        self._thread.start()
        try:
            self._run(self._open())
        except BaseException:
            self._close_loop()
            raise
        return self

    def place(self, mail: Iterable[Placed]) -> int:
        """Put mail where it lies, in the order given; returns how many pieces. Raises KeyError on a strange mailbox."""
        return int(self._run(self._append(tuple(mail))))

    def stop(self) -> None:
        """Close the listening socket and every connection; safe to call twice."""
        if self._loop.is_closed():
            return
        self._run(self._close())
        self._close_loop()

    def __enter__(self) -> ImapPeer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=120)

    def _close_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _open(self) -> None:
        from proxyprotocol.noop import ProxyProtocolNoop
        from proxyprotocol.reader import ProxyProtocolReader
        from proxyprotocol.sock import SocketInfo
        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPServer
        from pysasl.hashing import Cleartext

        args = Namespace(host=LOOPBACK, port=self.port, debug=False, cert=None, key=None, tls=False, passlib_cfg=None,
                         proxy_protocol=None, inherited_sockets=None, demo_data=False, demo_user="nobody",
                         demo_password=None)  # fmt: skip
        backend, config = await DictBackend.init(
            args, hash_context=Cleartext(), reject_dnsbl=False, invalid_user_sleep=0.0, secure_auth=False
        )
        config.apply_context()
        for login, password in self._logins.items():
            await self._add_login(backend, config, login, password)
        serve, protocol = IMAPServer(backend.login, config), ProxyProtocolReader(ProxyProtocolNoop())

        async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # In our own task: the library's callback starts one that nobody holds, and Python 3.13 collects it.
            known = SocketInfo.get(writer, await protocol.read(reader), unique_id=uuid4().bytes)
            await serve(reader, writer, known)

        self._server = await asyncio.start_server(self._tracked(served), host=LOOPBACK, port=self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _add_login(self, backend: Any, config: Any, login: str, password: str) -> None:
        from pymap.backend.dict.filter import FilterSet
        from pymap.backend.dict.mailbox import MailboxSet
        from pymap.user import UserMetadata

        backend.login.users_dict[login] = UserMetadata(config, login, password=password)
        boxes = MailboxSet()
        for folder in FOLDERS:
            if folder != "INBOX":
                await boxes.add_mailbox(folder)
        config.set_cache[login] = (boxes, FilterSet())
        self._boxes[login] = boxes

    def _tracked(self, serve: Callable[..., Any]) -> Callable[..., Any]:
        """Remember each connection's task, so that `stop` can end those a client left open."""

        async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._connections.add(task)
            # A client that just goes away, or our own stop, is no news.
            with suppress(ConnectionError, asyncio.CancelledError, EOFError):
                await serve(reader, writer)
            if task is not None:
                self._connections.discard(task)

        return connection

    async def _append(self, mail: tuple[Placed, ...]) -> int:
        from pymap.parsing.message import AppendMessage
        from pymap.parsing.specials.flag import Flag

        for one in mail:
            folder = await self._boxes[one.mailbox].get_mailbox(one.folder)
            flags = frozenset({Flag(b"\\Seen")} if one.seen else ())
            await folder.append(AppendMessage(one.raw, one.received_at, flags), recent=not one.seen)
        return len(mail)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        if self._connections:
            await asyncio.wait(tuple(self._connections), timeout=5)


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter the sink accepted: envelope and octets, at the wall clock's time."""

    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


def delivered(kept: Kept, mailboxes: Iterable[str], now: datetime) -> tuple[Placed, ...]:
    """The copies of a letter that land in our own mailboxes; `now` (aware) is when they arrive."""
    wanted = {address.lower() for address in kept.recipients}
    return tuple(Placed(mailbox, "INBOX", now, kept.raw) for mailbox in mailboxes if mailbox in wanted)


class SmtpSink:
    """An SMTP server that accepts everything, keeps it, and hands each letter to `on_letter` (in its own thread).

    `refuse` names recipients answered with 550. `port` is known after `start`.
    """

    def __init__(
        self, on_letter: Callable[[Kept], None] | None = None, refuse: Iterable[str] = (), port: int = 0
    ) -> None:
        self._on_letter = on_letter
        self._refuse = frozenset(refuse)
        self._kept: list[Kept] = []
        self._controller: Any = None
        self.port = port

    def start(self) -> SmtpSink:
        from aiosmtpd.controller import Controller

        # port 0 would make the controller's own start-up check dial port 0: bind through a subclass instead.
        sink = self

        class Loopback(Controller):
            def _trigger_server(self) -> None:
                bound: Any = self.server
                sink.port = self.port = bound.sockets[0].getsockname()[1]
                super()._trigger_server()  # type: ignore[no-untyped-call]

        self._controller = Loopback(self, hostname=LOOPBACK, port=self.port, enable_SMTPUTF8=True)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Safe to call twice."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def kept(self) -> tuple[Kept, ...]:
        return tuple(self._kept)

    def __enter__(self) -> SmtpSink:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address.lower() in self._refuse:
            return "550 5.1.1 <" + address + ">: Recipient address rejected: User unknown"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        kept = Kept(datetime.now(UTC), envelope.mail_from or "", tuple(envelope.rcpt_tos), bytes(envelope.content))
        self._kept.append(kept)
        if self._on_letter is not None:
            await asyncio.to_thread(self._on_letter, kept)
        return f"250 2.0.0 Ok: queued as D{len(self._kept):08d}"
