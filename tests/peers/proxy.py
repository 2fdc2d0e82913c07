"""A TCP proxy that breaks connections on purpose: cuts, stalls, drips and splits what the server says."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """Counted in bytes from the server over one connection. `times`: how many connections suffer, None: all."""

    cut_after: int | None = None
    reset: bool = False  # RST instead of FIN
    stall_after: int | None = None
    drip: float | None = None  # seconds between single bytes
    split: bool = False  # byte by byte, without a pause
    lag: float = 0.0  # seconds every piece is under way
    refuse: bool = False  # hang up before the first byte
    times: int | None = None


class FaultProxy:
    """Listens on loopback and passes everything to `target_port`, but for `fault`."""

    def __init__(self, target_port: int, fault: Fault | None = None) -> None:
        self.target, self.fault = target_port, fault or Fault()
        self.connections = 0
        self.passed = 0  # bytes from the server, all connections
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            hurt = self.fault.times is None or self.connections <= self.fault.times
            fault = self.fault if hurt else Fault()
            if fault.refuse:
                client.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            threading.Thread(target=self._up, args=(client, server), daemon=True).start()
            threading.Thread(target=self._down, args=(server, client, fault), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := client.recv(65536):
                server.sendall(piece)
        _end(server)

    def _down(self, server: socket.socket, client: socket.socket, fault: Fault) -> None:
        sent = 0
        with contextlib.suppress(OSError):
            while piece := server.recv(65536):
                if fault.cut_after is not None and sent + len(piece) > fault.cut_after:
                    client.sendall(piece[: fault.cut_after - sent])
                    self.passed += fault.cut_after - sent
                    break
                if fault.stall_after is not None and sent + len(piece) > fault.stall_after:
                    client.sendall(piece[: max(fault.stall_after - sent, 0)])
                    self._closing.wait(3600)
                    break
                time.sleep(fault.lag)
                self._pass(client, piece, fault)
                sent += len(piece)
                self.passed += len(piece)
        if fault.reset:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        _end(client, quietly=not fault.reset)
        _end(server)

    def _pass(self, client: socket.socket, piece: bytes, fault: Fault) -> None:
        if fault.drip is None and not fault.split:
            client.sendall(piece)
            return
        for index in range(len(piece)):
            client.sendall(piece[index : index + 1])
            if fault.drip:
                time.sleep(fault.drip)

    def close(self) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)  # who waits in accept() is not woken by close()
        self._listener.close()

    def __enter__(self) -> FaultProxy:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _end(sock: socket.socket, *, quietly: bool = True) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR if quietly else socket.SHUT_RD)  # SHUT_RD wakes the other thread, silently
    if not quietly:
        time.sleep(0.02)
    sock.close()
