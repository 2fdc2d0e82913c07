"""Recognition: which partner a message belongs to, and why (a reason key for every answer).

Order: exact contact → registered domain (longest suffix) → registrable domain → unknown, queued with a suggestion.
A name proves nothing: display names, Reply-To and list headers are claims, and are told as such.
Reasons: contact, domain, registrable_domain, client, forwarded, recipient, participant, thread (a partner was found);
unknown_domain, unknown_freemail, unknown_recipient, ambiguous_contact, ambiguous_domain, contact_without_partner
(queued); relay, bounce, no_sender, several_senders, internal, own_notification (nobody's).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from liaison_sync.domain.address import same_mailbox
from liaison_sync.domain.clients import bare, client_of, spoken_of
from liaison_sync.domain.directory import Directory, Registered, domain_of, own_domain
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.message import Address, Message
from liaison_sync.domain.partner import Own
from liaison_sync.domain.pretence import of_domain, pretences
from liaison_sync.domain.relay import is_machine, is_mailer, is_relay, speaks_via, spoken_for
from liaison_sync.domain.suggestion import Suggestion, suggest
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Direction

Authentication = Literal["pass", "fail", "none"]
NOBODY = Address("", "")
_HOSTS = frozenset({"www", "mail", "email", "webmail", "smtp", "mx", "imap", "surel", "m", "zimbra", "exchange"})
_CLOCK_SKEW = timedelta(days=1)
_MAX_LOOKED_AT = 50  # recipients whose domains are checked for pretence


@dataclass(frozen=True, slots=True)
class Recognition:
    """`contact` is the exact contact's address. `linked` are further partners the message concerns.

    `warnings` are keys, some with a value (`look_alike_domain:kemlu.go.id`). `external` are the lower-cased addresses
    that are not ours, the sender first. `sender` is who really wrote, as far as headers tell.
    """

    partner: str | None
    contact: str | None
    reason: str
    direction: Direction
    linked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    sender: Address = NOBODY
    suggestion: Suggestion | None = None

    @property
    def queued(self) -> bool:
        """Whether a person must decide whose this is."""
        return self.reason in QUEUED or "client_unknown" in self.warnings


QUEUED = frozenset(
    [
        *("unknown_domain", "unknown_freemail", "unknown_recipient"),
        *("ambiguous_contact", "ambiguous_domain", "contact_without_partner"),
    ]
)


@dataclass(frozen=True, slots=True)
class Match:
    """What the directory says of one address on one day."""

    partner: str | None
    contact: str | None
    reason: str
    warnings: tuple[str, ...] = ()


def recognise(
    message: Message,
    directory: Directory,
    own: Own,
    *,
    at: datetime,
    threads: Mapping[str, str] | None = None,
    cited: Mapping[str, Sequence[str]] | None = None,
    authentication: Authentication = "none",
    invitations: Sequence[Invitation] = (),
) -> Recognition:
    """The partner of `message`, received `at` (aware UTC).

    `threads`: Message-ID → partner, as people decided it already. `cited`: Message-ID (bare) → the partners an earlier
    message was found to concern, which only tells for which of its clients an agency writes.
    `authentication`: our server's verdict on From.
    `invitations`: the calendar parts, which tell whom a calendar service speaks for. Never raises.
    """
    decided = {bare(i): p for i, p in (threads or {}).items()}
    concerned = cited or {}
    found = _Recogniser(message, directory, own, _day(message, at), decided, concerned, invitations).recognition()
    if authentication == "fail":
        found = replace(found, warnings=(*found.warnings, "authentication_failed"))
    return found


def match(address: str, directory: Directory, day: date) -> Match:
    """Whose `address` was on `day`, by the directory alone."""
    rows = directory.contacts_on(address, day)
    warnings = ("affiliation_ended",) if not rows and directory.affiliations(address) else ()
    partners = tuple(dict.fromkeys(c.partner for c in rows if c.partner))
    if len(partners) == 1:
        return Match(partners[0], rows[0].address, "contact", warnings)
    by_domain = _by_domain(domain_of(address), directory, day)
    if partners:
        mine = by_domain.partner if by_domain.partner in partners else directory.common(partners)
        return Match(mine, rows[0].address, "contact" if mine else "ambiguous_contact", warnings)
    if rows and not by_domain.partner:
        return Match(None, rows[0].address, "contact_without_partner", warnings)
    return replace(by_domain, contact=rows[0].address if rows else None, warnings=warnings)


def _by_domain(domain: str, directory: Directory, day: date) -> Match:
    exact = directory.registered(domain, day)
    if exact:
        return _one_of(exact, directory, "domain")
    if not domain or directory.rules.is_freemail(domain):
        return Match(None, None, "unknown_freemail" if domain else "unknown_domain")
    related = directory.related(domain, day)
    if related:
        return _one_of(related, directory, "registrable_domain")
    return Match(None, None, "unknown_domain")


def _one_of(registered: Iterable[Registered], directory: Directory, reason: str) -> Match:
    """The one partner, or the one all of them belong to; a domain of strangers to each other decides nothing."""
    owners = (_beside(r, directory) if reason == "registrable_domain" else r.partner for r in registered)
    found = directory.common(owners)
    return Match(found, None, reason) if found else Match(None, None, "ambiguous_domain")


def _beside(one: Registered, directory: Directory) -> str:
    """Whose the rest of a registrable domain is: beside a sub-unit's own domain stands its parent (Dishub's mail is not
    the press office's), while `mail.` and `www.` are only hosts of the partner itself.
    """
    core = directory.rules.registrable(one.name) or one.name
    label = one.name.removesuffix(core).rstrip(".")
    parent = directory.partners[one.partner].parent
    return one.partner if not label or label in _HOSTS or parent not in directory.partners else parent


def party(found: Recognition, directory: Directory) -> str | None:
    """The partner, or a stand-in for an organisation not registered yet: its registrable domain, else its address."""
    if found.partner:
        return found.partner
    address = next(iter(found.external), "")
    domain = domain_of(address)
    if not domain:
        return None
    core = None if directory.rules.is_freemail(domain) else directory.rules.registrable(domain)
    return f"?{core or address}"


def _day(message: Message, at: datetime) -> date:
    """The day whose affiliations hold: that of the Date field by its own clock, unless it lies in the future."""
    stated = message.date if message.date_source == "date" else None
    if stated is None or stated > at + _CLOCK_SKEW:
        return at.date()
    return (stated + timedelta(minutes=message.date_east)).date()


class _Recogniser:
    """One message on its way through the case table; every method answers one question of it."""

    def __init__(
        self,
        message: Message,
        directory: Directory,
        own: Own,
        day: date,
        threads: Mapping[str, str],
        cited: Mapping[str, Sequence[str]],
        invitations: Sequence[Invitation],
    ) -> None:
        self.message, self.directory, self.own, self.day = message, directory, own, day
        self.threads, self.cited, self.invitations = threads, cited, invitations
        self.addresses = frozenset(same_mailbox(a) for a in own.addresses)
        self.warnings: list[str] = []
        self.sender = self._sender()
        self.recipients = [a for a in self._recipients() if not self.ours(a.address)]

    def recognition(self) -> Recognition:
        unresolved = self._unresolved()
        if unresolved:
            return self._invited() if unresolved == "relay" else self._nobody(unresolved)
        decided = self.threads.get(bare(self.message.message_id or ""))
        found = self._outbound() if self.ours(self.sender.address) else self._inbound()
        if decided and self._is_client(decided, found.partner):
            linked = tuple(dict.fromkeys((decided, *found.linked)))
            warnings = tuple(one for one in found.warnings if one != "client_unknown")
            return replace(found, reason="client", linked=linked, warnings=warnings)
        if decided and decided in self.directory.partners:
            linked = tuple(p for p in (found.partner, *found.linked) if p and p != decided)
            return replace(found, partner=decided, reason="thread", linked=linked, suggestion=None)
        return found

    def _is_client(self, decided: str, partner: str | None) -> bool:
        return partner in self.directory.agencies and decided in self.directory.partners[partner].clients

    def ours(self, address: str) -> bool:
        """Our own address, or in our own domain and nobody's contact nor in a partner's longer domain."""
        if same_mailbox(address) in self.addresses:
            return True
        ours = own_domain(self.own, domain_of(address))
        if ours is None or self.directory.contacts_on(address, self.day):
            return False
        theirs = self.directory.registered(domain_of(address), self.day)
        return not theirs or len(theirs[0].name) <= len(ours)

    # --- who wrote ---------------------------------------------------------------------------------------------

    def _sender(self) -> Address:
        written = self.message.from_[0] if self.message.from_ else Address("", "")
        relayed = self._relays(written.address)
        if relayed or speaks_via(self.message) or self._own_list(written):
            claimed = next(spoken_for(self.message, self.invitations if relayed else ()), None)
            if claimed:
                self.warnings.append("claimed_sender")
                return claimed
        return written

    def _relays(self, address: str) -> bool:
        """A service's machine, or anybody at a service's domain who is no partner of ours himself."""
        if not is_relay(address) or self.directory.contacts_on(address, self.day):
            return False
        return is_machine(address) or not self.directory.registered(domain_of(address), self.day)

    def _own_list(self, written: Address) -> bool:
        """Our own group's address in From: the list rewrote it, and says elsewhere who wrote."""
        return bool(self.message.list_id and self.message.original_from and self.ours(written.address))

    def _recipients(self) -> Iterable[Address]:
        yield from (*self.message.to, *self.message.cc, *self.message.bcc)
        if self.message.from_ and is_relay(self.message.from_[0].address):
            yield from (Address(a.name, a.address) for one in self.invitations for a in one.attendees)

    def _unresolved(self) -> str | None:
        senders = {a.address.lower() for a in self.message.from_}
        kind = self.message.automatic.kind
        if kind == "bounce" or self.message.bounce or is_mailer(self.sender.address):
            return "bounce"
        if not senders - {""}:
            return "no_sender"
        if len(senders) > 1:
            return "several_senders"
        return "relay" if self._relays(self.sender.address) else None

    def _invited(self) -> Recognition:
        """A service that names nobody who wrote: the partners it invites, beside us."""
        matches = [match(a.address, self.directory, self.day) for a in self.recipients if not is_relay(a.address)]
        primary = next((m for m in matches if m.partner), None)
        if primary is None:
            return self._nobody("relay")
        self.warnings.append("claimed_sender")
        linked = self._others(self.recipients, primary.partner)
        return self._answer(replace(primary, reason="participant"), "in", linked)

    def _nobody(self, reason: str) -> Recognition:
        return self._answer(Match(None, None, reason), "in", (), suggestion=None)

    # --- inbound -----------------------------------------------------------------------------------------------

    def _inbound(self) -> Recognition:
        found = match(self.sender.address, self.directory, self.day)
        linked = self._others(self.recipients, found.partner)
        self._warn_of_other_reply()
        if found.partner is None:
            self._warn_of_pretence(self.sender)
            return self._answer(found, "in", linked, suggestion=self._suggest(self.sender))
        return self._answer(*self._with_client(found, "in", linked))

    def _with_client(
        self, found: Match, direction: Direction, linked: tuple[str, ...]
    ) -> tuple[Match, Direction, tuple[str, ...]]:
        """An agency's client comes from the thread or stands among the recipients; otherwise a person says."""
        clients = self.directory.partners[found.partner].clients if found.partner in self.directory.partners else ()
        if not clients or any(p in clients for p in linked):
            return found, direction, linked
        ids = spoken_of(self.message.in_reply_to, self.message.references)
        decided = {id_: (partner,) for id_, partner in self.threads.items()}
        client = client_of(ids, decided, clients) or client_of(ids, self.cited, clients)
        if client is None:
            self.warnings.append("client_unknown")
            return found, direction, linked
        return replace(found, reason="client"), direction, (client, *linked)

    def _decided(self) -> str | None:
        """What people decided about the messages this one answers, the nearest first."""
        ids = spoken_of(self.message.in_reply_to, self.message.references)
        return next((p for i in ids if (p := self.threads.get(i)) in self.directory.partners), None)

    def _others(self, people: Iterable[Address], primary: str | None) -> tuple[str, ...]:
        found = (match(a.address, self.directory, self.day).partner for a in people)
        return tuple(dict.fromkeys(p for p in found if p and p != primary))

    # --- ours --------------------------------------------------------------------------------------------------

    def _outbound(self) -> Recognition:
        if not self.recipients:
            return self._internal()
        matches = [match(a.address, self.directory, self.day) for a in self.recipients]
        primary = next((m for m in matches if m.partner), None)
        for person, found in list(zip(self.recipients, matches, strict=True))[:_MAX_LOOKED_AT]:
            if not found.partner:
                self._warn_of_pretence(person)
        if primary is None:
            return self._to_strangers(matches[0])
        linked = self._others([*self.recipients, *self._forwarded_people()], primary.partner)
        return self._answer(*self._with_client(replace(primary, reason="recipient"), "out", linked))

    def _to_strangers(self, first: Match) -> Recognition:
        decided = self._decided()
        if decided:
            return self._answer(Match(decided, None, "thread"), "out", ())
        reason = first.reason if first.reason in QUEUED - {"unknown_domain"} else "unknown_recipient"
        return self._answer(replace(first, reason=reason), "out", (), suggestion=self._suggest(self.recipients[0]))

    def _internal(self) -> Recognition:
        if self.message.liaison_id:
            return self._answer(Match(None, None, "own_notification"), "internal", ())
        people = self._forwarded_people()
        matches = [(a, match(a.address, self.directory, self.day)) for a in people]
        primary = next((m for _, m in matches if m.partner), None)
        if not people:
            return self._answer(Match(None, None, "internal"), "internal", ())
        self.warnings.append("forwarded_unverified")
        if primary is None:
            self._warn_of_pretence(people[0])
            return self._answer(matches[0][1], "internal", (), suggestion=self._suggest(people[0]))
        linked = self._others(people, primary.partner)
        return self._answer(replace(primary, reason="forwarded"), "internal", linked)

    def _forwarded_people(self) -> list[Address]:
        """External people of the mail passed on: who wrote it, or whom we had written to."""
        found: list[Address] = []
        for one in self.message.forwarded:
            writer = [one.from_] if one.from_ and one.from_.address else []
            found += [a for a in (writer if writer and not self.ours(writer[0].address) else one.to) if a.address]
        return [a for a in found if not self.ours(a.address)]

    # --- the answer --------------------------------------------------------------------------------------------

    def _warn_of_pretence(self, person: Address) -> None:
        self.warnings += pretences(person, self.directory, self.own, self.day)

    def _warn_of_other_reply(self) -> None:
        """An answer would go to a domain that imitates one we know, whoever stands in From."""
        domains = dict.fromkeys(domain_of(a.address) for a in self.message.reply_to[:_MAX_LOOKED_AT])
        for domain in domains:
            if domain and domain != domain_of(self.sender.address) and not self.directory.rules.is_freemail(domain):
                self.warnings += of_domain(domain, self.directory, self.own)

    def _suggest(self, person: Address) -> Suggestion | None:
        return suggest(person, self.message, self.directory, self.day)

    def _answer(
        self, found: Match, direction: Direction, linked: tuple[str, ...], suggestion: Suggestion | None = None
    ) -> Recognition:
        people = (self.sender, *self.recipients)
        external = dict.fromkeys(a.address.lower() for a in people if a.address and not self.ours(a.address))
        return Recognition(
            partner=found.partner,
            contact=found.contact,
            reason=found.reason,
            direction=direction,
            linked=linked,
            warnings=tuple(dict.fromkeys((*found.warnings, *self.warnings))),
            external=tuple(a for a in external if not is_relay(a)),
            sender=self.sender,
            suggestion=suggestion,
        )
