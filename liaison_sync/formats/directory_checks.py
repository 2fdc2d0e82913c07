"""What the rows of a directory file say of each other: parents, clients, domains, and whose a contact is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import replace

from liaison_sync.domain.partner import Contact, Domain, Partner
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.domains import is_freemail, registrable

Tell = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Checked:
    partners: tuple[Partner, ...]
    contacts: tuple[Contact, ...]
    threads: Mapping[str, str]


def checked(
    partners: Iterable[Partner],
    contacts: Iterable[tuple[int, Contact]],
    threads: Mapping[str, str],
    tell: Tell,
    there: frozenset[str] = frozenset(),
) -> Checked:
    """The rows that can stand together; `tell(path, reason, value)` hears of the others. `there`: known before."""
    known: dict[str, Partner] = {}
    for partner in partners:
        if partner.id in known:
            tell(f"partners[{partner.id}]", "duplicate_partner", partner.id)
        else:
            known[partner.id] = partner
    sound = tuple(_sound(p, known, there, tell) for p in known.values())
    ids = known.keys() | there
    _tell_shared(sound, tell)
    kept = []
    for number, contact in contacts:
        if contact.partner and contact.partner not in ids:
            tell(f"contacts[{number}].partner", "unknown_partner", contact.partner)
        else:
            kept.append(contact)
    return Checked(sound, tuple(dict.fromkeys(kept)), _decided(threads, ids, tell))


def _sound(partner: Partner, known: Mapping[str, Partner], there: frozenset[str], tell: Tell) -> Partner:
    path = f"partners[{partner.id}]"
    parent = partner.parent
    if parent is not None and parent not in known and parent not in there:
        tell(f"{path}.parent", "unknown_partner", parent)
        parent = None
    elif parent is not None and _circles(partner.id, known):
        tell(f"{path}.parent", "own_ancestor", parent)
        parent = None
    for client in partner.clients:
        if client not in known and client not in there:
            tell(f"{path}.clients", "unknown_partner", client)
    clients = tuple(c for c in partner.clients if c in known or c in there)
    domains = tuple(d for d in partner.domains if _is_his(d, path, tell))
    return replace(partner, parent=parent, clients=clients, domains=domains)


def _circles(start: str, known: Mapping[str, Partner]) -> bool:
    seen, here = set(), known[start].parent
    while here is not None and here in known and here not in seen:
        if here == start:
            return True
        seen.add(here)
        here = known[here].parent
    return False


def _is_his(domain: Domain, path: str, tell: Tell) -> bool:
    core = registrable(domain.name)
    if is_freemail(domain.name) and core in (domain.name, None):
        tell(f"{path}.domains", "freemail_domain", domain.name)
        return False
    if core is None:
        tell(f"{path}.domains", "public_suffix", domain.name)  # holds for itself alone
    return True


def _tell_shared(partners: Iterable[Partner], tell: Tell) -> None:
    """One domain with two partners at a time decides nothing, unless one belongs to the other."""
    owner: dict[str, tuple[Partner, Domain]] = {}
    for partner in partners:
        for domain in partner.domains:
            other = owner.setdefault(domain.name, (partner, domain))
            if other[0].id != partner.id and _overlap(domain, other[1]):
                tell(f"partners[{partner.id}].domains", "domain_of_two_partners", domain.name)


def _overlap(a: Domain, b: Domain) -> bool:
    return not (
        (a.until is not None and b.since is not None and a.until < b.since)
        or (b.until is not None and a.since is not None and b.until < a.since)
    )


def _decided(threads: Mapping[str, str], known: Set[str], tell: Tell) -> dict[str, str]:
    for message_id, partner in threads.items():
        if partner not in known:
            tell(f"threads[{message_id}].partner", "unknown_partner", partner)
    return {i: p for i, p in threads.items() if p in known}
