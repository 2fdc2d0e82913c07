"""Authentication-Results (RFC 8601): what our own receiving server vouches for, and nothing else.

DMARC or a DKIM signature aligned with the From domain (RFC 7489 §3.1, relaxed) proves From; SPF alone proves an
envelope, never a From. Microsoft's form comes without an authserv-id.
"""

from __future__ import annotations

from liaison_sync.domain.fact import AuthVerdict
from liaison_sync.formats import results_field
from liaison_sync.formats.domains import suffix_list
from liaison_sync.formats.results_field import Result

_MICROSOFT_HOSTS = ("outlook.com", "microsoft.com", "office365.com")
_FIELD_NAME = "authentication-results:"


def verdict(headers: tuple[str, ...], authserv_id: str | None, from_domain: str) -> AuthVerdict:
    """What `headers` (nearest first, without the field name) say of `from_domain`.

    Only headers of `authserv_id` count, for "" only the nearest in Microsoft's form, for None not any.
    "none" where nothing trustworthy was said; a failed DMARC outweighs all that passed.
    """
    results = _trusted(headers, authserv_id)
    signed = tuple(sorted({domain for result in results for domain in _signed_by(result)}))
    if not results:
        return AuthVerdict("none", "no_results")
    domain = _ascii(from_domain)
    said = {one.result for one in results if one.method == "dmarc" and _about(one, domain)}
    if "fail" in said:
        return AuthVerdict("fail", "dmarc_failed", signed)
    if "pass" in said:
        return AuthVerdict("pass", "dmarc", signed)
    if any(aligned(one, domain) for one in signed):
        return AuthVerdict("pass", "dkim", signed)
    return AuthVerdict("fail", "not_aligned", signed)


def aligned(signer: str, domain: str) -> bool:
    """Relaxed alignment: the same organisational domain by the public suffix list."""
    return bool(signer and domain) and organisation(signer) == organisation(domain)


def organisation(domain: str) -> str:
    """The registrable domain; a public suffix stands for itself."""
    name = _ascii(domain)
    return suffix_list().privatesuffix(name) or name


def _trusted(headers: tuple[str, ...], authserv_id: str | None) -> list[Result]:
    """The results of the fields our own server added."""
    if authserv_id is None:
        return []
    near = headers if authserv_id else headers[:1]
    fields = [results_field.read(_value(header)) for header in near]
    return [result for field in fields if field and _issued_by(field.server, authserv_id) for result in field.results]


def _value(header: str) -> str:
    text = header[: results_field.MAX_LENGTH].lstrip()
    return text[len(_FIELD_NAME) :] if text.lower().startswith(_FIELD_NAME) else text


def _issued_by(server: str | None, authserv_id: str) -> bool:
    configured = authserv_id.strip().lower()
    if server is None:
        return not configured or configured == "microsoft" or configured.endswith(_MICROSOFT_HOSTS)
    return bool(configured) and _ascii(server) == _ascii(configured)


def _signed_by(result: Result) -> list[str]:
    if result.method != "dkim" or result.result != "pass":
        return []
    return [_ascii(value.rpartition("@")[2]) for value in result.values("header.d", "header.i")]


def _about(result: Result, domain: str) -> bool:
    stated = [_ascii(value.rpartition("@")[2]) for value in result.values("header.from")]
    return not stated or domain in stated


def _ascii(domain: str) -> str:
    """The A-label form in which one domain has one spelling; what is no domain stays as it is."""
    name = domain.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
