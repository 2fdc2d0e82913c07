"""Action items as people list them: "Budi – kirim MoU – Jumat", "Kirim MoU (PIC: Budi, 3 hari kerja)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from liaison_sync.domain.outcome_answer import Invited, Promised, Unclear
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.outcome_deadline import Days, deadline
from liaison_sync.formats.outcome_form import items, plain
from liaison_sync.formats.outcome_people import match
from liaison_sync.formats.outcome_words import NOTHING, THEY, WE
from liaison_sync.formats.prose_dates import MONTHS, WEEKDAYS

_MOST = 100
_DASH = re.compile(r"[ \t]+[-–—|/][ \t]+|[ \t]*[|;–—][ \t]*|\t+|[ \t]-{2,}[ \t]")
_PIC = re.compile(
    r"\b(?:pic|pj|penanggung jawab|oleh|owner|by|responsible)[ \t]*[:=][ \t]*([^,;()]{1,80})", re.IGNORECASE
)
_DUE_NAME = re.compile(
    r"\b(?:tenggat|deadline|due|batas waktu|target|tgl|paling lambat)[ \t]*[:=][ \t]*([^;()]{1,60})", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?:^|[ \t,(])(?:paling lambat|selambatnya|selambat-lambatnya|sebelum|sampai|hingga|s\.d\.|tenggat|batas waktu|"
    r"deadline|due|by|before|until|no later than|dalam|within|in)[ \t]+(?P<when>[^()]{1,60})\)?[ \t.]*$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:paling lambat|selambatnya|sebelum|sampai|hingga|tenggat|batas waktu|deadline|due(?: date)?|by|before|dalam|"
    r"within|in|pada|on|tgl\.?|tanggal)[ \t:]+",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"h[ ]?\+|\d{{1,4}}[ ]?(?:[/.-][ ]?\d|(?:{'|'.join(MONTHS)})\b)|"
    r"\d{1,4}[ ]?(?:hari|minggu|pekan|bulan|hk|days?|weeks?|months?|working)\b|"
    rf"(?:{'|'.join((*WEEKDAYS, *MONTHS))})\b|(?:akhir|end|next|this|besok|lusa|hari ini|today|tomorrow|minggu|pekan|"
    r"bulan|se(?:minggu|pekan|bulan)|an?|satu|dua|tiga|empat|lima|enam|tujuh|one|two|three|four|five|six|seven|the)\b",
    re.IGNORECASE,
)
_SOON_WORDS = frozenset({"segera", "asap", "secepatnya", "as soon as possible", "soon", "menyusul", "tbd", "tba"})


@dataclass(frozen=True, slots=True)
class _Parts:
    """A line taken apart: what is not said is ""."""

    owner: str
    text: str
    due: str


def read(
    text: str, invited: Sequence[Invited], partner: Sequence[str], days: Days
) -> tuple[tuple[Promised, ...], tuple[Unclear, ...]]:
    """Every item, and what of it was unclear: it is kept without that. `partner` are names of the organisation."""
    found: list[Promised] = []
    unclear: list[Unclear] = []
    for line in _whole_lines(text):
        if len(found) == _MOST:
            unclear.append(Unclear("actions", line, "too_many"))
            break
        parts = _taken_apart(line, invited, partner, days)
        if not parts.text:
            unclear.append(Unclear("actions", line, "no_task"))
            continue
        owner, ours, problem = _owner(parts.owner, invited, partner)
        due = _due(parts.due, days)
        if problem:
            unclear.append(Unclear("actions", line, problem))
        if parts.due and due is None and plain(parts.due) not in _SOON_WORDS:
            unclear.append(Unclear("actions", line, "no_deadline"))
        found.append(Promised(parts.text[:1000], owner[:254], ours, due))
    return tuple(found), tuple(unclear)


def _whole_lines(text: str) -> Iterator[str]:
    """Items one a line; those on one line after "1. … 2. …" are parted."""
    for line in items(text):
        yield from (one.strip(" ;") for one in re.split(r"[ ;](?=\d{1,2}[.)][ ])", line) if one.strip(" ;"))


def _taken_apart(line: str, invited: Sequence[Invited], partner: Sequence[str], days: Days) -> _Parts:
    line = re.sub(r"^\d{1,2}[.)][ ]+", "", line)
    owner, rest = _cut_out(_PIC, line)
    due, rest = _cut_out(_DUE_NAME, rest)
    pieces = [one.strip(" .()") for one in _DASH.split(rest) if one.strip(" .()")]
    if len(pieces) == 1:
        pieces = _by_colon(pieces[0], invited, partner, owner)
    if not due and len(pieces) > 1 and (_is_when(pieces[-1], days) or len(pieces) > 2):
        due = pieces.pop()
    if not owner and len(pieces) > 1:
        at = _who(pieces, invited, partner)
        owner = pieces.pop(at)
    text = " – ".join(pieces)
    if not due and (said := _BEFORE.search(text)) and deadline(said["when"], days):
        due, text = said["when"], text[: said.start()].strip(" ,(")
    return _Parts(owner, text, due)


def _cut_out(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return "", text
    before, after = text[: found.start()].rstrip(" ,;(–—-"), text[found.end() :].lstrip(" ,;")
    return found[1].strip(" .,;"), f"{before} {after}".strip() if before else after


def _by_colon(text: str, invited: Sequence[Invited], partner: Sequence[str], owner: str) -> list[str]:
    """ "Budi: kirim MoU" where the first words name somebody."""
    who, colon, what = text.partition(":")
    if owner or not colon or not what.strip() or len(who) > 60:
        return [text]
    named = match(who, invited).person is not None or _side(who, partner) is not None or len(who.split()) <= 3
    return [who.strip(), what.strip()] if named else [text]


def _who(pieces: list[str], invited: Sequence[Invited], partner: Sequence[str]) -> int:
    """Which piece names somebody: the first where none or all do."""
    for at, one in enumerate(pieces):
        if match(one, invited).person is not None or _side(one, partner) is not None:
            return at
    return 0


def _side(name: str, partner: Sequence[str]) -> bool | None:
    """True ours, False theirs, None nobody's."""
    low = plain(name)
    if low in WE:
        return True
    theirs = low in THEY or any(
        low == (known := plain(one)) or (len(low) > 3 and known.startswith(low)) for one in partner
    )
    return False if theirs else None


def _owner(name: str, invited: Sequence[Invited], partner: Sequence[str]) -> tuple[str, bool, str]:
    """Who answers for it, whether that is ours, and what is unclear about it."""
    if not name or plain(name) in NOTHING:
        return "", True, ""
    side = _side(name, partner)
    if side is not None:
        return (name if side else (partner[0] if partner and plain(name) in THEY else name)), side, ""
    found = match(name, invited)
    if found.person is not None:
        return found.person.person, found.person.ours, ""
    return name, True, "several_people" if found.many else "owner_unknown"


def _due(text: str, days: Days) -> date | None:
    return deadline(_LEADING.sub("", text.strip()), days) if text else None


def _is_when(text: str, days: Days) -> bool:
    """Whether a piece is a deadline and no task that names one."""
    bare = _LEADING.sub("", text.strip())
    return plain(text) in _SOON_WORDS or (bool(_WHEN.match(bare)) and deadline(bare, days) is not None)
