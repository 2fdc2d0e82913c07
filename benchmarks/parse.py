"""Reading messages: ours beside the standard library's policy.default with content, and mail-parser where installed.

Ours also tells new text from quotes, bounces, calendars, meetings in prose, letters and language; theirs only headers,
texts and attachments. CPU seconds of one process; each reads the same mail in turn, the best of each round counts.
"""

from __future__ import annotations

import email
import time
from collections.abc import Callable
from email.policy import default
from importlib import import_module
from importlib.util import find_spec
from statistics import median

from liaison_sync.demo import bulk
from liaison_sync.formats import mime

SEED = 7
SIZES = ((0, 5_000), (5_000, 15_000), (15_000, 100_000))
_MOST = 400


def measure(rounds: int) -> str:
    """A table of messages a second and ratios."""
    mails = [mail.raw for mail in bulk.generate(SEED, 4_000)]
    readers: dict[str, Callable[[bytes], object]] = {"liaison-sync": mime.parse, "policy.default": standard}
    if find_spec("mailparser"):
        readers["mail-parser"] = import_module("mailparser").parse_from_bytes
    for read in readers.values():
        _seconds(read, mails[:200])
    lines = [f"parse, messages a second of CPU time, medians of {rounds}"]
    for low, high in SIZES:
        some = [raw for raw in mails if low <= len(raw) < high][:_MOST]
        lines.append(_line(f"{low // 1000}-{high // 1000} KB", some, readers, rounds))
    if "mail-parser" not in readers:
        lines.append("not measured, missing: mail-parser (pip install mail-parser)")
    return "\n".join(lines)


def standard(raw: bytes) -> None:
    """Every header and every content, as a program that uses the message would ask for them."""
    message = email.message_from_bytes(raw, policy=default)
    for value in message.values():
        str(value)
    for part in message.walk():
        if not part.is_multipart():
            try:
                part.get_content()
            except (LookupError, UnicodeError, KeyError, ValueError):
                continue


def _line(size: str, mails: list[bytes], readers: dict[str, Callable[[bytes], object]], rounds: int) -> str:
    speeds: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, read in readers.items():
            speeds[name].append(len(mails) / min(_seconds(read, mails) for _ in range(3)))
    ours = median(speeds["liaison-sync"])
    told = [f"{size:>10} ({len(mails)} mails): liaison-sync {ours:.0f}"]
    for name, each in list(speeds.items())[1:]:
        ratio = median(a / b for a, b in zip(speeds["liaison-sync"], each, strict=True))
        told.append(f"{name} {median(each):.0f} (ours is {ratio:.1f} times as fast)")
    return ", ".join(told)


def _seconds(read: Callable[[bytes], object], mails: list[bytes]) -> float:
    begin = time.process_time()
    for raw in mails:
        read(raw)
    return time.process_time() - begin
