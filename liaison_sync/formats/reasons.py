"""The rule chain of a follow-up in words: "Tidak dikirim: Rina … sudah membalas …"."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.followup import FollowUp, Reason, Value
from liaison_sync.formats.date_text import date_text, moment_text, number_text
from liaison_sync.formats.wording import MissingWording, say


def reason_text(reason: Reason, language: str, zone: str | None) -> str:
    """One reason, its times on the clock of `zone`; a key with a dot names its own area. Raises MissingWording."""
    values = {name: _value(name, value, language, zone) for name, value in reason.params}
    key = reason.key if "." in reason.key else f"followups.{reason.key}"
    try:
        return say(language, key, **values)
    except KeyError as missing:  # an older version kept fewer values with its reasons
        return say(language, key, **{str(missing.args[0]): "–"}, **values)


def chain_text(followup: FollowUp, language: str, zone: str | None) -> list[str]:
    """Every reason in the order it was given. Raises MissingWording."""
    return [reason_text(reason, language, zone) for reason in followup.chain]


def _value(name: str, value: Value, language: str, zone: str | None) -> str:
    if isinstance(value, datetime):
        return moment_text(value, zone, language)
    if isinstance(value, float):
        return number_text(value, language)
    if isinstance(value, str | int):
        return _KEYS[name](str(value), language) if name in _KEYS else str(value)
    return date_text(value, language)


def _why(key: str, language: str) -> str:
    """The reason of an unsure salutation is itself a key; what a person wrote is not."""
    return _worded(f"followups.salutation.{key}", key, language)


def _names(names: str, language: str) -> str:
    """Values a letter lacks, as people call them; an operator's own template may name others."""
    return ", ".join(_worded(f"followups.value.{name}", name, language) for name in names.split(", "))


def _worded(key: str, otherwise: str, language: str) -> str:
    try:
        return say(language, key)
    except MissingWording:
        return otherwise


def _per(window: str, language: str) -> str:
    return _worded(f"outbox.per.{window}", window, language)


def _status(status: str, language: str) -> str:
    return _worded(f"report.status.{status}", status, language)


_KEYS = {"why": _why, "names": _names, "per": _per, "status": _status}
