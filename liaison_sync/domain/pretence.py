"""Signs that a sender pretends to be somebody we know; each is a warning, and none is ever a match."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liaison_sync.domain.directory import Directory, domain_of, spoken
from liaison_sync.domain.lookalike import LookAlikes, is_international
from liaison_sync.domain.message import Address
from liaison_sync.domain.partner import Own

_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_MAX_NAME = 500
_MIN_NAME = 5  # characters of a one-word organisation name that may stand by chance otherwise


def pretences(person: Address, directory: Directory, own: Own) -> Iterator[str]:
    """Warnings about an address the directory does not know."""
    domain = domain_of(person.address)
    if domain and not directory.rules.is_freemail(domain):
        yield from of_domain(domain, directory, own)
    claimed = name_of_partner(person.name, directory)
    if claimed:
        yield f"display_name_of_partner:{claimed}"
    shown = _ADDRESS.search(person.name[:_MAX_NAME])
    if shown and shown[1].lower() != domain:
        yield f"address_in_display_name:{shown[0]}"


def of_domain(domain: str, directory: Directory, own: Own) -> Iterator[str]:
    """Warnings about a domain alone: it imitates one we know, or is written in another script."""
    imitated = directory.look_alikes.imitated(domain)
    if imitated:
        yield f"look_alike_domain:{imitated}"
    ours = LookAlikes(own.domains, directory.rules.registrable).imitated(domain)
    if ours:
        yield f"look_alike_own_domain:{ours}"
    if is_international(domain):
        yield f"international_domain:{domain}"


def name_of_partner(name: str, directory: Directory) -> str | None:
    """The partner whose name (or alias) stands in a display name as whole words, or None."""
    said = spoken(name)
    known = ((words, who) for words, who in directory.names if words in said)
    return next((who for words, who in known if words.count(" ") > 2 or len(words) >= _MIN_NAME + 2), None)
