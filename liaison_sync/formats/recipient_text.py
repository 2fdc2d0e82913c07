"""What became of a letter for one of its recipients, in words: the outcome, why, and what the server itself said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liaison_sync.formats.wording import MissingWording, catalogue, say

_SAID_ALREADY = ("deferred", "rejected")  # causes that say no more than the outcome does


def recipient_text(one: Mapping[str, Any], language: str) -> str:
    """Of {address, outcome, why, said}; "" where nothing became of it yet. A refusal names the next step."""
    outcome, why, said = one.get("outcome"), one.get("why", ""), one.get("said", "")
    if not outcome:
        return ""
    lines = [catalogue(language).get(f"outbox.{outcome}", outcome)]
    if why not in _SAID_ALREADY:
        lines.append(_of_error(why, "cause", said, language))
    if said and said not in lines[-1]:
        lines.append(f"({said})")
    if outcome == "rejected":
        lines.append(_of_error(why, "next", said, language))
    return " ".join(line for line in lines if line)


def _of_error(why: str, part: str, said: str, language: str) -> str:
    try:
        return say(language, f"errors.{why}.{part}", host=say(language, "outbox.server"), detail=said or "–")
    except MissingWording:
        return ""
