"""PidLidAppointmentRecur (MS-OXOCAL §2.2.1.44): how a meeting recurs, and which of its instances differ."""

from __future__ import annotations

import struct
from datetime import datetime, time, timedelta

from liaison_sync.domain.value import dataclass

EPOCH = datetime(1601, 1, 1)  # noqa: DTZ001 - wall time of the meeting's zone
MOST = 5_000  # instances told apart
DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
FREQUENCIES = {0x200A: "DAILY", 0x200B: "WEEKLY", 0x200C: "MONTHLY", 0x200D: "YEARLY"}
DAY, WEEK, MONTH, NTH, MONTH_END = 0, 1, 2, 3, 4
BY_DATE, BY_COUNT = 0x2021, 0x2022
SUBJECT, LOCATION = 0x0001, 0x0010
# The other overrides of §2.2.1.44.2 by flag, with the octets each takes; 0x0200 (a body of its own) takes none here.
FIXED = ((0x0002, 4), (0x0004, 4), (0x0008, 4), (0x0020, 4), (0x0040, 4), (0x0080, 4), (0x0100, 4))


@dataclass(frozen=True, slots=True)
class Differing:
    """One instance that differs, in wall times; a text is None where it is that of the series."""

    original: datetime
    start: datetime
    end: datetime
    subject: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Recurring:
    """`rule` is a RECUR value without its end; `until` is the wall time of the last instance."""

    rule: str
    start: datetime
    end: datetime
    count: int | None = None
    until: datetime | None = None
    deleted: tuple[datetime, ...] = ()
    exceptions: tuple[Differing, ...] = ()


def read(data: bytes, codepage: str = "cp1252") -> Recurring | None:
    """What the property says; None where it cannot be read or describes no rule a calendar knows."""
    try:
        return _Reader(data, codepage).pattern()
    except (struct.error, OverflowError, ValueError):
        return None


class _Reader:
    def __init__(self, data: bytes, codepage: str) -> None:
        self.data, self.at, self.codepage = data, 0, codepage

    def number(self, size: int = 4) -> int:
        (value,) = struct.unpack_from({2: "<H", 4: "<I"}[size], self.data, self.at)
        self.at += size
        return int(value)

    def minutes(self) -> datetime:
        return EPOCH + timedelta(minutes=self.number())

    def dates(self) -> list[datetime]:
        count = self.number()
        if count > MOST:
            raise ValueError("too many instances")
        return [self.minutes() for _ in range(count)]

    def pattern(self) -> Recurring | None:
        self.at = 4  # versions of reader and writer
        frequency, kind, calendar = self.number(2), self.number(2), self.number(2)
        first = self.minutes()
        period, _sliding = self.number(), self.number()
        specific = [self.number() for _ in range({DAY: 0, NTH: 2}.get(kind, 1))]
        end, count, first_day = self.number(), self.number(), self.number()
        deleted, modified = self.dates(), self.dates()
        start, last = self.minutes(), self.number()
        self.at += 8
        begins, ends = timedelta(minutes=self.number()), timedelta(minutes=self.number())
        rule = _rule(frequency, kind, period, specific, start or first, first_day)
        if rule is None or calendar > 1 or kind > MONTH_END:  # a month of another calendar has other days
            return None
        differing = self.exceptions() if modified else []
        moved = {datetime.combine(one.original.date(), time()) for one in differing}  # they count as deleted too
        return Recurring(
            rule,
            start + begins,
            start + ends,
            count if end == BY_COUNT else None,
            EPOCH + timedelta(minutes=last) + begins if end == BY_DATE else None,
            tuple(day + begins for day in sorted(set(deleted) - moved)),
            tuple(differing),
        )

    def exceptions(self) -> list[Differing]:
        """As many as can be read: the series stands without them."""
        found: list[Differing] = []
        try:
            left = min(self.number(2), MOST)
            while len(found) < left:
                found.append(self.exception())
        except (struct.error, OverflowError):
            pass
        return found

    def exception(self) -> Differing:
        start, end, original = self.minutes(), self.minutes(), self.minutes()
        flags = self.number(2)
        subject = self.text() if flags & SUBJECT else None
        self.at += sum(size for flag, size in FIXED[:3] if flags & flag)
        location = self.text() if flags & LOCATION else None
        self.at += sum(size for flag, size in FIXED[3:] if flags & flag)
        return Differing(original, start, end, subject, location)

    def text(self) -> str:
        self.at += 2  # the length with its end, and then without
        size = self.number(2)
        self.at += size
        return self.data[self.at - size : self.at].decode(self.codepage, "replace")


def _rule(frequency: int, kind: int, period: int, specific: list[int], start: datetime, first_day: int) -> str | None:
    name = FREQUENCIES.get(frequency)
    if name is None or not 0 < period < 1 << 24:
        return None
    if kind == DAY:
        return f"FREQ=DAILY;INTERVAL={max(period // 1440, 1)}"
    if kind == WEEK:
        days = _days(specific[0])
        return f"FREQ=WEEKLY;INTERVAL={period};BYDAY={days};WKST={DAYS[first_day % 7]}" if days else None
    parts = [f"FREQ={name};INTERVAL={period // 12 or 1 if name == 'YEARLY' else period}"]
    if kind == NTH:
        days, nth = _days(specific[0]), specific[1]
        if not days or not 1 <= nth <= 5:
            return None
        parts += [f"BYDAY={days}", f"BYSETPOS={nth if nth < 5 else -1}"]
    else:  # the 31st is the last of any month, as Outlook counts
        last = kind == MONTH_END or specific[0] > 30
        parts.append(f"BYMONTHDAY={-1 if last else specific[0]}")
    return ";".join([*parts, *([f"BYMONTH={start.month}"] if name == "YEARLY" else [])])


def _days(mask: int) -> str:
    return ",".join(day for number, day in enumerate(DAYS) if mask >> number & 1)
