"""How fast each side answers: from the first message nobody had answered to the answer, in the answerer's hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from statistics import median
from typing import Literal

from liaison_sync.domain.report.view import ReportView, awaits, by_hand
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Correspondence, Turn

Side = Literal["ours", "theirs"]
_INFORMS = frozenset({"PUBLISH", "REFRESH"})


@dataclass(frozen=True, slots=True)
class Response:
    """`message` answered what had waited since `asked`; `hours` are working hours of the side that answered."""

    side: Side
    partner: str | None
    message: str
    asked: datetime
    at: datetime
    hours: float


def responses(view: ReportView) -> Sequence[Response]:
    """Every answer since the week before the period, oldest first."""
    return view.once(_all)


def _all(view: ReportView) -> Sequence[Response]:
    since = view.period.before.start
    found = [one for thread in view.threads for one in responses_in(thread, view, since)]
    return sorted(found, key=lambda one: (one.at, one.message))


def responses_in(thread: Correspondence, view: ReportView, since: datetime) -> Iterator[Response]:
    """The answers of one thread from `since` (aware) on."""
    waiting: dict[str, Turn] = {}  # direction of the question → the first one nobody has answered
    for turn in thread.turns:
        if not by_hand(turn) or turn.direction == "internal" or turn.calendar_method in _INFORMS:
            continue
        question = waiting.pop("out" if turn.direction == "in" else "in", None)
        if question is not None and turn.at >= since:
            yield _response(question, turn, view)
        if awaits(turn):
            waiting.setdefault(turn.direction, turn)


def _response(question: Turn, answer: Turn, view: ReportView) -> Response:
    theirs = answer.direction == "in"
    partner = (answer if theirs else question).partner
    calendar = view.calendar(partner if theirs else None)
    hours = calendar.working_hours_between(question.at, answer.at)
    return Response("theirs" if theirs else "ours", partner, answer.key, question.at, answer.at, hours)


def middle(found: Iterable[Response]) -> float | None:
    """The median in hours, to a tenth; None of nothing."""
    hours = [one.hours for one in found]
    return round(median(hours), 1) if hours else None
