"""What `doctor` finds out about sending over SMTP; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.connections.doctor import encryption, found_by, network, signed_in
from liaison_sync.delivery.smtp_session import SmtpSession, SmtpSettings
from liaison_sync.ports import Finding

USEFUL = ("8bitmime", "smtputf8", "dsn", "enhancedstatuscodes", "pipelining")


def smtp_findings(account: str, settings: SmtpSettings) -> list[Finding]:
    """DNS, TCP, TLS, sign-in, size and extensions. Never raises a Failure."""
    return found_by(_steps(account, settings), account, settings.host)


def _steps(account: str, settings: SmtpSettings) -> Iterator[Finding]:
    yield from network(settings)
    session = SmtpSession(account, settings)
    try:
        yield encryption(settings)
        if settings.username:
            yield signed_in(settings.username, settings.oauth)
        else:
            yield Finding("warn", "doctor.no_sign_in", {"host": settings.host})
        names = [name.upper() for name in USEFUL if session.offers(name)]
        yield Finding("ok", "doctor.smtp_extensions", {"names": ", ".join(names) or "SMTP"})
        if session.largest is not None:
            yield Finding("ok", "doctor.smtp_size", {"size": _size(session.largest)})
    finally:
        session.quit()


def _size(octets: int) -> str:
    return f"{octets // 1_000_000} MB" if octets >= 1_000_000 else f"{octets // 1_000} KB"
