"""The worker: a thread for each mailbox, one that calls them, and one that decides and sends. None waits for another;
a bug ends none.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event, Thread

from liaison_sync.app.log import log
from liaison_sync.app.round import Round, decide, run_round
from liaison_sync.app.service import Service
from liaison_sync.worker.reader import Reader
from liaison_sync.worker.rota import Rota

PAUSE = 1.0
_PLAN_EVERY = 15  # rounds without news
_AFTER_BUG = 10.0
_FILES = 4  # a mailbox that is listened on holds a connection and its bell


def once(service: Service) -> Round:
    """One round over every mailbox."""
    return run_round(service)


def run(service: Service, stop: Event, *, pause: float = PAUSE) -> None:
    """Poll, decide and send until `stop` is set; what is under way is finished."""
    _allow_files(_FILES * len(service.mailboxes))
    news = Event()
    readers = [Reader(service, mailbox, news) for mailbox in service.mailboxes]
    rota = Rota(service, readers)
    turns = [partial(reader.run, stop) for reader in readers]
    threads = [Thread(target=_keep, args=(turn, stop, 0.0), daemon=True) for turn in turns]
    regular: tuple[Callable[[], None], ...] = (rota.tick, _decider(service, news))
    threads += [Thread(target=_keep, args=(turn, stop, pause), daemon=True) for turn in regular]
    for thread in threads:
        thread.start()
    stop.wait()
    for reader in readers:
        reader.call(asked=False)
    for thread in threads:
        thread.join()
    rota.close()
    for reader in readers:
        reader.close()


def _keep(turn: Callable[[], None], stop: Event, pause: float) -> None:
    while not stop.is_set():
        try:
            turn()
        except Exception:
            log().exception("a turn of the worker failed")
            stop.wait(_AFTER_BUG)
        stop.wait(pause)


def _allow_files(wanted: int) -> None:
    """Many mailboxes are many open files: as many as the system allows us."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, soft + wanted)), hard))


def _decider(service: Service, news: Event) -> Callable[[], None]:
    quiet = _PLAN_EVERY

    def turn() -> None:
        nonlocal quiet
        quiet += 1
        planning = news.is_set() or quiet >= _PLAN_EVERY
        if planning:
            news.clear()
            quiet = 0
        decide(service, planning=planning)

    return turn
