"""The policy as rows one can read: each value in words, its key in the configuration, and what it is as shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from liaison_sync.domain.policy import TRIGGER_SETTINGS, Policy
from liaison_sync.domain.special_rule import BOUNDS
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.date_text import date_text, number_text
from liaison_sync.formats.wording import say

GENERAL = "general"
# Said by the organisation's own section, or shown in a place of their own.
_ELSEWHERE = {"organisation", "language", "zone", "country", "authentication", "working", "campaigns", "overrides"}


@dataclass(frozen=True, slots=True)
class Row:
    """A value in force; `usual` is the default's words where it is another, else ""."""

    key: str
    label: str
    value: str
    usual: str


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together: a trigger, or a section of [policy]; `enabled` None where there is nothing to switch."""

    name: str
    title: str
    rows: tuple[Row, ...]
    enabled: bool | None

    @property
    def changed(self) -> int:
        """How many values are not the default's."""
        return sum(bool(one.usual) for one in self.rows)


def groups(policy: Policy, language: str) -> Iterator[Group]:
    """The general values, then section by section as the configuration has them."""
    usual, said = Policy(), [one.name for one in fields(policy) if one.name not in _ELSEWHERE]
    plain = [name for name in said if not is_dataclass(getattr(policy, name))]
    yield _group(GENERAL, policy, usual, plain, language)
    for name in (one for one in said if one not in plain):
        section = getattr(policy, name)
        yield _group(name, section, getattr(usual, name), [one.name for one in fields(section)], language)


def _group(name: str, section: Any, usual: Any, names: list[str], language: str) -> Group:
    prefix = "policy" if name == GENERAL else f"policy.{name}"
    rows = [_row(f"{prefix}.{one}", name, one, (getattr(section, one), getattr(usual, one)), language) for one in names]
    trigger = name in TRIGGER_SETTINGS
    title = say(language, f"followups.trigger.{name}" if trigger else f"settings.section.{name}")
    return Group(name, title, tuple(rows), getattr(section, "enabled", None))


def _row(key: str, section: str, name: str, values: tuple[object, object], language: str) -> Row:
    value, usual = (_text(one, language) for one in values)
    return Row(key, say(language, _label(section, name)), value, usual if values[0] != values[1] else "")


def _label(section: str, name: str) -> str:
    if section not in TRIGGER_SETTINGS:
        return f"settings.{section}.{name}"
    return f"rules.field.{name}" if name in BOUNDS else f"settings.trigger.{name}"


def _text(value: object, language: str) -> str:
    if value is None or value == ():
        return say(language, "settings.nothing")
    if isinstance(value, bool):
        return say(language, "settings.yes" if value else "settings.no")
    if isinstance(value, int | float):
        return number_text(value, language)
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return say(language, f"rules.approvals.{value}") if value in ("review", "automatic") else str(value)
