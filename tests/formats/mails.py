"""Builders of raw mail for tests: every byte as given, CRLF line ends."""

from __future__ import annotations

import base64


def mail(*header: str | bytes, body: str | bytes = "Halo") -> bytes:
    """A message of these header lines (without line ends) and this body."""
    lines = [line if isinstance(line, bytes) else line.encode("utf-8") for line in header]
    return b"\r\n".join([*lines, b"", _bytes(body)])


def multipart(*parts: bytes, subtype: str = "mixed", boundary: str = "batas", parameter: str | None = None) -> bytes:
    """A whole multipart message; `parameter` replaces the boundary parameter."""
    return mail(
        "From: Budi <budi@mitra.example>",
        "To: humas@kami.example",
        "Subject: Bahan rapat",
        "Date: Mon, 23 Nov 2026 10:00:00 +0700",
        "Message-ID: <bahan@mitra.example>",
        "MIME-Version: 1.0",
        f"Content-Type: multipart/{subtype}; {parameter or f'boundary={boundary}'}",
        body=joined(*parts, boundary=boundary),
    )


def joined(*parts: bytes, boundary: str = "batas", close: bool = True) -> bytes:
    """Parts between their delimiters."""
    mark = b"--" + boundary.encode()
    pieces = [mark + b"\r\n" + part + b"\r\n" for part in parts]
    return b"".join(pieces) + (mark + b"--\r\n" if close else b"")


def text(words: str | bytes, kind: str = "text/plain; charset=utf-8") -> bytes:
    """A text part sent as it is."""
    return mail(f"Content-Type: {kind}", body=words)


def attached(data: bytes, name: str = "bahan.pdf", kind: str = "application/pdf") -> bytes:
    """A part with `data` in base64."""
    return mail(
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{name}"',
        body=base64.encodebytes(data).replace(b"\n", b"\r\n").rstrip(),
    )


def _bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode("utf-8")
