"""A file's name is one that every system of its readers can write to a disk."""

from __future__ import annotations

import pytest

from liaison_sync.formats.filename import portable


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Handover dossier: PT A/B 2026-W46.pdf", "Handover dossier - PT A-B 2026-W46.pdf"),
        ('Rapat: sesi 1? *penting* <b>|"x".pdf', "Rapat - sesi 1- -penting- -b---x-.pdf"),
        ("Notulen 10.00: \\srv\\share.pdf", "Notulen 10.00 - -srv-share.pdf"),
        ("Laporan mingguan 2026-W46.pdf", "Laporan mingguan 2026-W46.pdf"),
    ],
)
def test_a_name_we_give_holds_no_sign_that_windows_refuses(title: str, name: str) -> None:
    assert portable(title) == name
