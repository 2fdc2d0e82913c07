"""Properties of items asked for by their ids: what is no message has none that only messages have.

A server leaves such properties out of what it lists, and refuses them of an item that is asked for by itself
(ErrorInvalidPropertyRequest): a document somebody filed in a mail folder, say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liaison_sync.connections.exchange_account import ExchangeAccount
from liaison_sync.connections.exchange_xml import Node, item_ids, node, shape
from liaison_sync.domain.errors import Failure

REFUSED = "property_refused"


def of_items(account: ExchangeAccount, ids: Sequence[str], fields: Sequence[Node], *, operation: str) -> list[Any]:
    """For each id, in order, the element of its response message or its Failure."""
    answers = _asked(account, ids, fields, operation)
    plain = [n for n, one in enumerate(answers) if isinstance(one, Failure) and one.key == REFUSED]
    if plain:
        bare = [one for one in fields if not _of_messages(one)]
        for n, one in zip(plain, _asked(account, [ids[n] for n in plain], bare, operation), strict=True):
            answers[n] = one
    return answers


def _asked(account: ExchangeAccount, ids: Sequence[str], fields: Sequence[Node], operation: str) -> list[Any]:
    request = node("m:GetItem", shape("m:ItemShape", fields), item_ids(ids))
    return account.each(request, operation=operation, expected=len(ids))


def _of_messages(field: Node) -> bool:
    return any(value.startswith("message:") for _, value in field.attributes)
