"""What the directory could learn of an unknown sender: a guess with its source, decided by a person."""

from __future__ import annotations

import re
from datetime import date

from liaison_sync.domain.directory import Directory, domain_of, named
from liaison_sync.domain.message import Address, Message
from liaison_sync.domain.value import dataclass

_MAX_LINES = 12
# Words an organisation's own line in a signature begins with or holds (id, en).
_ORGANISATION = re.compile(
    r"\b(kementerian|kemenko|kedutaan|kbri|kepolisian|polda|bupati|walikota|rumah sakit|rsud|koperasi|harian|"
    r"televisi|museum|dewan|majelis|perum|perumda|badan|lembaga|dinas|pemerintah|pemprov|pemkot|pemkab|sekretariat|direktorat|komisi|"
    r"universitas|institut|politeknik|yayasan|asosiasi|perkumpulan|himpunan|bank|pt|cv|persero|tbk|"
    r"ministry|embassy|agency|department|university|foundation|association|council|inc|ltd|llc|gmbh|corp|company)\b",
    re.IGNORECASE,
)
_KINDS = (
    ((".go.id", ".gov", ".mil.id", ".desa.id", ".gouv.fr"), "government"),
    ((".ac.id", ".edu", ".sch.id"), "education"),
    ((".or.id", ".org", ".int"), "organisation"),
    ((".co.id", ".biz.id"), "company"),
)
_ROLES = frozenset(
    [
        *("humas", "sekretariat", "info", "admin", "office", "contact", "press", "media", "redaksi", "marketing"),
        *("protokol", "kerjasama", "kerma", "event", "events", "partnership", "sales", "support", "cs", "hello"),
        *("halo", "layanan", "pengaduan", "ppid", "tu", "tatausaha", "persuratan", "undangan", "sekre", "corsec"),
        *("secretariat", "pr", "liaison", "noreply", "no-reply", "newsletter", "hrd", "finance", "keuangan"),
    ]
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A partner to register: its name as guessed, the registrable domain (None on freemail), and what says so.

    `kind` is government, education, organisation, company or other. `contact` is person or role. `reason` names the
    source: signature, display_name, domain, address. `partner` already has a contact at that domain,
    or bore the name they sign with on that day.
    """

    name: str
    domain: str | None
    kind: str
    reason: str
    address: str
    contact_name: str
    contact: str
    partner: str | None = None


def suggest(person: Address, message: Message, directory: Directory, day: date | None = None) -> Suggestion | None:
    """A suggestion for `person`, who wrote `message` (of `day`) or receives it; None without an address to go by."""
    domain = domain_of(person.address)
    if not domain:
        return None
    freemail = directory.rules.is_freemail(domain)
    core = None if freemail else directory.rules.registrable(domain)
    name, reason = _organisation(person, message, core)
    colleagues = directory.colleagues(core) if core else None
    if core and day and not colleagues and reason == "signature":
        colleagues = named(directory.names, name, day)  # a new domain, signed with a name we know
    return Suggestion(
        name=name,
        domain=core,
        kind=_kind(core or ""),
        reason=reason,
        address=person.address.lower(),
        contact_name="" if _plain(person.name) == _plain(person.address) else person.name,
        contact="role" if is_role(person.address) else "person",
        partner=colleagues,
    )


def names_organisation(text: str) -> bool:
    """Whether a line holds a word organisations are called by."""
    return bool(_ORGANISATION.search(text[:200]))


def is_role(address: str) -> bool:
    """Whether a desk reads this address rather than one person; in Indonesia it often *is* the partner."""
    local = address.partition("@")[0].lower()
    return local in _ROLES or any(part in _ROLES for part in re.split(r"[._+-]", local)[:1])


def _organisation(person: Address, message: Message, core: str | None) -> tuple[str, str]:
    wrote = bool(message.from_) and person.address.lower() in {a.address.lower() for a in message.from_}
    signed = _signed(message.signature) if wrote else None
    if signed:
        return signed, "signature"
    if _ORGANISATION.search(person.name[:200]) or (person.name and is_role(person.address)):
        return person.name[:200], "display_name"
    if core:
        return _from_label(core), "domain"
    return person.name[:200] or person.address, "address"


def _signed(signature: str) -> str | None:
    lines = [line.strip(" \t-|*_•") for line in signature[:4000].splitlines()[:_MAX_LINES]]
    return next((line for line in lines if 3 < len(line) <= 120 and _ORGANISATION.search(line)), None)


def _from_label(core: str) -> str:
    label = core.partition(".")[0]
    words = [w for w in label.split("-") if w]
    return " ".join(w.upper() if len(w) <= 4 else w.capitalize() for w in words) or core


def _kind(core: str) -> str:
    padded = f".{core}"
    return next((kind for ends, kind in _KINDS if any(f"{e}." in f"{padded}." for e in ends)), "other")


def _plain(text: str) -> str:
    return text.strip(" '\"").casefold()
