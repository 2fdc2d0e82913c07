"""The rules of a mailbox, applied anew once they changed: what they leave out no more is fetched as if it had come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liaison_sync.app import leases
from liaison_sync.app.pages import LEASE_SECONDS, Pages
from liaison_sync.app.reading import Refusals, still_there
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.ports import Lister, Ref, Seen, Source
from liaison_sync.store import left_out
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

SOME = 100  # fetched at once


def reconsider(service: Service, mailbox: Mailbox, fence: int, source: Source, folders: Sequence[Pages]) -> None:
    """Where the rules are others than those last judged by; cut off, it goes on with the next pass."""
    with reading(service.engine) as connection:
        before = left_out.rules(connection, mailbox.name)
    if before == mailbox.rules.told:
        return
    refusals = Refusals()
    for pages in folders:
        with refusals.aside(), still_there(pages.folder):
            _let_in(service, mailbox, source, pages)
    refusals.tell()
    now = service.clock.now()
    document = {"before": dict(before), "after": mailbox.rules.told}
    with writing(service.engine) as connection:
        leases.hold(connection, s.mailbox, mailbox.name, fence=fence, now=now, seconds=LEASE_SECONDS)
        left_out.put_rules(connection, mailbox.name, mailbox.rules.told)
        apply(connection, [c.Journaled(now, "worker", "mailbox.rules", f"mailbox:{mailbox.name}", document)])


def _let_in(service: Service, mailbox: Mailbox, source: Source, pages: Pages) -> None:
    with reading(service.engine) as connection:
        ruled = left_out.copies(connection, mailbox.name, pages.folder.id)
    free = [
        Seen(Ref(pages.folder.id, locator), received=received)
        for locator, (rule, received) in ruled.items()
        if not mailbox.rules.stands(rule, received)
    ]
    for at in range(0, len(free), SOME):
        pages.bring_back(source, list(_listed(source, free[at : at + SOME])), lambda _: [])


def _listed(source: Source, seen: Sequence[Seen]) -> Iterator[Seen]:
    """As the server lists them now, with their labels, where it can be asked."""
    if not isinstance(source, Lister):
        yield from seen
        return
    received = {one.ref.locator: one.received for one in seen}
    for one, _ in source.told([each.ref for each in seen]):
        yield (
            one if one.received is not None else Seen(one.ref, one.flags, received[one.ref.locator], labels=one.labels)
        )
