"""What a check tells `doctor`."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from liaison_sync.domain.value import dataclass

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check for `doctor`. Wording: `<key>.cause` and, unless ok, `<key>.next` (`key` with its area)."""

    level: Level
    key: str
    params: dict[str, str] = field(default_factory=dict)
