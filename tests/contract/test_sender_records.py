"""What `doctor` reads of our From at a name server: SPF, DMARC and DKIM, each with its next step."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from liaison_sync.connections.name_service import NameService
from liaison_sync.connections.sender_records import sender_findings
from liaison_sync.formats.wording import LANGUAGES, say
from liaison_sync.ports import Finding
from tests.peers.names import NameServer

OURS = "kementerian.example"
ADDRESS = f"humas@{OURS}"


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer({OURS: [("A", "192.0.2.10")], "smtp.kementerian.example": [("A", "192.0.2.25")]}) as made:
        yield made


def txt(text: str) -> tuple[str, str]:
    """A record cut into strings of 200 octets, as long ones must be (RFC 1035 §3.3.14)."""
    return "TXT", " ".join(f'"{text[n : n + 200]}"' for n in range(0, len(text), 200))


def told(
    names: NameServer, *, hosts: tuple[str, ...] = ("smtp.kementerian.example",), selectors: tuple[str, ...] = ()
) -> dict[str, Finding]:
    service = NameService(["127.0.0.1"], names.port, seconds=0.3, in_all=5)
    found = sender_findings(ADDRESS, hosts, selectors, service.ask)
    for one in found:
        for language in LANGUAGES:
            say(language, f"{one.key}.cause", **one.params)
            if one.level != "ok":
                say(language, f"{one.key}.next", **one.params)
    return {one.key.removeprefix("doctor."): one for one in found}


def key(bits: int) -> str:
    public = rsa.generate_private_key(65537, bits).public_key()
    return b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def test_a_domain_with_everything_in_order_has_no_next_step(names: NameServer) -> None:
    names.zone[OURS].append(txt("v=spf1 ip4:192.0.2.0/27 -all"))
    names.zone[f"_dmarc.{OURS}"] = [txt("v=DMARC1; p=reject; rua=mailto:laporan@kementerian.example")]
    names.zone[f"s2026._domainkey.{OURS}"] = [txt(f"v=DKIM1; k=rsa; p={key(2048)}")]
    found = told(names, selectors=("s2026",))
    assert {one.level for one in found.values()} == {"ok"}
    assert found.keys() == {"spf", "spf_covers", "dmarc", "dkim"}
    assert found["spf_covers"].params["by"] == "ip4:192.0.2.0/27"
    assert found["dkim"].params["kind"] == "rsa 2048"


@pytest.mark.parametrize(
    ("records", "key", "level"),
    [
        ([], "spf_missing", "warn"),
        (["google-site-verification=abc", "v=spf10 -all"], "spf_missing", "warn"),
        (["v=spf1 -all", "v=spf1 a -all"], "spf_twice", "bad"),
        (["v=spf1 a mx +all"], "spf_anybody", "bad"),
        (["v=spf1 a mx all"], "spf_anybody", "bad"),
        (["v=spf1 a ?all"], "spf_open", "warn"),
        (["v=spf1 a"], "spf_open", "warn"),
        (["v=spf1 incl:spf.penyedia.example -all"], "spf_syntax", "bad"),
        (["v=spf1 include:tidak.ada.example -all"], "spf_include_missing", "bad"),
        (["v=spf1 redirect=tidak.ada.example"], "spf_include_missing", "bad"),
        (["v=spf1 " + " ".join(f"exists:a{n}.example" for n in range(11)) + " -all"], "spf_too_many", "bad"),
        (["v=spf1 include:kementerian.example -all"], "spf_too_many", "bad"),
    ],
)
def test_what_is_wrong_with_an_spf_record_is_named(names: NameServer, records: list[str], key: str, level: str) -> None:
    names.zone[OURS] += [txt(one) for one in records]
    assert told(names)[key].level == level


@pytest.mark.parametrize(
    ("record", "by"),
    [
        ("v=spf1 a:smtp.kementerian.example -all", "a:smtp.kementerian.example"),
        ("v=spf1 a/24 ~all", "a:kementerian.example"),
        ("v=spf1 mx -all", "mx:kementerian.example"),
        ("v=spf1 redirect=_spf.kementerian.example", "ip4:192.0.2.25/32"),
        ("v=spf1 include:_spf.kementerian.example -all", "ip4:192.0.2.25/32"),
        ("v=spf1 -include:_spf.kementerian.example ip4:198.51.100.1 -all", ""),
        ("v=spf1 -all ip4:192.0.2.25", ""),
    ],
)
def test_whether_the_server_is_covered_is_told_as_far_as_it_can_be(names: NameServer, record: str, by: str) -> None:
    names.zone[OURS] += [txt(record), ("MX", "10 smtp.kementerian.example.")]
    names.zone["_spf.kementerian.example"] = [txt("v=spf1 ip4:192.0.2.25 -all")]
    if by:
        assert told(names)["spf_covers"].params["by"] == by
    elif record.startswith("v=spf1 -include"):  # the name is of our own organisation, its sign says no
        assert "spf_covers" not in told(names)
    else:
        assert told(names)["spf_not_covering"].level == "warn"


def test_of_a_provider_its_own_record_is_what_counts(names: NameServer) -> None:
    names.zone["spf.protection.outlook.com"] = [txt("v=spf1 ip4:198.51.100.0/24 -all")]
    names.zone[OURS].append(txt("v=spf1 include:spf.protection.outlook.com -all"))
    assert told(names, hosts=("smtp.office365.com",))["spf_covers"].params["by"] == "spf.protection.outlook.com"
    assert "spf_not_covering" in told(names, hosts=("smtp.gmail.com",))
    assert "spf_host_unknown" in told(names, hosts=("localhost",))


@pytest.mark.parametrize(
    ("place", "records", "key", "level"),
    [
        (f"_dmarc.{OURS}", [], "dmarc_missing", "warn"),
        (f"_dmarc.{OURS}", ["p=reject; v=DMARC1"], "dmarc_missing", "warn"),
        (f"_dmarc.{OURS}", ["v=DMARC1; p=none; rua=mailto:a@b.example"], "dmarc_watches", "warn"),
        (f"_dmarc.{OURS}", ["v=DMARC1; p=reject; pct=0"], "dmarc_watches", "warn"),
        (f"_dmarc.{OURS}", ["v=DMARC1; p=quarantine"], "dmarc", "ok"),
        (f"_dmarc.{OURS}", ["v=DMARC1; p=tolak"], "dmarc_syntax", "bad"),
        (f"_dmarc.{OURS}", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "dmarc_twice", "bad"),
    ],
)
def test_what_a_dmarc_policy_asks_for_is_told(
    names: NameServer, place: str, records: list[str], key: str, level: str
) -> None:
    names.zone[place] = [txt(one) for one in records]
    assert told(names)[key].level == level


def test_a_subdomain_without_a_policy_has_its_organisations_word_for_subdomains() -> None:
    zone = {"_dmarc.kemdikbud.go.id": [txt("v=DMARC1; p=reject; sp=none")]}
    with NameServer(zone) as names:
        ask = NameService(["127.0.0.1"], names.port).ask
        found = {one.key: one for one in sender_findings("a@humas.kemdikbud.go.id", (), (), ask)}
    assert found["doctor.dmarc_watches"].params["place"] == "_dmarc.kemdikbud.go.id"


@pytest.mark.parametrize(
    ("record", "key", "level"),
    [
        ("v=DKIM1; p=", "dkim_revoked", "bad"),
        ("v=DKIM1; k=rsa; p=bukan-kunci", "dkim_syntax", "bad"),
        ("v=DKIM1; k=rsa", "dkim_syntax", "bad"),
        (f"k=rsa; p={key(1024)}", "dkim_weak", "warn"),
        (f"v=DKIM1; t=y; p={key(2048)}", "dkim_testing", "warn"),
        (f"v=DKIM1; k=ed25519; p={b64encode(bytes(range(32))).decode()}", "dkim", "ok"),
        (f"v=DKIM1; k=ed25519; p={b64encode(bytes(31)).decode()}", "dkim_syntax", "bad"),
        (f"v=DKIM1; p={key(2048)[:200]}", "dkim_syntax", "bad"),
    ],
)
def test_a_dkim_key_is_judged(names: NameServer, record: str, key: str, level: str) -> None:
    names.zone[f"s1._domainkey.{OURS}"] = [txt(record)]
    assert told(names, selectors=("s1",))[key].level == level


def test_without_selectors_it_is_said_plainly_that_no_key_was_checked(names: NameServer) -> None:
    assert told(names)["dkim_unknown"].level == "warn"
    assert "dkim_missing" in told(names, selectors=("s1",))


def test_what_cannot_be_read_is_told_and_hinders_nothing_else(names: NameServer) -> None:
    names.silent.add(OURS)
    names.broken.add(f"_dmarc.{OURS}")
    names.zone[f"s1._domainkey.{OURS}"] = [txt(f"v=DKIM1; p={key(1024)}")]
    service = NameService(["127.0.0.1"], names.port, seconds=0.3)
    found = sender_findings(ADDRESS, (), ("s1",), service.ask)
    assert [(one.key, one.params["name"]) for one in found] == [
        ("doctor.records_unread", OURS),
        ("doctor.records_unread", f"_dmarc.{OURS}"),
        ("doctor.dkim_weak", f"s1._domainkey.{OURS}"),
    ]
    assert {one.level for one in found} == {"warn"}


def test_a_machine_without_a_name_service_is_not_waited_for_long(names: NameServer) -> None:
    names.silent |= {OURS, f"_dmarc.{OURS}", "a.example"}
    service = NameService(["127.0.0.1"], names.port, seconds=0.2, in_all=0.1)
    assert [service.ask(name, "TXT").unread for name in (OURS, f"_dmarc.{OURS}", "a.example")] == ["silent"] * 3
    assert f"_dmarc.{OURS}" not in names.asked


def test_no_question_is_asked_twice(names: NameServer) -> None:
    names.zone[OURS].append(txt("v=spf1 include:kementerian.example -all"))
    told(names)
    assert names.asked[OURS] == 1


def test_a_freemail_providers_records_are_the_providers(names: NameServer) -> None:
    ask = NameService(["127.0.0.1"], names.port).ask
    assert [one.key for one in sender_findings("kantor@gmail.com", (), (), ask)] == ["doctor.records_of_provider"]
    assert not names.asked


def test_names_kept_for_examples_are_asked_of_no_name_service() -> None:
    assert NameService().ask(OURS, "TXT").unread == "RFC 6761"
