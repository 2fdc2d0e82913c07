"""What rules leave out of a mailbox, in words: "1,204 received before 1 Jan 2026 · 3 from iklan.example"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from liaison_sync.formats.date_text import short_date_text
from liaison_sync.formats.wording import say


def left_out_text(by_rule: Mapping[str, int], language: str, joint: str = " · ") -> str:
    """Each rule with how many copies it leaves out; a rule's list of another day is the same rule. "" for none."""
    counted: dict[tuple[str, str], int] = {}
    for rule, number in sorted(by_rule.items()):
        key, _, named = rule.partition(":")
        place = (key, "" if key == "not_listed_sender" else _named(named, language))
        counted[place] = counted.get(place, 0) + number
    return joint.join(
        say(language, f"mailboxes.copies_left_out.{key}", n=_number(number, language), detail=named)
        for (key, named), number in counted.items()
    )


def _named(text: str, language: str) -> str:
    try:
        return short_date_text(date.fromisoformat(text), language)
    except ValueError:
        return text


def _number(value: int, language: str) -> str:
    text = f"{value:,}"
    return text.replace(",", ".") if language == "id" else text
