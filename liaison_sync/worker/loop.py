"""The worker's loop: a round, a pause, until told to stop. A bug in one round never ends the next."""

from __future__ import annotations

from threading import Event

import structlog

from liaison_sync.app.round import Round, run_round
from liaison_sync.app.service import Service

_PAUSE = 1.0
_AFTER_BUG = 10.0
log = structlog.get_logger()


def once(service: Service) -> Round:
    """One round over every mailbox."""
    return run_round(service, everything=True)


def run(service: Service, stop: Event, *, pause: float = _PAUSE) -> None:
    """Rounds until `stop` is set."""
    while not stop.is_set():
        try:
            done = run_round(service)
        except Exception:
            log.exception("round failed")
            stop.wait(_AFTER_BUG)
            continue
        for one in done.failures:
            log.warning("mailbox not read", mailbox=one.mailbox, error=one.failure.key if one.failure else None)
        stop.wait(pause)
