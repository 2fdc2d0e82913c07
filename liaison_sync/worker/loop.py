"""The worker: a thread for each mailbox, and one that decides and sends. None waits for another; a bug ends none."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from liaison_sync.app.certify_turn import Turn
from liaison_sync.app.log import log
from liaison_sync.app.poll import due
from liaison_sync.app.round import Round, decide, run_round
from liaison_sync.app.service import Service
from liaison_sync.worker.listening import Listening

PAUSE = 1.0
_PLAN_EVERY = 15  # rounds without news
_AFTER_BUG = 10.0


def once(service: Service) -> Round:
    """One round over every mailbox."""
    return run_round(service)


def run(service: Service, stop: Event, *, pause: float = PAUSE) -> None:
    """Poll, decide and send until `stop` is set; what is under way is finished."""
    news = Event()
    listening = [Listening(mailbox) for mailbox in service.mailboxes]
    turns: list[Callable[[], None]] = [_reader(service, one, news, stop) for one in listening]
    turns.append(_decider(service, news))
    threads = [Thread(target=_keep, args=(turn, stop, pause), daemon=True) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in listening:
        one.close()


def _keep(turn: Callable[[], None], stop: Event, pause: float) -> None:
    while not stop.is_set():
        try:
            turn()
        except Exception:
            log().exception("a turn of the worker failed")
            stop.wait(_AFTER_BUG)
        stop.wait(pause)


def _reader(service: Service, listening: Listening, news: Event, stop: Event) -> Callable[[], None]:
    certifying, mailbox = Turn(), listening.mailbox
    well = False  # only who has just been read is listened to

    def over() -> bool:
        return stop.is_set() or bool(due(service.engine, [mailbox], service.clock.now()))

    def turn() -> None:
        nonlocal well
        woken = not over() and well and listening.woken(over)
        if stop.is_set() or not (woken or over()):
            return
        done = certifying.read(service, mailbox)
        well = done.failure is None and not done.skipped
        if done.failure:
            log().warning("mailbox not read", mailbox=mailbox.name, error=done.failure.key)
        if done.messages or done.own or done.gone:
            news.set()

    return turn


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
