"""Whether a document is what Microsoft's object model says of its resource, by what `graph_oracle` froze of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
# What answers with which resource, by the name of the method of the fake.
ANSWERS = {
    "all_folders": "MailFolder", "top_folders": "MailFolder", "child_folders": "MailFolder",
    "one_folder": "MailFolder", "messages": "Message", "all_messages": "Message",
    "default_calendar": "Calendar", "calendar_view": "Event", "event": "Event", "instances": "Event",
    "draft": "Message", "patch": "Message", "find": "Message", "look": "Message", "translate": "ConvertIdResult",
}  # fmt: skip
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)")
_PLAIN: dict[str, type | tuple[type, ...]] = {
    "str_value": str, "bytes_value": str, "bool_value": bool, "int_value": int, "float_value": (int, float),
    "date_value": str, "collection_of_primitive_values": list, "collection_of_enum_values": list,
}  # fmt: skip


@cache
def _model() -> Json:
    found: Json = json.loads(Path(__file__).with_name("graph_model.json").read_text("utf-8"))
    return found


def unknown(resource: str, names: str) -> list[str]:
    """Names of a $select the resource does not have."""
    known = _model()["resources"][resource]
    return [name for name in names.split(",") if name and name not in known]


def faults(answer: str, document: Json) -> list[str]:
    """What no answer of this method may say."""
    resource = ANSWERS.get(answer)
    if resource is None:
        return []
    many = document.get("value")
    documents = many if isinstance(many, list) else [document]
    return [said for one in documents for said in _of(resource, one)]


def _of(resource: str, document: Any) -> Iterator[str]:
    if not isinstance(document, dict):
        yield f"{resource} is {type(document).__name__}"
        return
    known = _model()["resources"][resource]
    for name, value in document.items():
        if "@" in name or value is None:  # an annotation of OData
            continue
        if name not in known:
            yield f"{resource} has no {name}"
        else:
            yield from _kind(f"{resource}.{name}", known[name], value)


def _kind(place: str, kind: str, value: Any) -> Iterator[str]:
    how, _, of = kind.partition(" ")
    if how == "object_value":
        yield from _of(of, value)
    elif how == "collection_of_object_values":
        yield from (said for one in value for said in _of(of, one))
    elif how == "enum_value":
        if value not in _model()["enums"][of]:
            yield f"{place} is no {of}: {value!r}"
    elif how == "datetime_value":
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            yield f"{place} is no instant: {value!r}"
    elif not isinstance(value, _PLAIN[how]) or (how == "int_value" and isinstance(value, bool)):
        yield f"{place} is no {how}: {value!r}"
