"""Small messages for tests of transport; what they say does not matter."""

from __future__ import annotations


def letter(number: int, size: int = 0, *, sender: str = "rina@mitra.example") -> bytes:
    """A message with its number in Subject and Message-ID, padded to about `size` bytes."""
    head = (
        f"From: Rina <{sender}>\r\nTo: humas@kantor.example\r\nSubject: Surat {number}\r\n"
        f"Message-ID: <{number}@mitra.example>\r\nDate: Mon, 02 Nov 2026 09:00:00 +0700\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    ).encode()
    line = b"Mohon konfirmasi kehadiran Bapak/Ibu pada acara tersebut.\r\n"
    return head + line * max(1, (size - len(head)) // len(line))
