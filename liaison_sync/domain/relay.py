"""Services that mail in somebody's name: the relay itself is nobody; whom it speaks for is only its claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.message import Address, Message

# Companies whose machines write in somebody's name, while their people have addresses there as well.
_PLATFORMS = (
    *("google.com", "zoom.us", "zoom.com", "webex.com", "microsoft.com", "office365.com", "office.com", "apple.com"),
    *("gotomeeting.com", "goto.com", "logmein.com", "whereby.com", "linkedin.com", "canva.com", "asana.com"),
    *("atlassian.net", "atlassian.com", "monday.com", "figma.com", "dropbox.com", "box.com", "adobe.com", "cal.com"),
    *("luma-mail.com", "lu.ma", "loket.com", "eventyay.com", "airtable.com", "hubspot.com", "salesforce.com"),
)
_MACHINES = frozenset(
    [
        *("noreply", "donotreply", "notification", "notifications", "notify", "notifier", "invitations", "invite"),
        *("calendar", "calendarnotification", "calendarserver", "messenger", "mailer", "alerts", "alert", "updates"),
    ]
)
# Whole domains that only relay. A partner who *is* such a company is known by exact contacts.
_DOMAINS = (
    *("calendar.google.com", "group.calendar.google.com", "resource.calendar.google.com"),
    *("docs.google.com", "email.teams.microsoft.com", "teams.mail.microsoft", "planner.office365.com"),
    *("sharepointonline.com", "docusign.net", "eumail.docusign.net", "adobesign.com", "echosign.com", "hellosign.com"),
    *("calendly.com", "doodle.com", "eventbrite.com", "event.eventbrite.com", "surveymonkey.com", "typeform.com"),
    *("wetransfer.com", "dropboxmail.com", "send.mailchimp.com", "mcsv.net", "sendgrid.net", "amazonses.com"),
    *("mailgun.org", "zendesk.com", "freshdesk.com", "intercom-mail.com", "mail.notion.so", "trello.com", "slack.com"),
)
_BELOW = tuple(f".{domain}" for domain in _DOMAINS)
_BELOW_PLATFORMS = tuple(f".{domain}" for domain in _PLATFORMS)
_MAILER = frozenset({"mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster-bounce"})
# "Budi via Forum", as lists and services write it in the languages we meet.
_VIA = (" via ", " melalui ", " lewat ", " über ", " por medio de ", " par l'intermédiaire de ")


@lru_cache(maxsize=16_384)  # the same people write again and again
def is_relay(address: str) -> bool:
    """Whether a service writes from here in somebody's name, or a calendar that is nobody's mailbox."""
    domain = address.lower().rpartition("@")[2]
    return _whole(domain) or is_machine(address)


@lru_cache(maxsize=16_384)
def is_machine(address: str) -> bool:
    """Whether it is a machine of a platform, whoever registered that platform's domain."""
    local, _, domain = address.lower().rpartition("@")
    return _of_machine(local) and (domain in _PLATFORMS or domain.endswith(_BELOW_PLATFORMS) or _whole(domain))


def _whole(domain: str) -> bool:
    return domain in _DOMAINS or domain.endswith(_BELOW)


def _of_machine(local: str) -> bool:
    plain = local.partition("+")[0].replace("-", "").replace("_", "").replace(".", "")
    return plain in _MACHINES or plain.endswith(("noreply", "donotreply")) or plain.startswith("noreply")


def is_mailer(address: str) -> bool:
    """Whether a mail system speaks here, not a person of that organisation."""
    return address.partition("@")[0].lower() in _MAILER


def spoken_for(message: Message, invitations: Iterable[Invitation]) -> Iterator[Address]:
    """Whom a relayed message claims to come from, the likeliest first: the calendar's word, then the headers'."""
    for one in invitations:
        people = one.attendees[:1] if one.method in {"REPLY", "COUNTER", "REFRESH"} else ()
        for person in people or ([one.organizer] if one.organizer else ()):
            if person.address and not is_relay(person.address):
                yield Address(person.name, person.address)
    yield from claims(message)


def claims(message: Message) -> Sequence[Address]:
    """Who the headers of a list or relay say wrote it: X-Original-From, X-Original-Sender, Reply-To."""
    own = {a.address.lower() for a in message.from_}
    found = (*message.original_from, *message.reply_to)
    return [a for a in found if a.address and a.address.lower() not in own and not is_relay(a.address)]


def speaks_via(message: Message) -> bool:
    """ "Budi via List": a list or service put its own address into From (DMARC rewriting)."""
    name = message.from_[0].name.casefold() if message.from_ else ""
    return any(word in name for word in _VIA) and bool(claims(message))
