"""The calendar of the fake Graph: what a view lists, what an item tells of itself, and the instances of a series.

How much a master tells of its series is the fake's `manners.series`: all of it; its exceptions without where they
belong; neither exceptions nor what was cancelled, as v1.0 for years; or a refusal of the very question.
"""

from __future__ import annotations

from tests.peers.graph_listing import selected
from tests.peers.graph_store import ON_REQUEST, Json, Manners, Store
from tests.peers.graph_wire import Refused, Reply, Request, told

SEQUENCE = "Integer {00062002-0000-0000-C000-000000000046} Id 0x8201"
INSTANCES = 3  # on a page


class Calendars:
    """The half of a fake Graph that keeps appointments."""

    manners: Manners

    def blame(self, why: str, request: Request) -> None:
        raise NotImplementedError

    def known_as(self, id_: str) -> str:
        raise NotImplementedError

    def link(self, request: Request) -> object:
        raise NotImplementedError

    def default_calendar(self, request: Request, store: Store) -> Reply:
        del request
        return told({"id": store.calendar, "name": "Kalender"})

    def event(self, request: Request, store: Store, id_: str) -> Reply:
        item = store.items.get(self.known_as(id_))
        if item is None or item.event is None:
            listed = next((one for each in store.views.values() for one in each if one["id"] == id_), None)
            if listed is None or listed.get("seriesMasterId") not in store.items:
                raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
            return told(listed)
        if request.query.get("$select") != "id" and SEQUENCE not in request.query.get("$expand", ""):
            self.blame("does not ask for the sequence", request)
        return told(
            {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#x", **self._asked(request, item.event)}
        )

    def _asked(self, request: Request, event: Json) -> Json:
        """What of an item was asked for: of a series no more than the question names."""
        names, expanded = request.query.get("$select", ""), request.query.get("$expand", "")
        if self.manners.series == "refused" and any(one in names + expanded for one in ON_REQUEST):
            raise Refused(400, "RequestBroker--ParseUri", "Could not find a property named 'exceptionOccurrences'.")
        named = {name for name in ON_REQUEST if name in names and self.manners.series != "untold"}
        if "exceptionOccurrences" not in expanded:
            named.discard("exceptionOccurrences")
        kept = {name: value for name, value in event.items() if name not in ON_REQUEST}
        if event.get("type") == "seriesMaster":
            kept |= {name: event.get(name, []) for name in named}
        if self.manners.series == "bare" and "exceptionOccurrences" in kept:
            bare = [{**one, "originalStart": None} for one in kept["exceptionOccurrences"]]
            kept["exceptionOccurrences"] = bare
        return selected(kept, names, expanded)

    def instances(self, request: Request, store: Store, id_: str) -> Reply:
        """What a view shows of the series, its exceptions as they are; what was cancelled is missing."""
        if id_ not in store.items:
            raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        if "$skiptoken" not in request.query and not {"startDateTime", "endDateTime"} <= request.query.keys():
            self.blame("instances of no window", request)
            raise Refused(400, "ErrorInvalidParameter", "This request requires a time window.")
        at = int(request.query.get("$skiptoken", "0"))
        found = [one for one in store.views[id_] if one["id"] != id_]
        some = [selected(one, request.query.get("$select", ""), "") for one in found[at : at + INSTANCES]]
        page: Json = {"value": some}
        if at + INSTANCES < len(found):
            page["@odata.nextLink"] = self.link(request)("$skiptoken", str(at + INSTANCES))  # type: ignore[operator]
        return told(page)
