"""What the fuzzer found once, each named for what was odd about it, stays within the limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, within_limits

FINDS = sorted((Path(__file__).parent / "finds").glob("*.eml"))


@pytest.mark.parametrize("find", FINDS, ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(find: Path) -> None:
    target = next(one for one in TARGETS if find.name.startswith(one.__name__))
    within_limits(target, find.read_bytes())


@pytest.mark.parametrize("field", ["Message-ID", "References", "In-Reply-To", "From", "To", "Date", "Content-Type"])
@pytest.mark.parametrize("piece", ["a", "a.", "a@", "a,", '"', "(", "<", "=?", "=?x?q?a?=", "<a@b>", ".@ ", "\\", "é"])
def test_no_field_of_64_kb_takes_long(field: str, piece: str) -> None:
    value = (piece.encode("latin-1") * 64_000)[:64_000]
    within_limits(TARGETS[0], b"Subject: x\r\n" + field.encode() + b": " + value + b"\r\n\r\nIsi.\r\n")
