"""Domains that imitate a known one."""

from __future__ import annotations

import time

import pytest

from liaison_sync.domain.lookalike import LookAlikes, readable
from liaison_sync.formats.domains import registrable

KNOWN = LookAlikes(["kemlu.go.id", "telkom.co.id", "bni.co.id", "pertamina.com"], registrable)


@pytest.mark.parametrize(
    ("domain", "imitated"),
    [
        ("kernlu.go.id", "kemlu.go.id"),
        ("kem1u.go.id", "kemlu.go.id"),
        ("k\u0435mlu.go.id", "kemlu.go.id"),
        ("xn--" + "k\u0435mlu".encode("punycode").decode() + ".go.id", "kemlu.go.id"),
        ("kemlu-go-id.com", "kemlu.go.id"),
        ("kemlu.go.id.masuk.example", "kemlu.go.id"),
        ("kemlu.com", "kemlu.go.id"),
        ("pertmaina.com", "pertamina.com"),
        ("pertamna.com", "pertamina.com"),
        ("perttamina.com", "pertamina.com"),
        ("mail.pertarnina.com", "pertamina.com"),
        ("bri.co.id", None),
        ("kemlu.go.id", None),
        ("mail.kemlu.go.id", None),
        ("kominfo.go.id", None),
        ("", None),
    ],
)
def test_an_imitation_is_named_and_an_honest_domain_is_not(domain: str, imitated: str | None) -> None:
    assert KNOWN.imitated(domain) == imitated


@pytest.mark.parametrize("label", ["xn--", "xn--99999999999", "xn--" + "a" * 59, "xn--\u00e9"])
def test_broken_punycode_never_raises(label: str) -> None:
    readable(f"{label}.id")
    KNOWN.imitated(f"{label}.id")


def test_a_monstrous_domain_costs_little() -> None:
    began = time.process_time()
    KNOWN.imitated("a-" * 5000 + ".id")
    KNOWN.imitated("a." * 5000 + ".id")
    assert time.process_time() - began < 0.2
