"""Authentication-Results as servers write them, and as attackers would like them to be read."""

from __future__ import annotations

import pytest
from authres import AuthenticationResultsHeader
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import results_field
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
        (("mx 1; dmarc=pass header.from=mitra.id",), "mx", "mitra.id", "pass", "dmarc"),
        (("mx 2; dmarc=pass header.from=mitra.id",), "mx", "mitra.id", "none", "no_results"),
        (("mx; dmarc/1=pass header.from=mitra.id",), "mx", "mitra.id", "pass", "dmarc"),
        (("mx; dkim/2=pass header.d=mitra.id",), "mx", "mitra.id", "none", "no_results"),
        (('"mx" (kami); dmarc=pass header.from=mitra.id',), "mx", "mitra.id", "pass", "dmarc"),
        (
            ("MX.Kita.Go.Id; DMARC = Pass (p=none) Header . From = MITRA.ID",),
            "mx.kita.go.id",
            "mitra.id",
            "pass",
            "dmarc",
        ),
        (("mx\r\n\t; dkim=pass\r\n\theader.d=mitra.id",), "mx", "mitra.id", "pass", "dkim"),
        (("mx;; dkim=pass header.d=mitra.id;",), "mx", "mitra.id", "pass", "dkim"),
        (('mx; dkim=pass reason="a; b" header.d=mitra.id',), "mx", "mitra.id", "pass", "dkim"),
        (
            ("mx; x-baru=pass x.y=z; bimi=skipped; dkim=pass header.i=@surat.mitra.id",),
            "mx",
            "mitra.id",
            "pass",
            "dkim",
        ),
        (("mx (a (b) c) ; dkim=pass (1024-bit key; secure) header.d=mitra.id",), "mx", "mitra.id", "pass", "dkim"),
        (("mx; dkim=pass (tidak ditutup header.d=mitra.id",), "mx", "mitra.id", "fail", "not_aligned"),
        (
            ("mx; dkim=neutral header.d=mitra.id; dkim=permerror header.d=mitra.id",),
            "mx",
            "mitra.id",
            "fail",
            "not_aligned",
        ),
        (("mx; arc=pass (dmarc=pass fromdomain=mitra.id)",), "mx", "mitra.id", "fail", "not_aligned"),
        (("mx; spf=pass", "mx; dkim=pass header.d=mitra.id"), "mx", "mitra.id", "pass", "dkim"),
        (
            ("mx; dmarc=pass header.from=mitra.id", "mx; dmarc=fail header.from=mitra.id"),
            "mx",
            "mitra.id",
            "fail",
            "dmarc_failed",
        ),
        (("mx.kita.go.id.evil.example; dmarc=pass",), "mx.kita.go.id", "mitra.id", "none", "no_results"),
        (("mx evil; dmarc=pass header.from=mitra.id",), "mx", "mitra.id", "none", "no_results"),
        (
            ('mx; spf=pass smtp.mailfrom="x;dmarc=pass header.from=mitra.id"@evil.example; dkim=fail',),
            "mx",
            "mitra.id",
            "fail",
            "not_aligned",
        ),
        (
            ('mx; =; spf=pass smtp.mailfrom="x;dmarc=pass header.from=mitra.id"@evil.example',),
            "mx",
            "mitra.id",
            "fail",
            "not_aligned",
        ),
        (('mx; spf=pass smtp.mailfrom="x; dmarc=pass header.from=mitra.id',), "mx", "mitra.id", "fail", "not_aligned"),
        (("mx; dmarc=pass header.from=xn--pnjualan-b1a.example",), "mx", "pénjualan.example", "pass", "dmarc"),
        ((MICROSOFT.replace("pass", "fail"), MICROSOFT), "", "mitra.id", "fail", "dmarc_failed"),
        ((GOOGLE, MICROSOFT), "", "mitra.id", "none", "no_results"),
        (
            ("dmarc=none action=none header.from=mitra.id;dkim=none header.d=none",),
            "",
            "mitra.id",
            "fail",
            "not_aligned",
        ),
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


_words = st.sampled_from(["pass", "fail", "none", "neutral", "temperror"])
_domains = st.sampled_from(["mitra.id", "surat.mitra.id", "lain.example"])
_properties = st.tuples(st.sampled_from(["header.d", "header.from", "smtp.mailfrom", "policy.x"]), _domains)
_clauses = st.tuples(st.sampled_from(["dkim", "dmarc", "spf", "iprev"]), _words, st.lists(_properties, max_size=3))


@settings(max_examples=60, deadline=None)
@given(st.lists(_clauses, max_size=4))
def test_a_well_formed_field_is_read_as_another_reader_does(
    clauses: list[tuple[str, str, list[tuple[str, str]]]],
) -> None:
    texts = [f"{m}={r} (sebab; itu) " + " ".join(f"{k}={v}" for k, v in props) for m, r, props in clauses]
    text = "; ".join(["mx 1 (kami)", *texts] if texts else ["mx", "none"])
    field = results_field.read(text)
    other = AuthenticationResultsHeader.parse(f"Authentication-Results: {text}")
    assert field is not None
    assert field.server == other.authserv_id
    assert [(one.method, one.result, list(one.properties)) for one in field.results] == [
        (one.method, one.result, [(f"{p.type}.{p.name}", p.value) for p in one.properties]) for one in other.results
    ]


@given(st.lists(st.text(max_size=300), max_size=3).map(tuple))
def test_any_text_is_read_without_raising_and_proves_nothing(headers: tuple[str, ...]) -> None:
    assert verdict(headers, None, "mitra.id").result == "none"
    assert verdict(headers, "", "mitra.id").result in {"none", "fail"}
    assert verdict(headers, "mx", "mitra.id").result in {"none", "fail"}
