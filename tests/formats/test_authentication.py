"""Authentication-Results as servers write them, and as attackers would like them to be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.formats.authentication import aligned, verdict

GOOGLE = (
    "mx.google.com; dkim=pass header.i=@mitra.id header.s=s1 header.b=AbC/x; spf=pass (google.com: a@mitra.id "
    "names 192.0.2.1) smtp.mailfrom=a@mitra.id; dmarc=pass (p=NONE sp=NONE dis=NONE) "
    "header.from=mitra.id"
)
MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=mitra.id; dkim=pass (signature was verified) header.d=mitra.id;"
    "dmarc=pass action=none header.from=mitra.id;compauth=pass reason=100"
)


@pytest.mark.parametrize(
    ("headers", "server", "domain", "result", "reason"),
    [
        ((GOOGLE,), "mx.google.com", "mitra.id", "pass", "dmarc"),
        ((GOOGLE,), "mx.google.com", "evil.example", "fail", "not_aligned"),
        ((GOOGLE,), "mail.ours.go.id", "mitra.id", "none", "no_results"),
        ((MICROSOFT,), "", "mitra.id", "pass", "dmarc"),
        ((MICROSOFT,), None, "mitra.id", "none", "no_results"),
        ((GOOGLE,), None, "mitra.id", "none", "no_results"),
        ((GOOGLE,), "", "mitra.id", "none", "no_results"),
        (("mx; dkim=pass header.d=mitra.id; dmarc=fail",), "mx", "mitra.id", "fail", "dmarc_failed"),
        ((MICROSOFT,), "ours.mail.protection.outlook.com", "mitra.id", "pass", "dmarc"),
        ((MICROSOFT,), "mail.ours.go.id", "mitra.id", "none", "no_results"),
        (("forged.example; dmarc=pass header.from=mitra.id", GOOGLE), "mx.google.com", "mitra.id", "pass", "dmarc"),
        (("mx; spf=pass smtp.mailfrom=mitra.id",), "mx", "mitra.id", "fail", "not_aligned"),
        (("mx; dkim=pass header.d=mail.mitra.id",), "mx", "humas.mitra.id", "pass", "dkim"),
        (("mx; dkim=pass header.d=lain.go.id",), "mx", "mitra.go.id", "fail", "not_aligned"),
        (
            ("mx; dkim=fail header.d=mitra.id; dmarc=fail header.from=mitra.id",),
            "mx",
            "mitra.id",
            "fail",
            "dmarc_failed",
        ),
        (
            ("mx; dmarc=fail (dmarc=pass header.from=mitra.id) header.from=mitra.id",),
            "mx",
            "mitra.id",
            "fail",
            "dmarc_failed",
        ),
        (('mx; spf=pass smtp.mailfrom="x;dmarc=pass header.from=mitra.id"',), "mx", "mitra.id", "fail", "not_aligned"),
        (("mx 1; none",), "mx", "mitra.id", "none", "no_results"),
        ((), "mx", "mitra.id", "none", "no_results"),
    ],
)
def test_only_what_our_own_server_proves_counts(
    headers: tuple[str, ...], server: str | None, domain: str, result: str, reason: str
) -> None:
    found = verdict(headers, server, domain)
    assert (found.result, found.reason) == (result, reason)


def test_alignment_is_by_registrable_domain() -> None:
    assert aligned("surat.mitra.go.id", "mitra.go.id")
    assert not aligned("go.id", "mitra.go.id")
    assert not aligned("a.go.id", "b.go.id")


@given(st.lists(st.text(max_size=300), max_size=3).map(tuple))
def test_any_text_is_read_without_raising_and_proves_nothing(headers: tuple[str, ...]) -> None:
    assert verdict(headers, None, "mitra.id").result == "none"
    assert verdict(headers, "", "mitra.id").result in {"none", "fail"}
    assert verdict(headers, "mx", "mitra.id").result in {"none", "fail"}
