"""winmail.dat as Outlook writes it: a subject, a body, attachments (MS-OXTNEF §2.1)."""

from __future__ import annotations

from struct import pack

from liaison_sync.demo.mailwriter import Attached

SIGNATURE = 0x223E9F78
MESSAGE, ATTACHMENT = b"\x01", b"\x02"
OEM_CODEPAGE, VERSION, CLASS, SUBJECT, BODY = 0x00069007, 0x00089006, 0x00078008, 0x00018004, 0x0002800C
RENDERING, DATA, TITLE = 0x00069002, 0x0006800F, 0x00018010


def _attribute(level: bytes, name: int, data: bytes) -> bytes:
    return level + pack("<II", name, len(data)) + data + pack("<H", sum(data) & 0xFFFF)


def winmail(subject: str, body: str, attachments: tuple[Attached, ...]) -> bytes:
    """The TNEF stream; texts in Windows-1252."""
    out = pack("<IH", SIGNATURE, 0x0102)
    out += _attribute(MESSAGE, VERSION, pack("<I", 0x00010000))
    out += _attribute(MESSAGE, OEM_CODEPAGE, pack("<II", 1252, 0))
    out += _attribute(MESSAGE, CLASS, b"IPM.Microsoft Mail.Note\0")
    out += _attribute(MESSAGE, SUBJECT, subject.encode("cp1252", "replace") + b"\0")
    out += _attribute(MESSAGE, BODY, body.replace("\n", "\r\n").encode("cp1252", "replace") + b"\0")
    for attached in attachments:
        out += _attribute(ATTACHMENT, RENDERING, pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
        out += _attribute(ATTACHMENT, TITLE, attached.name.encode("cp1252", "replace") + b"\0")
        out += _attribute(ATTACHMENT, DATA, attached.content)
    return out
