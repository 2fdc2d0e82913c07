"""Gmail as it speaks IMAP: folders that are labels, all mail in one of them, X-GM-EXT-1 (a script over the wire)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from liaison_sync.connections.uid_set import UidSet
from tests.peers.hostile_imap import Answers

ALL, SPAM = "[Gmail]/Semua Email", "[Gmail]/Spam"
CAPABILITIES = (
    b"IMAP4rev1 AUTH=PLAIN UNSELECT IDLE X-GM-EXT-1 UIDPLUS ENABLE CONDSTORE ESEARCH SPECIAL-USE LIST-EXTENDED"
)
LISTED = f"""* LIST (\\HasNoChildren) "/" "INBOX"
* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"
* LIST (\\HasNoChildren \\All) "/" "{ALL}"
* LIST (\\Drafts \\HasNoChildren) "/" "[Gmail]/Draf"
* LIST (\\HasNoChildren \\Sent) "/" "[Gmail]/Surat Terkirim"
* LIST (\\HasNoChildren \\Junk) "/" "{SPAM}"
* LIST (\\HasNoChildren \\Trash) "/" "[Gmail]/Tong Sampah"
* LIST (\\HasNoChildren) "/" "Sponsor"
"""


@dataclass(slots=True)
class Gmail:
    """`mail` folder → UID → (labels, bytes). What is asked of a folder that is only a label is noted in `opened`."""

    mail: dict[str, dict[int, tuple[str, bytes]]] = field(default_factory=lambda: {ALL: {}, SPAM: {}})
    opened: list[str] = field(default_factory=list)
    listed: str = LISTED
    capabilities: bytes = CAPABILITIES
    named: str = "X-GM-MSGID {id}"
    ids: dict[tuple[str, int], int] = field(default_factory=dict)  # X-GM-MSGID, where it is not 9000 + UID
    fetched: list[tuple[str, int]] = field(default_factory=list)  # whose bodies were handed over

    def answers(self) -> Answers:
        return {
            "CAPABILITY": b"* CAPABILITY " + self.capabilities + b"\r\n",
            "LIST": self.listed.replace("\n", "\r\n").encode(),
            "STATUS": self._status,
            "EXAMINE": self._examine,
            "UID SEARCH": self._search,
            "UID FETCH META": self._told,
            "UID FETCH BODY": self._bodies,
            "UNSELECT": b"",
        }

    def _here(self) -> dict[int, tuple[str, bytes]]:
        return self.mail.get(self.opened[-1], {})

    def _status(self, command: str) -> bytes:
        name = re.findall(r'"([^"]*)"', command)[0]
        here = self.mail.get(name, {})
        figures = f"MESSAGES {len(here)} UIDNEXT {max(here, default=0) + 1} UIDVALIDITY 7 HIGHESTMODSEQ {len(here) + 1}"
        return f'* STATUS "{name}" ({figures})\r\n'.encode()

    def _examine(self, command: str) -> bytes:
        self.opened.append(re.findall(r'"([^"]*)"', command)[0])
        here = self._here()
        next_, modseq = max(here, default=0) + 1, len(here) + 1
        told = f"* {len(here)} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT {next_}] ok\r\n"
        return f"{told}* OK [HIGHESTMODSEQ {modseq}] ok\r\n".encode()

    def _asked(self, command: str) -> list[int]:
        wanted = UidSet.parse(command.split()[2])
        return [uid for uid in sorted(self._here()) if uid in wanted]

    def _search(self, command: str) -> bytes:
        wanted = UidSet.parse(command.rsplit(maxsplit=1)[-1])
        found = UidSet.of(uid for uid in self._here() if uid in wanted)
        return f"* ESEARCH UID{f' ALL {found}' if found else ''}\r\n".encode()

    def _told(self, command: str) -> bytes:
        lines = [
            f"* {uid} FETCH ({self.named.format(id=self.ids.get((self.opened[-1], uid), 9000 + uid))} "
            f"X-GM-LABELS ({self._here()[uid][0]}) UID {uid} FLAGS () RFC822.SIZE {len(self._here()[uid][1])})\r\n"
            for uid in self._asked(command)
        ]
        return "".join(lines).encode()

    def _bodies(self, command: str) -> bytes:
        self.fetched += [(self.opened[-1], uid) for uid in self._asked(command)]
        return b"".join(
            b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(self._here()[uid][1]), self._here()[uid][1])
            for uid in self._asked(command)
        )
