"""Who an outgoing message names, and how: ORGANIZER and ATTENDEE by the tables of RFC 5546 §3.2."""

from __future__ import annotations

from liaison_sync.domain.invitation import Attendee
from liaison_sync.domain.itip.outgoing_object import CalendarObject, Outgoing, Part
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.calendar_people import person
from liaison_sync.formats.content_lines import Component, Line, parse_line
from liaison_sync.formats.outgoing_object import event_of
from liaison_sync.formats.parameters_text import cal_parameter, is_uri

OURS = frozenset({"SCHEDULE-AGENT", "SCHEDULE-FORCE-SEND", "SCHEDULE-STATUS"})  # never sent along (RFC 6638 §7)
REPLY_PARAMS = ("CN", "CUTYPE", "ROLE", "MEMBER", "EMAIL", "LANGUAGE", "SENT-BY", "DELEGATED-FROM")


@dataclass(frozen=True, slots=True)
class Named:
    """How the objects name the organiser and one recipient, where the component at hand no longer does."""

    organizer: Line | None
    recipient: Line


def named_in(objects: tuple[CalendarObject | None, ...], address: str) -> Named:
    """The lines of the first object that has them."""
    events = [event_of(item.invitation)[0] for each in objects if each for item in each.items.values()]
    organizers = (event.first("ORGANIZER") for event in events)
    attendees = (line for event in events for line in event.all("ATTENDEE") if _address(line) == address)
    return Named(
        next((line for line in organizers if line), None),
        next(attendees, parse_line(f"ATTENDEE:mailto:{address}")),
    )


def people(message: Outgoing, part: Part, event: Component, named: Named) -> list[Line]:
    """ORGANIZER, and the ATTENDEEs the method calls for: all of a REQUEST, the one of a REPLY, whom a CANCEL is for."""
    organizer = event.first("ORGANIZER") or named.organizer
    found = [_bare(organizer)] if organizer else []
    if message.method == "REQUEST":
        return found + _invited(message, part, event)
    if part.answer is not None:
        return [*found, _answer(part.answer, event)]
    return [*found, _bare(named.recipient, "RSVP")]


def _address(line: Line) -> str:
    who = person(line)
    return who.address if who else ""


def _invited(message: Outgoing, part: Part, event: Component) -> list[Line]:
    organizer = event.first("ORGANIZER")
    chair = _address(organizer) if organizer else ""
    found = [_asked(line, reset=part.reset and _address(line) != chair) for line in event.all("ATTENDEE")]
    delegate = message.delegate
    if delegate and delegate.address not in {_address(line) for line in found}:
        found.append(_delegate(delegate))
    return found


def _asked(line: Line, *, reset: bool) -> Line:
    """An ATTENDEE of a REQUEST always says where he stands (§3.2.12); a reschedule asks anew, but no delegator."""
    stated = (line.param("PARTSTAT") or "").upper()
    if stated and not (reset and stated != "DELEGATED"):
        return _bare(line)
    bare = _bare(line, "PARTSTAT")
    return _with(bare, "PARTSTAT=NEEDS-ACTION")


def _delegate(who: Attendee) -> Line:
    sent = ",".join(f'"mailto:{address}"' for address in who.delegated_from)
    return parse_line(f"ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM={sent}:mailto:{who.address}")


def _answer(who: Attendee, event: Component) -> Line:
    """The one ATTENDEE of a REPLY (§3.2.3), as his line describes him, with his answer."""
    line = next((each for each in event.all("ATTENDEE") if _address(each) == who.address), None)
    given = [each for each in (parameters(line) if line else []) if each.partition("=")[0].upper() in REPLY_PARAMS]
    to = ",".join(f'"mailto:{address}"' for address in who.delegated_to)
    stated = [*given, f"PARTSTAT={who.partstat}", *([f"DELEGATED-TO={to}"] if to else [])]
    value = line.value.strip() if line else f"mailto:{who.address}"
    return parse_line(";".join(["ATTENDEE", *stated]) + ":" + value)


def _bare(line: Line, *more: str) -> Line:
    """A line without the parameters that are between us and our server."""
    unwanted = {*OURS, *more}
    kept = [each for each in parameters(line) if each.partition("=")[0].strip().upper() not in unwanted]
    return parse_line(";".join([line.name, *kept]) + ":" + line.value.strip())


def _with(line: Line, parameter: str) -> Line:
    return parse_line(";".join([line.name, *parameters(line), parameter]) + ":" + line.value.strip())


def parameters(line: Line) -> list[str]:
    """The parameters as RFC 5545 writes them, whatever quoting they came with."""
    return [
        f"{name}={','.join(cal_parameter(each, uri=is_uri(name)) for each in values)}"
        for name, values in line.params.items()
    ]
