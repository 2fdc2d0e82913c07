"""Signs that a sender pretends to be somebody we know; each is a warning, and none is ever a match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from liaison_sync.domain.directory import Directory, domain_of, spoken, valid_on
from liaison_sync.domain.lookalike import is_international
from liaison_sync.domain.message import Address
from liaison_sync.domain.partner import Own

_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
BEARS_NAME = "display_name_of_partner"  # the one warning whose value is a partner's id
_MAX_NAME = 500
_MIN_NAME = 5  # characters of a one-word organisation name that may stand by chance otherwise


def pretences(person: Address, directory: Directory, own: Own, day: date | None = None) -> Iterator[str]:
    """Warnings about an address the directory does not know; by names borne on `day`, by all where None."""
    domain = domain_of(person.address)
    if domain and not directory.rules.is_freemail(domain):
        yield from of_domain(domain, directory, own)
    claimed = name_of_partner(person.name, directory, day)
    if claimed:
        yield f"{BEARS_NAME}:{claimed}"
    shown = _ADDRESS.search(person.name[:_MAX_NAME])
    if shown and shown[1].lower() != domain:
        yield f"address_in_display_name:{shown[0]}"


def of_domain(domain: str, directory: Directory, own: Own) -> Iterator[str]:
    """Warnings about a domain alone: it imitates one we know, or is written in another script."""
    imitated = directory.look_alikes.imitated(domain)
    if imitated:
        yield f"look_alike_domain:{imitated}"
    ours = directory.alikes_of(own.domains).imitated(domain)
    if ours:
        yield f"look_alike_own_domain:{ours}"
    if is_international(domain):
        yield f"international_domain:{domain}"


def name_of_partner(name: str, directory: Directory, day: date | None = None) -> str | None:
    """The partner whose name (or an alias borne on `day`) stands in a display name as whole words, or None."""
    said = spoken(name)
    known = (
        one for one in directory.names if one.words in said and (day is None or valid_on(day, one.since, one.until))
    )
    return next((n.partner for n in known if n.words.count(" ") > 2 or len(n.words) >= _MIN_NAME + 2), None)
