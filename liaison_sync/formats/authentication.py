"""Authentication-Results (RFC 8601): what our own receiving server vouches for, and nothing else.

DMARC or a DKIM signature aligned with the From domain (RFC 7489 §3.1, relaxed) proves From; SPF alone proves an
envelope, never a From. Microsoft's form comes without an authserv-id and is read by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from liaison_sync.domain.fact import AuthVerdict

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

MAX_HEADER = 10_000
_MICROSOFT_HOSTS = ("outlook.com", "microsoft.com", "office365.com")
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^(spf|dkim|dmarc|arc|compauth)\s*=\s*([A-Za-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([A-Za-z]+)\.([A-Za-z-]+)\s*=\s*(\"[^\"]*\"|[^\s;\"]+)")


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    properties: tuple[tuple[str, str], ...]


def verdict(headers: tuple[str, ...], authserv_id: str | None, from_domain: str) -> AuthVerdict:
    """What `headers` (nearest first, without the field name) say of `from_domain`.

    Only headers of `authserv_id` count, for "" only the nearest in Microsoft's form, for None not any.
    "none" where nothing trustworthy was said; a failed DMARC outweighs a signature.
    """
    results = [result for header in _trusted(headers, authserv_id) for result in _read(header)]
    signed = tuple(sorted({domain for result in results for domain in _signed_by(result)}))
    if not results:
        return AuthVerdict("none", "no_results")
    domain = from_domain.lower().rstrip(".")
    for result in results:
        if result.method == "dmarc" and result.result == "pass" and _about(result, domain):
            return AuthVerdict("pass", "dmarc", signed)
    failed = any(one.method == "dmarc" and one.result == "fail" and _about(one, domain) for one in results)
    if not failed and any(aligned(one, domain) for one in signed):
        return AuthVerdict("pass", "dkim", signed)
    return AuthVerdict("fail", "dmarc_failed" if failed else "not_aligned", signed)


def aligned(signer: str, domain: str) -> bool:
    """Relaxed alignment: the same organisational domain by the public suffix list."""
    return bool(signer and domain) and organisation(signer) == organisation(domain)


def organisation(domain: str) -> str:
    """The registrable domain; a public suffix stands for itself."""
    name = domain.lower().rstrip(".")
    return _suffixes().privatesuffix(name) or name


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _trusted(headers: tuple[str, ...], authserv_id: str | None) -> list[str]:
    texts = [" ".join(header[:MAX_HEADER].split()) for header in headers]
    texts = [
        text.partition(":")[2].strip() if text.lower().startswith("authentication-results:") else text for text in texts
    ]
    if authserv_id is None:
        return []
    if not authserv_id:
        return [text for text in texts[:1] if _RESULT.match(text)]
    return [text for text in texts if _issued_by(text, authserv_id.lower())]


def _issued_by(text: str, authserv_id: str) -> bool:
    if _RESULT.match(text):
        return authserv_id == "microsoft" or authserv_id.endswith(_MICROSOFT_HOSTS)
    name = _COMMENT.sub(" ", text.partition(";")[0]).split()
    return bool(name) and name[0].strip('"').lower() == authserv_id


def _read(text: str) -> list[_Result]:
    if _RESULT.match(text):
        return _read_clauses(text)
    try:
        return _read_standard(text)
    except Exception:  # the library raises its own and Python's errors on bad syntax; read what can be read
        return _read_clauses(text.partition(";")[2])


def _read_standard(text: str) -> list[_Result]:
    from authres import AuthenticationResultsHeader

    parsed = AuthenticationResultsHeader.parse(f"Authentication-Results: {text}")
    return [
        _Result(
            str(one.method).lower(),
            str(one.result or "").lower(),
            tuple((f"{p.type}.{p.name}".lower(), str(p.value).lower()) for p in one.properties),
        )
        for one in parsed.results
    ]


def _read_clauses(text: str) -> list[_Result]:
    """Clause by clause, leniently; properties inside comments say nothing."""
    found = []
    for clause in _uncommented(text).split(";"):
        match = _RESULT.match(clause.strip())
        if match:
            pairs = _PROPERTY.findall(clause)
            properties = tuple((f"{kind}.{name}".lower(), value.strip('"').lower()) for kind, name, value in pairs)
            found.append(_Result(match[1].lower(), match[2].lower(), properties))
    return found


def _uncommented(text: str) -> str:
    """Without comments, nested ones and quoted parentheses included (RFC 5322 §3.2.2)."""
    kept: list[str] = []
    depth, quoted = 0, False
    for character in text:
        if character == '"' and not depth:
            quoted = not quoted
        if character == "(" and not quoted:
            depth += 1
        elif character == ")" and depth and not quoted:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)


def _signed_by(result: _Result) -> list[str]:
    if result.method != "dkim" or result.result != "pass":
        return []
    return [value.rpartition("@")[2] for name, value in result.properties if name in {"header.d", "header.i"}]


def _about(result: _Result, domain: str) -> bool:
    stated = [value.rpartition("@")[2] for name, value in result.properties if name == "header.from"]
    return not stated or domain in stated
