"""Sending where the service keeps a draft first: made, its id kept, then sent; what the mailbox holds tells the rest.

After a crash one look settles what over SMTP would stay in doubt. To, Cc and Bcc are the envelope here: a letter whose
headers name others is not sent.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol

from liaison_sync.connections.translate import at_the_door
from liaison_sync.delivery.draft_outcome import accepted, deferred, doubtful, not_begun, refused, unsent
from liaison_sync.delivery.draft_recipients import named_besides
from liaison_sync.delivery.frozen import checked
from liaison_sync.domain.errors import AmbiguousDelivery, Failure, MalformedLetter, MessageTooLarge, NotFound
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import (
    Ambiguous,
    DeliveryCaps,
    Finding,
    Frozen,
    Handle,
    NotSent,
    Outcome,
    Ref,
    Sent,
    Skipped,
    Submitted,
    Unknown,
    Verdict,
)

PATIENCE = (0.0, 1.0, 3.0)  # seconds between looks at a draft whose sending got no answer


@dataclass(frozen=True, slots=True)
class Kept:
    """One copy of a letter in the mailbox it leaves from; `left`: it was sent, or is on its way.

    `known`: it is the very one whose id was kept.
    """

    id: str
    folder: str
    left: bool
    known: bool = False


class Drafts(Protocol):
    """What one service does with drafts. Raises Failures, and what `at_the_door` knows."""

    @property
    def host(self) -> str: ...

    def kept(self, frozen: Frozen, id_: str | None) -> list[Kept]:
        """What the mailbox holds of this letter; `id_` is what was kept of an earlier try."""
        ...

    def create(self, frozen: Frozen) -> str:
        """A draft of exactly these bytes, for exactly these recipients; what it is found by again."""
        ...

    def remove(self, id_: str) -> None:
        """Raises NotFound where it is no longer there."""
        ...

    def send(self, id_: str) -> None:
        """Raises a Failure for anything but the service's own word that it took the letter."""
        ...

    def findings(self, account: str) -> list[Finding]: ...


class DraftFirst:
    """See `Delivery`. The service files the copy itself."""

    def __init__(
        self,
        account: str,
        drafts: Drafts,
        pace: tuple[int | None, int | None],
        patience: Sequence[float],
        max_bytes: int | None = None,
    ) -> None:
        self.account, self.drafts, self.pace, self.patience = account, drafts, pace, patience
        self.max_bytes = max_bytes
        self._settled: dict[str, Submitted] = {}  # what was decided before there was anything to send

    @property
    def caps(self) -> DeliveryCaps:
        per_minute, per_day = self.pace
        return DeliveryCaps(
            can_verify=True,
            files_sent=True,
            max_bytes=self.max_bytes,
            per_minute=per_minute,
            per_day=per_day,
            drafts=True,
        )

    def findings(self) -> list[Finding]:
        return self.drafts.findings(self.account)

    # --- the draft --------------------------------------------------------------------------------------------

    def prepare(self, frozen: Frozen) -> Handle:
        """A fresh draft of exactly these bytes; what an earlier try left is removed, unless it turns out as sent."""
        checked(frozen)
        if others := named_besides(frozen):
            raise MalformedLetter(operation="prepare", key="letter_other_recipients", detail=", ".join(others))
        self._settled.pop(frozen.outbox_id, None)
        with at_the_door(self.account, "prepare", self.drafts.host):
            found = self.drafts.kept(frozen, frozen.provider_id)
            left = next((one for one in found if one.left), None)
            if left is not None:
                return self._already(frozen, left.id)
            try:
                self._fits(frozen)
                made = self.drafts.create(frozen)
            except Failure as failure:
                if (outcome := unsent(frozen, failure)) is None:
                    raise
                self._settled[frozen.outbox_id] = outcome
                return Handle(frozen)
            # The old ones go only now, so that a crash while drafting leaves the one whose id is kept, and before the
            # new id is kept, so that one that left after all is met here. A crash just then is a person's question.
            return self._alone(frozen, made, [one.id for one in found])

    def _fits(self, frozen: Frozen) -> None:
        if self.max_bytes is not None and len(frozen.content) > self.max_bytes:
            detail = f"{len(frozen.content)} > {self.max_bytes}"
            raise MessageTooLarge(account=self.account, operation="prepare", detail=detail)

    def _already(self, frozen: Frozen, id_: str) -> Handle:
        self._settled[frozen.outbox_id] = accepted(frozen)
        return Handle(frozen, id_)

    def _alone(self, frozen: Frozen, made: str, olds: Sequence[str]) -> Handle:
        """The new draft without the old ones. One that vanished before our eyes may have been sent just now."""
        gone = [not self._removed(id_) for id_ in olds]
        if any(gone):
            found = self.drafts.kept(frozen, frozen.provider_id)
            left = next((one for one in found if one.left), None)
            if left is not None:
                self._removed(made)
                return self._already(frozen, left.id)
        return Handle(frozen, made)

    def _removed(self, id_: str) -> bool:
        try:
            self.drafts.remove(id_)
        except NotFound:
            return False
        return True

    # --- sending ----------------------------------------------------------------------------------------------

    def submit(self, handle: Handle) -> Outcome:
        """Raises a Failure only where the service refused us before it looked at the draft."""
        frozen = handle.frozen
        if (known := self._settled.pop(frozen.outbox_id, None)) is not None:
            return known
        if handle.provider_id is None:
            raise MalformedLetter(account=self.account, operation="submit", detail="no draft")
        try:
            with at_the_door(self.account, "submit", self.drafts.host):
                self.drafts.send(handle.provider_id)
        except Failure as failure:
            if (outcome := unsent(frozen, failure)) is not None:
                return outcome
            if not_begun(failure):
                raise
            return self._resolved(handle, failure) if doubtful(failure) else refused(frozen, failure)
        return accepted(frozen)

    def _resolved(self, handle: Handle, failure: Failure) -> Outcome:
        """No clear answer: the mailbox itself tells, if it can be asked."""
        verdict: Verdict = Unknown("verify_failed")
        for seconds in self.patience:
            time.sleep(seconds)
            try:
                verdict = self.verify(handle)
            except Failure:
                verdict = Unknown("verify_failed")
            if isinstance(verdict, Sent):
                return accepted(handle.frozen)
        if isinstance(verdict, NotSent):
            return deferred(handle.frozen, failure)
        cause = AmbiguousDelivery(
            account=self.account,
            operation="submit",
            host=self.drafts.host,
            detail=failure.detail or failure.key,
            retry_safe=False,
        )
        return Ambiguous(handle.frozen.recipients, (), cause)

    # --- afterwards -------------------------------------------------------------------------------------------

    def verify(self, handle: Handle) -> Verdict:
        """No id was kept before it was asked to send, so without one it never was.

        Only the draft whose id was kept proves that it did not leave: another may be what an earlier try left.
        """
        if handle.provider_id is None:
            return NotSent()
        with at_the_door(self.account, "verify", self.drafts.host):
            found = self.drafts.kept(handle.frozen, handle.provider_id)
        left = next((one for one in found if one.left), None)
        if left is not None:
            return Sent(Ref(left.folder, left.id))
        return NotSent() if any(one.known for one in found) else Unknown("not_in_sent_folder")

    def file_sent(self, handle: Handle) -> Ref | Skipped:
        del handle
        return Skipped("provider_files")

    def drop(self, handle: Handle) -> None:
        with at_the_door(self.account, "drop", self.drafts.host):
            for one in self.drafts.kept(handle.frozen, handle.provider_id):
                if not one.left:
                    self._removed(one.id)

    def close(self) -> None:
        """The connection is kept for the next letter."""
        self._settled.clear()

    def __enter__(self) -> DraftFirst:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
