"""Addresses as the directory compares them: one spelling for what reaches one mailbox."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})  # dots in the local part mean nothing there


def is_address(text: str) -> bool:
    """Whether `text` is one plain mail address as people type it: no name, no brackets, a domain with a dot."""
    local, at, domain = text.rpartition("@")
    return bool(local and at and "." in domain.strip(".")) and not any(c.isspace() or c in "<>,;" for c in text)


@lru_cache(65_536)
def canonical(address: str) -> str:
    """`address` in lower case, its domain as DNS knows it (A-labels, no dot at the end)."""
    local, at, domain = address.strip().lower().rpartition("@")
    if not at:
        return domain
    return f"{local if local.isascii() else unicodedata.normalize('NFC', local)}@{ascii_domain(domain)}"


@lru_cache(65_536)
def ascii_domain(domain: str) -> str:
    """`domain` in lower case with A-labels (RFC 5890); a label that has none stays as it is."""
    name = domain.lower().rstrip(".")
    if name.isascii():
        return name
    return ".".join(_encoded(label) for label in unicodedata.normalize("NFKC", name[:1000]).split("."))


def _encoded(label: str) -> str:
    try:
        return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError:
        return label


@lru_cache(65_536)
def same_mailbox(address: str) -> str:
    """What all addresses of one mailbox share: no subaddress (RFC 5233), and Gmail's one spelling."""
    local, at, domain = canonical(address).rpartition("@")
    if not at:
        return domain
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
