"""A snapshot as a JSON document and back: every value says what it is, so that nothing is guessed years later."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from liaison_sync.domain.report import blocks as b

_KINDS: tuple[type[Any], ...] = (
    b.Hours, b.WorkingDays, b.Days, b.Share,
    b.Elapsed, b.Clock, b.Day, b.Span, b.Say, b.Listed, b.Evidence, b.Figure, b.Column, b.Row,
    b.Text, b.Points, b.Figures, b.Table, b.Series, b.Bars, b.Lines, b.Section, b.Snapshot,
    b.Narrative,
)  # fmt: skip
_BY_NAME: dict[str, Callable[..., Any]] = {kind.__name__: kind for kind in _KINDS}


def dump(value: Any) -> Any:
    """JSON types for a snapshot or any part of it. Raises TypeError for what a report cannot hold."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return [dump(one) for one in value]
    if isinstance(value, datetime):
        return {"at": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if type(value).__name__ in _BY_NAME:
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if _told(f, value)}
        return {"is": type(value).__name__, **{name: dump(one) for name, one in fields.items()}}
    raise TypeError(f"a report cannot hold {type(value).__name__}")


def _told(field: dataclasses.Field[Any], value: Any) -> bool:
    """Fields at their default are left out."""
    return bool(getattr(value, field.name) != field.default)


def load(document: Any) -> Any:
    """The value back. Raises KeyError, TypeError or ValueError where the document is none of ours."""
    if isinstance(document, list):
        return tuple(load(one) for one in document)
    if not isinstance(document, dict):
        return document
    if "at" in document and "is" not in document:
        return datetime.fromisoformat(document["at"])
    if "on" in document:
        return date.fromisoformat(document["on"])
    return _BY_NAME[document["is"]](**{name: load(one) for name, one in document.items() if name != "is"})


def snapshot(document: Any) -> b.Snapshot:
    """The snapshot of a `report` row."""
    value = load(document)
    if not isinstance(value, b.Snapshot):
        raise TypeError("not a report")
    return value
