"""Trigger: a reason to follow up, as one value: what to watch, and when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import Audience, FollowUp, Reason
from liaison_sync.domain.stops import View
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Correspondence, Meeting


@dataclass(frozen=True, slots=True)
class Trigger:
    """`watch` returns the follow-up this view calls for now, planned, or None; `over` why it is no longer due.

    `parts` takes a view apart where each part is followed up by itself (a meeting into its action items).
    `asks`: its letters wait for an answer.
    `bulk`: its letters go to several people alike, so each can be unsubscribed from (RFC 2369, RFC 8058).
    """

    name: str
    audience: Audience
    sees: type[Correspondence] | type[Meeting]
    watch: Callable[[Any, Context], FollowUp | None]
    over: Callable[[FollowUp, View, Context], Reason | None]
    parts: Callable[[Any], Iterable[Any]] = lambda view: (view,)
    bulk: bool = False
    asks: bool = True

    def calls(self, view: View, context: Context) -> Iterator[FollowUp]:
        """Every follow-up this view calls for now."""
        for part in self.parts(view):
            found = self.watch(part, context)
            if found is not None:
                yield found


def reachable(addresses: Iterable[str], context: Context) -> tuple[str, ...]:
    """Those outside our house whom letters may reach, each once, in order."""
    found: list[str] = []
    for address in dict.fromkeys(addresses):
        contact = context.contacts.get(address)
        if context.is_ours(address) or (contact and (contact.bounced or contact.opted_out or contact.restricted)):
            continue
        found.append(address)
    return tuple(found)


def of_partner(addresses: Iterable[str], partner: str | None, context: Context) -> tuple[str, ...]:
    """The reachable ones of this partner; those nobody has filed elsewhere count as the partner's."""
    found: list[str] = []
    for address in reachable(addresses, context):
        contact = context.contacts.get(address)
        if contact is None or contact.partner in {None, partner}:
            found.append(address)
    return tuple(found)
