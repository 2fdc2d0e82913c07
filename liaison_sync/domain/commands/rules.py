"""What a person may ask for about the rules of one partner or one project."""

from __future__ import annotations

from liaison_sync.domain.policy import Override
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class PutOverride:
    """This holds from now on, in place of what was entered before of the same partner or project and trigger."""

    rule: Override

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.rule.partner or self.rule.project or ""


@dataclass(frozen=True, slots=True)
class DropOverride:
    """What was entered of this partner or project (one of the two) and trigger (None: all) holds no longer."""

    partner: str | None = None
    project: str | None = None
    trigger: str | None = None

    @property
    def name(self) -> str:
        """Whom it was about."""
        return self.partner or self.project or ""


RuleCommand = PutOverride | DropOverride
