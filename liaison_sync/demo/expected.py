"""What the story expects of the product: every figure of the headless demo, reckoned from the script alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from liaison_sync.demo.closings import Promised
from liaison_sync.demo.season import OURS_LATE, Season, working_hours
from liaison_sync.demo.story import PARTNERS
from liaison_sync.demo.truth import EngagementTruth, ThreadTruth
from liaison_sync.demo.when import WIB
from liaison_sync.domain.policy import ActionDue, Digest

# Reminders the head of PR approves, and the one that a colleague of the partner's overtakes.
APPROVED = ("gerai-aruna", "strategi-cakra", "embargo", "riset-mahasiswa", "osaki-photo")
WITHDRAWN = "akreditasi-tv"
AWAY = "faktur-samudra"  # its addressee is on leave until next Monday
# Nobody is told that we owe these an answer: somebody pretends, or nobody waits and our letter is to be sent anew.
PRETENDED, RETURNED = frozenset({"spoof", "spoof-domain"}), frozenset({"rilis-gilang"})
REPORTS = 2  # one in each language
_OFF = frozenset({"cancelled", "uninvited", "declined_by_us", "declined_by_partner"})

IsWorking = Callable[[date], bool]


def to_approve(season: Season) -> tuple[str, ...]:
    """Those of the reminders that are due at the season's now."""
    return tuple(thread for thread in APPROVED if thread in season.truth.overdue_theirs)


def to_withdraw(season: Season) -> tuple[str, ...]:
    return (WITHDRAWN,) if WITHDRAWN in season.truth.overdue_theirs else ()


def reading(season: Season) -> dict[str, int]:
    """What stands after the first read, the directory, and what officers had recorded."""
    truth = season.truth
    told = truth.counts()
    copies = told.pop("sightings")
    return {
        "messages": told.pop("messages"),
        "copies": copies,
        **told,
        "threads_as_told": len(truth.threads),
        "partners_as_told": len(truth.messages),
        "turns_as_told": len(truth.threads),
        "overdue_ours": len(truth.overdue_ours),
        "overdue_theirs": len(truth.overdue_theirs),
        **_projects(season),
        **_records(season),
    }


def _promised(season: Season) -> list[Promised]:
    return [each for one in season.recorded for each in one.promised]


def _records(season: Season) -> dict[str, int]:
    """Who came to meetings, and what was promised there."""
    promised, today = _promised(season), season.now.astimezone(WIB).date()
    open_ = [one for one in promised if one.done is None]
    return {
        "present": sum(len(one.present) for one in season.recorded),
        "absent": sum(len(one.absent) for one in season.recorded),
        "promises_ours": sum(one.ours for one in promised),
        "promises_theirs": sum(not one.ours for one in promised),
        "promises_kept": len(promised) - len(open_),
        "promises_overdue": sum(one.due < today for one in open_),
    }


def _projects(season: Season) -> dict[str, int]:
    """How many there are, and how much was put into them."""
    named = {uid for one in season.projects for uid in one.meetings}
    return {
        "projects": len(season.projects),
        "threads_in_projects": sum(len(one.threads) for one in season.projects),
        "meetings_in_projects": sum(len(one.starts) for one in season.truth.engagements if one.uid in named),
    }


def playing(season: Season, is_working: IsWorking) -> dict[str, int]:
    """What the day brings: letters to officers, reminders to partners, answers, reports."""
    truth, now = season.truth, season.now
    nudged = Counter(_owner(thread.partner) for thread in truth.threads if _nudged(thread, now, is_working))
    partners = {one.uid: one.partner for one in truth.engagements}
    asked = Counter(_owner(partners[uid]) for uid in truth.without_outcome)
    nudges, outcomes = nudged.total(), asked.total()
    reminded = Counter(each.owner for each in _promised(season) if each.ours and _due(each, now, is_working))
    notices = sum(_letters(count) for count in (*nudged.values(), *asked.values(), *reminded.values()))
    briefings = sum(_briefed(one, now, is_working) for one in truth.engagements)
    reminders, withdrawn = len(to_approve(season)), len(to_withdraw(season))
    letters = notices + briefings + reminders + REPORTS
    return {
        "reminders_planned": sum(t.whose == "theirs" and not t.closed for t in truth.threads),
        "reminders_sent": reminders,
        "reminders_answered": reminders,
        "reminders_withdrawn": withdrawn,
        "reminders_awaiting_return": 1,
        "nudges_sent": nudges,
        "outcomes_asked": outcomes,
        "briefings_sent": briefings,
        "promises_reminded": reminded.total(),
        "reports_sent": REPORTS,
        "letters_accepted": letters,
        "letters_doubled": 0,
        "letters_unsettled": 0,
        "answers_read": reminders + withdrawn,
        "messages_in_the_end": len(truth.messages) + letters + reminders + withdrawn,
        "threads_in_the_end_with_partner_ball": _theirs_after(season),
        "mailboxes_failing": 0,
    }


def _owner(partner: str | None) -> str:
    """Who is told of it: the head of PR where nobody owns it."""
    return PARTNERS[partner].owner if partner else "ratna"


def _letters(notices: int) -> int:
    """Many of one kind to one of us are one letter."""
    return 1 if notices > Digest().more_than else notices


def _nudged(thread: ThreadTruth, now: datetime, is_working: IsWorking) -> bool:
    if thread.whose != "ours" or thread.closed or thread.since is None or thread.key in PRETENDED | RETURNED:
        return False
    return working_hours(thread.since, now, is_working) >= OURS_LATE


def _due(one: Promised, now: datetime, is_working: IsWorking) -> bool:
    """Whether its owner is told of it: from the working day before on, and every week it is late, four times."""
    today = now.astimezone(WIB).date()
    return one.done is None and _eve(one.due, is_working) <= today <= one.due + timedelta(weeks=ActionDue().weeks)


def _briefed(one: EngagementTruth, now: datetime, is_working: IsWorking) -> int:
    """Its instances still to come, on whose eve (the last working day before) the office has opened."""
    today = now.astimezone(WIB).date()
    coming = [start for start in one.starts if start > now]
    return sum(_eve(start.astimezone(WIB).date(), is_working) <= today for start in coming if one.status not in _OFF)


def _eve(day: date, is_working: IsWorking) -> date:
    day -= timedelta(days=1)
    while not is_working(day):
        day -= timedelta(days=1)
    return day


def _theirs_after(season: Season) -> int:
    """Threads that still wait for a partner when the answers have come."""
    answered = {*to_approve(season), *to_withdraw(season)}
    return sum(t.whose == "theirs" and not t.closed and t.key not in answered for t in season.truth.threads)
