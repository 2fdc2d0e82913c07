"""A real Cyrus IMAP server on loopback: generated config, no root, every password accepted.

Its Debian package conflicts with Dovecot's, so it is run from where `tests/peers/unpack.sh` unpacked it.
"""

from __future__ import annotations

import grp
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.peers import unprivileged
from tests.peers.other_client import OtherClient

UNPACKED = Path(os.environ.get("LIAISON_CYRUS", "/var/tmp/liaison-sync-peers/cyrus"))

_CONFIG = """
configdirectory: {home}/conf
partition-default: {home}/spool
defaultpartition: default
cyrus_user: {user}
cyrus_group: {group}
admins: cyrus
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN LOGIN
allowplaintext: yes
altnamespace: yes
unixhierarchysep: yes
sievedir: {home}/conf/sieve
"""

_SERVICES = """
START {{
  recover cmd="{bin}/ctl_cyrusdb -C {home}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="{bin}/imapd -C {home}/imapd.conf" listen="127.0.0.1:{port}" prefork=0 maxchild=100
}}
EVENTS {{
}}
"""


class Cyrus(OtherClient):
    """One server. A folder that is renamed may take a name and a UIDVALIDITY that another had (RFC 9051 §2.3.1.1)."""

    def __init__(self, users: Iterable[str] = ("humas",)) -> None:
        binaries = UNPACKED / "usr/lib/cyrus/bin"
        if not (binaries / "master").exists():
            unprivileged.absent("Cyrus is not unpacked (make nightly, or tests/peers/unpack.sh)")
        self.home, self.port = unprivileged.workdir("cyrus"), unprivileged.free_port()
        self.log = self.home / "cyrus.log"
        for name in ("db", "proc", "socket", "log", "msg", "lock", "ptclient", "sieve", "user"):
            (self.home / "conf" / name).mkdir(parents=True)
        (self.home / "spool").mkdir()
        who = unprivileged.account()
        values = {"home": self.home, "user": who.pw_name, "group": grp.getgrgid(who.pw_gid).gr_name}
        unprivileged.write(self.home / "imapd.conf", _CONFIG.format(**values))
        services = _SERVICES.format(home=self.home, bin=binaries, port=self.port)
        unprivileged.write(self.home / "cyrus.conf", services)
        unprivileged.own(self.home)
        self._libraries = ":".join(str(UNPACKED / one / "x86_64-linux-gnu") for one in ("usr/lib", "lib"))
        self._start(binaries)
        with self.hand("cyrus") as admin:
            for user in users:
                admin.create(f"user/{user}")

    def _start(self, binaries: Path) -> None:
        place = f"LD_LIBRARY_PATH={self._libraries}"
        config = ["-C", str(self.home / "imapd.conf"), "-M", str(self.home / "cyrus.conf")]
        command = ["/usr/bin/env", place, str(binaries / "master"), *config, "-p", str(self.home / "pid"), "-D"]
        self.process = unprivileged.start(command, self.log, self.home)
        unprivileged.until(lambda: unprivileged.listening(self.port), "Cyrus", self.log)

    def renumber(self, user: str, folder: str) -> bool:
        """A folder of the same name and content with another UIDVALIDITY; not the inbox, which cannot be deleted."""
        if folder == "INBOX":
            return False
        with self.hand(user) as other:
            _done(other.create, "Salinan")
            _done(other.select, folder)
            other.copy("1:*", "Salinan")  # refused where the folder is empty
            _done(other.unselect)
            _done(other.delete, f'"{folder}"')
            _done(other.create, f'"{folder}"')
            _done(other.select, "Salinan")
            other.copy("1:*", f'"{folder}"')
            _done(other.unselect)
            _done(other.delete, "Salinan")
        return True

    def close(self) -> None:
        unprivileged.kill(self.process)
        unprivileged.remove(self.home)

    def __enter__(self) -> Cyrus:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _done(command: Callable[..., tuple[str, object]], *arguments: str) -> None:
    """Until it is done: a folder cannot be deleted in the second in which another of its name was."""
    unprivileged.until(lambda: command(*arguments)[0] == "OK", f"{command.__name__} {arguments}")
