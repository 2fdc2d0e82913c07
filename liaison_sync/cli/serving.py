"""One process: the worker's loop in a thread, the console's server in front, one stop for both."""

from __future__ import annotations

import signal
import socket
from threading import Event, Thread
from typing import TYPE_CHECKING

from liaison_sync.app.service import Service
from liaison_sync.domain.errors import Misconfigured
from liaison_sync.settings import ConsoleSettings
from liaison_sync.worker import loop

if TYPE_CHECKING:
    from uvicorn import Server


def listening(console: ConsoleSettings) -> socket.socket:
    """The console's place, taken before anything is started. Raises Misconfigured where it cannot be had."""
    host, port = console.host, console.port
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(place[:2], family=family)
    except OSError as error:
        detail = error.strerror or ""
        raise Misconfigured(key="console_place", host=f"{host} port {port}", detail=detail) from None


def address(place: socket.socket) -> str:
    """Where a browser on this machine finds a console whose port was left to chance."""
    return f"http://127.0.0.1:{place.getsockname()[1]}"


def serve(service: Service, console: ConsoleSettings, place: socket.socket | None) -> None:
    """The worker, and the console where it has a `place`, until SIGINT or SIGTERM; the round under way is finished."""
    ended = Event()
    server = _console(service, console) if place is not None else None

    def end(*_: object) -> None:
        ended.set()
        if server is not None:
            server.should_exit = True

    for one in (signal.SIGINT, signal.SIGTERM):  # the server raises them again when it has stopped: nobody dies of it
        signal.signal(one, end)
    worker = Thread(target=loop.run, args=(service, ended), name="worker")
    worker.start()
    try:
        if server is None or place is None:
            _wait(ended)
        else:
            server.run([place])
    finally:
        ended.set()
        worker.join()


def _wait(ended: Event) -> None:
    while not ended.wait(1):
        pass


def _console(service: Service, console: ConsoleSettings) -> Server:
    import uvicorn

    from liaison_sync.web.app import build

    config = uvicorn.Config(
        build(service),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=console.tls_certificate,
        ssl_keyfile=console.tls_key,
        proxy_headers=console.trusted_proxy,
    )
    return uvicorn.Server(config)
