"""Which files a meeting takes, and in which words it declines."""

from __future__ import annotations

import pytest

from liaison_sync.domain.meeting_file import NewFile, refused
from liaison_sync.domain.policy import Files, Sending

LIMITS = Files(at_once=3, mb=1, most=4)


def file(name: str = "a.pdf", size: int = 10, sha256: str = "1") -> NewFile:
    return NewFile(name, "application/pdf", size, sha256)


@pytest.mark.parametrize(
    ("new", "there", "said"),
    [
        ([file()], "", None),
        ([], "12345", None),
        ([file(size=1_000_000)], "", None),
        ([file("b.bin", 600_000), file("a.bin", 400_001, "2")], "", ("meeting_files_large", "b.bin")),
        ([file(size=0)], "", ("meeting_file_empty", "a.pdf")),
        ([file(name="")], "", ("meeting_file_empty", "")),
        ([file("Undangan.pdf. EXE ")], "", ("meeting_file_kind", "Undangan.pdf. EXE ")),
        ([file(sha256=str(n)) for n in range(4)], "", ("meeting_files_at_once", "a.pdf")),
        ([file(sha256="5")], "1234", ("meeting_files_many", "a.pdf")),
        ([file(sha256="4")], "1234", None),
    ],
)
def test_a_meeting_takes_so_many_files_of_so_many_octets(
    new: list[NewFile], there: str, said: tuple[str, str] | None
) -> None:
    assert refused(new, there, LIMITS, Sending()) == said
