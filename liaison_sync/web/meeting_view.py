"""How a meeting looks: its state as icon, tint and wording key, and the address of its page."""

from __future__ import annotations

from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Meeting

_TINTS = {
    **dict.fromkeys(("confirmed",), ("ok", "check")),
    **dict.fromkeys(("proposed", "tentative", "countered", CANDIDATE), ("due", "due")),
    **dict.fromkeys(("declined_by_partner", "unverified"), ("late", "late")),
}
_RECORDED = {"due_for_log": ("due", "note"), "not_held": ("late", "off")}


@dataclass(frozen=True, slots=True)
class Tag:
    """One state: wording key, tint class, icon."""

    key: str
    tint: str
    icon: str


def own_zone(meeting: Meeting) -> str | None:
    """The zone somebody meant; a time sent in UTC was meant on no clock in particular."""
    return None if meeting.zone in {"UTC", "Etc/UTC", "GMT"} else meeting.zone


def tags(meeting: Meeting) -> list[Tag]:
    """Its place on both axes; what is cancelled has no outcome to show."""
    gone = meeting.status in {"cancelled", "tombstone", "uninvited"}
    tint, icon = _TINTS.get(meeting.status, ("quiet", "off"))
    found = [Tag(f"engagements.status.{meeting.status}", tint, icon)]
    if meeting.conduct == "upcoming" or (gone and meeting.conduct == "due_for_log"):
        return found
    tint, icon = _RECORDED.get(meeting.conduct, ("ok", "check"))
    outcome = Tag(f"engagements.conduct.{meeting.conduct}", tint, icon)
    return [outcome] if not gone else [*found, outcome]
