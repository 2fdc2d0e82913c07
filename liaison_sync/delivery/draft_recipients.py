"""Who a submitted message goes to is what its headers say; compared with who the letter is for."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser
from email.utils import getaddresses

from liaison_sync.ports import Frozen


def _named(frozen: Frozen, *fields_of: str) -> list[str]:
    """The addresses of these fields. The bytes are our own, and passed `checked`."""
    headers = BytesParser(policy=policy.compat32).parsebytes(frozen.content, headersonly=True)
    fields = [str(value) for name in fields_of for value in headers.get_all(name, [])]
    return [address for _, address in getaddresses(fields) if address]


def named_besides(frozen: Frozen) -> list[str]:
    """Whom the headers name and the letter is not for."""
    meant = {address.lower() for address in frozen.recipients}
    return [address for address in _named(frozen, "To", "Cc", "Bcc") if address.lower() not in meant]


def unseen(frozen: Frozen) -> list[str]:
    """Who is to get it as Bcc, where the headers do not name everybody the letter is for; else nobody."""
    named = {address.lower() for address in _named(frozen, "To", "Cc", "Bcc")}
    if all(address.lower() in named for address in frozen.recipients):
        return []
    shown = {address.lower() for address in _named(frozen, "To", "Cc")}
    return [address for address in frozen.recipients if address.lower() not in shown]
