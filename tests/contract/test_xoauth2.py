"""Signing in with tokens: Microsoft's and Google's, to a real Dovecot and over SMTP's own exchange, refreshed once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from typer.testing import CliRunner

from liaison_sync.cli import app
from liaison_sync.connections import mail_token
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.mail_token import MailTokens
from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSession, SmtpSettings
from liaison_sync.domain.errors import AuthFailed, Failure, Misconfigured, Transient
from liaison_sync.formats.wording import LANGUAGES, say
from liaison_sync.sources.imap import ImapSource
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.peers.tokens import CLIENT, SECRET, TENANT, TokenServer

KEY = SecretStr("k" * 40)


@pytest.fixture(scope="module")
def giver(authority: Authority) -> Iterator[TokenServer]:
    with TokenServer(authority.issue()) as made:
        yield made
        assert made.wrong == []


@pytest.fixture(scope="module")
def opened(giver: TokenServer, authority: Authority) -> Iterator[Dovecot]:
    """A Dovecot that asks `giver` about every token."""
    with Dovecot(authority, inquiry=giver.inquiry) as server:
        yield server


@pytest.fixture(autouse=True)
def afresh(giver: TokenServer) -> None:
    mail_token.tokens_of.cache_clear()
    giver.live.clear()
    giver.issued.clear()
    giver.refuse, giver.agreed, giver.lasts, giver.user = "", True, 3599, "humas"


def oauth(giver: TokenServer, ca: Authority, **changes: Any) -> OAuthSettings:
    here: dict[str, Any] = {"provider": "microsoft", "tenant": TENANT, "client_id": CLIENT, "authority": giver.url}
    return OAuthSettings(**{**here, "client_secret": SECRET, "ca_file": ca.certificate, **changes})


def delegated(giver: TokenServer, authority: Authority, folder: Path, **changes: Any) -> OAuthSettings:
    cached = {"grant": "delegated", "client_secret": None, "cache": folder, "cache_key": KEY}
    return oauth(giver, authority, **{**cached, **changes})


def google(giver: TokenServer, authority: Authority, folder: Path) -> OAuthSettings:
    key = giver.key_file(folder / "robot.json")
    return OAuthSettings(provider="google", key_file=key, ca_file=authority.certificate)


def imap(server: Dovecot, authority: Authority, by: OAuthSettings) -> ImapSettings:
    ca = authority.certificate
    return ImapSettings(host="localhost", port=server.tls_port, username="humas", oauth=by, ca_file=ca, timeout=5)


def smtp(server: ScriptedSmtp, by: OAuthSettings) -> SmtpSettings:
    return SmtpSettings(host="127.0.0.1", port=server.port, tls="none", username="humas", oauth=by, timeout=5)


def failed(source: ImapSource) -> Failure:
    with source, pytest.raises(Failure) as caught:
        source.folders()
    for language in LANGUAGES:
        assert say(language, f"errors.{caught.value.key}.cause", **caught.value.params)
        assert say(language, f"errors.{caught.value.key}.next", **caught.value.params)
    return caught.value


# --- the mailbox opens ----------------------------------------------------------------------------------------


def test_a_token_of_the_applications_own_opens_the_mailbox(
    opened: Dovecot, giver: TokenServer, authority: Authority
) -> None:
    opened.maildir("humas")
    with ImapSource("humas", imap(opened, authority, oauth(giver, authority))) as source:
        findings = source.findings()
    assert {one.level for one in findings} == {"ok"}
    told = next(one for one in findings if one.key == "doctor.sign_in_token")
    assert say("en", f"{told.key}.cause", **told.params) == "Signed in as humas with a token of Microsoft."
    assert len(giver.issued) == 1


def test_a_google_service_account_opens_the_mailbox_of_the_person_it_acts_for(
    opened: Dovecot, giver: TokenServer, authority: Authority, tmp_path: Path
) -> None:
    opened.maildir("humas")
    with ImapSource("humas", imap(opened, authority, google(giver, authority, tmp_path))) as source:
        assert source.probe().read_only
    giver.user = "orang-lain"  # whom the domain does not let it act for
    mail_token.tokens_of.cache_clear()
    failure = failed(ImapSource("humas", imap(opened, authority, google(giver, authority, tmp_path))))
    assert (type(failure), failure.key) == (AuthFailed, "google_refused")


def test_a_token_that_ended_early_is_renewed_once_on_a_new_connection(
    opened: Dovecot, giver: TokenServer, authority: Authority
) -> None:
    settings = imap(opened, authority, oauth(giver, authority))
    with ImapSource("humas", settings) as source:
        source.folders()
    giver.live.clear()
    with ImapSource("humas", settings) as source:
        assert source.folders()
    assert len(giver.issued) == 2


def test_tokens_the_server_never_takes_end_with_the_next_step_after_one_refresh(
    opened: Dovecot, giver: TokenServer, authority: Authority
) -> None:
    giver.user = "orang-lain"  # alive, but of another mailbox
    failure = failed(ImapSource("humas", imap(opened, authority, oauth(giver, authority))))
    assert (type(failure), failure.key) == (AuthFailed, "token_refused")
    assert len(giver.issued) == 2
    assert not [one for one in giver.issued if one[:20] in failure.detail]


def test_a_server_without_xoauth2_is_told_as_such(dovecot: Dovecot, giver: TokenServer, authority: Authority) -> None:
    assert failed(ImapSource("humas", imap(dovecot, authority, oauth(giver, authority)))).key == "token_not_offered"


# --- sending --------------------------------------------------------------------------------------------------


def test_smtp_signs_in_with_the_same_token_and_renews_a_dead_one(giver: TokenServer, authority: Authority) -> None:
    with ScriptedSmtp(live=giver.live) as server:
        settings = smtp(server, oauth(giver, authority))
        SmtpSession("humas", settings).quit()
        SmtpSession("humas", settings).quit()
        assert len(giver.issued) == 1
        giver.live.clear()
        SmtpSession("humas", settings).quit()
        assert len(giver.issued) == 2
        findings = SmtpDelivery("humas", settings).findings()
        assert "doctor.sign_in_token" in [one.key for one in findings]
    assert server.wrong == []


def test_smtp_gives_up_after_one_refresh_and_says_what_the_server_said(
    giver: TokenServer, authority: Authority
) -> None:
    with ScriptedSmtp(live=set()) as server, pytest.raises(AuthFailed) as caught:
        SmtpSession("humas", smtp(server, oauth(giver, authority)))
    assert caught.value.key == "token_refused"
    assert "535" in caught.value.detail
    assert "bearer" in caught.value.detail
    assert len(giver.issued) == 2
    assert server.wrong == []


# --- who asks, and how often ----------------------------------------------------------------------------------


def test_many_readers_and_processes_ask_for_one_token_only(
    giver: TokenServer, authority: Authority, tmp_path: Path
) -> None:
    settings = oauth(giver, authority, cache=tmp_path, cache_key=KEY)
    processes = [MailTokens(settings, "humas") for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        first = set(pool.map(lambda n: processes[n % 2].get(), range(16)))
        assert len(first) == len(giver.issued) == 1
        refused = first.pop()
        second = set(pool.map(lambda n: processes[n % 2].get(refused=refused), range(16)))
    assert len(second) == 1
    assert len(giver.issued) == 2


def test_a_restart_asks_nobody_and_the_file_tells_nothing(
    giver: TokenServer, authority: Authority, tmp_path: Path
) -> None:
    settings = oauth(giver, authority, cache=tmp_path / "token", cache_key=KEY)
    token = MailTokens(settings, "humas").get()
    assert MailTokens(settings, "humas").get() == token
    assert len(giver.issued) == 1
    (file,) = (tmp_path / "token").glob("*.token")
    assert token.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert MailTokens(settings, "event").get() != token  # each mailbox has its own
    other = settings.model_copy(update={"cache_key": SecretStr("x" * 40)})
    assert MailTokens(other, "humas").get() != token  # what another key wrote is not there


def test_a_token_near_its_end_is_not_used_any_more(giver: TokenServer, authority: Authority) -> None:
    giver.lasts = 200
    tokens = MailTokens(oauth(giver, authority), "humas")
    assert tokens.get() != tokens.get()


# --- a person agrees ------------------------------------------------------------------------------------------


def test_a_person_agrees_once_and_refreshing_goes_on_by_itself(
    opened: Dovecot, giver: TokenServer, authority: Authority, tmp_path: Path
) -> None:
    settings = delegated(giver, authority, tmp_path)
    assert failed(ImapSource("humas", imap(opened, authority, settings))).key == "nobody_agreed"
    told: list[tuple[str, str]] = []
    MailTokens(settings, "humas").agree(lambda url, code: told.append((url, code)))
    assert told == [("https://login.example/device", "ABCD-EFGH")]
    opened.maildir("humas")
    for _ in range(3):
        giver.live.clear()  # each time another refresh token is the only one that counts
        mail_token.tokens_of.cache_clear()
        with ImapSource("humas", imap(opened, authority, settings)) as source:
            assert source.folders()
    giver.refuse = "invalid_grant"  # the consent was taken back
    giver.live.clear()
    assert failed(ImapSource("humas", imap(opened, authority, settings))).key == "nobody_agreed"


def test_who_declines_is_told_so_and_nothing_is_kept(giver: TokenServer, authority: Authority, tmp_path: Path) -> None:
    giver.agreed = False
    with pytest.raises(AuthFailed) as caught:
        MailTokens(delegated(giver, authority, tmp_path), "humas").agree(lambda *_: None)
    assert caught.value.key == "nobody_agreed"
    assert list(tmp_path.glob("*.token")) == []


def test_the_command_sign_in_says_where_to_go_and_keeps_what_was_agreed(
    giver: TokenServer, authority: Authority, tmp_path: Path
) -> None:
    file = tmp_path / "liaison.toml"
    mailbox = """[organisation]
name = "Humas"
language = "en"
[[mailboxes]]
name = "humas"
address = "humas@kita.example"
[mailboxes.imap]
host = "imap.kita.example"
username = "humas"
"""
    by = f"""[mailboxes.imap.oauth]
provider = "microsoft"
grant = "delegated"
tenant = "{TENANT}"
client_id = "{CLIENT}"
authority = "{giver.url}"
cache = "token"
cache_key = "{KEY.get_secret_value()}"
ca_file = "{authority.certificate}"
"""
    file.write_text(mailbox + by)
    done = CliRunner().invoke(app, ["sign-in", "-c", str(file)])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "https://login.example/device" in done.stdout
    assert "ABCD-EFGH" in done.stdout
    assert len(list((tmp_path / "token").glob("*.token"))) == 1
    giver.agreed = False
    refused = CliRunner().invoke(app, ["sign-in", "-c", str(file)])
    assert isinstance(refused.exception, AuthFailed)  # told, with what to do next, where every failure is
    assert refused.exception.key == "nobody_agreed"
    file.write_text(mailbox + 'password = "x"\n')
    assert CliRunner().invoke(app, ["sign-in", "-c", str(file)]).exit_code == 2
    giver.agreed = True
    sender = """[sender]
address = "humas@kita.example"
[sender.smtp]
host = "smtp.kita.example"
username = "humas"
"""
    way_out = by.replace("mailboxes.imap", "sender.smtp")
    for one, asked in ((way_out, 1), (way_out.replace('"token"', '"other"'), 2)):
        file.write_text(mailbox + by + sender + one)
        done = CliRunner().invoke(app, ["sign-in", "-c", str(file)])
        assert (done.exit_code, done.stderr, done.stdout.count("ABCD-EFGH")) == (0, "", asked)


# --- what goes wrong on the way -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "refuse", "kind", "key"),
    [
        ({"client_secret": "salah"}, "", AuthFailed, "entra_secret_wrong"),
        ({}, "temporarily_unavailable", Transient, "unavailable"),
        ({"tenant": "lain.example"}, "", Misconfigured, "no_such_tenant"),
        ({"authority": "https://localhost:1"}, "", Transient, "refused"),
    ],
)
def test_whoever_gives_tokens_may_refuse_or_be_away(
    giver: TokenServer, authority: Authority, changes: dict[str, Any], refuse: str, kind: type[Failure], key: str
) -> None:
    giver.refuse = refuse
    with pytest.raises(Failure) as caught:
        MailTokens(oauth(giver, authority, **changes), "humas").get()
    assert (type(caught.value), caught.value.key) == (kind, key)
    assert caught.value.params["account"] == "humas"
    assert SECRET not in repr(caught.value) + str(caught.value.params)


@pytest.mark.parametrize("key", ["", "{}", "[]", json.dumps(dict.fromkeys(("client_email", "private_key"), "x"))])
def test_a_key_that_is_none_is_told(authority: Authority, tmp_path: Path, key: str) -> None:
    place = tmp_path / "robot.json"
    place.write_text(key)
    with pytest.raises(Misconfigured) as caught:
        MailTokens(OAuthSettings(provider="google", key_file=place), "humas").get()
    assert caught.value.key == "google_key_unusable"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"provider": "google"}, "google_key_missing"),
        ({"provider": "google", "key_file": "x", "grant": "delegated"}, "google_key_missing"),
        ({"provider": "microsoft"}, "application_missing"),
        ({"provider": "microsoft", "tenant": "t", "client_id": "c"}, "secret_or_key_file"),
        ({"provider": "microsoft", "tenant": "t", "client_id": "c", "grant": "delegated"}, "delegated_needs_cache"),
        ({"provider": "google", "key_file": "x", "cache": "t", "cache_key": "short"}, "cache_and_key"),
        ({"provider": "google", "key_file": "x", "authority": "http://login.example"}, "https_address"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        OAuthSettings(**settings)


def test_a_password_and_a_token_at_once_are_refused() -> None:
    by = OAuthSettings(provider="google", key_file=Path("x"))
    for both in ({"password": SecretStr("p"), "oauth": by}, {}):
        with pytest.raises(ValidationError, match="password_or_oauth"):
            ImapSettings(host="imap.example", username="humas", **both)  # type: ignore[arg-type]
