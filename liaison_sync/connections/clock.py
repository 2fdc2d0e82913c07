"""Our clock beside others': what a server stamped while we asked it, and whether the kernel's is kept right."""

from __future__ import annotations

import ctypes
import sys
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Finding

TOLERATED = timedelta(seconds=60)
_UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)


def apart(stamp: datetime, before: datetime, after: datetime) -> timedelta:
    """How far our clock is ahead of the one that stamped (negative: behind), told only as far as it is proved.

    The stamp was made between `before` and `after` by our own clock; anywhere between them agrees. It is cut to the
    second, so a second less than `before` agrees as well.
    """
    early, late = before - timedelta(seconds=1) - stamp, after - stamp
    return early if early > timedelta() else min(timedelta(), late)


def clock_finding(stamp: datetime, before: datetime, after: datetime, host: str) -> Finding:
    """What follows from one stamp of a server (aware UTC, all three)."""
    off = apart(stamp, before, after)
    told = {"host": host, "seconds": str(abs(round(off.total_seconds())))}
    if abs(off) <= TOLERATED:
        return Finding("ok", "doctor.clock", told)
    if off > timedelta():
        return Finding("bad", "doctor.clock_ahead", told)
    return Finding("bad", "doctor.clock_behind", told)


@dataclass(frozen=True, slots=True)
class Stamped:
    """An answer over HTTP: asked and received by our clock (aware UTC), and its Date (RFC 9110 §6.6.1), if any."""

    before: datetime
    after: datetime
    date: str


def http_finding(stamped: Stamped | None, host: str) -> list[Finding]:
    """Nothing where no date was told, or none that can be read."""
    try:
        stamp = parsedate_to_datetime(stamped.date) if stamped else None
    except ValueError:
        return []
    if stamped is None or stamp is None or stamp.tzinfo is None:
        return []
    return [clock_finding(stamp.astimezone(UTC), stamped.before, stamped.after, host)]


def kept() -> bool | None:
    """Whether a time service keeps this machine's clock, as the kernel knows; None where that cannot be asked."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))  # all zero: asks, changes nothing
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED


def kernel_finding(is_kept: bool | None) -> list[Finding]:
    """Nothing where the kernel does not tell."""
    if is_kept is None:
        return []
    return [Finding("ok", "doctor.clock_kept") if is_kept else Finding("warn", "doctor.clock_not_kept")]
