"""Seeds of winmail.dat, built as MS-OXTNEF describes it."""

from __future__ import annotations

from tests.formats.test_tnef import APPOINTMENT, MEETING, attribute, file, listed, named, unicode, variable, winmail


def winmails() -> list[bytes]:
    """Files, a body, a meeting, a message within, and a list of properties."""
    meeting = listed(
        unicode(0x1A, "IPM.Schedule.Meeting.Request"),
        unicode(0x37, "Rapat"),
        named(MEETING, 0x23, 0x102, b"\x04\x00\x00\x00" * 10),
        named(APPOINTMENT, 0x820D, 0x40, b"\x00" * 8),
        variable(
            0x1009, 0x102, b"\x1a\x00\x00\x00\x1c\x00\x00\x00LZFu\x00\x00\x00\x00" + b"\x00halo {\\rtf1\\ansi}" * 2
        ),
        variable(0x1013, 0x102, b"<html><p>Halo</p></html>"),
    )
    return [
        winmail(*file("bahan.pdf", b"%PDF-1.7 isi")),
        winmail(attribute(1, 0x800C, b"Isi surat\x00", 1), attribute(1, 0x9003, meeting)),
        winmail(*file("surat.dat", winmail(*file("dalam.pdf", b"isi")))),
        b"",
    ]
