"""What is said beside the addresses of an envelope: ESMTP parameters of MAIL and RCPT, only those the server offers."""

from __future__ import annotations

from liaison_sync.delivery.smtp_session import SmtpSession
from liaison_sync.ports import Frozen

LONGEST_ENVID = 100  # RFC 3461 §4.4
LONGEST_ORCPT = 500  # RFC 3461 §4.2


def of_sender(session: SmtpSession, frozen: Frozen) -> str:
    """SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), RET and ENVID (RFC 3461)."""
    options = ""
    if session.offers("size"):
        options += f" SIZE={len(frozen.content)}"
    if session.offers("8bitmime") and not frozen.content.isascii():
        options += " BODY=8BITMIME"
    addresses = (frozen.mail_from, *frozen.recipients)
    if session.offers("smtputf8") and not all(map(str.isascii, addresses)):
        options += " SMTPUTF8"
    if _reports(session, frozen):
        options += " RET=HDRS"
        name = _xtext(f"<{frozen.message_id.strip('<>')}>")  # reports repeat it as Original-Envelope-Id
        options += f" ENVID={name}" if len(name) <= LONGEST_ENVID else ""
    return options


def of_recipient(session: SmtpSession, frozen: Frozen, address: str) -> str:
    """Which reports we want of this one, and by which name they shall call it."""
    if not _reports(session, frozen):
        return ""
    original = f"rfc822;{_xtext(address)}"
    named = f" ORCPT={original}" if address.isascii() and len(original) <= LONGEST_ORCPT else ""
    return f" NOTIFY=FAILURE,DELAY{named}"


def _reports(session: SmtpSession, frozen: Frozen) -> bool:
    """Nobody can be told of a letter without a sender."""
    return session.offers("dsn") and bool(frozen.mail_from)


def _xtext(text: str) -> str:
    """RFC 3461 §4: printable US-ASCII, but "+" and "=", stands for itself."""
    return "".join(ch if "!" <= ch <= "~" and ch not in "+=" else f"+{ord(ch):02X}" for ch in text if ch.isascii())
