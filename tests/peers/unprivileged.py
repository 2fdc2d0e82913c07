"""Running real servers as somebody who is not root, in a directory of their own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest

from tests import scratch

_GIVEN: deque[int] = deque(maxlen=64)
_SHARES = 16


def absent(reason: str) -> None:
    """Skips with a plain reason, or fails where LIAISON_REQUIRE_PEERS=1 says nothing may be skipped."""
    if os.environ.get("LIAISON_REQUIRE_PEERS") == "1":
        pytest.fail(f"required peer missing: {reason}", pytrace=False)
    pytest.skip(reason)


def account() -> pwd.struct_passwd:
    """Who runs the servers: ourselves, or nobody where we are root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def workdir(prefix: str) -> Path:
    """A short-named directory that `account()` owns (socket paths have 108 bytes)."""
    path = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=scratch.open_to_all()))
    path.chmod(0o755)
    own(path)
    return path


def own(path: Path) -> None:
    """Hands `path` and all below to `account()`."""
    if os.geteuid() != 0:
        return
    who = account()
    for each in (path, *path.rglob("*")):
        os.chown(each, who.pw_uid, who.pw_gid, follow_symlinks=False)


def write(path: Path, text: str | bytes, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(mode)
    own(path)
    return path


def start(command: Sequence[str], log: Path, cwd: Path) -> subprocess.Popen[bytes]:
    """Starts a server as `account()`, its output in `log`."""
    who = account()
    identity = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    log.touch()
    own(log)
    with log.open("ab") as out:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            list(command),
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(cwd)},
            start_new_session=True,
            **identity,
        )


def run(command: Sequence[str], cwd: Path) -> str:
    """Runs a tool as `account()` and returns what it printed; raises with its output where it fails."""
    who = account()
    identity = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(cwd)}
    done = subprocess.run(  # type: ignore[call-overload]
        list(command), cwd=cwd, env=environment, capture_output=True, check=False, timeout=120, **identity
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stdout + done.stderr).decode(errors='replace')[-2000:]}")
    return str(done.stdout.decode(errors="replace"))


def stop(process: subprocess.Popen[bytes], kind: signal.Signals = signal.SIGTERM) -> None:
    """Ends a server and all it started."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(kind)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for a server and all it started (it leads a session of its own)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


def free_port() -> int:
    """A port nobody listens on, and none of the last ones given: two listeners of one server would get the same.

    Each process has a share of them: until its server listens, another process might be given the port as well.
    """
    while True:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = int(sock.getsockname()[1])
        if port not in _GIVEN and port // 2 % _SHARES == os.getpid() % _SHARES:  # the kernel gives every other one
            _GIVEN.append(port)
            return port


def listening(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) == 0


def deserted(ports: Collection[int], seconds: float = 1) -> bool:
    """No client is connected to any of them, or soon none (proc(5), net/tcp: 1 established, 8 half closed)."""
    end = time.monotonic() + seconds
    while any(
        int(row[1].rpartition(":")[2], 16) in ports and row[3] in {"01", "08"}
        for row in map(str.split, Path("/proc/net/tcp").read_text("ascii").splitlines()[1:])
    ):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def until(ready: Callable[[], bool], what: str, log: Path | None = None, seconds: float = 60) -> None:
    """Waits for a server; raises with the end of its log where it does not come."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not start: {log.read_text(errors='replace')[-3000:] if log else ''}")
        time.sleep(0.01)


def remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
