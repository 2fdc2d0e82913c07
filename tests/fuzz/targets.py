"""What is fuzzed: each takes any bytes, must not raise, and must be done within the limits of mail.md."""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from liaison_sync.app.inspect.message import document
from liaison_sync.formats import mime, quotes, tnef
from tests.yardstick import within

LONGEST = 0.25  # seconds of CPU for a message (mail.md)
MOST_MEMORY = 200 * 1024 * 1024  # bytes
_QUOTES_RATE = 0.05 / 100_000  # seconds a byte: 100 KB within 50 ms


def parse(raw: bytes) -> None:
    """The whole door, its document, and what the console asks for."""
    parsed = mime.parse(raw)
    assert parsed.message.quarantined is None, parsed.message.quarantined
    json.dumps(document("x.eml", parsed), ensure_ascii=False).encode("utf-8")
    mime.html_body(raw)
    for one in parsed.message.attachments[:3]:
        found = mime.content(raw, one.sha256)
        assert found is not None
        assert len(found[1]) == one.size


def split(raw: bytes) -> None:
    """New text and quotes, as text and as HTML."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")[:100_000]
    quotes.split(text)
    quotes.split(text, html=text)


def bounce(raw: bytes) -> None:
    """Whatever follows, the header is that of a delivery report."""
    head = b"From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    body = b"--b\r\n\r\n" + raw + b"\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" + raw + b"\r\n--b--\r\n"
    report = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    for whole in (head + b"\r\n" + raw, head + report + body[:250_000]):
        assert mime.parse(whole).message.quarantined is None


def winmail(raw: bytes) -> None:
    """A winmail.dat."""
    held = tnef.read(raw)
    assert sum(len(file.data) for file in held.files) <= max(len(raw) * 20, 1_000)


TARGETS: tuple[Callable[[bytes], None], ...] = (parse, split, bounce, winmail)


def judged(target: Callable[[bytes], None], raw: bytes) -> None:
    """`within_limits`; what breaks one is kept, to become a case of its own."""
    try:
        within_limits(target, raw)
    except BaseException:
        folder = Path(tempfile.gettempdir()) / "liaison-sync-fuzz"
        folder.mkdir(exist_ok=True)
        (folder / f"{target.__name__}.eml").write_bytes(raw)
        raise


def within_limits(target: Callable[[bytes], None], raw: bytes) -> None:
    """Run it; where it took too long, it runs again beside a yardstick, as the machine has other work."""
    limit = {"parse": 2 * LONGEST, "bounce": 2 * LONGEST}.get(target.__name__, LONGEST)  # twice: both parse twice
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    target(raw)
    if time.process_time() - begin > limit:
        within(limit, lambda: target(raw))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown <= MOST_MEMORY, f"{len(raw)} bytes took {grown} bytes of memory"
