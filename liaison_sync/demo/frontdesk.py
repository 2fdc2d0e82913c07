"""The front desk: the console of the demo on loopback, with one user to sign in as."""

from __future__ import annotations

import socket
from threading import Thread
from typing import Any

from liaison_sync.app.service import Service
from liaison_sync.app.users import put_user
from liaison_sync.demo import office
from liaison_sync.demo.peers import LOOPBACK


class FrontDesk:
    """Takes its port when entered (0: any free one), opens when asked to. Raises OSError where the port is taken."""

    def __init__(self, port: int) -> None:
        self._wanted = port
        self._server: Any = None
        self._thread: Thread | None = None

    def __enter__(self) -> FrontDesk:
        self._socket = socket.create_server((LOOPBACK, self._wanted))
        self.port: int = self._socket.getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=10)
        self._socket.close()

    def open(self, service: Service, password: str, language: str) -> None:
        """Serve the console of `service`; the head of PR may sign in with `password`."""
        import uvicorn

        from liaison_sync.web.app import build

        head = office.HEAD
        put_user(service, head.address, name=head.name, password=password, role="admin", language=language)
        config = uvicorn.Config(
            build(service), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
        )
        self._server = uvicorn.Server(config)
        # Signals are the caller's: the server runs in a thread, where it installs no handlers.
        self._thread = Thread(target=self._server.run, args=([self._socket],), name="demo-console", daemon=True)
        self._thread.start()
