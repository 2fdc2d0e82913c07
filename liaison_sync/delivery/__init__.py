"""How letters leave. To add a kind: one file, one line in DELIVERIES."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.delivery.exchange import ExchangeDelivery, ExchangeSenderSettings
from liaison_sync.delivery.graph import FILES_MB, GraphDelivery, GraphSenderSettings
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Delivery


@dataclass(frozen=True, slots=True)
class DeliveryKind:
    """`open` takes the account's name, its settings, and the mailbox whose Sent folder gets the copy.

    `files_mb`: the most millions of bytes of files in one letter; None: any, the server tells.
    """

    name: str
    settings: type[BaseModel]
    open: Callable[[str, Any, ImapSettings | None], Delivery]
    files_mb: int | None = None


DELIVERIES: tuple[DeliveryKind, ...] = (
    DeliveryKind("smtp", SmtpSettings, SmtpDelivery),
    DeliveryKind("graph", GraphSenderSettings, GraphDelivery, FILES_MB),
    DeliveryKind("exchange", ExchangeSenderSettings, ExchangeDelivery),
)
