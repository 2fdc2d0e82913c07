"""Services that mail in somebody's name: the relay itself is nobody; whom it speaks for is only its claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.message import Address, Message

_ADDRESSES = frozenset(
    [
        *("calendar-notification@google.com", "calendar-noreply@google.com", "calendar-server@google.com"),
        *(
            "meet-recordings-noreply@google.com",
            "drive-shares-noreply@google.com",
            "drive-shares-dm-noreply@google.com",
        ),
        *("forms-receipts-noreply@google.com", "no-reply@zoom.us", "noreply@zoom.us", "messenger@webex.com"),
        *("no-reply@sharepointonline.com", "noreply@microsoft.com", "no-reply@microsoft.com"),
    ]
)
# Whole domains that only relay. A partner who *is* such a company is known by exact contacts.
_DOMAINS = (
    *("docs.google.com", "email.teams.microsoft.com", "teams.mail.microsoft", "planner.office365.com"),
    *("sharepointonline.com", "docusign.net", "eumail.docusign.net", "adobesign.com", "echosign.com", "hellosign.com"),
    *("calendly.com", "doodle.com", "eventbrite.com", "event.eventbrite.com", "surveymonkey.com", "typeform.com"),
    *("wetransfer.com", "dropboxmail.com", "send.mailchimp.com", "mcsv.net", "sendgrid.net", "amazonses.com"),
    *("mailgun.org", "zendesk.com", "freshdesk.com", "intercom-mail.com", "mail.notion.so", "trello.com", "slack.com"),
)
_BELOW = tuple(f".{domain}" for domain in _DOMAINS)
_MAILER = frozenset({"mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster-bounce"})


def is_relay(address: str) -> bool:
    here = address.lower()
    domain = here.rpartition("@")[2]
    return here in _ADDRESSES or domain in _DOMAINS or domain.endswith(_BELOW)


def is_mailer(address: str) -> bool:
    """Whether a mail system speaks here, not a person of that organisation."""
    return address.partition("@")[0].lower() in _MAILER


def spoken_for(message: Message, invitations: Iterable[Invitation]) -> Iterator[Address]:
    """Whom a relayed message claims to come from, the likeliest first: the calendar's word, then the headers'."""
    for one in invitations:
        people = one.attendees[:1] if one.method in {"REPLY", "COUNTER", "REFRESH"} else ()
        for person in people or ([one.organizer] if one.organizer else ()):
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
    return " via " in name and bool(claims(message))
