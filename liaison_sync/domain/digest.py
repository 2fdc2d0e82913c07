"""Digest: many notices of one kind to one of us in one round go as one letter. Briefings are papers, not notices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from liaison_sync.domain.followup import FollowUp

NOTICES = frozenset({"we_owe", "outcome_missing", "action_due"})
MOST = 50  # notices in one letter
Group = tuple[FollowUp, ...]


def gathered(due: Iterable[FollowUp], more_than: int) -> list[Group]:
    """`due`, each once and in order: alone, or with its like where there are more than `more_than` (0: always alone).

    What went into a digest that is still to leave stays together.
    """
    groups: dict[tuple[object, ...], list[FollowUp]] = {}
    for one in due:
        groups.setdefault(_key(one), []).append(one)
    return [part for group in groups.values() for part in _parts(group, more_than)]


def _key(one: FollowUp) -> tuple[object, ...]:
    if one.digest:
        return ("digest", one.digest)
    if one.trigger not in NOTICES or one.audience != "internal" or one.state != "approved":
        return ("alone", one.id)
    return ("like", one.trigger, one.to, one.language)


def _parts(group: Sequence[FollowUp], more_than: int) -> list[Group]:
    if group[0].digest:
        return [tuple(group)]
    if not 0 < more_than < len(group):
        return [(one,) for one in group]
    return [tuple(group[at : at + MOST]) for at in range(0, len(group), MOST)]


def digest_id(members: Iterable[str]) -> str:
    """The outbox id of the digest of these follow-ups: the same for the same ones."""
    return "ob-g" + hashlib.sha256("\x00".join(sorted(members)).encode()).hexdigest()[:23]
