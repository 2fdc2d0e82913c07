"""Which Authentication-Results fields stand above what strangers may have written (RFC 8601 §5)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.headers import Headers
from liaison_sync.formats.trace import authentication_results

GOOD = "mx.kita.go.id; dmarc=pass header.from=mitra.co.id"
BAD = "mx.kita.go.id; dmarc=pass header.from=kemlu.go.id"
STAMP = "; Mon, 23 Nov 2026 10:00:00 +0700"


def trusted(*lines: str) -> tuple[str, ...]:
    """Lines `R …` are Received, lines `A …` Authentication-Results."""
    names = {"R": "Received", "A": "Authentication-Results"}
    return authentication_results(Headers.of(*((names[one[0]], one[2:]) for one in lines)))


OUTSIDE = f"R from mail.mitra.co.id (mail.mitra.co.id [203.0.113.9]) by mx.kita.go.id (Postfix){STAMP}"

TRUSTED = {
    "above our own Received": (f"A {GOOD}", OUTSIDE, f"A {BAD}", f"R by mail.mitra.co.id{STAMP}"),
    "below our own Received, as Gmail writes": (
        "R by 2002:a05:6a10:1234:0:0:0:0 with SMTP id x1",
        "R from mail.mitra.co.id (mail.mitra.co.id. [203.0.113.9]) by mx.google.com with ESMTPS id y",
        f"A {GOOD}",
        f"R by mail.mitra.co.id{STAMP}",
        f"A {BAD}",
    ),
    "behind an internal hop": (
        "R from mx.kita.go.id (localhost [127.0.0.1]) by kotak.kita.go.id with LMTP",
        f"A {GOOD}",
        OUTSIDE,
        f"R from pc ([10.1.1.1]) by mail.mitra.co.id{STAMP}",
        f"A {BAD}",
    ),
    "behind an internal hop by address": (
        "R from ex01 (unknown [10.1.2.3]) by kotak.kita.go.id (Postfix)",
        f"A {GOOD}",
        OUTSIDE,
    ),
    "behind Microsoft's several names": (
        "R from PH0.namprd03.prod.outlook.com (2603:10b6:510::12) by CY4.namprd03.prod.outlook.com with HTTPS",
        "R from BN8.eop-nam11.prod.protection.outlook.com (2603:10b6::1) by BN9.outlook.office365.com (2603:10b6::2)",
        f"A {GOOD}",
        "R from mail.mitra.co.id (203.0.113.9) by BN8.mail.protection.outlook.com (10.13.177.84)",
        f"A {BAD}",
        "R from pc by mail.mitra.co.id",
        f"A {BAD}",
    ),
    "with Exim, whose name by DNS stands before the parentheses": (
        f"A {GOOD}",
        "R from mail.mitra.co.id ([203.0.113.9]:41234 helo=mx.kita.go.id) by mx.kita.go.id with esmtps",
        "R from x by mx.kita.go.id",
        f"A {BAD}",
    ),
    "a forged hop in our own name": (
        f"A {GOOD}",
        OUTSIDE,
        f"R from mail.mitra.co.id (mail.mitra.co.id [203.0.113.9]) by mx.kita.go.id (Postfix){STAMP}",
        f"A {BAD}",
    ),
    "a forged hop, and HELO says our name": (
        f"A {GOOD}",
        "R from mx.kita.go.id (evil.example [198.51.100.7]) by mx.kita.go.id (Postfix)",
        "R from mx.kita.go.id (mx.kita.go.id [10.0.0.1]) by mx.kita.go.id (Postfix)",
        f"A {BAD}",
    ),
    "a forged hop, the stranger has no name": (
        f"A {GOOD}",
        "R from mx.kita.go.id (unknown [198.51.100.7]) by mx.kita.go.id (Postfix)",
        "R by mx.kita.go.id",
        f"A {BAD}",
    ),
}


@pytest.mark.parametrize("case", TRUSTED)
def test_what_our_servers_added_counts_and_what_was_brought_along_does_not(case: str) -> None:
    assert trusted(*TRUSTED[case]) == (GOOD,)


def test_without_any_received_every_field_is_taken() -> None:
    assert trusted(f"A {GOOD}") == (GOOD,)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from("RA").flatmap(lambda one: st.text(max_size=60).map(lambda text: f"{one} {text}")), max_size=8
    )
)
def test_any_trace_is_read_without_raising(lines: list[str]) -> None:
    assert len(trusted(*lines)) <= 20
