"""A fake of Microsoft Graph and of Entra ID's token endpoint over HTTPS: every request is checked before it is heard.

What breaks a rule of the service is kept in `wrong` and refused, so that a test that ends with an empty `wrong` has
said nothing Microsoft would not understand. `Faults` are what the service does wrong itself.
"""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from cryptography import x509
from pydantic import SecretStr

from liaison_sync.sources.graph import GraphMailboxSettings
from tests.peers.ca import Authority, Pair
from tests.peers.graph_entra import CLIENT, SECRET, TENANT, Entra
from tests.peers.graph_events import Calendars
from tests.peers.graph_listing import listed, selected, translated
from tests.peers.graph_model import ANSWERS, faults, unknown
from tests.peers.graph_sending import Sending
from tests.peers.graph_store import WELL_KNOWN, Json, Manners, Store
from tests.peers.graph_wire import HttpsServer, Refused, Reply, Request, error, told

USER, COLLEAGUE, DIRECTOR = "humas@kantor.example", "event@kantor.example", "direktur@kantor.example"
PREFER = 'IdType="ImmutableId"'


@dataclass(slots=True)
class Faults:
    """What goes wrong at the service. Each of `answers` spoils one request: (pattern of "METHOD path $query", how).

    How: a status; a status with an error code; "drop" before, "drop after" or 504 "after" the work was done; "junk";
    "kill before" and "kill after" end the process that asked.
    """

    answers: list[tuple[str, Any]] = field(default_factory=list)
    retry_after: str = "2"
    slow: float = 0.0
    foreign_links: bool = False


class FakeGraph(Entra, Calendars, Sending):
    """One tenant on loopback. The application may open `in_scope` mailboxes; there are others."""

    def __init__(self, pair: Pair, manners: Manners | None = None) -> None:
        self.manners, self.faults = manners or Manners(), Faults()
        self.stores = {user: Store(user, self.manners) for user in (USER, COLLEAGUE, DIRECTOR)}
        self.in_scope = {USER, COLLEAGUE}
        self.calendars: set[str] | None = None  # whose calendars may be opened, where that role has another scope
        self.client_certificate: x509.Certificate | None = None
        self.tokens: set[str] = set()
        self.issued: list[str] = []
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.sent: list[tuple[tuple[str, ...], bytes]] = []
        self.stays = ""
        self.most_in_flight = 0
        self.translations: dict[str, str] = {}  # an Exchange Server's id → ours
        self.translates = 200  # what is said to an application that wants ids translated
        self.client_process = 0  # whom `kill before` and `kill after` kill
        self._in_flight: Counter[str] = Counter()
        self.quiet_until, self.answers_doubt = 0.0, False  # may be asked meanwhile whether a letter left
        self.lock = threading.RLock()
        self._server = HttpsServer(pair, self.answer)
        self.port = self._server.port
        self.url = f"https://localhost:{self.port}"

    @property
    def box(self) -> Store:
        return self.stores[USER]

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> FakeGraph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- hearing ----------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply | None:
        """None: the connection is dropped."""
        with self.lock:
            self.asked.append(request.line)
            spoiled = self._spoiled(request)
        if spoiled == "kill before":
            os.kill(self.client_process, signal.SIGKILL)
            return None
        if spoiled is not None and spoiled not in {"drop after", "after", "kill after"}:
            return self._fault(spoiled)
        try:
            reply = self._heard(request)
        except Refused as refusal:
            reply = refusal.reply
        if spoiled == "kill after":
            os.kill(self.client_process, signal.SIGKILL)
        if spoiled in {"drop after", "kill after"}:
            return None
        return error(504, "UnknownError") if spoiled == "after" else reply

    def _spoiled(self, request: Request) -> Any:
        asked = request.line + "".join(f" {name}" for name in request.query)
        for n, (pattern, how) in enumerate(self.faults.answers):
            if re.search(pattern, asked):
                del self.faults.answers[n]
                return how
        return None

    def _fault(self, how: Any) -> Reply | None:
        match how:
            case "drop":
                return None
            case "junk":
                return Reply(200, b"<html>proxy says hello", {"Content-Type": "text/html"})
            case (int(status), str(code)):
                reply = error(status, code)
            case _:
                reply = error(int(how), "")
        if reply.status in {429, 503, 504}:
            reply.headers["Retry-After"] = self.faults.retry_after
            if reply.status != 504 and self.faults.retry_after.isdecimal():
                self.quiet_until = time.monotonic() + int(self.faults.retry_after) - 0.1
                self.answers_doubt = reply.status == 503
        return reply

    def blame(self, why: str, request: Request) -> None:
        self.wrong.append(f"{request.line}: {why}")

    def _heard(self, request: Request) -> Reply:
        if not request.path.startswith("/v1.0/"):
            return self._entra(request)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            raise Refused(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        if PREFER not in [one.strip() for one in request.headers.get("Prefer", "").split(",")]:
            self.blame("no immutable ids", request)
            raise Refused(400, "BadRequest", "Prefer")
        if time.monotonic() < self.quiet_until and not (self.answers_doubt and _doubts(request)):
            self.blame("asked again before Retry-After", request)
        request.path = _KEY.sub(r"/\1", request.path)
        match = re.fullmatch(r"/v1\.0/users/([^/]+)(/.*)", request.path)
        if match is None:
            self.blame("no such resource", request)
            raise Refused(404, "ResourceNotFound")
        user = unquote(match[1]).lower()
        if user not in self.stores:
            raise Refused(404, "ErrorInvalidUser", f"The requested user '{user}' is invalid.")
        dated = match[2].startswith(("/calendar", "/events"))
        if user not in (self.calendars if dated and self.calendars is not None else self.in_scope):
            raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        return self._counted(request, user, match[2])

    def _counted(self, request: Request, user: str, path: str) -> Reply:
        with self.lock:
            self._in_flight[user] += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight[user])
        try:
            if self._in_flight[user] > 4:
                self.blame("more than four in flight", request)
                raise Refused(429, "ApplicationThrottled", Retry_After="1")
            if self.faults.slow:
                time.sleep(self.faults.slow)
            with self.lock:
                return self._routed(request, self.stores[user], path)
        finally:
            with self.lock:
                self._in_flight[user] -= 1

    def _routed(self, request: Request, store: Store, path: str) -> Reply:
        for method, pattern, allowed, answer in ROUTES:
            match = re.fullmatch(pattern, path)
            if match is not None and method == request.method:
                strange = request.query.keys() - allowed
                if strange:
                    self.blame(f"does not take {sorted(strange)}", request)
                    raise Refused(400, "ErrorInvalidUrlQuery")
                here: Callable[..., Reply] = getattr(self, answer.__name__)  # a fake built otherwise has its own
                return self._modelled(request, answer.__name__, here(request, store, *map(unquote, match.groups())))
        self.blame("no such resource", request)
        raise Refused(404, "UnknownError")

    def _modelled(self, request: Request, answer: str, reply: Reply) -> Reply:
        """What is asked for and what is answered, held to Microsoft's own object model."""
        if answer in ANSWERS:
            said = [f"no such property: {one}" for one in unknown(ANSWERS[answer], request.query.get("$select", ""))]
            for why in (*said, *faults(answer, json.loads(reply.body))):
                self.blame(why, request)
        return reply

    # --- mail -------------------------------------------------------------------------------------------------

    def link(self, request: Request) -> Callable[[str, str], str]:
        host = "https://elsewhere.example" if self.faults.foreign_links else self.url
        path = _STEP.sub(r"/\1('\2')", request.path)  # the service writes keys as OData does, whoever asked how
        return lambda name, token: f"{host}{path}?{name}={token}"

    def delta(self, request: Request, store: Store, folder: str) -> Reply:
        size = re.search(r"odata\.maxpagesize=(\d+)", request.headers.get("Prefer", ""))
        try:
            if "$skiptoken" in request.query:
                walk = store.onward(request.query["$skiptoken"])
            elif "$deltatoken" in request.query:
                walk = store.since(request.query["$deltatoken"])
            else:
                walk = store.first(folder)
        except KeyError:
            raise Refused(410, "SyncStateNotFound", "The sync state generation is not found") from None
        if walk.folder != folder:
            self.blame("a token of another folder", request)
        return told(store.page(walk, int(size[1]) if size else 10, self.link(request)))

    def messages(self, request: Request, store: Store, folder: str) -> Reply:
        self._is_folder(store, folder)
        return self.delta(request, store, folder)

    def calendar_view(self, request: Request, store: Store) -> Reply:
        if "$skiptoken" not in request.query and "$deltatoken" not in request.query:
            missing = {"startDateTime", "endDateTime"} - request.query.keys()
            if missing:
                self.blame("a view without its ends", request)
                raise Refused(400, "ErrorInvalidParameter")
        return self.delta(request, store, store.calendar)

    def _is_folder(self, store: Store, folder: str) -> None:
        if folder not in store.folders:
            raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")

    def all_folders(self, request: Request, store: Store) -> Reply:
        if self.manners.flat != 200:
            raise Refused(self.manners.flat, "UnknownError")
        found = list(store.folders.values())
        at = int(request.query.get("$skiptoken", "0"))
        names = request.query.get("$select", "")
        page: Json = {"value": [selected(one, names, "") for one in found[at : at + 4]]}
        link = self.link(request)
        more = at + 4 < len(found)
        page["@odata.nextLink" if more else "@odata.deltaLink"] = link(
            "$skiptoken" if more else "$deltatoken", str(at + 4)
        )
        return told(page)

    def top_folders(self, request: Request, store: Store) -> Reply:
        return self.child_folders(request, store, "root")

    def child_folders(self, request: Request, store: Store, parent: str) -> Reply:
        """What lies in a folder, and nothing below that."""
        parents = [one["parentFolderId"] for one in store.folders.values()]
        here = [one for one in store.folders.values() if one["parentFolderId"] == parent]
        at = int(request.query.get("$skiptoken", "0"))
        told_ = [{**one, "childFolderCount": parents.count(one["id"])} for one in here[at : at + 4]]
        page: Json = {"value": [selected(one, request.query.get("$select", ""), "") for one in told_]}
        if at + 4 < len(here):
            page["@odata.nextLink"] = self.link(request)("$skiptoken", str(at + 4))
        return told(page)

    def one_folder(self, request: Request, store: Store, name: str) -> Reply:
        id_ = store.known.get(name, name) if name in WELL_KNOWN else name
        self._is_folder(store, id_)
        number = sum(one.folder == id_ for one in store.items.values())
        here = {**store.folders[id_], "totalItemCount": number}
        return told(selected(here, request.query.get("$select", ""), ""))

    def mime(self, request: Request, store: Store, folder: str, id_: str) -> Reply:
        item = store.items.get(id_)
        if not id_.endswith("AAA="):
            raise Refused(400, "ErrorInvalidIdMalformed", "Id is malformed.")
        if item is None or item.folder != folder:
            raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        return Reply(200, item.content, {"Content-Type": "text/plain"})

    def all_messages(self, request: Request, store: Store, folder: str) -> Reply:
        self._is_folder(store, folder)
        return told(listed(store, folder, request.query, self.link(request)))

    def known_as(self, id_: str) -> str:
        """Our id of an item asked for by the one it had on an Exchange Server, written with Graph's signs."""
        return next((new for old, new in self.translations.items() if old.translate(_SIGNS) == id_), id_)

    def translate(self, request: Request, store: Store) -> Reply:
        del store
        if self.translates != 200:
            raise Refused(self.translates, "ErrorAccessDenied" if self.translates == 403 else "ResourceNotFound")
        asked = json.loads(request.body)
        if request.headers.get("Content-Type") != "application/json" or len(asked["inputIds"]) > 1000:
            self.blame("not to be translated so", request)
            raise Refused(400, "ErrorInvalidRequest")
        return told({"value": translated(self.translations, asked)})


def access(fake: FakeGraph, trust: Authority) -> Json:
    """How to reach the fake, as the settings of an account want it."""
    here = {"tenant": TENANT, "client_id": CLIENT, "client_secret": SecretStr(SECRET), "user": USER, "timeout": 10.0}
    return {**here, "endpoint": fake.url, "authority": fake.url, "ca_file": trust.certificate}


def mailbox_settings(fake: FakeGraph, trust: Authority, /, **changes: Any) -> GraphMailboxSettings:
    return GraphMailboxSettings.model_validate(access(fake, trust) | changes)


_STEP = re.compile(r"/(users|mailFolders|events)/(?!delta$)([^/]+)")
_KEY = re.compile(r"\('([^']*)'\)")
_SIGNS = str.maketrans("/+", "-_")
_DELTA = frozenset({"$skiptoken", "$deltatoken"})
_ID = r"([^/]+)"
ROUTES: tuple[tuple[str, str, frozenset[str], Callable[..., Reply]], ...] = (
    ("GET", "/mailFolders/delta", _DELTA | {"$select"}, FakeGraph.all_folders),
    ("GET", "/mailFolders", frozenset({"$select", "$top", "$skiptoken"}), FakeGraph.top_folders),
    (
        "GET",
        f"/mailFolders/{_ID}/childFolders",
        frozenset({"$select", "$top", "$skiptoken"}),
        FakeGraph.child_folders,
    ),
    ("GET", f"/mailFolders/{_ID}", frozenset({"$select"}), FakeGraph.one_folder),
    ("GET", f"/mailFolders/{_ID}/messages/delta", _DELTA | {"$select", "$expand"}, FakeGraph.messages),
    (
        "GET",
        f"/mailFolders/{_ID}/messages",
        frozenset({"$select", "$top", "$count", "$orderby", "$skiptoken"}),
        FakeGraph.all_messages,
    ),
    ("GET", f"/mailFolders/{_ID}/messages/{_ID}/\\$value", frozenset(), FakeGraph.mime),
    ("GET", "/calendar", frozenset({"$select"}), FakeGraph.default_calendar),
    ("GET", "/calendarView/delta", _DELTA | {"startDateTime", "endDateTime"}, FakeGraph.calendar_view),
    ("GET", f"/events/{_ID}", frozenset({"$select", "$expand"}), FakeGraph.event),
    (
        "GET",
        f"/events/{_ID}/instances",
        frozenset({"$select", "startDateTime", "endDateTime", "$skiptoken"}),
        FakeGraph.instances,
    ),
    ("GET", "/messages", frozenset({"$filter", "$select", "$expand", "$top"}), FakeGraph.find),
    ("GET", f"/messages/{_ID}", frozenset({"$select", "$expand"}), FakeGraph.look),
    ("POST", "/messages", frozenset(), FakeGraph.draft),
    ("POST", "/translateExchangeIds", frozenset(), FakeGraph.translate),
    ("PATCH", f"/messages/{_ID}", frozenset(), FakeGraph.patch),
    ("DELETE", f"/messages/{_ID}", frozenset(), FakeGraph.remove),
    ("POST", f"/messages/{_ID}/send", frozenset(), FakeGraph.send),
)


def _doubts(request: Request) -> bool:
    """Whether it only asks if a letter left."""
    return "isDraft" in request.query.get("$select", "")
