"""Reading messages: ours beside policy.default of the standard library with content, mail-parser and mailsuite.

Ours also tells new text from quotes, bounces, calendars, meetings in prose, letters and language; theirs only headers,
texts and attachments. `reading alone` is ours without all that: the work of theirs, with digests and HTML to text.
CPU seconds of one process; each reads the same mail in turn, the best of each round counts.
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
from liaison_sync.formats.attached import everything
from liaison_sync.formats.bodies import contents
from liaison_sync.formats.envelope import envelope
from liaison_sync.formats.parts import Tree

SEED = 7
SIZES = ((0, 5_000), (5_000, 15_000), (15_000, 100_000))
_MOST = 400
_OURS, _ALONE = "liaison-sync", "reading alone"


def measure(rounds: int) -> str:
    """A table of messages a second and ratios."""
    mails = [mail.raw for mail in bulk.generate(SEED, 4_000)]
    readers: dict[str, Callable[[bytes], object]] = {_OURS: mime.parse, _ALONE: reading_alone, **others()}
    for read in readers.values():
        _seconds(read, mails[:200])
    lines = [f"parse, messages a second of CPU time, medians of {rounds}"]
    for low, high in SIZES:
        some = [raw for raw in mails if low <= len(raw) < high][:_MOST]
        lines.append(_line(f"{low // 1000}-{high // 1000} KB", some, readers, rounds))
    missing = [name for name in ("mail-parser", "mailsuite") if name not in readers]
    if missing:
        lines.append(f"not measured, missing: {', '.join(missing)} (`make bench` installs them)")
    return "\n".join(lines)


def others() -> dict[str, Callable[[bytes], object]]:
    """The other parsers there are."""
    found: dict[str, Callable[[bytes], object]] = {"policy.default": standard}
    if find_spec("mailparser"):
        found["mail-parser"] = _lenient(import_module("mailparser").parse_from_bytes)
    if find_spec("mailsuite"):
        found["mailsuite"] = _lenient(import_module("mailsuite.utils").parse_email)
    return found


def _lenient(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """They raise on some mail; what they did until then counts as read."""

    def reader(raw: bytes) -> None:
        try:
            read(raw)
        except Exception:
            return

    return reader


def reading_alone(raw: bytes) -> None:
    """Header, tree, contents, attachments with their digests, readable text."""
    root = Tree(raw).root
    found = contents(root)
    envelope(root.headers)
    everything(found.attachments)
    found.text()


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
    told = [f"{size:>10} ({len(mails)} mails): ours {median(speeds[_OURS]):.0f}, {_ALONE} {median(speeds[_ALONE]):.0f}"]
    for name, each in list(speeds.items())[2:]:
        whole, alone = (_ratio(speeds[ours], each) for ours in (_OURS, _ALONE))
        told.append(f"{'':>13}{name} {median(each):.0f}: ours is {whole:.1f} times as fast, {_ALONE} {alone:.1f}")
    return "\n".join(told)


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def _seconds(read: Callable[[bytes], object], mails: list[bytes]) -> float:
    begin = time.process_time()
    for raw in mails:
        read(raw)
    return time.process_time() - begin
