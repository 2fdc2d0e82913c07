"""One process: the worker's loop in a thread, the console's server in front, one stop for both."""

from __future__ import annotations

import signal
from threading import Event, Thread

from liaison_sync.app.service import Service
from liaison_sync.settings import ConsoleSettings
from liaison_sync.worker import loop


def serve(service: Service, console: ConsoleSettings | None, stop: Event | None = None) -> None:
    """Until SIGINT, SIGTERM or `stop`; the round under way is finished first."""
    ended = stop or Event()
    worker = Thread(target=loop.run, args=(service, ended), name="worker")
    worker.start()
    try:
        if console is None:
            _wait(ended)
        else:
            _console(service, console)
    finally:
        ended.set()
        worker.join()


def _wait(ended: Event) -> None:
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ended.set())
    while not ended.wait(1):
        pass


def _console(service: Service, console: ConsoleSettings) -> None:
    import uvicorn

    from liaison_sync.web.app import build

    uvicorn.run(
        build(service),
        host=console.host,
        port=console.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=console.tls_certificate,
        ssl_keyfile=console.tls_key,
        proxy_headers=console.trusted_proxy,
    )
