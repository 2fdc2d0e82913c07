"""The letters register as a sheet: CSV with a byte order mark, as Excel opens it, in the reader's language and zone."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.wording import say

COLUMNS = ("number", "date", "time", "direction", "partner", "subject", "sender", "refers_to", "referred_by", "thread")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One letter as the sheet tells it; `at` is aware, `thread` the address of its thread in the console."""

    number: str
    at: datetime
    direction: str
    partner: str
    subject: str
    sender: str
    refers_to: tuple[str, ...]
    referred_by: tuple[str, ...]
    thread: str


def written(lines: Iterable[RegisterLine], language: str, zone: str) -> bytes:
    """The whole sheet, in the order of `lines`; dates are ISO 8601 days of `zone` (IANA)."""
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow([say(language, f"register.column.{name}") for name in COLUMNS])
    for one in lines:
        sheet.writerow([_guarded(cell) for cell in _cells(one, language, ZoneInfo(zone))])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cells(one: RegisterLine, language: str, zone: ZoneInfo) -> tuple[str, ...]:
    local = one.at.astimezone(zone)
    when = (local.date().isoformat(), f"{local:%H:%M}")
    direction = say(language, f"register.direction.{one.direction}")
    rest = (one.subject, one.sender, "; ".join(one.refers_to), "; ".join(one.referred_by), one.thread)
    return (one.number, *when, direction, one.partner, *rest)


def _guarded(cell: str) -> str:
    """Excel takes these for formulas (CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
