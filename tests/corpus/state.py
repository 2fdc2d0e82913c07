"""The state a history ends in, one line a meeting or instance: `PLACE STATUS key=value …`.

PLACE is `master`, a RECURRENCE-ID, or either behind `uid:`; keys are those of `inspect engagements`, a person's name
gives its PARTSTAT (`-`: not listed, `ACCEPTED?`: not counted, `DELEGATED>dian`), `flags=` the whole list (`-`: none),
`proposals=budi@1124T03:00Z:open,…`. What is not named is not compared; which lines there are is.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from tests.corpus.wording import ADDRESSES, address, shown

Json = dict[str, Any]
_KEYS = {"source": "zone_source", "place": "location", "org": "organizer", "seq": "sequence"}
_MOMENTS = ("start", "end")
_LISTS = ("exdates", "rdates")


def wrong_state(expected: Sequence[str], documents: Sequence[Json]) -> list[str]:
    """Each difference in words."""
    wanted = [line for line in expected if line not in ("", "nothing")]
    found = {_place(one): one for one in documents}
    if len({one["uid"] for one in documents}) == 1:
        found = {key.rpartition(" ")[2]: one for key, one in found.items()}
    lines, places = [], []
    for line in wanted:
        words = shlex.split(line)
        uid, _, place = words[0].rpartition("|")
        key = f"{uid} {_named(place)}".strip()
        places.append(key)
        if key not in found:
            lines.append(f"no {key}; there is {', '.join(found) or 'nothing'}")
            continue
        lines += [f"{key} {problem}" for problem in _differences(words[1], words[2:], found[key])]
    return lines + [f"{key} was not expected: {one['status']}" for key, one in found.items() if key not in places]


def _place(one: Json) -> str:
    return f"{one['uid']} {one['recurrence_id'] or 'master'}"


def _named(place: str) -> str:
    return place if place == "master" else shown(place)


def _differences(status: str, words: list[str], one: Json) -> list[str]:
    lines = [] if status == one["status"] else [f"status: expected {status}, is {one['status']}"]
    for word in words:
        key, _, value = word.partition("=")
        actual = _actual(key, one)
        if actual != _wanted(key, value):
            lines.append(f"{key}: expected {_wanted(key, value)}, is {actual}")
    return lines


def _wanted(key: str, value: str) -> str:
    if value == "-":
        return "-"
    if key in _MOMENTS:
        return shown(value)
    if key in _LISTS:
        return ",".join(map(shown, value.split(",")))
    if key == "org":
        return address(value)
    if key == "flags":
        return ",".join(sorted(_flag(one) for one in value.split(",")))
    return value


def _flag(text: str) -> str:
    """`uninvited_guest:citra` with the address in full."""
    parts = text.split(":")
    return ":".join([parts[0], *(address(part) for part in parts[1:])])


def _actual(key: str, one: Json) -> str:
    if key in ADDRESSES or "@" in key:
        return _person(address(key), one)
    if key == "proposals":
        return ",".join(_proposal(each) for each in one["proposals"]) or "-"
    if key == "people":
        return ",".join(_short(who["address"]) for who in one["attendees"] if who["counted"]) or "-"
    value = one[_KEYS.get(key, key)]
    if isinstance(value, list):
        return ",".join(map(str, value)) or "-"
    return "-" if value is None else str(value)


def _person(wanted: str, one: Json) -> str:
    who = next((each for each in one["attendees"] if each["address"] == wanted), None)
    if who is None:
        return "-"
    to = "".join(f">{_short(each)}" for each in who["delegated_to"])
    return f"{who['partstat']}{to}{'' if who['counted'] else '?'}"


def _short(full: str) -> str:
    return next((name for name, one in ADDRESSES.items() if one == full), full)


def _proposal(each: Json) -> str:
    start = each["start"]
    when = start[5:7] + start[8:10] + start[10:16] + start[19:] if start else ""
    return f"{_short(each['by'])}@{when}:{each['state']}"
