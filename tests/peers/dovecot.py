"""A real IMAP server (Debian's Dovecot 2.3) on loopback: generated config, no root, TLS by our own authority."""

from __future__ import annotations

import grp
import os
import re
import shutil
import socket
import time
from collections.abc import Iterable
from pathlib import Path

from tests.peers import unprivileged
from tests.peers.ca import Authority, Pair

BINARY = Path("/usr/sbin/dovecot")
LIBEXEC = Path("/usr/lib/dovecot")
PASSWORD = "rahasia-sekali"

# Processes that serve many sessions one after the other: thousands of short ones are opened.
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{home}/tls/server.crt
ssl_key = <{home}/tls/server.key
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
auth_failure_delay = 0 secs
mail_location = maildir:~/Maildir
mail_save_crlf = yes
mailbox_list_index = yes
mail_max_userip_connections = 100
imap_capability = {capability}
rawlog_dir = {home}/rawlog/%u
passdb {{
  driver = passwd-file
  args = scheme=plain {home}/users
}}
{tokens}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
  mailbox Drafts {{
    special_use = \\Drafts
    auto = create
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
}}
service imap-login {{
  service_count = 0
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap {{
  process_limit = 100
  service_count = 1000
}}
service stats {{
  chroot =
}}
"""

TOKENS = """passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/tokens.conf
}}"""


class Dovecot:
    """One server; mail goes in by `deliver`, straight into the Maildir as a delivery agent would."""

    def __init__(
        self, authority: Authority, users: Iterable[str] = ("humas", "event"), capability: str = "", inquiry: str = ""
    ) -> None:
        """`inquiry` is where tokens are asked about (RFC 7662); with one, XOAUTH2 is offered."""
        if not BINARY.exists():
            unprivileged.absent("Dovecot is not installed (Debian: dovecot-imapd)")
        self.home = unprivileged.workdir("dovecot")
        self.port, self.tls_port = unprivileged.free_port(), unprivileged.free_port()
        self.log = self.home / "dovecot.log"
        self._count = 0
        self.users = tuple(users)
        who = unprivileged.account()
        group = grp.getgrgid(who.pw_gid).gr_name
        for name in ("run", "state", "tls", "mail", "rawlog"):
            (self.home / name).mkdir()
        self.certify(authority.issue())
        lines = "".join(f"{user}:{PASSWORD}\n" for user in self.users)
        unprivileged.write(self.home / "users", lines)
        for user in self.users:
            (self.home / "rawlog" / user).mkdir()
        values = {"home": self.home, "user": who.pw_name, "group": group, "capability": capability}
        values["mechanisms"] = " xoauth2" if inquiry else ""
        values["tokens"] = TOKENS.format(home=self.home) if inquiry else ""
        asked = f"introspection_mode = post\nintrospection_url = {inquiry}\nusername_attribute = username\n"
        unprivileged.write(self.home / "tokens.conf", asked + "active_attribute = active\nactive_value = true\n")
        config = CONFIG.format(port=self.port, tls_port=self.tls_port, **values)
        self.config = unprivileged.write(self.home / "dovecot.conf", config)
        unprivileged.own(self.home)
        self.start()
        self.as_made = True  # never stopped since, with its first certificate

    def certify(self, pair: Pair) -> None:
        """Uses this certificate from the next start on."""
        self.as_made = False
        shutil.copy(pair.certificate, self.home / "tls/server.crt")
        shutil.copy(pair.key, self.home / "tls/server.key")
        unprivileged.own(self.home / "tls")

    def start(self) -> None:
        self.process = unprivileged.start([str(BINARY), "-F", "-c", str(self.config)], self.log, self.home)
        unprivileged.until(self._greets, "Dovecot", self.log)

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as sock:
                return sock.recv(4) == b"* OK"
        except OSError:
            return False

    def stop(self) -> None:
        self.as_made = False
        unprivileged.stop(self.process)

    def kill(self) -> None:
        """The machine loses power: every process at once."""
        self.as_made = False
        unprivileged.kill(self.process)

    def close(self) -> None:
        self.kill()
        unprivileged.remove(self.home)

    def __enter__(self) -> Dovecot:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def emptied(self) -> bool:
        """Without a message, a folder or a line of its protocol; False where it is not as it was made."""
        if not self.as_made or not unprivileged.deserted({self.port, self.tls_port}):
            return False
        for user in self.users:
            unprivileged.remove(self.home / "mail" / user)
            self.forget(user)
        return True

    # --- what happens to mail ---------------------------------------------------------------------------------

    def called(self, folder: str) -> str:
        """A folder's name here, of one with slashes between its parts."""
        return folder

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """The folder's Maildir; made where it is not there yet. `folder` is its name in modified UTF-7."""
        root = self.home / "mail" / user / "Maildir"
        path = root if folder == "INBOX" else root / ("." + folder.replace("/", "."))
        if not (path / "new").is_dir():
            for name in ("tmp", "new", "cur"):
                (path / name).mkdir(parents=True, exist_ok=True)
            unprivileged.own(self.home / "mail" / user)
        return path

    def deliver(
        self, user: str, messages: Iterable[bytes], folder: str = "INBOX", flags: str | None = None
    ) -> list[str]:
        """Puts messages in; returns their file names. `flags` (Maildir letters, "S") puts them into cur."""
        path = self.maildir(user, folder)
        who = unprivileged.account()
        names = []
        for content in messages:
            self._count += 1
            name = f"{int(time.time())}.M{self._count:09d}P1.test"
            place = path / "new" / name if flags is None else path / "cur" / f"{name}:2,{flags}"
            place.write_bytes(content)
            if os.geteuid() == 0:
                os.chown(place, who.pw_uid, who.pw_gid)
            names.append(name)
        return names

    def expunge(self, user: str, names: Iterable[str], folder: str = "INBOX") -> None:
        """Removes messages by their file names, as another client's expunge does."""
        path = self.maildir(user, folder)
        for name in names:
            for place in (*path.glob(f"new/{name}*"), *path.glob(f"cur/{name}*")):
                place.unlink()

    def renumber(self, user: str, folder: str = "INBOX") -> bool:
        """A real UIDVALIDITY change: the server forgets its UID list. Says that it could."""
        path = self.maildir(user, folder)
        for place in path.glob("dovecot*"):
            if not place.name.startswith("dovecot-uidvalidity"):  # so that no UIDVALIDITY is ever given twice
                place.unlink()
        for place in path.parent.glob("Maildir/dovecot.list.index*"):
            place.unlink()
        return True

    def back_up(self, user: str, into: Path) -> None:
        """All that is kept of an account, its UIDs and their UIDVALIDITY among it."""
        shutil.copytree(self.home / "mail" / user, into, copy_function=shutil.copy2)

    def put_back(self, user: str, backup: Path) -> None:
        """As it was then: what came since is lost, and its UIDs are given again."""
        self.stop()
        shutil.rmtree(self.home / "mail" / user)
        shutil.copytree(backup, self.home / "mail" / user, copy_function=shutil.copy2)
        unprivileged.own(self.home / "mail" / user)
        self.start()

    def contents(self, user: str, folder: str = "INBOX") -> dict[str, bytes]:
        """Every message file and its bytes."""
        path = self.maildir(user, folder)
        return {place.name.split(":")[0]: place.read_bytes() for place in (*path.glob("new/*"), *path.glob("cur/*"))}

    def flags(self, user: str, folder: str = "INBOX") -> dict[str, str]:
        """File name → Maildir flag letters; "" is unseen."""
        found = {}
        path = self.maildir(user, folder)
        for place in (*path.glob("new/*"), *path.glob("cur/*")):
            name, _, letters = place.name.partition(":2,")
            found[name.split(",S=")[0]] = letters
        return found

    # --- what was said ----------------------------------------------------------------------------------------

    def said(self, user: str) -> list[str]:
        """The commands (without tags and literals) clients sent, from the server's own protocol log."""
        lines: list[str] = []
        for log in sorted((self.home / "rawlog" / user).glob("*.in")):
            for line in log.read_bytes().splitlines():
                text = re.sub(rb"^\d+\.\d+ ", b"", line).decode("utf-8", "replace")
                match = re.match(r"[A-Za-z0-9]+ (.+)", text)
                if match and re.match(r"[A-Z]+\b", match[1]):
                    lines.append(match[1])
        return lines

    def forget(self, user: str) -> None:
        """Empties the protocol log."""
        for log in (self.home / "rawlog" / user).glob("*"):
            log.unlink()
