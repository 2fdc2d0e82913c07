"""One communication problem: of which kind, with whom, what shows it."""

from __future__ import annotations

from liaison_sync.domain.report.blocks import EvidenceKind, Value
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind` is a key (`problem.<kind>`, its step `step.<kind>`); `about` is the evidence it opens."""

    kind: str
    partner: str | None
    detail: Value
    about: tuple[EvidenceKind, str]
