"""Which facts wait for a person's word, and what that word would say."""

from __future__ import annotations

from liaison_sync.domain.fact import ActKind


def asks_for(verdict: str, rule: str) -> ActKind | None:
    """The act that would let a fact judged so count; None where no person may overrule the rule.

    A meeting we organise is changed by nobody else (engagements.md: "never"), so that is not to be confirmed.
    """
    if rule.endswith(".we_organise") or rule.startswith("counter."):
        return None
    if verdict == "UNINVITED_GUEST":
        return "accept_guest"
    if rule == "request.organizer_change":
        return "accept_organizer"
    proven = verdict == "LOW_TRUST" or rule.endswith((".not_the_organiser", ".not_the_attendee"))
    return "confirm" if proven else None
