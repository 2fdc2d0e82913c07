"""At an IMAP server's door: what it says there, what we say to it, and what each refusal is for who reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_session import ImapSession
from liaison_sync.domain.errors import AccessDenied, AuthFailed, Failure, Throttled, Transient
from liaison_sync.formats.wording import say
from liaison_sync.sources.imap import ImapSource
from tests.peers.hostile_imap import GREETING, HANGS_UP, Answers, HostileImap


def settings(server: HostileImap, password: str = "rahasia") -> ImapSettings:
    return ImapSettings(
        host="127.0.0.1", port=server.port, tls="none", username="humas", password=SecretStr(password), timeout=3
    )


def offering(words: str) -> Answers:
    return {"CAPABILITY": f"* CAPABILITY {words}\r\n".encode()}


def greeted(words: str) -> bytes:
    return f"* OK [CAPABILITY {words}] ready\r\n".encode()


def opened(server: HostileImap, username: str, password: str) -> ImapSession:
    """A session; also with a name that settings would not let in."""
    here = settings(server, password)
    return ImapSession("humas", here.model_copy(update={"username": username}))


def refusal(server: HostileImap) -> Failure:
    with pytest.raises(Failure) as caught:
        ImapSession("humas", settings(server))
    for language in ("id", "en"):
        assert say(language, f"errors.{caught.value.key}.next", **caught.value.params)
    return caught.value


REFUSALS: tuple[tuple[str, type[Failure], str], ...] = (
    ("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", AuthFailed, "auth_failed"),
    ("NO [AUTHORIZATIONFAILED] no such user", AuthFailed, "auth_failed"),
    ("NO LOGIN failed.", AuthFailed, "auth_failed"),
    ("NO [EXPIRED] That password isn't valid any more", AuthFailed, "password_expired"),
    ("NO [ALERT] Application-specific password required", AuthFailed, "auth_failed"),
    ("NO [UNAVAILABLE] Temporary authentication failure.", Transient, "unavailable"),
    ("NO [INUSE] User is busy", Transient, "unavailable"),
    ("NO [CONTACTADMIN] Your account is suspended", AccessDenied, "contact_admin"),
    ("NO [ALERT] Too many simultaneous connections. (Failure)", Throttled, "throttled"),
    ("NO Maximum number of connections from user+IP exceeded", Throttled, "throttled"),
    ("NO [LIMIT] LOGIN Rate limit hit", Throttled, "throttled"),
    ("NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", Throttled, "throttled"),
)


@pytest.mark.parametrize(("said", "kind", "key"), REFUSALS, ids=[said[:32] for said, _, _ in REFUSALS])
@pytest.mark.parametrize("how", ["AUTHENTICATE", "LOGIN"])
def test_each_refusal_is_what_it_means(how: str, said: str, kind: type[Failure], key: str) -> None:
    words = "IMAP4rev1 AUTH=PLAIN" if how == "AUTHENTICATE" else "IMAP4rev1"
    lies = offering(words) | {how: f"{{tag}} {said}\r\n".encode()}
    with HostileImap(lies, greeted(words)) as server:
        found = refusal(server)
    assert (type(found), found.key) == (kind, key)


@pytest.mark.parametrize("how", ["AUTHENTICATE", "LOGIN"])
def test_a_line_cut_while_we_sign_in_is_no_wrong_password(how: str) -> None:
    words = "IMAP4rev1 AUTH=PLAIN" if how == "AUTHENTICATE" else "IMAP4rev1"
    with HostileImap(offering(words) | {how: HANGS_UP}, greeted(words)) as server:
        assert refusal(server).key == "dropped"


@pytest.mark.parametrize("how", ["AUTHENTICATE", "LOGIN"])
def test_a_server_that_ends_its_lines_with_a_bare_line_feed_lets_us_in(how: str) -> None:
    """As GNU Mailutils does once it has let somebody in."""
    words = "IMAP4rev1 AUTH=PLAIN" if how == "AUTHENTICATE" else "IMAP4rev1"
    with HostileImap(offering(words) | {how: b"{tag} OK in\n"}, greeted(words)) as server:
        assert ImapSession("humas", settings(server)).alive


@pytest.mark.parametrize(
    ("greeting", "kind", "key"),
    [
        (b"* BYE [UNAVAILABLE] Too many connections, try later\r\n", Transient, "unavailable"),
        (b"* BYE Too many open connections\r\n", Throttled, "throttled"),
        (b"* BYE Server is shutting down\r\n", Transient, "bye"),
    ],
)
def test_a_door_shut_in_our_face_passes_by_itself(greeting: bytes, kind: type[Failure], key: str) -> None:
    with HostileImap(greeting=greeting) as server:
        found = refusal(server)
    assert (type(found), found.key) == (kind, key)


def test_a_server_that_takes_no_password_gets_none() -> None:
    words = "IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"
    with HostileImap(offering(words), greeted(words)) as server:
        found = refusal(server)
        assert not any("rahasia" in line or line.startswith("LOGIN") for line in server.said)
    assert (type(found), found.key) == (AuthFailed, "login_disabled")


@pytest.mark.parametrize(
    ("username", "password"),
    [("humas", "käbut"), ("humas café", 'a"b\\c'), ("humas", "dua\r\nbaris"), ("hu\tmas", "x")],
)
def test_login_carries_any_password_and_nothing_but_it(username: str, password: str) -> None:
    with HostileImap(offering("IMAP4rev1"), greeted("IMAP4rev1")) as server:
        session = opened(server, username, password)
        assert session.examine("INBOX").exists == 2
        assert server.secrets == [(username.encode(), password.encode())]
        assert [line.split()[0] for line in server.said] == ["CAPABILITY", "LOGIN", "CAPABILITY", "LIST", "EXAMINE"]


def test_login_is_said_in_one_line_where_it_can_be() -> None:
    with HostileImap(offering("IMAP4rev1"), greeted("IMAP4rev1")) as server:
        assert opened(server, "humas", 'a "b\\c').alive
        assert 'LOGIN "humas" "a \\"b\\\\c"' in server.said


def test_a_server_of_revision_two_alone_is_read() -> None:
    words = "IMAP4rev2 AUTH=PLAIN"
    search = b'* ESEARCH (TAG "x") UID ALL 1:2\r\n'
    with HostileImap(offering(words) | {"UID SEARCH": search}, greeted(words)) as server:
        source = ImapSource("humas", settings(server))
        page = source.changes(source.folders()[0], None)
        assert [one.ref.locator for one in page.items] == ["7.1", "7.2"]


def test_a_back_off_the_server_suggests_is_kept() -> None:
    said = b"{tag} BAD Request is throttled. Suggested Backoff Time: 92675 milliseconds\r\n"
    with HostileImap({"EXAMINE": said}) as server:
        source = ImapSource("humas", settings(server))
        with pytest.raises(Throttled) as caught:
            source.changes(source.folders()[0], None)
    assert caught.value.after == timedelta(milliseconds=92_675)


def test_signed_in_but_not_connected_passes_by_itself() -> None:
    with HostileImap({"EXAMINE": b"{tag} BAD User is authenticated but not connected.\r\n"}) as server:
        source = ImapSource("humas", settings(server))
        with pytest.raises(Transient):
            source.changes(source.folders()[0], None)


def test_the_greeting_of_the_honest_one_is_what_the_others_change() -> None:
    with HostileImap(greeting=GREETING) as server:
        assert ImapSession("humas", settings(server)).alive
