"""A DMARC policy as a name server publishes it (RFC 7489 §6.3)."""

from __future__ import annotations

from typing import Literal

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.tag_list import tags

Asked = Literal["none", "quarantine", "reject"]
_ASKED: dict[str, Asked] = {"none": "none", "quarantine": "quarantine", "reject": "reject"}


@dataclass(frozen=True, slots=True)
class DmarcPolicy:
    """`subdomains` is what is asked for names below the one that publishes it; `percent` of the letters."""

    domain: Asked
    subdomains: Asked
    percent: int = 100
    reports: bool = False


def is_policy(text: str) -> bool:
    """Whether a TXT record is one at all: the version stands first, and exactly so (RFC 7489 §6.4)."""
    name, _, rest = text.partition("=")
    return name.strip().lower() == "v" and rest.partition(";")[0].strip() == "DMARC1"


def read_policy(text: str) -> DmarcPolicy | None:
    """None where no policy can be read; without one, but with a place for reports, it asks for none (§6.6.3)."""
    said = tags(text)
    if said is None:
        return None
    reports = bool(said.get("rua"))
    asked = _ASKED.get(said.get("p", "").lower())
    below = _ASKED.get(said["sp"].lower()) if "sp" in said else asked
    if asked is None or below is None:
        return DmarcPolicy("none", "none", 100, reports) if reports else None
    percent = said.get("pct", "100")
    return DmarcPolicy(asked, below, int(percent) if percent.isdecimal() and len(percent) <= 3 else 100, reports)
