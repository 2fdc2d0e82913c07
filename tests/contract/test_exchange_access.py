"""Signing in to an Exchange Server, and what `doctor` finds there; no secret is ever told."""

from __future__ import annotations

import base64
import logging
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from liaison_sync.connections.exchange_account import account_of
from liaison_sync.domain.errors import AuthFailed, Failure, ProtocolViolation, ServiceRetired, TlsFailed, Transient
from liaison_sync.formats.wording import say
from liaison_sync.sources.exchange import ExchangeMailboxSettings, ExchangeSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange, access, mailbox_settings
from tests.peers.exchange_gate import PASSWORD, SECRET, SERVICE
from tests.peers.mail import letter

HOST = "https://mail.kantor.example/EWS/Exchange.asmx"


def settings(**changes: Any) -> ExchangeMailboxSettings:
    here = {"endpoint": HOST, "user": "humas@kantor.example", "username": "KANTOR\\x", "password": "y"}
    return ExchangeMailboxSettings.model_validate(here | changes)


@pytest.mark.parametrize("auth", ["basic", "ntlm", "oauth"])
def test_each_way_of_signing_in_reads_and_tells_no_secret(
    authority: Authority, auth: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeExchange(authority.issue(), auth) as fake:
        fake.box.put(letter(1))
        source = ExchangeSource("humas", mailbox_settings(fake, authority))
        assert Reader(source, inbox(source)).settle().contents == [letter(1)]
        fake.faults.answers.append(("SyncFolderItems", "drop"))
        with pytest.raises(Transient) as caught:
            source.changes(inbox(source), None)
        assert fake.wrong == []
    told = caplog.text + "".join(capfd.readouterr()) + repr(source.settings) + str(caught.value)
    basic = base64.b64encode(f"{SERVICE}:{PASSWORD}".encode()).decode()
    for secret in (PASSWORD, SECRET, basic, *fake.tokens):
        assert secret not in told
    assert "Surat 1" not in told


@pytest.mark.parametrize("auth", ["basic", "ntlm", "oauth"])
def test_a_wrong_secret_is_told(authority: Authority, auth: str) -> None:
    with FakeExchange(authority.issue(), auth) as fake:
        wrong = {"password": SecretStr("salah")} if auth != "oauth" else {"client_secret": SecretStr("salah")}
        source = ExchangeSource("humas", mailbox_settings(fake, authority, **wrong))
        with pytest.raises(AuthFailed) as caught:
            source.probe()
        assert caught.value.key == ("oauth_refused" if auth == "oauth" else "auth_failed")
        assert source.findings()[-1].key == f"errors.{caught.value.key}"


@pytest.mark.parametrize(("offered", "asked", "said"), [("basic", "ntlm", "Basic"), ("ntlm", "basic", "NTLM")])
def test_a_server_that_wants_another_way_of_signing_in_is_told_with_what_it_offers(
    authority: Authority, offered: str, asked: str, said: str
) -> None:
    """A password that is right is not called wrong."""
    with FakeExchange(authority.issue(), offered) as fake:
        source = ExchangeSource("humas", mailbox_settings(fake, authority, auth=asked))
        with pytest.raises(AuthFailed) as caught:
            source.probe()
    assert caught.value.key == "exchange_auth_not_offered"
    for language in ("id", "en"):
        assert said in say(language, "errors.exchange_auth_not_offered.cause", **caught.value.params)
        assert say(language, "errors.exchange_auth_not_offered.next", **caught.value.params)


def test_one_token_serves_many_polls_and_one_refused_is_renewed_once(authority: Authority) -> None:
    with FakeExchange(authority.issue(), "oauth") as fake:
        for _ in range(3):
            ExchangeSource("humas", mailbox_settings(fake, authority)).folders()
        assert len(fake.tokens) == 1
        fake.tokens.clear()
        ExchangeSource("humas", mailbox_settings(fake, authority)).folders()
        assert len(fake.tokens) == 1


def test_only_the_authority_named_is_trusted(
    exchange: FakeExchange, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Authority(tmp_path_factory.mktemp("ca"), "Another authority")
    for trust, key in ((other.certificate, "tls_untrusted"), (None, "tls_untrusted")):
        source = ExchangeSource("humas", mailbox_settings(exchange, authority, ca_file=trust))
        with pytest.raises(TlsFailed) as caught:
            source.probe()
        assert caught.value.key == key
    assert exchange.asked == []


@pytest.mark.parametrize(("name", "days", "key"), [("localhost", -3, "tls_expired"), ("other", 30, "tls_wrong_name")])
def test_a_certificate_that_is_wrong_is_told(authority: Authority, name: str, days: int, key: str) -> None:
    with FakeExchange(authority.issue(name, days=days)) as fake:
        source = ExchangeSource("humas", mailbox_settings(fake, authority))
        with pytest.raises(TlsFailed) as caught:
            source.probe()
        assert caught.value.key == key


def test_what_does_not_answer_is_told(exchange: FakeExchange, authority: Authority) -> None:
    gone = mailbox_settings(exchange, authority, endpoint="https://localhost:1/EWS/Exchange.asmx")
    with pytest.raises(Transient) as caught:
        ExchangeSource("humas", gone).probe()
    assert caught.value.key == "refused"
    unknown = mailbox_settings(exchange, authority, endpoint="https://mail.invalid/EWS/Exchange.asmx")
    with pytest.raises(Transient):
        ExchangeSource("humas", unknown).probe()


@pytest.mark.parametrize(
    "host", ["outlook.office365.com", "OUTLOOK.office365.com", "partner.outlook.cn", "outlook.office365.us"]
)
def test_exchange_online_is_told_to_be_over_and_graph_named_without_asking(host: str) -> None:
    source = ExchangeSource("humas", settings(endpoint=f"https://{host}/EWS/Exchange.asmx"))
    with pytest.raises(ServiceRetired) as caught:
        source.folders()
    assert [one.key for one in source.findings()] == ["errors.exchange_online"]
    for language in ("id", "en"):
        assert "Graph" in say(language, "errors.exchange_online.next", **caught.value.params)


def test_doctor_finds_what_works(on_premises: ExchangeSource, exchange: FakeExchange) -> None:
    exchange.box.put(letter(1))
    found = {one.key: one for one in on_premises.findings()}
    assert [one.level for one in found.values()] == ["ok"] * 8
    assert found["doctor.clock"].params["host"] == "localhost"
    assert found["doctor.exchange_build"].params["build"] == "15.2.1544.11"
    assert found["doctor.app_mailbox"].params["messages"] == "1"
    for one in found.values():
        for language in ("id", "en"):
            assert say(language, f"{one.key}.cause", **one.params)


@pytest.mark.parametrize("auth", ["ntlm", "basic", "oauth"])
def test_doctor_compares_our_clock_with_the_servers_own(authority: Authority, auth: str) -> None:
    with FakeExchange(authority.issue(), auth) as built:
        built.clock_off = timedelta(seconds=-130)
        found = ExchangeSource("humas", mailbox_settings(built, authority)).findings()
    assert (found[-1].level, found[-1].key) == ("bad", "doctor.clock_ahead")
    assert 125 <= int(found[-1].params["seconds"]) <= 131


def test_doctor_names_folders_that_are_not_there(exchange: FakeExchange, authority: Authority) -> None:
    source = ExchangeSource("humas", mailbox_settings(exchange, authority, folders=("Kotak Masuk", "Tak ada")))
    assert source.findings()[-2].params == {"names": "Tak ada"}


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "http://mail.kantor.example/EWS/Exchange.asmx"},
        {"endpoint": "https://humas@mail.kantor.example/EWS/Exchange.asmx"},
        {"endpoint": "mail.kantor.example"},
        {"password": ""},
        {"username": ""},
        {"auth": "oauth"},
        {"auth": "oauth", "client_id": "x", "client_secret": "y", "token_url": "http://adfs.kantor.example/token"},
        {"auth": "kerberos"},
        {"user": "humas"},
    ],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings(**changes)


def test_those_who_read_and_send_for_a_mailbox_share_its_connection(
    exchange: FakeExchange, authority: Authority
) -> None:
    one = mailbox_settings(exchange, authority)
    other = ExchangeMailboxSettings.model_validate(access(exchange, authority) | {"ignore_folders": ("Arsip",)})
    assert account_of(one.account()) is account_of(other.account())
    assert account_of(settings().account()) is not account_of(one.account())


def test_a_token_endpoint_that_answers_nonsense_is_told(authority: Authority) -> None:
    with FakeExchange(authority.issue(), "oauth") as fake:
        source = ExchangeSource("humas", mailbox_settings(fake, authority, token_url=f"{fake.url}/nowhere"))
        with pytest.raises(Failure) as caught:
            source.probe()
        assert not isinstance(caught.value, ProtocolViolation)
