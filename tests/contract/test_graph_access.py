"""Signing in to Microsoft 365 as an application, and what `doctor` finds there; no secret is ever told."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from pydantic import SecretStr, ValidationError

from liaison_sync.connections.graph_client import client_of
from liaison_sync.domain.errors import (
    AccessDenied,
    AuthFailed,
    Failure,
    Misconfigured,
    TlsFailed,
)
from liaison_sync.formats.wording import say
from liaison_sync.ports import Cursor
from liaison_sync.sources.graph import GraphMailboxSettings, GraphSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.graph import DIRECTOR, USER, FakeGraph, mailbox_settings
from tests.peers.graph_entra import SECRET
from tests.peers.mail import letter

# --- signing in -------------------------------------------------------------------------------------------------


def test_one_token_serves_many_polls_and_one_refused_is_renewed_once(
    settings: GraphMailboxSettings, fake: FakeGraph
) -> None:
    for _ in range(3):
        with GraphSource("humas", settings) as source:
            source.folders()
    assert len(fake.issued) == 1
    fake.tokens.clear()
    GraphSource("humas", settings).folders()
    assert len(fake.issued) == 2


def test_a_token_refused_twice_is_not_asked_for_for_ever(source: GraphSource, fake: FakeGraph) -> None:
    here = inbox(source)
    fake.faults.answers += [("messages/delta", 401)] * 2
    with pytest.raises(AuthFailed) as caught:
        source.changes(here, None)
    assert caught.value.key == "app_sign_in_refused"
    assert len(fake.issued) == 2


@pytest.mark.parametrize(
    ("changes", "kind", "key"),
    [
        ({"client_secret": SecretStr("salah")}, AuthFailed, "entra_secret_wrong"),
        ({"tenant": "other.example"}, Misconfigured, "no_such_tenant"),
        ({"user": "nobody@kantor.example"}, Misconfigured, "no_such_account"),
        ({"user": DIRECTOR}, AccessDenied, "app_access_denied"),
        ({"ca_file": None}, TlsFailed, "tls_untrusted"),
    ],
)
def test_what_is_wrong_with_the_sign_in_is_told(
    fake: FakeGraph, authority: Authority, changes: dict[str, object], kind: type[Failure], key: str
) -> None:
    source = GraphSource("humas", mailbox_settings(fake, authority, **changes))
    with pytest.raises(kind) as caught:
        source.probe()
    assert caught.value.key == key


def test_a_certificate_signs_in_instead_of_a_secret(fake: FakeGraph, authority: Authority, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "liaison")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256())
    fake.client_certificate = certificate
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    for n, text in enumerate((private + public, public + private)):
        place = tmp_path / f"{n}.pem"
        place.write_bytes(text)
        changes = {"client_secret": None, "certificate": place}
        assert GraphSource("humas", mailbox_settings(fake, authority, **changes)).probe().identity == USER
    (tmp_path / "half.pem").write_bytes(public)
    half = mailbox_settings(fake, authority, client_secret=None, certificate=tmp_path / "half.pem")
    with pytest.raises(Misconfigured, match="certificate_unreadable"):
        GraphSource("humas", half).probe()


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "http://graph.microsoft.com"},
        {"endpoint": "https://graph.microsoft.com/beta"},
        {"authority": "https://user@login.example"},
        {"client_secret": None},
        {"certificate": Path("key.pem")},
        {"user": "../users/other"},
        {"tenant": "a/b"},
    ],
)
def test_settings_that_cannot_be_are_refused(fake: FakeGraph, authority: Authority, changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        mailbox_settings(fake, authority, **changes)


def test_no_secret_and_no_token_reaches_a_log_a_failure_or_a_finding(
    fake: FakeGraph, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = mailbox_settings(fake, authority)
    source = GraphSource("humas", settings)
    told = [repr(source.findings()), repr(settings), str(settings)]
    fake.box.put(letter(1))
    Reader(source, inbox(source)).settle()
    for how in (401, 401, 403, 410, 500, "junk"):
        fake.faults.answers.append(("messages/delta", how))
    for _ in range(6):
        try:
            source.changes(inbox(source), Cursor("graph1 x"))
            source.changes(inbox(source), None)
        except Failure as failure:
            told += [repr(failure), json.dumps(failure.params), repr(failure.__dict__)]
    wrong = mailbox_settings(fake, authority, client_secret=SecretStr(f"{SECRET}-lama"))
    told.append(repr(GraphSource("humas", wrong).findings()))
    everything = "\n".join([*told, caplog.text, *(repr(one.__dict__) for one in caplog.records)])
    assert len(caplog.records) > 10  # the libraries do speak at this level
    assert len(fake.issued) >= 1
    assert [canary for canary in (SECRET, *fake.issued) if canary in everything] == []


# --- doctor -----------------------------------------------------------------------------------------------------


def keys(source: GraphSource) -> dict[str, str]:
    return {one.key: one.level for one in source.findings()}


def test_doctor_proves_that_a_mailbox_out_of_reach_is_refused(
    fake: FakeGraph, authority: Authority, settings: GraphMailboxSettings
) -> None:
    assert keys(GraphSource("humas", settings))["doctor.reach_unproved"] == "warn"
    bound = GraphSource("humas", mailbox_settings(fake, authority, out_of_reach=DIRECTOR))
    assert keys(bound)["doctor.reach_kept"] == "ok"
    assert keys(bound)["doctor.clock"] == "ok"
    assert set(keys(bound).values()) == {"ok"}
    fake.calendars = {*fake.in_scope, DIRECTOR}  # the role for calendars was given for everybody's
    assert keys(bound)["doctor.reach_calendar_open"] == "bad"
    fake.in_scope.add(DIRECTOR)
    assert keys(bound)["doctor.reach_open"] == "bad"
    nobody = GraphSource("humas", mailbox_settings(fake, authority, out_of_reach="nobody@kantor.example"))
    assert keys(nobody)["doctor.reach_unknown"] == "warn"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_finding_is_worded(fake: FakeGraph, authority: Authority, language: str) -> None:
    found = GraphSource("humas", mailbox_settings(fake, authority, folders=("Tidak Ada",))).findings()
    found += GraphSource("humas", mailbox_settings(fake, authority, tenant="other.example")).findings()
    fake.calendars = {DIRECTOR}
    found += GraphSource("humas", mailbox_settings(fake, authority, out_of_reach=DIRECTOR)).findings()
    for one in found:
        assert say(language, f"{one.key}.cause", **one.params)
        if one.level != "ok":
            assert say(language, f"{one.key}.next", **one.params)
    assert {one.level for one in found} == {"ok", "warn", "bad"}


def test_reading_sends_no_request_that_could_change_anything(source: GraphSource, fake: FakeGraph) -> None:
    fake.box.put(letter(1))
    source.probe()
    source.findings()
    Reader(source, inbox(source)).settle()
    other = [line for line in fake.asked if not line.startswith("GET ")]
    assert [line for line in other if "oauth2/v2.0/token" not in line] == []


def test_one_access_has_one_connection(settings: GraphMailboxSettings) -> None:
    ignoring = settings.model_copy(update={"ignore_folders": ("x",)})
    assert client_of(settings.access()) is client_of(ignoring.access())
