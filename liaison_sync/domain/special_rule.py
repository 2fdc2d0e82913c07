"""A rule of one partner or project as a person may enter it: which numbers mean something, and within which bounds."""

from __future__ import annotations

from collections.abc import Mapping

from liaison_sync.domain.overriding import means
from liaison_sync.domain.policy import Override

# Patience → the least and the most that may be entered.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "working_days": (0, 260),
    "working_days_before": (0, 60),
    "working_hours": (0.5, 2000),
    "steps": (0, 9),
    "weeks": (0, 52),
    "wait_hours": (0, 720),
    "least_days": (1, 3650),
}


def problem(rule: Override) -> str | None:
    """What is wrong with it: empty, bounds, no_patience (its trigger knows no such number); None where nothing is."""
    said = rule.settings()
    if not said and rule.approval is None and rule.language is None:
        return "empty"
    if any(not BOUNDS[name][0] <= value <= BOUNDS[name][1] for name, value in said.items() if name in BOUNDS):
        return "bounds"
    return "no_patience" if any(not means(rule.trigger, name) for name in said) else None
