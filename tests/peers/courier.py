"""A real Courier imapd on loopback: no CONDSTORE, no ESEARCH, no UIDNEXT as a folder is opened.

Its own door (couriertcpd, authdaemon) needs root and a database of users; ours takes the one password and hands the
connection to imapd, which goes on from there. Run from where `tests/peers/unpack.sh` unpacked it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from pathlib import Path

from tests.peers import unprivileged
from tests.peers.other_client import PASSWORD, OtherClient

UNPACKED = Path(os.environ.get("LIAISON_COURIER", "/var/tmp/liaison-sync-peers/courier"))
WATCHER = UNPACKED / "usr/libexec/gam_server"
LIBRARIES = ":".join(str(UNPACKED / "usr/lib" / one) for one in ("x86_64-linux-gnu", "."))
CAPABILITIES = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"


class Courier(OtherClient):
    """One server with one Maildir."""

    def __init__(self) -> None:
        self.binary = UNPACKED / "usr/bin/imapd"
        if not (self.binary.exists() and WATCHER.exists()):
            unprivileged.absent("Courier is not unpacked (make nightly, or tests/peers/unpack.sh)")
        self.home = unprivileged.workdir("courier")
        for name in ("cur", "new", "tmp"):
            (self.home / "Maildir" / name).mkdir(parents=True)
        unprivileged.own(self.home)
        self._environment = {
            "LD_LIBRARY_PATH": LIBRARIES,
            "AUTHENTICATED": "humas",
            "IMAP_CAPABILITY": CAPABILITIES,
            "IMAP_USELOCKS": "1",
            "IMAP_KEYWORDS": "1",
            "GAM_CLIENT_ID": self.home.name,
            "HOME": str(self.home),
            "MAILDIR": "Maildir",
            "TCPREMOTEIP": "127.0.0.1",
        }
        self.children = [self._watcher()]
        self._open: list[tuple[subprocess.Popen[bytes], socket.socket]] = []
        self._gate = threading.Lock()  # nobody comes in while the server is away
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _watcher(self) -> subprocess.Popen[bytes]:
        """What tells imapd that a lock is free (its package demands it): without, every lock waits for seconds."""
        command = ["/usr/bin/env", str(WATCHER), "--notimeout", self.home.name]
        return unprivileged.start(command, self.home / "log", self.home)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._door, args=(client,), daemon=True).start()

    def _door(self, client: socket.socket) -> None:
        """Up to LOGIN; what follows is imapd's."""
        with contextlib.suppress(OSError), client, client.makefile("rb", buffering=0) as lines:
            client.sendall(f"* OK [CAPABILITY {CAPABILITIES}] Courier-IMAP ready.\r\n".encode())
            while line := lines.readline():
                tag, _, command = line.decode().strip().partition(" ")
                if command.upper() == "CAPABILITY":
                    client.sendall(f"* CAPABILITY {CAPABILITIES}\r\n{tag} OK CAPABILITY completed\r\n".encode())
                elif command.upper().startswith("LOGIN ") and PASSWORD in command:
                    self._hand_over(client, tag)
                    client.shutdown(socket.SHUT_RDWR)
                    return
                else:
                    client.sendall(f"{tag} NO Login failed.\r\n".encode())

    def _imapd(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        who = unprivileged.account()
        identity = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        ours, its = socket.socketpair()
        with (self.home / "log").open("ab") as log, its:
            child: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
                [str(self.binary), "Maildir"],
                cwd=self.home,
                env=self._environment,
                stdin=its,
                stdout=its,
                stderr=log,
                start_new_session=True,
                **identity,
            )
        self.children.append(child)
        return child, ours

    def _hand_over(self, client: socket.socket, tag: str) -> None:
        with self._gate:
            child, ours = self._imapd()
            self._open.append((child, ours))
        with ours, ours.makefile("rb", buffering=0) as said:
            while b"PREAUTH" not in said.readline():
                pass
            client.sendall(f"{tag} OK LOGIN Ok.\r\n".encode())
            threading.Thread(target=_pump, args=(ours, client), daemon=True).start()
            _pump(client, ours)
            child.wait(10)

    def called(self, folder: str) -> str:
        """All folders stand below the inbox, with dots between."""
        return folder if folder == "INBOX" else "INBOX." + folder.replace("/", ".")

    def renumber(self, _: str, folder: str = "INBOX") -> bool:
        """A real UIDVALIDITY change, which is the time: the server comes back without its UID list and makes another.

        Away under open sessions, the list would be made twice within a second: two orders under one number.
        """
        uids = self.home / "Maildir" / folder.removeprefix("INBOX") / "courierimapuiddb"
        with self._gate:
            for child, ours in self._open:
                with contextlib.suppress(OSError):
                    ours.shutdown(socket.SHUT_WR)
                child.wait(10)
            self._open.clear()
            before = _validity(uids)
            while _validity(uids) in (before, None):
                time.sleep(0.1)
                uids.unlink(missing_ok=True)
                self._opened(folder)
        return True

    def _opened(self, folder: str) -> None:
        child, ours = self._imapd()
        with ours:
            ours.sendall(f'1 SELECT "{folder}"\r\n2 LOGOUT\r\n'.encode())
            while ours.recv(65536):
                pass
        child.wait(10)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # who waits in accept() is not woken by close()
        self._listener.close()
        for child in self.children:
            unprivileged.kill(child)
        unprivileged.remove(self.home)

    def __enter__(self) -> Courier:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _validity(uids: Path) -> str | None:
    return uids.read_text().split()[1] if uids.exists() else None


def _pump(source: socket.socket, to: socket.socket) -> None:
    """All bytes, until one of them has had enough."""
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            to.sendall(piece)
    with contextlib.suppress(OSError):
        to.shutdown(socket.SHUT_WR)
