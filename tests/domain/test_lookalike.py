"""Domains that imitate a known one."""

from __future__ import annotations

import pytest

from liaison_sync.domain.lookalike import LookAlikes, readable
from liaison_sync.formats.domains import registrable
from tests.yardstick import within

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
        ("bni.co", "bni.co.id"),
        ("telkom.co", "telkom.co.id"),
        ("telk0m.co.id", "telkom.co.id"),
        ("te1kom.co.id", "telkom.co.id"),
        ("te\u217ckom.co.id", "telkom.co.id"),
        ("per-ta-mina.com", "pertamina.com"),
        ("pertamina-official.com", "pertamina.com"),
        ("rekrutmen-pertamina.co.id", "pertamina.com"),
        ("secure-telkom.net", "telkom.co.id"),
        ("kemlu.go.id-masuk.com", "kemlu.go.id"),
        ("xkemlu-go-id.masuk.example", None),
        ("bri.co.id", None),
        ("bni.com", None),
        ("pertamina.go.id", None),
        ("pertanina.go.id", None),
        ("mitra-pertamina.com", None),
        ("secure-bni.co.id", "bni.co.id"),
        ("kemlu.go.id", None),
        ("mail.kemlu.go.id", None),
        ("kominfo.go.id", None),
        ("", None),
    ],
)
def test_an_imitation_is_named_and_an_honest_domain_is_not(domain: str, imitated: str | None) -> None:
    assert KNOWN.imitated(domain) == imitated


# Organisations whose names differ by a letter and who have nothing to do with one another.
_HONEST = (
    *("kemenkeu.go.id", "kemenkes.go.id", "kemenag.go.id", "kemendag.go.id", "kemenpan.go.id", "kemenpar.go.id"),
    *("sumutprov.go.id", "sulutprov.go.id", "sumbarprov.go.id", "sulbarprov.go.id", "sumselprov.go.id"),
    *("sulselprov.go.id", "kaltimprov.go.id", "kaltengprov.go.id", "kalselprov.go.id", "kalbarprov.go.id"),
    *("unand.ac.id", "unhan.ac.id", "unsri.ac.id", "unri.ac.id", "unm.ac.id", "umm.ac.id", "uii.ac.id", "ui.ac.id"),
    *("sman1bandung.sch.id", "sman2bandung.sch.id", "bni.co.id", "bri.co.id", "btn.co.id", "bca.co.id", "ap1.co.id"),
    *("ap2.co.id", "pelindo1.co.id", "pelindo2.co.id", "bankntb.co.id", "bankntt.co.id", "ikadi.or.id", "ikadin.or.id"),
    *(
        "kadin.id",
        "indosat.com",
        "telkom.co.id",
        "telkomsel.com",
        "detik.com",
        "merdeka.com",
        "kompas.com",
        "viva.co.id",
    ),
    *("who.int", "wri.org", "wwf.id", "ptpn3.co.id", "ptpn4.co.id", "gojek.com", "grab.com", "dana.id", "ovo.id"),
)


@pytest.mark.parametrize("asked", _HONEST)
def test_organisations_with_similar_names_are_no_imitations_of_one_another(asked: str) -> None:
    others = LookAlikes([one for one in _HONEST if one != asked], registrable)
    assert others.imitated(asked) is None


@pytest.mark.parametrize("label", ["xn--", "xn--99999999999", "xn--" + "a" * 59, "xn--\u00e9"])
def test_broken_punycode_never_raises(label: str) -> None:
    readable(f"{label}.id")
    KNOWN.imitated(f"{label}.id")


def test_a_monstrous_domain_costs_little() -> None:
    within(0.1, lambda: KNOWN.imitated("a-" * 5000 + ".id"))
    within(0.1, lambda: KNOWN.imitated("a." * 5000 + ".id"))
