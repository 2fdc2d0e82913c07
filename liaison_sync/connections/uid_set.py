"""Sets of UIDs as sorted ranges: small in memory, in commands (RFC 9051 sequence-set) and in cursors."""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

Range = tuple[int, int]
_PART = re.compile(r"(\d{1,10})(?::(\d{1,10}))?\Z")


class UidSet:
    """Immutable set of positive integers; `ranges` are inclusive, sorted, neither touching nor overlapping."""

    __slots__ = ("_count", "ranges")

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self.ranges = _merged(ranges)
        self._count = sum(high - low + 1 for low, high in self.ranges)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> UidSet:
        return cls((number, number) for number in numbers)

    @classmethod
    def parse(cls, text: str) -> UidSet:
        """`1:5,9`; empty text is the empty set. Raises ValueError."""
        ranges: list[Range] = []
        for part in filter(None, text.split(",")):
            match = _PART.match(part)
            if match is None:
                raise ValueError(f"not a set of UIDs: {part[:40]!r}")
            low, high = int(match[1]), int(match[2] or match[1])
            ranges.append((min(low, high), max(low, high)))
        return cls(ranges)

    def __len__(self) -> int:
        return self._count

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __iter__(self) -> Iterator[int]:
        for low, high in self.ranges:
            yield from range(low, high + 1)

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        index = bisect_right(self.ranges, (number, 1 << 62)) - 1
        return index >= 0 and self.ranges[index][0] <= number <= self.ranges[index][1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UidSet) and self.ranges == other.ranges

    def __hash__(self) -> int:
        return hash(self.ranges)

    def __repr__(self) -> str:
        return f"UidSet({str(self)[:60]!r})"

    def __str__(self) -> str:
        """As in an IMAP command."""
        return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in self.ranges)

    def __or__(self, other: UidSet) -> UidSet:
        return UidSet((*self.ranges, *other.ranges))

    def __sub__(self, other: UidSet) -> UidSet:
        kept: list[Range] = []
        for low, high in self.ranges:
            kept.extend(_cut(low, high, other.ranges))
        return UidSet(kept)

    def upto(self, last: int) -> UidSet:
        """Those not above `last`."""
        return UidSet((low, min(high, last)) for low, high in self.ranges if low <= last)

    def first(self, count: int) -> UidSet:
        """The `count` smallest."""
        kept: list[Range] = []
        for low, high in self.ranges:
            if count <= 0:
                break
            kept.append((low, min(high, low + count - 1)))
            count -= high - low + 1
        return UidSet(kept)

    def commands(self, longest: int = 4000) -> Iterator[str]:
        """Pieces of the set, each short enough for one command line."""
        line: list[str] = []
        length = 0
        for low, high in self.ranges:
            part = str(low) if low == high else f"{low}:{high}"
            if line and length + len(part) + 1 > longest:
                yield ",".join(line)
                line, length = [], 0
            line.append(part)
            length += len(part) + 1
        if line:
            yield ",".join(line)

    def pack(self) -> str:
        """As compact text: gaps and lengths as variable-length numbers, deflated, base64url."""
        out = bytearray()
        at = 0
        for low, high in self.ranges:
            _put(out, low - at)
            _put(out, high - low)
            at = high
        return urlsafe_b64encode(zlib.compress(bytes(out), 6)).decode("ascii") if out else ""

    @classmethod
    def unpack(cls, text: str) -> UidSet:
        """The reverse of `pack`. Raises ValueError for anything else."""
        if not text:
            return cls()
        try:
            numbers = list(_take(zlib.decompress(urlsafe_b64decode(text.encode("ascii")))))
        except (zlib.error, UnicodeError) as error:
            raise ValueError("not a packed set") from error
        if len(numbers) % 2:
            raise ValueError("not a packed set")
        ranges: list[Range] = []
        at = 0
        for gap, length in zip(numbers[::2], numbers[1::2], strict=True):
            low = at + gap
            at = low + length
            ranges.append((low, at))
        return cls(ranges)


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            if high > merged[-1][1]:
                merged[-1] = (merged[-1][0], high)
        elif low <= high:
            merged.append((low, high))
    return tuple(merged)


def _cut(low: int, high: int, holes: tuple[Range, ...]) -> Iterator[Range]:
    """What of low:high no hole covers."""
    index = max(bisect_left(holes, (low, 0)) - 1, 0)
    while index < len(holes) and holes[index][0] <= high:
        start, end = holes[index]
        if end >= low:
            if start > low:
                yield low, start - 1
            low = end + 1
            if low > high:
                return
        index += 1
    yield low, high


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _take(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            continue
        yield number
        number = shift = 0
    if shift:
        raise ValueError("not a packed set")
