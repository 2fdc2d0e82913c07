"""Somebody else at work in a mailbox: one operation after the other, drawn at random, with a log of what was done.

The log is the oracle: which letter (by its number) lies how often in which folder.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

from liaison_sync.connections.imap_session import ImapSession
from liaison_sync.domain.errors import Failure
from tests.crash.scenario import BUDI, CITRA, HUMAS, RINA
from tests.peers.courier import Courier
from tests.peers.cyrus import Cyrus
from tests.peers.dovecot import Dovecot
from tests.rig import START, imap

FOLDERS = ("INBOX", "Sent", "Arsip", "Tamu", "Surat/Masuk", "Surat/Keluar")
MOST = 60  # copies in one folder, before it is thinned out
Server = Dovecot | Cyrus | Courier


class Hand:
    """`log` folder → letter → copies. Works over IMAP as another program does, and on the server's disk."""

    def __init__(self, server: Server, seed: int) -> None:
        self.server, self.draw = server, random.Random(seed)
        self.folders = [server.called(one) for one in FOLDERS]
        self.lasting = self.folders[:2]
        self.log: dict[str, Counter[int]] = {one: Counter() for one in self.lasting}
        self.done: Counter[str] = Counter()
        self.letters = self.refused = 0
        self._session: ImapSession | None = None

    # --- what may be done -------------------------------------------------------------------------------------

    def act(self, kind: str = "") -> None:
        """One operation; one that had nothing to work on is drawn again."""
        kinds: dict[str, tuple[int, Callable[[], bool]]] = {
            "deliver": (26, self._deliver), "append": (14, self._append), "flag": (20, self._flag),
            "move": (14, self._move), "copy": (3, self._copy), "expunge": (18, self._expunge),
            "delete folder": (2, self._delete), "rename folder": (2, self._rename), "renumber": (0, self._renumber),
        }  # fmt: skip
        while True:
            chosen = kind or self.draw.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
            try:
                if kinds[chosen][1]():
                    self.done[chosen] += 1
                    return
            except Failure:  # the server loses its own lists of folders now and then: refused is not done
                self.refused += 1
                self.close()
            kind = ""

    def _letter(self) -> tuple[str, int, bytes]:
        """A new letter and where it belongs: ours wait for an answer, theirs for nobody."""
        self.letters += 1
        n, folder = self.letters, self.draw.choice(self.folders)
        whom = self.draw.choice((RINA, BUDI, CITRA))
        from_, to = (HUMAS, whom) if folder == self.lasting[1] else (whom, HUMAS)
        at = START - timedelta(days=5) + timedelta(minutes=self.draw.randrange(8, 40))
        raw = (
            f"From: <{from_}>\r\nTo: <{to}>\r\nSubject: Izin {n}\r\nDate: {format_datetime(at)}\r\n"
            f"Message-ID: <{n}@{from_.rpartition('@')[2]}>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/plain\r\n\r\nMohon kabar tentang perkara {n}.\r\n"
        )
        return folder, n, raw.encode()

    def _deliver(self) -> bool:
        folder, n, raw = self._letter()
        self._made(folder)
        self.server.deliver("humas", [raw], folder, self.draw.choice((None, "S")))
        self.log[folder][n] += 1
        return True

    def _append(self) -> bool:
        folder, n, raw = self._letter()
        self._made(folder)
        self.session().append(folder, raw, "")
        self.log[folder][n] += 1
        return True

    def _flag(self) -> bool:
        picked = self._picked()
        if picked is None:
            return False
        sign, flag = self.draw.choice("+-"), self.draw.choice(("\\Seen", "\\Flagged", "\\Answered", "$label"))
        self._run(f"UID STORE {picked[1]} {sign}FLAGS ({flag})")
        return True

    def _move(self) -> bool:
        return self._elsewhere("MOVE")

    def _copy(self) -> bool:
        return self._elsewhere("COPY")

    def _elsewhere(self, command: str) -> bool:
        picked = self._picked()
        if picked is None:
            return False
        folder, uid, n = picked
        target = self.draw.choice([one for one in self.folders if one != folder and len(self.log.get(one, ())) < MOST])
        self._made(target)
        moves = command == "MOVE"
        whole = not moves or "MOVE" in self.session().capabilities  # RFC 6851
        self._run(f'UID {command if whole else "COPY"} {uid} "{target}"')
        self.log[target][n] += 1
        if not whole:
            self._expunged(uid)
        if moves:
            self._gone(folder, n)
        return True

    def _expunge(self) -> bool:
        picked = self._picked()
        if picked is None:
            return False
        folder, uid, n = picked
        self._expunged(uid)
        self._gone(folder, n)
        return True

    def _delete(self) -> bool:
        folder = self._spare()
        if folder is None:
            return False
        self._away()
        self._run(f'DELETE "{folder}"')
        del self.log[folder]
        return True

    def _rename(self) -> bool:
        folder, free = self._spare(), [one for one in self.folders if one not in self.log]
        if folder is None or not free:
            return False
        self._away()
        self._run(f'RENAME "{folder}" "{free[0]}"')
        self.log[free[0]] = self.log.pop(folder)
        return True

    def _renumber(self) -> bool:
        """The server loses its list of UIDs."""
        self.close()
        return self.server.renumber("humas", self.draw.choice(sorted(self.log)))

    # --- how --------------------------------------------------------------------------------------------------

    def session(self) -> ImapSession:
        if self._session is None or not self._session.alive:
            self._session = ImapSession("hand", imap(self.server.port, "humas", timeout=20))
        return self._session

    def close(self) -> None:
        if self._session is not None:
            self._session.logout()
            self._session = None

    def _run(self, command: str) -> list[bytes]:
        return [one.parts[0] for one in self.session().run(command, operation="hand")]

    def _away(self) -> None:
        """No folder is deleted or renamed while it is open here."""
        self._run('EXAMINE "INBOX"')
        self._run("CLOSE")

    def _expunged(self, uid: int) -> None:
        self._run(f"UID STORE {uid} +FLAGS.SILENT (\\Deleted)")
        self._run(f"UID EXPUNGE {uid}")

    def _made(self, folder: str) -> None:
        if folder not in self.log:
            self._run(f'CREATE "{folder}"')
            self.log[folder] = Counter()

    def _spare(self) -> str | None:
        there = [one for one in self.log if one not in self.lasting]
        return self.draw.choice(sorted(there)) if there else None

    def _gone(self, folder: str, n: int) -> None:
        self.log[folder] -= Counter([n])  # drops those of which none is left

    def _picked(self) -> tuple[str, int, int] | None:
        """A copy: its folder, its UID, and which letter it is."""
        full = [one for one in self.log if self.log[one]]
        if not full:
            return None
        folder = self.draw.choice(sorted(full))
        self._run(f'SELECT "{folder}"')
        uids = " ".join(line.decode() for line in self._run("UID SEARCH ALL")).split()[1:]
        uid = int(self.draw.choice(uids))
        session = self.session()
        for answer in session.run(f"UID FETCH {uid} (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])", operation="hand"):
            found = re.search(rb"Izin (\d+)", b"".join(answer.parts))
            if found:
                n = int(found[1])
                assert n in self.log[folder], (folder, n)
                return folder, uid, n
        raise AssertionError(f"{folder}: no letter at {uid}")
