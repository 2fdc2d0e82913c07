"""Attachments of the demo: small files of the right kind, the same in every run."""

from __future__ import annotations

import io
import zipfile

from liaison_sync.demo.mailwriter import Attached, derived

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TYPES = {"pdf": "application/pdf", "docx": WORD, "xlsx": SHEET, "pptx": SLIDES, "jpg": "image/jpeg", "png": "image/png",
         "zip": "application/zip", "csv": "text/csv", "vcf": "text/vcard"}  # fmt: skip
_STAMP = (2026, 1, 5, 8, 0, 0)


def paper(name: str, about: str) -> Attached:
    """A file called `name`; its content follows from the name and from what it is about."""
    extension = name.rpartition(".")[2].lower()
    match extension:
        case "pdf":
            content = _pdf(f"{name} - {about}")
        case "docx" | "xlsx" | "pptx" | "zip":
            content = _package(extension, name, about)
        case "csv":
            content = f"nama,jumlah\r\n{about},1\r\n".encode()
        case "vcf":
            content = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{about}\r\nEND:VCARD\r\n".encode()
        case _:
            content = b"\xff\xd8\xff\xe0" + bytes.fromhex(derived(name, about)) * 96 + b"\xff\xd9"
    return Attached(name, TYPES.get(extension, "application/octet-stream"), content)


def _pdf(text: str) -> bytes:
    """One page with one line (ISO 32000-1 §7.5)."""
    line = "".join(ch if ch.isascii() and ch not in "()\\" else " " for ch in text)
    stream = f"BT /F1 12 Tf 56 780 Td ({line}) Tj ET".encode()
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def _package(extension: str, name: str, about: str) -> bytes:
    inside = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        entry = zipfile.ZipInfo(inside.get(extension, "isi.txt"), date_time=_STAMP)
        package.writestr(entry, f"<document><title>{name}</title><about>{about}</about></document>")
    return held.getvalue()
