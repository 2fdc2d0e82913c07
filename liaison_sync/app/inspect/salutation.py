"""`inspect` answers `salutation`: {"call": "salutation", "name", "address", "context", "language"}."""

from __future__ import annotations

from collections.abc import Mapping

from liaison_sync.domain.salutation import salute


def salutation(request: Mapping[str, object]) -> dict[str, object]:
    """The document of inspect.md. `context` may be text, or a list or table of texts; null counts as empty."""
    language = "en" if request.get("language") == "en" else "id"
    found = salute(
        _text(request.get("name")), _text(request.get("address")), _text(request.get("context")), language=language
    )
    return {"salutation": found.text, "sure": found.sure, "reason": found.reason}


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "\n".join(_text(part) for part in value.values())
    if isinstance(value, list | tuple):
        return "\n".join(_text(part) for part in value)
    return ""
