"""The house built wrong on purpose, for the driver only: what the crash tests must notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, update

from liaison_sync.app import deliver, launch, leases, pages
from liaison_sync.app.reading import ReadPage
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import writing


def cursor_first() -> None:
    """The cursor is committed before the page it stands for."""
    right = pages.Pages.commit

    def wrong(self: pages.Pages, page: ReadPage) -> None:
        with writing(self.service.engine) as connection:
            apply(connection, [self._cursor(page, self.service.clock.now())])
        right(self, page)

    pages.Pages.commit = wrong  # type: ignore[method-assign]


def mark_after_send() -> None:
    """`in_flight` is not committed before the first byte, only together with the outcome."""
    right_launch, right_settle = launch.launch, deliver._settle
    marks: dict[str, list[tuple[Any, str, Mapping[str, Any]]]] = {}

    def wrong_launch(connection: Connection, *rest: Any) -> launch.Launched | None:
        flying = right_launch(connection, *rest)
        if flying is not None:
            marks[flying.row.id] = list(_unmarked(connection, flying.row.id))
        return flying

    def wrong_settle(service: Any, launched: launch.Launched, *rest: Any) -> None:
        with writing(service.engine) as connection:
            for table, id_, values in marks.pop(launched.row.id, []):
                connection.execute(update(table).where(table.c.id == id_).values(**values))
        right_settle(service, launched, *rest)

    launch.launch = wrong_launch  # type: ignore[assignment]
    deliver._settle = wrong_settle  # type: ignore[assignment]


def _unmarked(connection: Connection, id_: str) -> Iterator[tuple[Any, str, Mapping[str, Any]]]:
    """Takes the marks of a letter in flight back; yields what they were."""
    row = connection.execute(s.outbox.select().where(s.outbox.c.id == id_)).one()
    yield s.outbox, id_, {"state": "in_flight", "tries": row.tries}
    connection.execute(update(s.outbox).where(s.outbox.c.id == id_).values(state="queued", lease_until=None))
    found = connection.execute(s.followup.select().where(s.followup.c.id == row.about)).first()
    if found is not None:
        yield s.followup, found.id, {"state": "in_flight", "document": found.document}
        document = {**found.document, "followup": {**found.document["followup"], "state": "queued"}}
        back = update(s.followup).where(s.followup.c.id == found.id)
        connection.execute(back.values(state="queued", document=document))


def no_fencing() -> None:
    """A worker that lost its lease writes all the same."""
    right = deliver._settle

    def careless(service: Any, launched: launch.Launched, *rest: Any) -> None:
        with writing(service.engine) as connection:
            mine = update(s.outbox).where(s.outbox.c.id == launched.row.id)
            state = connection.execute(mine.values(fence=launched.row.fence).returning(s.outbox.c.state)).scalar_one()
        right(service, replace(launched, row=replace(launched.row, state=state)), *rest)

    leases.hold = lambda *_arguments, **_named: None
    deliver._settle = careless  # type: ignore[assignment]


VARIANTS: Mapping[str, Callable[[], None]] = {
    "cursor_first": cursor_first,
    "mark_after_send": mark_after_send,
    "no_fencing": no_fencing,
}
