"""The port that letters leave by: `Delivery` sends them, and the values it answers with."""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Protocol

from liaison_sync.domain.errors import Failure
from liaison_sync.domain.value import dataclass
from liaison_sync.ports.finding import Finding
from liaison_sync.ports.source import Ref


@dataclass(frozen=True, slots=True)
class DeliveryCaps:
    """`can_verify`: `verify` may answer Sent or NotSent. `files_sent`: the provider files the Sent copy itself.

    `drafts`: the provider keeps what `prepare` made ready until it is sent, or until `drop`.
    `max_bytes` as announced (None: unknown), `per_minute` and `per_day` the pace to keep (letters, None: any).
    """

    can_verify: bool
    files_sent: bool
    max_bytes: int | None = None
    per_minute: int | None = None
    per_day: int | None = None
    custom_headers: bool = True
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Frozen:
    """A letter whose bytes will not change any more: CRLF lines, RFC 5322, with its envelope.

    `mail_from` may be "" (null sender). `recipients` are addr-specs; a retry carries only those still open.
    `provider_id` is what an earlier try made ready, where the provider keeps such things.
    """

    outbox_id: str
    message_id: str
    mail_from: str
    recipients: tuple[str, ...]
    content: bytes
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Handle:
    """A letter made ready; `provider_id` is the draft's id where the provider keeps one."""

    frozen: Frozen
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said: `code` of RFC 5321, `enhanced` of RFC 3463 ("5.1.1"), one bounded line of text."""

    code: int
    enhanced: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken; `reply` is what the server said, where it says more than that."""

    address: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not taken now; sending again later is safe. `reason` is a key (`errors.<reason>.cause`).

    `detail` is what is known where there was no reply to this recipient; `after` the least time to wait, where the
    server names one.
    """

    address: str
    reason: str
    reply: Reply | None = None
    detail: str = ""
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Will not be taken: this recipient (or this letter) is done."""

    address: str
    reason: str
    reply: Reply | None = None


RecipientOutcome = Accepted | Deferred | Rejected


@dataclass(frozen=True, slots=True)
class Submitted:
    """One outcome for each recipient, in the order given."""

    recipients: tuple[RecipientOutcome, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Handed over, no answer: `accepted` would be taken if it was. Verify or hold for a person, never resend blindly.

    `settled` are recipients refused before the letter was handed over.
    """

    open: tuple[str, ...]
    settled: tuple[RecipientOutcome, ...]
    error: Failure


Outcome = Submitted | Ambiguous


@dataclass(frozen=True, slots=True)
class Sent:
    """`at` is where the proof was found."""

    at: Ref | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Proved: it did not leave, sending is safe."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No proof either way."""

    reason: str


Verdict = Sent | NotSent | Unknown


@dataclass(frozen=True, slots=True)
class Skipped:
    """No Sent copy was filed, and why (a key): provider_files, already_there, no_sent_folder, not_configured."""

    reason: str


class Delivery(Protocol):
    """Sends letters. Not thread-safe. One connection per lease; closed after any exception."""

    account: str

    @property
    def caps(self) -> DeliveryCaps: ...

    def findings(self) -> list[Finding]:
        """Checks for `doctor`; sends nothing; never raises."""
        ...

    def prepare(self, frozen: Frozen) -> Handle:
        """Idempotent by outbox id; the handle's `provider_id` must be stored before `submit`.

        Raises MalformedLetter where the bytes must not reach a wire.
        """
        ...

    def submit(self, handle: Handle) -> Outcome:
        """Raises a Failure only before the letter's envelope began (sign-in, TLS, greeting): nothing was sent."""
        ...

    def verify(self, handle: Handle) -> Verdict:
        """Whether it left, by what was stored of it; needs no `prepare`."""
        ...

    def file_sent(self, handle: Handle) -> Ref | Skipped:
        """Files the Sent copy where the provider does not. A failure here never means sending again."""
        ...

    def drop(self, handle: Handle) -> None:
        """Takes away what was made ready of a letter that does not leave; never a copy that left."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Delivery: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
