"""An officer's mail about a meeting, read: never raises for any text, bounded in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from liaison_sync.domain.outcome_answer import Invited, OutcomeAnswer, Topic, Unclear
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import outcome_actions, outcome_held, outcome_people
from liaison_sync.formats.outcome_deadline import Days
from liaison_sync.formats.outcome_form import fields, unlabelled
from liaison_sync.formats.outcome_held import Held

_LONGEST = 200_000
_LONGEST_FIELD = 20_000


@dataclass(frozen=True, slots=True)
class Around:
    """What an answer is read against: who may be named, what the partner is called, what days count from."""

    invited: Sequence[Invited]
    partner: Sequence[str]
    days: Days


def read(new: str, whole: str, around: Around, said_before: Iterable[str] = ()) -> OutcomeAnswer:
    """What the officer says. `new`: their own text, `whole`: with all quotes; `said_before`: what they may quote."""
    found = {
        topic: text[:_LONGEST_FIELD] for topic, text in fields(new[:_LONGEST], whole[:_LONGEST], said_before).items()
    }
    unclear: list[Unclear] = []
    held, decisions, open_ = _how(found, new)
    unclear += open_
    people, who = outcome_people.attendance(found.get("present", ""), found.get("absent", ""), around.invited)
    actions, what = outcome_actions.read(found.get("actions", ""), around.invited, around.partner, around.days)
    return OutcomeAnswer(
        held=held.held,
        reason=held.reason,
        why=held.why or (found.get("why", "") if held.held is False else ""),
        attendance=people,
        place=found.get("place", "")[:500],
        discussion=found.get("discussion", ""),
        decisions=decisions,
        internal=found.get("internal", ""),
        actions=actions,
        unclear=(*unclear, *who, *what),
    )


def _how(found: Mapping[Topic, str], new: str) -> tuple[Held, str, list[Unclear]]:
    """Whether it was held, and what was decided: "Hasil:" may tell either."""
    decisions, why = found.get("decisions", ""), found.get("why", "")
    stated, result = found.get("held", ""), found.get("result", "")
    held = outcome_held.read(stated or result, why) if stated or result else _unasked(new)
    if result and (stated or held.held is None):
        decisions = "\n".join(one for one in (decisions, result) if one)
    if stated and held.held is None:
        return held, decisions, [Unclear("held", stated.split("\n")[0], "yes_or_no")]
    return held, decisions, []


def _unasked(new: str) -> Held:
    return outcome_held.unlabelled(unlabelled(new[:_LONGEST]))
