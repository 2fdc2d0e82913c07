"""What letters of campaigns are told; as in letter_values every text is ready to read."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class SequenceLetter:
    """Letter `step` of `steps` in `campaign` (its name). `sent_on`: date of the first one, "" in the first itself."""

    salutation: str | None
    campaign: str
    partner: str
    contact: str
    sender_name: str | None
    organisation: str | None
    step: int = 1
    steps: int = 1
    sent_on: str = ""
