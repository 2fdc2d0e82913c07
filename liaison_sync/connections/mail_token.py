"""The token IMAP and SMTP sign in with: kept until shortly before its end, asked for once by however many want it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TypeVar
from urllib.parse import urlsplit

from liaison_sync.connections import mail_token_google, mail_token_microsoft
from liaison_sync.connections.https import client, door
from liaison_sync.connections.oauth_settings import OAuthSettings
from liaison_sync.connections.token_vault import Held, Vault
from liaison_sync.domain.errors import AuthFailed, Failure, Transient

Made = TypeVar("Made")
Tell = Callable[[str, str], None]
"""Where to go, and which code to type there."""


class MailTokens:
    """One mailbox's tokens. Thread-safe, and one process at a time asks for a new one. Raises Failures only."""

    def __init__(self, settings: OAuthSettings, user: str) -> None:
        here = settings
        self.settings, self.user = settings, user
        whose = (here.provider, here.grant, here.authority, here.resource, here.tenant, here.client_id, user)
        key = here.cache_key.get_secret_value() if here.cache_key else ""
        self._vault, self._lock = Vault(here.cache, key, repr(whose)), Lock()
        self._held: Held | None = None

    def get(self, *, refused: str | None = None) -> str:
        """A token; another one than `refused`, which the server did not take."""
        with self._lock:
            if self._held is None or not self._held.good(refused):
                self._held = self._renewed(refused)
            return self._held.access

    def _renewed(self, refused: str | None) -> Held:
        with self._vault.alone():
            found = self._vault.read()
            if found is not None and found.good(refused):
                return found
            held = self._asked(found.refresh if found else "")
            self._vault.write(held)
            return held

    def _asked(self, refresh: str) -> Held:
        here = self.settings
        if here.grant == "delegated" and not refresh:
            raise AuthFailed(account=self.user, operation="sign_in", key="nobody_agreed", host=_host(here))
        return self._over(lambda http: _grant(here, self.user, refresh, http))

    def agree(self, tell: Tell) -> None:
        """A person signs in elsewhere with the code told; what is granted is kept. Waits up to a quarter of an hour."""
        held = self._over(lambda http: mail_token_microsoft.agreed(self.settings, http, tell))
        with self._lock, self._vault.alone():
            self._vault.write(held)
            self._held = held

    def _over(self, ask: Callable[[object], Held]) -> Held:
        here = self.settings
        with (
            door(self.user, "sign_in", _host(here)),
            client(_host(here), ca_file=here.ca_file, timeout=here.timeout, connections=1, extra="oauth") as http,
        ):
            return ask(http)


def _grant(here: OAuthSettings, user: str, refresh: str, http: object) -> Held:
    if here.provider == "google":
        return mail_token_google.granted(here, user, http)
    return mail_token_microsoft.granted(here, refresh, http)


def _host(here: OAuthSettings) -> str:
    return "oauth2.googleapis.com" if here.provider == "google" else urlsplit(here.authority).hostname or ""


@cache
def tokens_of(settings: OAuthSettings, user: str) -> MailTokens:
    """The one provider for this mailbox in this process: its reader and its sender share a token."""
    return MailTokens(settings, user)


def by_proof(settings: OAuthSettings | None, user: str, attempt: Callable[[str | None], Made]) -> Made:
    """What `attempt` makes with a token, or with None where a password is used.

    A token may end before its time: where it is refused, once more with a new one.
    """
    if settings is None:
        return attempt(None)
    tokens = tokens_of(settings, user)
    token = tokens.get()
    try:
        return attempt(token)
    except AuthFailed as refusal:
        if refusal.key != "token_refused":
            raise
    return attempt(tokens.get(refused=token))


def xoauth2(user: str, token: str) -> bytes:
    """The SASL message of XOAUTH2, as Google and Microsoft document it."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def refused_token(challenge: bytes | None, said: str) -> Failure:
    """The failure a refused XOAUTH2 is: the server's own JSON (RFC 7628 §3.2.2), and what it said at the end.

    Without that JSON, a server in trouble is not a token refused.
    """
    code = re.match(r"\[(UNAVAILABLE|INUSE|SERVERBUG|LIMIT)\]|4\d\d ", said)
    if challenge is None and code is not None:
        return Transient(operation="sign_in", key="unavailable", detail=said)
    try:
        told_us = b64decode(challenge or b"").decode("utf-8", "replace")
    except ValueError:
        told_us = ""
    return AuthFailed(operation="sign_in", key="token_refused", detail=f"{said} {told_us}".strip())
