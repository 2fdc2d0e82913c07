"""Directory values: partners, contacts (RFC 6350), and what is our own."""

from __future__ import annotations

from datetime import date
from typing import Literal

from liaison_sync.domain.value import dataclass

ContactKind = Literal["person", "role"]
PERSON = "person"  # the kind of a partner that is one human: a freelancer, a notable


@dataclass(frozen=True, slots=True)
class Domain:
    """A mail domain of a partner, valid from `since` up to and including `until`."""

    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a partner (abbreviation, brand), borne from `since` up to and including `until`."""

    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation we liaise with: `owner` is an officer's address, `country` an ISO 3166 code, `zone` IANA."""

    id: str
    name: str
    parent: str | None = None
    kind: str = "other"
    domains: tuple[Domain, ...] = ()
    clients: tuple[str, ...] = ()
    owner: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One affiliation of a person or role address: a person who changed employer has a row for each."""

    address: str
    partner: str | None
    name: str = ""
    kind: ContactKind = "person"
    since: date | None = None
    until: date | None = None
    language: str | None = None
    note: str = ""
    title: str = ""
    phone: str = ""
    salutation: str | None = None  # decided by a person; wins over the engine
    bounced: bool = False  # the address fails permanently
    refused: bool = False  # its server refuses our mail by policy; the address lives
    opted_out: bool = False  # asked not to be written to automatically
    restricted: bool = False  # no automation (UU PDP 27/2022)
    person: str | None = None  # the rows of one human: further addresses, former affiliations


@dataclass(frozen=True, slots=True)
class Officer:
    """One of us: the owner of partners, addressed by `address` for internal letters."""

    address: str
    name: str
    language: str = "id"
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What is ours: domains, addresses (mailboxes and officers), and the authserv-id of our mail server.

    `authserv_id` None: no server in front adds Authentication-Results; "" is Microsoft 365's form, which has no id.
    """

    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    authserv_id: str | None = None
