"""Nowhere: where a rehearsal's letters go. Nothing is connected to; every letter is kept and called accepted."""

from __future__ import annotations

from types import TracebackType

from liaison_sync.ports import Accepted, DeliveryCaps, Finding, Frozen, Handle, NotSent, Reply, Skipped, Submitted

_TAKEN = Reply(250, None, "rehearsed")


class Nowhere:
    """A `Delivery` that only keeps, in order."""

    account = "rehearsal"
    caps = DeliveryCaps(can_verify=True, files_sent=False)

    def __init__(self) -> None:
        self.kept: list[Frozen] = []

    def findings(self) -> list[Finding]:
        return []

    def prepare(self, frozen: Frozen) -> Handle:
        return Handle(frozen)

    def submit(self, handle: Handle) -> Submitted:
        self.kept.append(handle.frozen)
        return Submitted(tuple(Accepted(one, _TAKEN) for one in handle.frozen.recipients))

    def verify(self, handle: Handle) -> NotSent:  # noqa: ARG002
        return NotSent()

    def drop(self, handle: Handle) -> None:
        """Nothing was made ready."""

    def file_sent(self, handle: Handle) -> Skipped:  # noqa: ARG002
        return Skipped("not_configured")

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Nowhere:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""
