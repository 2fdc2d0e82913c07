"""`python -m benchmarks.feed`: a calendar feed of ten thousand series, from its bytes to every occurrence."""

from __future__ import annotations

import resource
import time
from datetime import UTC, datetime

from liaison_sync.app.inspect import occurrences

SERIES = 10_000
SECONDS, MEBIBYTES = 6, 250
_BEGIN, _END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2028, 11, 1, tzinfo=UTC)
_SERIES = """BEGIN:VEVENT
UID:{}@uji.example
DTSTAMP:20261101T000000Z
DTSTART;TZID=Asia/Jakarta:20261123T100000
DURATION:PT1H
RRULE:FREQ=WEEKLY;COUNT=5
SUMMARY:Rapat
ATTENDEE;CN=Ani:mailto:ani@uji.example
END:VEVENT
"""


def feed() -> bytes:
    series = "".join(map(_SERIES.format, range(SERIES)))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Uji//ID\n{series}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def main() -> None:
    raw, begun = feed(), time.process_time()
    found = len(occurrences.document([raw], _BEGIN, _END)["occurrences"])
    spent, peak = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{SERIES:,} series, {found:,} occurrences: {spent:.2f} s of CPU (wanted: {SECONDS}), ", end="")
    print(f"{peak} MiB at most (wanted: {MEBIBYTES})")


if __name__ == "__main__":
    main()
