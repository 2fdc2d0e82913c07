"""Freezes what Microsoft's own object model says of what we speak of: `python -m tests.peers.graph_oracle WHEEL`.

WHEEL is that of msgraph-sdk, half a gigabyte when installed: it is read here, by whoever renews `graph_model.json`, and
needed by no test. What is kept is names and kinds of properties, not its code.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from zipfile import ZipFile

RESOURCES = ("Message", "MailFolder", "Event", "Calendar", "ConvertIdResult")
KEPT = Path(__file__).with_name("graph_model.json")
_CLASS = re.compile(r"^class (\w+)\(([^)]*)\)", re.MULTILINE)
_FIELD = re.compile(r'"([\w@.]+)": lambda n ?: setattr\(self, \'\w+\', n\.get_(\w+)\(([\w\[\], ]*)\)\)')
_MEMBER = re.compile(r'^\s+\w+ = "([^"]+)"', re.MULTILINE)


def frozen(wheel: Path) -> dict[str, object]:
    """Resource → property → kind, with everything they are made of."""
    with ZipFile(wheel) as archive:
        version = next(name for name in archive.namelist() if name.endswith("/METADATA")).partition(".dist-info")[0]
        found: dict[str, dict[str, str]] = {}
        enums: dict[str, list[str]] = {}
        open_ = [*RESOURCES]
        while open_:
            name = open_.pop()
            if name in found or name in enums:
                continue
            source = _source(archive, name)
            if "Enum)" in source:
                enums[name] = sorted(_MEMBER.findall(source))
                continue
            found[name] = _fields(archive, source)
            named = (kind.partition(" ")[2] for kind in found[name].values())
            open_ += [one for one in named if one[:1].isupper()]
    return {"of": version, "resources": dict(sorted(found.items())), "enums": dict(sorted(enums.items()))}


def _source(archive: ZipFile, name: str) -> str:
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return archive.read(f"msgraph/generated/models/{snake}.py").decode("utf-8")


def _fields(archive: ZipFile, source: str) -> dict[str, str]:
    own = {name: f"{how} {of}".strip() for name, how, of in _FIELD.findall(source)}
    match = _CLASS.search(source)
    parents = [one.strip() for one in match[2].split(",")] if match else []
    for parent in parents:
        if parent not in {"Parsable", "AdditionalDataHolder", "BackedModel"}:
            own |= _fields(archive, _source(archive, parent))
    return dict(sorted(own.items()))


if __name__ == "__main__":
    KEPT.write_text(json.dumps(frozen(Path(sys.argv[1])), indent=1) + "\n", "utf-8")
