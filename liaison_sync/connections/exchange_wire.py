"""Exchange's web services over exchangelib: its envelopes, versions, faults and sessions; our requests and failures.

Imported only where an account is opened. Its retry policy sleeps inside a call and its errors differ from place to
place; here every request is one request, and every response message an element or a Failure.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from exchangelib import Account, Configuration, FailFast
from exchangelib.ewsdatetime import UTC as EWS_UTC
from exchangelib.protocol import Protocol
from exchangelib.services import (
    CreateItem,
    DeleteItem,
    FindFolder,
    FindItem,
    GetFolder,
    GetItem,
    SendItem,
    SyncFolderItems,
    UpdateItem,
)
from exchangelib.services.common import EWSAccountService
from exchangelib.transport import NOAUTH
from exchangelib.util import create_element, is_xml
from exchangelib.version import EXCHANGE_2016, EXCHANGE_O365, Version

from liaison_sync.connections.clock import Stamped
from liaison_sync.connections.exchange_answer import not_offered, of_code, of_status, retired
from liaison_sync.connections.exchange_settings import ExchangeSettings
from liaison_sync.connections.exchange_sign_in import session
from liaison_sync.connections.exchange_xml import NS, Node, text
from liaison_sync.domain.errors import AuthFailed, Failure, ProtocolViolation

# They would write requests with the mail in them, and headers with passwords.
for _name in ("exchangelib", "requests_ntlm", "spnego"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class _Policy(FailFast):  # type: ignore[misc]
    """No second try and no sleeping here; the status tells what it was, whatever the connection's manners."""

    def __init__(self, auth: str) -> None:
        super().__init__()
        self.auth = auth

    def raise_response_errors(self, response: Any) -> None:
        if response.status_code == 401:
            other = not_offered(self.auth, response.headers.get("www-authenticate"))
            if other is not None:
                raise other
        soap = response.status_code == 500 and response.content and is_xml(response.content)
        if response.status_code != 200 and not soap:
            raise of_status(response.status_code, response.headers, operation="", now=_now())


class _Protocol(Protocol):  # type: ignore[misc]
    """Sessions of our own making, one to a mailbox."""

    def __init__(self, settings: ExchangeSettings, config: Any) -> None:
        super().__init__(config=config)
        self.settings = settings
        self.TIMEOUT = settings.timeout
        self.stamped: Stamped | None = None

    def create_session(self) -> Any:
        made: Any = session(self.settings, self._heard)
        made.headers.update({"Content-Type": "text/xml; charset=utf-8", "User-Agent": "liaison-sync"})
        made.session_id, made.usage_count = 0, 0
        return made

    def _heard(self, stamped: Stamped) -> None:
        self.stamped = stamped


class _Messages(EWSAccountService):  # type: ignore[misc]
    """Answers as the response messages they are made of."""

    def ask(self, payload: Any) -> list[Any]:
        return list(self._get_elements(payload=payload))

    def _get_elements_in_response(self, response: Any) -> Iterator[Any]:
        return (_element_or_failure(one) for one in response)

    @classmethod
    def _get_soap_parts(cls, response: Any) -> Any:
        content = response.content
        if not content.rstrip()[-20:].endswith(b"Envelope>"):  # its parser would make do with half of it
            raise ProtocolViolation(key="unreadable_answer", detail=repr(content[:120]))
        return super()._get_soap_parts(_Whole(content))


class _Whole:
    """A body handed over in one piece; a byte at a time it would take minutes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def iter_content(self) -> Iterator[bytes]:
        return iter([self.content])


class _GetFolder(_Messages, GetFolder):  # type: ignore[misc]
    """The folders named."""


class _FindFolder(_Messages, FindFolder):  # type: ignore[misc]
    """The folders below one."""

    _response_generator = EWSAccountService._response_generator


class _SyncFolderItems(_Messages, SyncFolderItems):  # type: ignore[misc]
    """A page of a folder's changes."""


class _GetItem(_Messages, GetItem):  # type: ignore[misc]
    """The items named."""


class _FindItem(_Messages, FindItem):  # type: ignore[misc]
    """The items of folders that fulfil a condition."""

    _response_generator = EWSAccountService._response_generator


class _CreateItem(_Messages, CreateItem):  # type: ignore[misc]
    """A draft of ours."""


class _UpdateItem(_Messages, UpdateItem):  # type: ignore[misc]
    """Who else gets it."""


class _SendItem(_Messages, SendItem):  # type: ignore[misc]
    """A draft of ours leaves."""


class _DeleteItem(_Messages, DeleteItem):  # type: ignore[misc]
    """A draft of ours that is not needed any more."""


_READING: tuple[type[_Messages], ...] = (_GetFolder, _FindFolder, _SyncFolderItems, _GetItem, _FindItem)
_SENDING: tuple[type[_Messages], ...] = (_CreateItem, _UpdateItem, _SendItem, _DeleteItem)
_SERVICES: dict[str, type[_Messages]] = {one.SERVICE_NAME: one for one in (*_READING, *_SENDING)}


class Wire:
    """One mailbox. Not thread-safe. Raises Failures, and what the libraries and the network raise, untranslated."""

    def __init__(self, settings: ExchangeSettings) -> None:
        version = Version(build=EXCHANGE_2016)
        config = Configuration(
            service_endpoint=settings.endpoint,
            auth_type=NOAUTH,  # our sessions sign in themselves
            version=version,
            retry_policy=_Policy(settings.auth),
            max_connections=1,
        )
        self.account = Account(
            settings.user,
            access_type=settings.access,
            autodiscover=False,
            config=config,
            locale="en",
            default_timezone=EWS_UTC,
        )
        del Protocol[config]  # kept for the process otherwise, by its address alone
        self.account.protocol = _opened(settings, config)
        self.tokens = settings.auth == "oauth"

    def ask(self, request: Node) -> list[Any]:
        """An element or a Failure for each response message."""
        service = _SERVICES[request.tag.partition(":")[2]](account=self.account)
        try:
            found = self._asked(service, request)
        except PermissionError as error:  # NTLM without a challenge
            raise AuthFailed(operation="sign_in", detail=str(error)) from None
        except (AttributeError, KeyError, TypeError, IndexError, ValueError) as error:  # an answer of no known form
            if isinstance(error, OSError):
                raise
            raise ProtocolViolation(key="unreadable_answer", detail=f"{type(error).__name__} {error}") from None
        if self.account.version.build >= EXCHANGE_O365:
            raise retired(str(self.account.version.build))
        return found

    def _asked(self, service: _Messages, request: Node) -> list[Any]:
        """A token refused may only have grown old: with another one it is asked once more, for nothing was done."""
        try:
            return service.ask(_element(request))
        except AuthFailed as failure:
            if not self.tokens or failure.key == "oauth_refused":
                raise
        return service.ask(_element(request))

    @property
    def stamped(self) -> Stamped | None:
        found: Stamped | None = self.account.protocol.stamped
        return found

    @property
    def version(self) -> str:
        return str(self.account.version.build)


def _opened(settings: ExchangeSettings, config: Any) -> _Protocol:
    """A protocol of this account's alone: exchangelib would share them by address and user name."""
    made: _Protocol = _Protocol.__new__(_Protocol)
    made.__init__(settings, config)  # type: ignore[misc]
    return made


def _element(request: Node) -> Any:
    made = create_element(request.tag, attrs=dict(request.attributes))
    if request.text is not None:
        made.text = request.text
    for one in request.within:
        made.append(_element(one))
    return made


def _element_or_failure(message: Any) -> Any:
    """A response message that succeeded, or the failure it tells. One that is skipped (Warning) failed as well."""
    code = text(message, "m:ResponseCode") or ""
    if message.get("ResponseClass") == "Success" and code == "NoError":
        return message
    wait = message.find("m:MessageXml/t:Value[@Name='BackOffMilliseconds']", NS)
    said = text(message, "m:MessageText") or ""
    found: Failure = of_code(code.strip(), said, operation="", now=_now(), wait_ms=None if wait is None else wait.text)
    return found


def _now() -> datetime:
    return datetime.now(UTC)
