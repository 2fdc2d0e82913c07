"""What stands at the head of our papers."""

from __future__ import annotations

from liaison_sync.app.service import Service
from liaison_sync.formats.pdf import MOST_LOGO


def logo(service: Service) -> bytes | None:
    """The organisation's logo; None where there is none, it cannot be read, or is too large to send."""
    try:
        found = service.logo.read_bytes() if service.logo else None
    except OSError:
        return None
    return found if found and len(found) <= MOST_LOGO else None
