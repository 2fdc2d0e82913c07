"""What the name service says of our From: SPF, DMARC and DKIM, as findings for `doctor`; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liaison_sync.connections.name_service import Ask, addresses_of
from liaison_sync.connections.spf_walk import MOST_QUESTIONS, SpfWalk, Walked
from liaison_sync.connections.tls import names_this_machine
from liaison_sync.formats.authentication import aligned, organisation
from liaison_sync.formats.dkim_key import DkimKey, read_key
from liaison_sync.formats.dmarc_policy import is_policy, read_policy
from liaison_sync.formats.domains import is_freemail
from liaison_sync.formats.spf import is_spf
from liaison_sync.ports import Finding

# Where letters handed to a provider leave from is what the provider's own record tells.
_OUTGOING = {
    "gmail.com": "_spf.google.com",
    "googlemail.com": "_spf.google.com",
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "microsoft.com": "spf.protection.outlook.com",
}


def sender_findings(address: str, hosts: Sequence[str], selectors: Sequence[str], ask: Ask) -> list[Finding]:
    """Of an address letters come from, the servers they are handed to, and the DKIM selectors that sign them.

    Never raises; a record that cannot be read leaves the others as they are.
    """
    domain = address.rpartition("@")[2].lower().rstrip(".")
    if is_freemail(domain):
        return [Finding("ok", "doctor.records_of_provider", {"domain": domain})]
    return [*_spf(domain, hosts, ask), *_dmarc(domain, ask), *dkim_findings(domain, selectors, ask)]


# --- SPF (RFC 7208) -------------------------------------------------------------------------------------------


def _spf(domain: str, hosts: Sequence[str], ask: Ask) -> Iterator[Finding]:
    answer = ask(domain, "TXT")
    records = [one for one in answer.values if is_spf(one)]
    if answer.unread:
        yield _unread(domain, answer.unread)
    elif not records:
        yield Finding("warn", "doctor.spf_missing", {"domain": domain})
    elif len(records) > 1:  # §4.5: permerror, as if there were none
        yield Finding("bad", "doctor.spf_twice", {"domain": domain, "number": str(len(records))})
    else:
        beyond = [one for one in hosts if not names_this_machine(one)]
        reached = tuple(address for host in beyond for address in addresses_of(ask, host))
        yield from _judged(domain, records[0], beyond, SpfWalk(ask, reached).walk(domain, records[0]))


def _judged(domain: str, record: str, hosts: Sequence[str], found: Walked) -> Iterator[Finding]:
    for key, about in found.broken[:5]:
        yield Finding("bad", f"doctor.{key}", {"domain": domain, "about": about})
    if found.questions > MOST_QUESTIONS:
        told = {"domain": domain, "number": str(found.questions), "most": str(MOST_QUESTIONS)}
        yield Finding("bad", "doctor.spf_too_many", told)
    for name in found.unread[:5]:
        yield _unread(name, "")
    if found.ending == "+":
        yield Finding("bad", "doctor.spf_anybody", {"domain": domain, "record": _short(record)})
    elif found.ending in {"", "?"} and not found.unread and not found.broken:
        yield Finding("warn", "doctor.spf_open", {"domain": domain, "record": _short(record)})
    elif not found.broken:
        yield Finding("ok", "doctor.spf", {"record": _short(record), "number": str(found.questions)})
    if not found.broken and found.ending != "+":
        yield from _coverage(domain, hosts, found)


def _coverage(domain: str, hosts: Sequence[str], found: Walked) -> Iterator[Finding]:
    """Whether the record speaks of the server we hand letters to, as far as one can tell from outside."""
    if not hosts:
        yield Finding("warn", "doctor.spf_host_unknown", {"domain": domain})
        return
    others = [host for host in hosts if not aligned(host, domain)]  # of our own the addresses were compared
    by = found.covered_by or next((name for host in others for name in found.included if _outgoing(host, name)), "")
    told = {"domain": domain, "host": ", ".join(hosts)}
    if by:
        yield Finding("ok", "doctor.spf_covers", {**told, "by": by})
    elif not found.unread:
        yield Finding("warn", "doctor.spf_not_covering", told)


def _outgoing(host: str, included: str) -> bool:
    """Whether an included name is where letters handed to `host` leave from: its provider's, or of its organisation."""
    name = host.lower().rstrip(".")
    provider = next((spf for end, spf in _OUTGOING.items() if name == end or name.endswith("." + end)), None)
    return included == provider if provider else aligned(included, name)


# --- DMARC (RFC 7489) -----------------------------------------------------------------------------------------


def _dmarc(domain: str, ask: Ask) -> Iterator[Finding]:
    """The policy of the domain, else that of its organisation (§6.6.3)."""
    places = dict.fromkeys((domain, organisation(domain)))
    for place in places:
        answer = ask(f"_dmarc.{place}", "TXT")
        if answer.unread:
            yield _unread(f"_dmarc.{place}", answer.unread)
            return
        policies = [one for one in answer.values if is_policy(one)]
        if policies:
            yield _policy(domain, place, policies)
            return
    yield Finding("warn", "doctor.dmarc_missing", {"domain": domain, "place": f"_dmarc.{list(places)[-1]}"})


def _policy(domain: str, place: str, policies: Sequence[str]) -> Finding:
    told = {"domain": domain, "place": f"_dmarc.{place}"}
    if len(policies) > 1:
        return Finding("bad", "doctor.dmarc_twice", {**told, "number": str(len(policies))})
    policy = read_policy(policies[0])
    if policy is None:
        return Finding("bad", "doctor.dmarc_syntax", {**told, "record": _short(policies[0])})
    asked = policy.domain if place == domain else policy.subdomains
    if asked == "none" or policy.percent == 0:
        return Finding("warn", "doctor.dmarc_watches", told)
    return Finding("ok", "doctor.dmarc", {**told, "policy": asked, "percent": str(policy.percent)})


# --- DKIM (RFC 6376) ------------------------------------------------------------------------------------------


def dkim_findings(domain: str, selectors: Sequence[str], ask: Ask) -> Iterator[Finding]:
    """The keys of the selectors we are told of: no name service lists them."""
    if not selectors:
        yield Finding("warn", "doctor.dkim_unknown", {"domain": domain})
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        answer = ask(name, "TXT")
        if answer.unread:
            yield _unread(name, answer.unread)
        elif not answer.values:
            yield Finding("bad", "doctor.dkim_missing", {"name": name})
        elif len(answer.values) > 1:  # §3.6.2.2: the results are undefined
            yield Finding("bad", "doctor.dkim_twice", {"name": name, "number": str(len(answer.values))})
        else:
            yield _key(name, read_key(answer.values[0]))


def _key(name: str, key: DkimKey) -> Finding:
    if key.state == "revoked":
        return Finding("bad", "doctor.dkim_revoked", {"name": name})
    if key.state == "unreadable":
        return Finding("bad", "doctor.dkim_syntax", {"name": name})
    if 0 < key.bits < 1024:  # RFC 8301 §3.2: verifiers must not take them
        return Finding("bad", "doctor.dkim_short", {"name": name, "bits": str(key.bits)})
    if 0 < key.bits < 2048:
        return Finding("warn", "doctor.dkim_weak", {"name": name, "bits": str(key.bits)})
    if key.testing:
        return Finding("warn", "doctor.dkim_testing", {"name": name})
    return Finding("ok", "doctor.dkim", {"name": name, "kind": f"{key.kind} {key.bits or ''}".strip()})


def _unread(name: str, detail: str) -> Finding:
    return Finding("warn", "doctor.records_unread", {"name": name, "detail": detail or "?"})


def _short(record: str) -> str:
    return record if len(record) <= 300 else record[:299] + "…"
