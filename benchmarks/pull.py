"""From a mailbox on a real IMAP server to searchable: ours beside mbsync with notmuch and mbsync with mu.

Everybody reads the same mail from the same Dovecot, starting from nothing, one after the other in every round. The
server's own cost is nobody's; a first pass that is not measured warms its caches.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.measured import Cost, run
from liaison_sync.demo import bulk
from tests.peers.ca import Authority
from tests.peers.dovecot import BINARY, PASSWORD, Dovecot

ROOT = Path(__file__).parents[1]
SEED = 2026
NAMES = {address.partition("@")[0]: address for address in bulk.MAILBOXES}
WORD = "sambutan"  # stands in many of the generator's mails


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tool works: an empty folder, and the server it reads from."""

    folder: Path
    port: int
    mails: int


def measure(mails: int, rounds: int) -> str:
    """A table of medians and ratios; says which tools are missing."""
    missing = [f"{tool} ({package})" for tool, package in _TOOLS if shutil.which(tool) is None]
    if not BINARY.exists():
        return "pull: not measured, Dovecot is missing (Debian: dovecot-imapd)"
    with _served(mails) as server:
        costs = _all(server.port, mails, rounds)
    return _table(mails, rounds, costs) + (f"\nnot measured, missing: {', '.join(missing)}" if missing else "")


_TOOLS = (("mbsync", "isync"), ("notmuch", "notmuch"), ("mu", "maildir-utils"))


@contextmanager
def _served(mails: int) -> Iterator[Dovecot]:
    with tempfile.TemporaryDirectory() as folder, Dovecot(Authority(Path(folder)), users=tuple(NAMES)) as server:
        start = datetime.now(UTC) - timedelta(days=mails / 100)
        for mail in bulk.generate(SEED, mails, start=start):
            server.deliver(mail.mailbox.partition("@")[0], [mail.raw], folder=mail.folder)
        yield server


def _all(port: int, mails: int, rounds: int) -> dict[str, list[Cost]]:
    costs: dict[str, list[Cost]] = {}
    with _place(port, mails) as place:
        _ours(place)  # warms the server
    for _ in range(rounds):
        with _place(port, mails) as place:
            costs.setdefault("liaison-sync", []).append(_ours(place))
        if shutil.which("mbsync") is None:
            continue
        with _place(port, mails) as place:
            pulled = _mbsync(place)
            costs.setdefault("mbsync", []).append(pulled)
            for name, index in (("notmuch", _notmuch), ("mu", _mu)):
                if shutil.which(name):
                    costs.setdefault(f"mbsync + {name}", []).append(pulled + index(place))
    return costs


@contextmanager
def _place(port: int, mails: int) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Place(Path(folder), port, mails)


# --- ours -----------------------------------------------------------------------------------------------------


def _ours(place: Place) -> Cost:
    """What the worker does to read every mailbox: fetched, read, threaded, recognised, indexed."""
    config = place.folder / "liaison.toml"
    config.write_text(_config(place.port), "utf-8")
    directory = place.folder / "directory.json"
    directory.write_text(json.dumps(bulk.directory(SEED)), "utf-8")
    program = [sys.executable, "-m", "liaison_sync"]
    run([*program, "import", str(directory), "--config", str(config)], cwd=place.folder)
    reading = [sys.executable, "-m", "benchmarks.reading", str(config)]
    cost = run(reading, cwd=place.folder, env={"PYTHONPATH": str(ROOT)})
    _check_ours(place)
    return cost


def _config(port: int) -> str:
    boxes = "".join(
        f'[[mailboxes]]\nname = "{name}"\naddress = "{address}"\n[mailboxes.imap]\nhost = "127.0.0.1"\nport = {port}\n'
        f'username = "{name}"\npassword = "{PASSWORD}"\ntls = "none"\n'
        for name, address in NAMES.items()
    )
    return f'[organisation]\nname = "Karsa Bahari"\ndomains = ["{bulk.OWN_DOMAIN}"]\n{boxes}'


def _check_ours(place: Place) -> None:
    with sqlite3.connect(place.folder / "liaison.db") as store:
        (read,) = store.execute("SELECT count(*) FROM sighting WHERE state = 'stored'").fetchone()
        (hits,) = store.execute("SELECT count(*) FROM message_search WHERE message_search MATCH ?", (WORD,)).fetchone()
    _expect("liaison-sync", read == place.mails and hits > 0, f"{read} stored, {hits} hits")


def _expect(who: str, right: bool, told: str) -> None:
    if not right:
        raise AssertionError(f"{who} did not do the work: {told}")


# --- the others -----------------------------------------------------------------------------------------------


def _mbsync(place: Place) -> Cost:
    (place.folder / "mail").mkdir()
    parts = []
    for name in NAMES:
        (place.folder / "mail" / name).mkdir()
        parts.append(
            f"IMAPAccount {name}\nHost 127.0.0.1\nPort {place.port}\nUser {name}\nPass {PASSWORD}\nSSLType None\n"
            f"AuthMechs LOGIN\n\nIMAPStore {name}-far\nAccount {name}\n\n"
            f"MaildirStore {name}-near\nPath {place.folder}/mail/{name}/\nInbox {place.folder}/mail/{name}/INBOX\n"
            f"SubFolders Verbatim\n\nChannel {name}\nFar :{name}-far:\nNear :{name}-near:\nPatterns INBOX Sent\n"
            f"Create Near\nSync Pull\nSyncState *\n\n"
        )
    config = place.folder / "mbsyncrc"
    config.write_text("".join(parts), "utf-8")
    cost = run(["mbsync", "-q", "-c", str(config), "-a"], cwd=place.folder)
    got = sum(1 for one in (place.folder / "mail").rglob("*") if one.is_file() and one.parent.name in ("cur", "new"))
    _expect("mbsync", got == place.mails, f"{got} files")
    return cost


def _notmuch(place: Place) -> Cost:
    config = place.folder / "notmuchrc"
    own = ";".join(NAMES.values())
    config.write_text(
        f"[database]\npath={place.folder}/mail\n[user]\nname=PR\nprimary_email={own.partition(';')[0]}\n"
        f"other_email={own.partition(';')[2]}\n[new]\ntags=new\nignore=\n[maildir]\nsynchronize_flags=false\n",
        "utf-8",
    )
    env = {"NOTMUCH_CONFIG": str(config)}
    cost = run(["notmuch", "new"], cwd=place.folder, env=env)
    run(["notmuch", "count", WORD], cwd=place.folder, env=env)
    _expect("notmuch", _number(place) > 0, "no hits")
    return cost


def _mu(place: Place) -> Cost:
    home = ["--muhome", str(place.folder / "mu")]
    run(["mu", "init", *home, "--maildir", str(place.folder / "mail")], cwd=place.folder)
    cost = run(["mu", "index", "--quiet", *home], cwd=place.folder)
    run(["mu", "find", *home, "--maxnum", "1", WORD], cwd=place.folder)
    return cost


def _number(place: Place) -> int:
    return int((place.folder / "benchmark.log").read_text().strip() or 0)


# --- telling --------------------------------------------------------------------------------------------------


def _table(mails: int, rounds: int, costs: dict[str, list[Cost]]) -> str:
    lines = [f"pull to searchable, {mails} mails in two mailboxes, medians of {rounds}"]
    lines.append(f"{'':18} {'seconds':>8} {'mails/s':>8} {'CPU s':>7} {'MiB':>6}   time of liaison-sync : theirs")
    ours = costs["liaison-sync"]
    for name, each in costs.items():
        ratio = ", ".join(f"1 : {b.seconds / a.seconds:.2f}" for a, b in zip(ours, each, strict=True))
        middle = _of(each, lambda cost: cost.seconds)
        lines.append(
            f"{name:18} {middle:8.2f} {mails / middle:8.0f} {_of(each, lambda c: c.cpu):7.2f}"
            f" {_of(each, lambda c: c.memory):6.0f}   {'' if each is ours else ratio}"
        )
    return "\n".join(lines)


def _of(costs: list[Cost], what: Callable[[Cost], float]) -> float:
    return median(map(what, costs))
