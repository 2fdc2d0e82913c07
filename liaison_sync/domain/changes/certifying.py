"""What a certificate of completeness says; it is added once, and only what was healed is noted on it."""

from __future__ import annotations

from datetime import date, datetime

from liaison_sync.domain.certificate import Difference, FolderCount, Verdict
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Certified:
    """A mailbox compared with its server from `began` to `at` (aware UTC); `day` is the local day of `at`.

    `reason` says why it was not certified (a key of `certificate.reason`), "" where it was.
    """

    id: str
    mailbox: str
    day: date
    began: datetime
    at: datetime
    verdict: Verdict
    reason: str = ""
    folders: tuple[FolderCount, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferenceHealed:
    """What a certificate missed was fetched from the server: `outcome` stored, quarantined, pending, or gone there."""

    certificate: str
    folder: str
    locator: str
    outcome: str
    healed_at: datetime
