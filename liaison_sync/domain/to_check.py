"""Which flags of a meeting ask a person to look: its sources contradict each other, or it cannot be read for sure."""

from __future__ import annotations

from collections.abc import Iterable

# Where it was read and how far a change reaches: told on its page, nothing to look into.
_TOLD_ONLY = frozenset(
    {
        "stated_in_text",
        "stated_series",
        "zone_assumed",
        "from_tnef",
        "this_and_future",
        "added_rule_ignored",
        "refresh_requested",
    }
)


def to_check(flags: Iterable[str]) -> tuple[str, ...]:
    """Those of `flags` somebody has to look into before the meeting."""
    return tuple(flag for flag in flags if flag.partition(":")[0] not in _TOLD_ONLY)
