"""An IMAP server that lies: a script of answers per command, for what no honest server would ever say."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from collections.abc import Callable
from typing import IO

GREETING = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hostile\r\n"
HANGS_UP = b"{hangs up}"
Answers = dict[str, bytes | Callable[[str], bytes]]

HONEST: Answers = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
    "AUTHENTICATE": b"",
    "LIST": b'* LIST () "/" INBOX\r\n',
    "EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 3] ok\r\n",
    "UID SEARCH": b"* SEARCH 1 2\r\n",
    "UID FETCH META": b"* 1 FETCH (UID 1 RFC822.SIZE 3 FLAGS ())\r\n* 2 FETCH (UID 2 RFC822.SIZE 3 FLAGS ())\r\n",
    "UID FETCH BODY": b"* 1 FETCH (UID 1 BODY[] {3}\r\none)\r\n* 2 FETCH (UID 2 BODY[] {3}\r\ntwo)\r\n",
    "LOGOUT": b"* BYE bye\r\n",
}


class HostileImap:
    """`lies` replaces answers by command; the tagged OK follows unless the answer holds `{tag}` itself."""

    def __init__(self, lies: Answers | None = None, greeting: bytes = GREETING, *, forgets: bool = False) -> None:
        """`forgets`: what came in one piece with the end of IDLE is never heard."""
        self.answers = {**HONEST, **(lies or {})}
        self.forgets, self.connections = forgets, 0
        self.greeting = greeting
        self.said: list[str] = []
        self.secrets: list[tuple[bytes, bytes]] = []  # what LOGIN carried
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, io.BufferedReader(client.makefile("rb", 0)) as lines:
            client.sendall(self.greeting)
            for line in lines:
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                self.said.append(command)
                if command.upper().startswith(("AUTHENTICATE", "IDLE")):
                    client.sendall(b"+ \r\n")
                    lines.readline()
                    if self.forgets and command.upper() == "IDLE":
                        client.setblocking(False)
                        lines.read1()
                        client.setblocking(True)
                if command.upper().startswith("LOGIN {"):
                    self.secrets.append(_literals(client, lines, command))
                answer = self._answer(tag, command)
                if answer.startswith(HANGS_UP):
                    return
                client.sendall(answer)

    def _answer(self, tag: str, command: str) -> bytes:
        said = self.answers.get(self._key(command), b"")
        text = said(command) if callable(said) else said
        if b"{tag}" in text:
            return text.replace(b"{tag}", tag.encode())
        return text + f"{tag} OK done\r\n".encode()

    def _key(self, command: str) -> str:
        words = command.upper().split()
        if words[:2] == ["UID", "FETCH"]:
            return "UID FETCH BODY" if "BODY" in command.upper() else "UID FETCH META"
        return " ".join(words[:2]) if words[0] == "UID" else words[0]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # who waits in accept() is not woken by close()
        self._listener.close()

    def __enter__(self) -> HostileImap:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _literals(client: socket.socket, lines: IO[bytes], command: str) -> tuple[bytes, bytes]:
    """Both arguments of LOGIN, each a literal announced in the line before it."""
    client.sendall(b"+ \r\n")
    name = lines.read(int(command.rpartition("{")[2].rstrip("}")))
    size = int(lines.readline().strip().removeprefix(b"{").removesuffix(b"}"))
    client.sendall(b"+ \r\n")
    secret = lines.read(size)
    lines.readline()
    return name, secret
