"""One engine for database after database: what it has compiled once no further test, and no forked life, compiles."""

from __future__ import annotations

from threading import Lock, local
from typing import Any

from sqlalchemy import Engine, event, make_url

from liaison_sync.store import failpoint
from liaison_sync.store.engine import connect

_MADE = local()


def opened(url: str) -> Engine:
    """This thread's engine for databases of this kind, from now on at `url`; where it was before, it is done."""
    there = make_url(url)
    kind = there.get_backend_name()
    made: Engine | None = getattr(_MADE, kind, None)
    if made is None:
        setattr(_MADE, kind, made := _movable(url))
    else:
        made.dispose()
        made.url = there
        made.update_execution_options(turn=Lock())  # whom an earlier test left behind keeps no later one waiting
        failpoint.watch(made)
    return made


def _movable(url: str) -> Engine:
    engine = connect(url)

    def open_there(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> None:
        if arguments:  # SQLite's one is its file
            arguments[0] = engine.url.database
        else:
            options["dbname"] = engine.url.database

    event.listen(engine, "do_connect", open_there, insert=True)
    return engine
