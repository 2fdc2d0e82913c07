"""Running one command and what it cost: seconds, CPU seconds and memory of its whole process tree (Linux)."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from resource import struct_rusage
from threading import Event, Thread

_SET_CHILD_SUBREAPER = 36  # prctl(2)
_EVERY = 0.25  # seconds between two looks: each walks every process's pages, on the cores that are being measured


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and CPU seconds, and the highest sum of proportional set sizes (MiB) that was seen."""

    seconds: float
    cpu: float
    memory: float

    def __add__(self, other: Cost) -> Cost:
        """One after the other."""
        return Cost(self.seconds + other.seconds, self.cpu + other.cpu, max(self.memory, other.memory))


class CommandFailed(Exception):
    """A measured command ended badly; the text is what it printed."""


def installed() -> dict[str, str]:
    """The environment, with modules kept compiled as an installation keeps them: else each start compiles them anew."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> Cost:
    """Run `command` in a session of its own and wait for it. Raises CommandFailed."""
    log = cwd / "benchmark.log"
    # Who loses its parent becomes a child of ours: what it cost is known once it has ended, too.
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    begin = time.perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**installed(), **(env or {})},
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    watch.finish()
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)}: {log.read_text('utf-8', 'replace')[-2000:]}")
    cpu = sum(one.ru_utime + one.ru_stime for one in (usage, *_left_behind(process.pid)))
    return Cost(seconds, cpu, watch.memory)


def _left_behind(group: int) -> Iterator[struct_rusage]:
    """What each process cost that outlived its parent; waits for its end."""
    with suppress(ChildProcessError):
        while True:
            yield os.wait4(-group, 0)[2]


class _Watch(Thread):
    """Looks at every process of one session until told to stop."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.done = session, Event()
        self.memory = 0.0

    def run(self) -> None:
        while not self.done.wait(_EVERY):
            self._look()

    def finish(self) -> None:
        self.done.set()
        self.join()

    def _look(self) -> None:
        memory = 0.0
        for process in Path("/proc").glob("[1-9]*"):
            try:
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.session:
                    memory += _proportional(process)
            except (OSError, ValueError, IndexError):
                continue  # it ended while we looked
        self.memory = max(self.memory, memory)


def _proportional(process: Path) -> float:
    for line in (process / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
