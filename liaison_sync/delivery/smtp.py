"""Sending over SMTP: exactly the frozen bytes, one outcome for each recipient, and only one moment of doubt.

Before the final dot nothing has been taken, so a break is safe to repeat. Between the dot and its reply nobody
knows: `Ambiguous`. After the reply the outcome stands, whatever happens to the connection.
"""

from __future__ import annotations

import ssl
from dataclasses import field
from datetime import timedelta
from types import TracebackType

from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.translate import at_the_door
from liaison_sync.delivery.frozen import checked, on_the_wire
from liaison_sync.delivery.sent_copy import SentCopy
from liaison_sync.delivery.smtp_doctor import smtp_findings
from liaison_sync.delivery.smtp_envelope import of_recipient, of_sender
from liaison_sync.delivery.smtp_pace import smtp_pace
from liaison_sync.delivery.smtp_reply import judged, lost_behind, outcome_of, reason_of
from liaison_sync.delivery.smtp_session import SmtpSession, SmtpSettings
from liaison_sync.delivery.smtp_wait import wait_told
from liaison_sync.domain.errors import AmbiguousDelivery, AuthFailed, Failure, Transient
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import (
    Ambiguous,
    Deferred,
    DeliveryCaps,
    Finding,
    Frozen,
    Handle,
    Outcome,
    RecipientOutcome,
    Ref,
    Rejected,
    Reply,
    Skipped,
    Submitted,
    Verdict,
)

SLOWEST = 20_000  # bytes a second we put up with
AFTER_THE_DOT = 600.0  # RFC 5321 §4.5.3.2.6
CONNECTIONS = 3  # for one letter, where each ends with the refusal of a recipient


@dataclass(slots=True)
class _Transaction:
    """One letter on its way: who was refused so far, who would get it."""

    frozen: Frozen
    settled: dict[str, RecipientOutcome] = field(default_factory=dict)

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(address for address in self.frozen.recipients if address not in self.settled)

    def settle_all(self, reply: Reply) -> None:
        self.settled |= {address: outcome_of(address, reply) for address in self.open}

    def defer_all(self, reason: str, detail: str = "", after: timedelta | None = None) -> None:
        self.settled |= {address: Deferred(address, reason, detail=detail, after=after) for address in self.open}

    def put_off(self, failure: Failure) -> None:
        self.defer_all(failure.key, failure.detail, failure.after)

    def reject_all(self, reason: str) -> None:
        self.settled |= {address: Rejected(address, reason) for address in self.open}

    def outcome(self) -> Submitted:
        return Submitted(tuple(self.settled[address] for address in self.frozen.recipients))


class SmtpDelivery:
    """See `Delivery`. `mailbox` is where the Sent folder lives, if we may reach it."""

    def __init__(self, account: str, settings: SmtpSettings, mailbox: ImapSettings | None = None) -> None:
        self.account, self.settings = account, settings
        self.sent = SentCopy(account, mailbox, provider_files=settings.files_sent)
        self._session: SmtpSession | None = None

    @property
    def caps(self) -> DeliveryCaps:
        largest = self._session.largest if self._session else None
        per_minute, per_day = smtp_pace(self.settings)
        return DeliveryCaps(
            can_verify=self.sent.can_verify,
            files_sent=self.settings.files_sent,
            max_bytes=largest,
            per_minute=per_minute,
            per_day=per_day,
        )

    def findings(self) -> list[Finding]:
        found = smtp_findings(self.account, self.settings)
        kept = self.sent.mailbox is not None or self.settings.files_sent
        return found if kept else [*found, Finding("warn", "doctor.no_sent_copy")]

    def prepare(self, frozen: Frozen) -> Handle:
        return Handle(checked(frozen))

    def submit(self, handle: Handle) -> Outcome:
        """Raises a Failure only where the server did not even take the sender: nothing was sent."""
        letter = _Transaction(handle.frozen)
        try:
            session = self._with_recipients(letter)
            return letter.outcome() if session is None else self._transact(session, letter)
        except BaseException:
            self._drop()
            raise

    # --- the envelope -----------------------------------------------------------------------------------------

    def _with_recipients(self, letter: _Transaction) -> SmtpSession | None:
        """A session that took a recipient at least; None where the letter is settled.

        Where refusing one recipient ends the connection, the others are tried on another: no later try would get past.
        """
        session = self._with_sender(letter)
        for left in reversed(range(CONNECTIONS)):
            settled = len(letter.settled)
            failure = self._recipients(session, letter) if session is not None else None
            if failure is None:
                break
            if not left or len(letter.settled) == settled:
                letter.put_off(failure)
            session = self._with_the_others(letter)
        if session is not None and not letter.open:
            self._reset(session)
            return None
        return session

    def _with_the_others(self, letter: _Transaction) -> SmtpSession | None:
        """A session anew for those who are open; None where there are none, or it is refused now."""
        try:
            return self._with_sender(letter) if letter.open else None
        except Failure as failure:
            letter.put_off(failure)
            return None

    def _with_sender(self, letter: _Transaction) -> SmtpSession | None:
        """A session that took the sender; None where the letter is settled. A connection gone stale is made anew."""
        for _ in range(2):
            session = self._session or SmtpSession(self.account, self.settings)
            stale, self._session = session.used, session
            if self._unfit(session, letter):
                return None
            try:
                return self._sender(session, letter)
            except Transient:
                self._drop()
                if not stale:
                    raise
        raise Transient(account=self.account, operation="submit", key="dropped", host=self.settings.host)

    def _unfit(self, session: SmtpSession, letter: _Transaction) -> bool:
        """What this server cannot carry is refused before the first byte."""
        frozen = letter.frozen
        if session.largest is not None and len(frozen.content) > session.largest:
            letter.reject_all("too_large")
        elif not frozen.content.isascii() and not session.offers("8bitmime"):
            letter.reject_all("eight_bit_unsupported")
        elif not session.offers("smtputf8"):
            if not frozen.mail_from.isascii():
                letter.reject_all("smtputf8_unsupported")
            unfit = [address for address in frozen.recipients if not address.isascii()]
            letter.settled |= {address: Rejected(address, "smtputf8_unsupported") for address in unfit}
        return not letter.open

    def _sender(self, session: SmtpSession, letter: _Transaction) -> SmtpSession | None:
        session.used = True
        with at_the_door(self.account, "submit", session.host), session.wire.within(self.settings.timeout):
            reply = session.command(f"MAIL FROM:<{letter.frozen.mail_from}>{of_sender(session, letter.frozen)}")
        if judged(reply) == "accepted":
            return session
        if reply.code == 530:
            detail = f"{reply.code} {reply.text}"
            raise AuthFailed(account=self.account, operation="submit", host=session.host, detail=detail)
        if reply.code == 421:
            raise _sent_away(reply, self.account)
        letter.settle_all(reply)
        self._reset(session)
        return None

    def _transact(self, session: SmtpSession, letter: _Transaction) -> Outcome:
        """From the last recipient to the reply after the dot."""
        try:
            if not self._data(session, letter):
                self._reset(session)
                return letter.outcome()
            self._body(session, letter)
        except Failure as failure:
            self._drop()
            letter.put_off(failure)
            return letter.outcome()
        return self._after_the_dot(session, letter)

    def _recipients(self, session: SmtpSession, letter: _Transaction) -> Failure | None:
        """Asks for all that are open; what ended the connection meanwhile."""
        try:
            with at_the_door(self.account, "submit", session.host):
                for address in letter.open:
                    self._recipient(session, letter, address)
        except Failure as failure:
            self._drop()
            return failure
        return None

    def _recipient(self, session: SmtpSession, letter: _Transaction, address: str) -> None:
        with session.wire.within(self.settings.timeout):
            reply = session.command(f"RCPT TO:<{address}>{of_recipient(session, letter.frozen, address)}")
        if judged(reply) != "accepted":
            letter.settled[address] = outcome_of(address, reply)
        if reply.code == 421:
            raise _sent_away(reply)

    def _data(self, session: SmtpSession, letter: _Transaction) -> bool:
        with at_the_door(self.account, "submit", session.host), session.wire.within(self.settings.timeout):
            reply = session.command("DATA")
        if reply.code == 354:
            return True
        if judged(reply) == "accepted":
            raise Transient(operation="submit", key="protocol_violation", detail=reply.text)
        letter.settle_all(reply)
        return False

    # --- the letter -------------------------------------------------------------------------------------------

    def _body(self, session: SmtpSession, letter: _Transaction) -> None:
        """All bytes but the final dot: until here a break is safe to repeat."""
        content = on_the_wire(letter.frozen.content)
        seconds = self.settings.timeout + len(content) / SLOWEST
        with at_the_door(self.account, "submit", session.host), session.wire.within(seconds):
            session.wire.send(content)
            if session.wire.readable(0):  # it spoke, or left, before we were done: no dot, no doubt
                reply = session.reply()
                raise _sent_away(reply, key=reason_of(reply))

    def _after_the_dot(self, session: SmtpSession, letter: _Transaction) -> Outcome:
        """The only moment of doubt. A dot the kernel refused at once has not left this machine."""
        patience = max(self.settings.timeout, min(AFTER_THE_DOT, self.settings.timeout * 5))
        with session.wire.within(patience):
            try:
                session.wire.send(b".\r\n")
            except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
                self._drop()
                letter.defer_all("dropped")
                return letter.outcome()
            except OSError as error:
                return self._doubt(letter, error)
            try:
                reply = session.reply()
            except Exception as error:
                return self._doubt(letter, error)
        return self._settled(letter, reply)

    def _settled(self, letter: _Transaction, reply: Reply) -> Outcome:
        if judged(reply) == "unclear" or lost_behind(reply):
            return self._doubt(letter, ValueError(f"{reply.code} {reply.text}"))
        letter.settle_all(reply)
        if reply.code == 421:
            self._drop()
        return letter.outcome()

    def _doubt(self, letter: _Transaction, error: Exception) -> Ambiguous:
        self._drop()
        cause = AmbiguousDelivery(
            account=self.account, operation="submit", host=self.settings.host, detail=str(error), retry_safe=False
        )
        settled = tuple(letter.settled[one] for one in letter.frozen.recipients if one in letter.settled)
        return Ambiguous(letter.open, settled, cause)

    def _reset(self, session: SmtpSession) -> None:
        """Makes the connection fit for the next letter, or gives it up."""
        try:
            with at_the_door(self.account, "submit", session.host), session.wire.within(self.settings.timeout):
                session.command("RSET")
        except Failure:
            self._drop()

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    # --- afterwards -------------------------------------------------------------------------------------------

    def verify(self, handle: Handle) -> Verdict:
        return self.sent.verify(handle.frozen)

    def file_sent(self, handle: Handle) -> Ref | Skipped:
        return self.sent.file(handle.frozen)

    def drop(self, handle: Handle) -> None:
        """A server of SMTP keeps nothing of what it did not take."""

    def close(self) -> None:
        if self._session is not None:
            self._session.quit()
            self._session = None
        self.sent.close()

    def __enter__(self) -> SmtpDelivery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _sent_away(reply: Reply, account: str = "", key: str = "unavailable") -> Transient:
    """What ends a connection, and how long we are to stay away where it says so."""
    detail, wait = f"{reply.code} {reply.text}", wait_told(reply.text)
    return Transient(account=account, operation="submit", key=key, detail=detail, after=wait)
