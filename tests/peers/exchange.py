"""A fake Exchange Server over HTTPS: every request and every answer of its own is checked against Microsoft's schemas.

What breaks a schema or a rule of the service is kept in `wrong` and refused, so that a test that ends with an empty
`wrong` has said nothing Exchange would not understand. `Faults` are what the server does wrong itself.
"""

from __future__ import annotations

import base64
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from pydantic import SecretStr

from liaison_sync.sources.exchange import ExchangeMailboxSettings
from tests.peers.ca import Authority, Pair
from tests.peers.exchange_calendar import appointment
from tests.peers.exchange_gate import CLIENT, PASSWORD, SECRET, SERVICE, Gate
from tests.peers.exchange_sending import Sending
from tests.peers.exchange_store import Item, Refusal, Store
from tests.peers.exchange_xml import (
    NS,
    T,
    element,
    envelope,
    error,
    fault,
    faults_of,
    fields,
    message,
    parsed,
    response,
    schema,
    tags,
)
from tests.peers.graph_wire import HttpsServer, Json, Reply, Request

PATH = "/EWS/Exchange.asmx"
PLAIN = {"Item", "Contact", "Task"}  # of which nobody may be asked what is said of messages alone
USER, COLLEAGUE, DIRECTOR = "humas@kantor.example", "event@kantor.example", "direktur@kantor.example"


@dataclass(slots=True)
class Faults:
    """What goes wrong at the server. Each entry of `answers` spoils one request: (its operation, how).

    How: a status; (status, headers); "drop" before or "drop after" the work was done; "junk"; ("fault", code, ms);
    ("error", code, ms) in a response message; "cut": half of the answer; "online": the build of Exchange Online;
    "kill before" and "kill after" end the process that asked.
    """

    answers: list[tuple[str, Any]] = field(default_factory=list)
    poison: set[str] = field(default_factory=set)  # items whose MIME cannot be made
    breaks: set[str] = field(default_factory=set)  # items with which the whole answer fails
    page: int = 1000  # at most so many changes, whatever is asked


class FakeExchange(Sending):
    """One server on loopback. The service account has rights on `granted`, and may act as `impersonated`."""

    def __init__(self, pair: Pair, auth: str = "basic") -> None:
        schema()
        self.faults = Faults()
        self.gate = Gate(auth, self.blame, pair.certificate)
        self.stores = {user: Store(user) for user in (USER, COLLEAGUE, DIRECTOR)}
        self.granted, self.impersonated = {USER, COLLEAGUE}, {USER}
        self.rootless: set[str] = set()  # mailboxes where the account has rights on the inbox and Sent alone
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.sent: list[tuple[tuple[str, ...], bytes]] = []
        self.client_process = 0  # whom `kill before` and `kill after` kill
        self.quiet_until = 0.0
        self.clock_off = timedelta()
        self.lock = threading.RLock()
        self._server = HttpsServer(pair, self.answer)
        self.port = self._server.port
        self.url = f"https://localhost:{self.port}"

    @property
    def tokens(self) -> set[str]:
        return self.gate.tokens

    @property
    def box(self) -> Store:
        return self.stores[USER]

    def reset(self) -> None:
        """As it was when it began, so that one server serves many tests."""
        self.faults, self.quiet_until, self.stays, self.rewrites_message_id = Faults(), 0.0, "", False
        self.clock_off = timedelta()
        self.stores = {user: Store(user) for user in self.stores}
        self.granted, self.impersonated = {USER, COLLEAGUE}, {USER}
        for told in (self.asked, self.wrong, self.sent, self.rootless):
            told.clear()

    def close(self) -> None:
        self._server.close()
        self.gate.close()

    def __enter__(self) -> FakeExchange:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- hearing ----------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply | None:
        """None: the connection is dropped."""
        with self.lock:
            if request.path == "/adfs/oauth2/token":
                return self.gate.token(request)
            if (refused := self.gate.refused(request)) is not None:
                return refused
            if request.line != f"POST {PATH}":
                return Reply(404)
            reply = self._spoken(request)
            if reply is not None:
                reply.headers["Date"] = format_datetime(datetime.now(UTC) + self.clock_off, usegmt=True)
            return reply

    def _spoken(self, request: Request) -> Reply | None:
        soap = parsed(request.body)
        body = soap.find("s:Body", NS)
        call = body[0]
        service = call.tag.rpartition("}")[2]
        self.asked.append(service)
        how = self._spoiled(service)
        if how == "kill before":
            os.kill(self.client_process, signal.SIGKILL)
        if how is not None and not isinstance(found := self._fault(how, service), bool):
            return found
        said = faults_of(call)
        for one in soap.find("s:Header", NS) if soap.find("s:Header", NS) is not None else ():
            said += faults_of(one)
        if said:
            self.blame(service, "; ".join(said))
            return Reply(500, fault("ErrorSchemaValidation", said[0]), {"Content-Type": "text/xml; charset=utf-8"})
        if time.monotonic() < self.quiet_until:
            self.blame(service, "asked again before its time")
        made = self._answered(service, call, soap)
        if faults := faults_of(made):
            self.blame(service, f"own answer: {faults}")
        if how == "kill after":
            os.kill(self.client_process, signal.SIGKILL)
        if how in {"drop after", "kill after"}:
            return None
        content = envelope(made, minor=20 if how == "online" else 2)
        reply = Reply(200, content, {"Content-Type": "text/xml; charset=utf-8"})
        if how == "cut":
            reply.body = content[: len(content) // 2]
        return reply

    def _spoiled(self, service: str) -> Any:
        for n, (name, how) in enumerate(self.faults.answers):
            if name in {service, "*"}:
                del self.faults.answers[n]
                return how
        return None

    def _fault(self, how: Any, service: str) -> Reply | bool | None:
        xml = {"Content-Type": "text/xml; charset=utf-8"}
        match how:
            case "drop" | "kill before":
                return None
            case "junk":
                return Reply(200, b"<html>proxy says hello", {"Content-Type": "text/html"})
            case int(status):
                return Reply(status)
            case (int(status), dict(headers)):
                return Reply(status, b"<html>busy</html>", headers)
            case ("fault", str(code), ms):
                self._leave_alone(ms)
                return Reply(500, fault(code, f"{code}.", ms), xml)
            case ("error", str(code), ms):
                self._leave_alone(ms)
                made = response(service, error(service, code, wait_ms=ms))
                if faults := faults_of(made):
                    self.blame(service, f"own error: {faults}")
                return Reply(200, envelope(made), xml)
            case "stateless":
                return Reply(200, envelope(response(service, error(service, "ErrorInternalServerError"))), xml)
        return False

    def _leave_alone(self, ms: int | None) -> None:
        if ms:
            self.quiet_until = time.monotonic() + ms / 1000 - 0.1

    def blame(self, service: str, why: str) -> None:
        self.wrong.append(f"{service}: {why}")

    # --- what is asked ----------------------------------------------------------------------------------------

    def _answered(self, service: str, call: Any, soap: Any) -> Any:
        acting = soap.find("s:Header/t:ExchangeImpersonation/t:ConnectingSID/t:PrimarySmtpAddress", NS)
        known: dict[str, Callable[[Any, str | None], Iterable[Any]]] = {
            "GetFolder": self.get_folder,
            "FindFolder": self.find_folder,
            "SyncFolderItems": self.sync,
            "GetItem": self.get_item,
            "FindItem": self.find_item,
            "CreateItem": self.create_item,
            "UpdateItem": self.update_item,
            "SendItem": self.send_item,
            "DeleteItem": self.delete_item,
        }
        if acting is not None and acting.text not in self.impersonated:
            return response(service, error(service, "ErrorImpersonateUserDenied"))
        if service not in known:
            self.blame(service, "not known here")
            return response(service, error(service, "ErrorInvalidRequest"))
        return response(service, *known[service](call, None if acting is None else acting.text))

    def may(self, address: str, acting: str | None) -> bool:
        return address == acting or (acting is None and address in self.granted)

    def _folder(self, named: Any, acting: str | None) -> tuple[Store, str]:
        """The mailbox and id of a folder a request names. Raises Refusal."""
        name = named.get("Id")
        if named.tag == f"{{{T}}}DistinguishedFolderId":
            mailbox = named.find("t:Mailbox/t:EmailAddress", NS)
            if mailbox is None:
                self.blame("folder", f"{name} of no mailbox")
                raise Refusal("ErrorFolderNotFound")
            store = self.stores.get(mailbox.text or "")
            if store is None:
                raise Refusal("ErrorNonExistentMailbox")
            if not self.may(store.address, acting):
                raise Refusal("ErrorItemNotFound" if name == "nothing" else "ErrorAccessDenied")
            if store.address in self.rootless and name not in {"inbox", "sentitems"}:
                raise Refusal("ErrorAccessDenied")
            if name not in store.known or store.known[name] not in store.folders:
                raise Refusal("ErrorFolderNotFound")
            return store, store.known[name]
        for store in self.stores.values():
            if name in store.folders and self.may(store.address, acting):
                return store, name
        raise Refusal("ErrorFolderNotFound")

    def get_folder(self, call: Any, acting: str | None) -> Iterable[Any]:
        for named in call.find("m:FolderIds", NS):
            try:
                store, id_ = self._folder(named, acting)
            except Refusal as refusal:
                yield error("GetFolder", str(refusal))
                continue
            yield message("GetFolder", element("m:Folders", self.folder(store, id_, fields(call))))

    def folder(self, store: Store, id_: str, wanted: set[str]) -> Any:
        here = store.folders[id_]
        tag = {"IPF.Appointment": "t:CalendarFolder", "IPF.Contact": "t:ContactsFolder"}.get(here.kind, "t:Folder")
        made = element(tag, element("t:FolderId", Id=id_, ChangeKey="AQAAABYAAAA="))
        count = sum(one.folder == id_ for one in store.items.values())
        told = {
            "folder:ParentFolderId": element("t:ParentFolderId", Id=here.parent or "AAMkRoot", ChangeKey="AQAAAA=="),
            "folder:FolderClass": element("t:FolderClass", here.kind) if here.kind else None,
            "folder:DisplayName": element("t:DisplayName", here.name),
            "folder:TotalCount": element("t:TotalCount", str(count)),
        }
        for uri, one in told.items():
            if uri in wanted and one is not None:
                made.append(one)
        return made

    def find_folder(self, call: Any, acting: str | None) -> Iterable[Any]:
        try:
            store, root = self._folder(call.find("m:ParentFolderIds", NS)[0], acting)
        except Refusal as refusal:
            yield error("FindFolder", str(refusal))
            return
        view = call.find("m:IndexedPageFolderView", NS)
        at, most = int(view.get("Offset")), min(int(view.get("MaxEntriesReturned")), 5)
        found = [id_ for id_ in store.folders if id_ != root]
        some = found[at : at + most]
        last = at + most >= len(found)
        paging = {"TotalItemsInView": str(len(found)), "IncludesLastItemInRange": str(last).lower()}
        if not last:
            paging["IndexedPagingOffset"] = str(at + most)
        told = element("t:Folders", *(self.folder(store, id_, fields(call)) for id_ in some))
        yield message("FindFolder", element("m:RootFolder", told, **paging))

    def sync(self, call: Any, acting: str | None) -> Iterable[Any]:
        given = call.find("m:SyncState", NS)
        try:
            store, folder = self._folder(call.find("m:SyncFolderId", NS)[0], acting)
        except Refusal as refusal:
            yield error("SyncFolderItems", str(refusal))
            return
        whose, known = (folder, {}) if given is None else store.states.get(given.text or "", ("", {}))
        if whose != folder:
            yield error("SyncFolderItems", "ErrorInvalidSyncStateData")
            return
        most = min(int(call.find("m:MaxChangesReturned", NS).text), self.faults.page)
        found, after, last = store.changes(folder, known, most)
        changes = element("m:Changes", *(self.change(store, how, id_, call) for how, id_ in found))
        yield message(
            "SyncFolderItems",
            element("m:SyncState", store.state(folder, after)),
            element("m:IncludesLastItemInRange", str(last).lower()),
            changes,
        )

    def change(self, store: Store, how: str, id_: str, call: Any) -> Any:
        item = store.items.get(id_)
        if how in {"Delete", "ReadFlagChange"} or item is None:
            key = item.change_key if item is not None else "CQAAAA=="
            told = [element("t:ItemId", Id=id_, ChangeKey=key)]
            if how == "ReadFlagChange" and item is not None:
                told.append(element("t:IsRead", str(item.read).lower()))
            return element(f"t:{how}", *told)
        return element(f"t:{how}", self.item(item, call))

    def item(self, item: Item, call: Any, *, mime: bool = False) -> Any:
        """The item in the schema's order, with what was asked for."""
        wanted = fields(call)
        if item.properties:
            return appointment(item, wanted)
        made = element(f"t:{item.kind}")
        if mime:
            made.append(element("t:MimeContent", base64.b64encode(item.content).decode(), CharacterSet="UTF-8"))
        made.append(element("t:ItemId", Id=item.id, ChangeKey=item.change_key))
        received = item.received.strftime("%Y-%m-%dT%H:%M:%SZ")
        told: dict[str, Any] = {
            "item:ParentFolderId": element("t:ParentFolderId", Id=item.folder, ChangeKey="AQAAAA=="),
            "item:Subject": element("t:Subject", item.subject),
            "item:DateTimeReceived": element("t:DateTimeReceived", received),
            "item:Size": element("t:Size", str(len(item.content) + 1500)) if item.tells_size else None,
            "item:IsSubmitted": element("t:IsSubmitted", str(item.submitted).lower()),
            "item:IsDraft": element("t:IsDraft", str(item.draft).lower()),
        }
        made.extend([one for uri, one in told.items() if uri in wanted and one is not None])
        for tag in tags(call):
            made.extend(self.extended(item, tag))
        if "item:Flag" in wanted:
            made.append(element("t:Flag", element("t:FlagStatus", "Flagged" if item.flagged else "NotFlagged")))
        if "message:From" in wanted:
            made.append(element("t:From", element("t:Mailbox", element("t:EmailAddress", item.sender))))
        if "message:InternetMessageId" in wanted:
            made.append(element("t:InternetMessageId", item.message_id))
        if "message:IsRead" in wanted and item.kind.startswith("Me"):  # Message, Meeting…
            made.append(element("t:IsRead", str(item.read).lower()))
        return made

    def extended(self, item: Item, tag: tuple[str, ...]) -> list[Any]:
        value = item.extended.get(tag)
        uri = element("t:ExtendedFieldURI", PropertyTag="0x7d", PropertyType="String")
        if tag == ("0x7D",) and not item.draft:
            value = item.content.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
        return [element("t:ExtendedProperty", uri, element("t:Value", value))] if value is not None else []

    def find(self, id_: str, acting: str | None) -> tuple[Store, Item]:
        if not id_.endswith("AAA="):
            raise Refusal("ErrorInvalidIdMalformed")
        for store in self.stores.values():
            if id_ in store.items and self.may(store.address, acting):
                return store, store.items[id_]
        raise Refusal("ErrorItemNotFound")

    def get_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        mime = call.find("m:ItemShape/t:IncludeMimeContent", NS)
        content = mime is not None and mime.text == "true"
        ids = [one.get("Id") for one in call.find("m:ItemIds", NS)]
        if content and self.faults.breaks & set(ids):
            return [error("GetItem", "ErrorInternalServerError")]
        return [self._got(id_, call, acting, content=content) for id_ in ids]

    def _got(self, id_: str, call: Any, acting: str | None, *, content: bool) -> Any:
        try:
            _, item = self.find(id_, acting)
        except Refusal as refusal:
            return error("GetItem", str(refusal))
        if item.kind in PLAIN and any(uri.startswith("message:") for uri in fields(call)):
            return error("GetItem", "ErrorInvalidPropertyRequest")
        if content and id_ in self.faults.poison:
            return error("GetItem", "ErrorMimeContentConversionFailed")
        return message("GetItem", element("m:Items", self.item(item, call, mime=content)))


def access(fake: FakeExchange, trust: Authority) -> Json:
    """How to reach the fake, as the settings of an account want it."""
    here: Json = {"endpoint": fake.url + PATH, "user": USER, "auth": fake.gate.auth, "ca_file": trust.certificate}
    if fake.gate.auth == "oauth":
        here |= {"client_id": CLIENT, "client_secret": SecretStr(SECRET), "token_url": f"{fake.url}/adfs/oauth2/token"}
    else:
        here |= {"username": SERVICE, "password": SecretStr(PASSWORD)}
    return {**here, "timeout": 10.0}


def mailbox_settings(fake: FakeExchange, trust: Authority, /, **changes: Any) -> ExchangeMailboxSettings:
    return ExchangeMailboxSettings.model_validate(access(fake, trust) | changes)
