"""A case: `<area>/<name>.eml`, and beside it in `<name>.json` what its document must say.

Keys that begin with `_` are for the runner: `_why` (what is odd, by which standard), `_without` (twins that would not
keep the meaning of this very message).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from liaison_sync.app.inspect.message import document
from liaison_sync.formats import mime

HERE = Path(__file__).parent
Json = dict[str, object]
_OF_THE_WHOLE = ("file", "sha256", "size")  # what every other writing of the same message changes


@dataclass(frozen=True)
class Case:
    """One message; `expected` names only the keys it is about."""

    area: str
    name: str
    raw: bytes
    expected: Json
    without: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.area}/{self.name}"


def areas() -> list[str]:
    """The areas there are, by name."""
    return sorted(found.name for found in HERE.iterdir() if any(found.glob("*.eml")))


def cases(area: str) -> list[Case]:
    """All cases of one area, by name."""
    return [_case(area, path) for path in sorted((HERE / area).glob("*.eml"))]


def _case(area: str, path: Path) -> Case:
    told: Json = json.loads(path.with_suffix(".json").read_text("utf-8"))
    without = told.get("_without", [])
    expected = {key: value for key, value in told.items() if not key.startswith("_")}
    return Case(area, path.stem, path.read_bytes(), expected, frozenset(map(str, _listed(without))))


def read(raw: bytes) -> Json:
    """The document `inspect message` prints of `raw`."""
    return document("case.eml", mime.parse(raw))


def wrong(case: Case) -> list[str]:
    """Where the document of the message itself is not what is expected."""
    return differences(case.expected, read(case.raw))


def wrong_twin(case: Case, raw: bytes, *, moved: bool = False, digests: bool = True) -> list[str]:
    """The same for another writing of it: `moved` parts have other numbers, `digests` tells whether those stay."""
    expected = {key: value for key, value in case.expected.items() if key not in _OF_THE_WHOLE}
    actual = read(raw)
    if moved:
        expected, actual = _without_places(expected), _without_places(actual)
    if not digests and "attachments" in expected:
        files = [
            {key: value for key, value in one.items() if key not in ("sha256", "size")}
            for one in _listed(expected["attachments"])
            if isinstance(one, dict)
        ]
        expected = {**expected, "attachments": files}
    return differences(expected, actual)


def _without_places(document: Json) -> Json:
    if "defects" not in document:
        return document
    reasons = [str(one["reason"]) for one in _listed(document["defects"]) if isinstance(one, dict)]
    return {**document, "defects": sorted(reasons)}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def differences(expected: object, actual: object, at: str = "") -> list[str]:
    """Each place where `actual` is not as `expected`: dicts by the keys listed, lists by whole length."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            line
            for key, value in expected.items()
            for line in differences(value, actual.get(key, _NONE), f"{at}.{key}")
        ]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [line for number, (one, two) in pairs for line in differences(one, two, f"{at}[{number}]")]
    same = type(expected) is type(actual) and expected == actual
    return [] if same else [f"{at.lstrip('.')}: expected {expected!r}, is {actual!r}"]


class _Absent:
    def __repr__(self) -> str:
        return "no such key"


_NONE = _Absent()
