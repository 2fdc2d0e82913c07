"""From a socket to a signed-in IMAP connection: by password, or by a token that is renewed once where it is refused."""

from __future__ import annotations

from contextlib import suppress

from liaison_sync.connections.imap_client import ImapClient, ImapSettings
from liaison_sync.connections.mail_token import by_proof
from liaison_sync.connections.tls import dial
from liaison_sync.connections.translate import at_the_door
from liaison_sync.connections.wire import Wire
from liaison_sync.domain.errors import AuthFailed, ProtocolViolation


def signed_in(account: str, settings: ImapSettings) -> tuple[Wire, frozenset[str]]:
    """A connection and what the server can do once we are in. Raises Failures only; then nothing stays open."""
    return by_proof(settings.oauth, settings.username, lambda token: _tried(account, settings, token))


def _tried(account: str, settings: ImapSettings, token: str | None) -> tuple[Wire, frozenset[str]]:
    with at_the_door(account, "connect", settings.host):
        wire = Wire(dial(settings), settings.timeout)
    try:
        with at_the_door(account, "connect", settings.host), wire.within(settings.timeout):
            client = ImapClient(wire, settings)
            if settings.tls == "starttls":
                client.upgrade(settings)
        with at_the_door(account, "sign_in", settings.host), wire.within(settings.timeout):
            _proved(client, settings, token)
            return wire, frozenset(word.decode("ascii", "replace") for word in client.capabilities())
    except BaseException:
        with suppress(OSError):
            wire.close()
        raise


def _proved(client: ImapClient, settings: ImapSettings, token: str | None) -> None:
    """AUTHENTICATE PLAIN where offered, else LOGIN unless that is switched off; XOAUTH2 with a token."""
    if client._imap.state == "AUTH":  # PREAUTH: somebody else decided who we are
        raise ProtocolViolation(operation="sign_in", key="preauth")
    user, password = settings.username, settings.password.get_secret_value()
    offered = {word.upper() for word in client.capabilities()}
    if token is not None:
        if b"AUTH=XOAUTH2" not in offered:
            raise AuthFailed(operation="sign_in", key="token_not_offered")
        client.by_token(user, token)
    elif b"AUTH=PLAIN" in offered:
        client.plain_login(user, password)
    elif b"LOGINDISABLED" in offered:  # RFC 9051 §6.2.3: then it must not be said
        raise AuthFailed(operation="sign_in", key="login_disabled")
    else:
        client.by_login(user, password)
