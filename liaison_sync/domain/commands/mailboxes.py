"""What a person may ask for about mailboxes, what they quarantined and what left them in doubt."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class ReplayQuarantine:
    id: str


@dataclass(frozen=True, slots=True)
class DownloadQuarantined:
    """Hand out the bytes of a quarantined message; the journal keeps who took them."""

    id: str


@dataclass(frozen=True, slots=True)
class PauseMailbox:
    mailbox: str
    paused: bool


@dataclass(frozen=True, slots=True)
class CertifyMailbox:
    """Compare the mailbox with its server now, not only tonight."""

    mailbox: str


@dataclass(frozen=True, slots=True)
class SettleAmbiguous:
    """A person found out whether an ambiguous letter left; `sent` False sends it again."""

    outbox: str
    sent: bool


MailboxCommand = ReplayQuarantine | DownloadQuarantined | PauseMailbox | CertifyMailbox | SettleAmbiguous
