"""What an officer says by mail about letters that wait for approval, and which of them each word is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from liaison_sync.domain.value import dataclass

Verb = Literal["approve", "cancel"]


@dataclass(frozen=True, slots=True)
class Order:
    """One line of the mail: about these codes, about every letter of the mail, or (neither) about its only one."""

    verb: Verb
    codes: tuple[str, ...] = ()
    everything: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalAnswer:
    """`codes`: all that stand in the mail, quotes among them; `beside`: first words that are neither order nor thanks.

    Words beside an order may take it back ("setuju, tetapi …"), so nothing is done for such a mail.
    """

    orders: tuple[Order, ...] = ()
    codes: tuple[str, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall become of the letter of one code."""

    code: str
    verb: Verb
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could not be followed: a key of "approvals.doubt", and the code or words it is about."""

    key: str
    about: str = ""


def wishes(answer: ApprovalAnswer, mine: Sequence[str]) -> tuple[list[Wish], list[Doubt]]:
    """What to do, each code once; `mine` are those codes of the mail that were given to its writer.

    A code that is named goes before what is said of all.
    """
    if answer.beside:
        return [], [Doubt("other_words", answer.beside)]
    if not answer.orders:
        return [], [Doubt("no_order")]
    named = {code for order in answer.orders for code in order.codes}
    found: dict[str, list[Wish]] = {}
    doubts: list[Doubt] = []
    for order in answer.orders:
        about, doubt = _about(order, [code for code in mine if code not in named], mine)
        doubts += [doubt] if doubt else []
        for code in about:
            found.setdefault(code, []).append(Wish(code, order.verb, order.reason))
    torn = {code for code, each in found.items() if len({one.verb for one in each}) > 1}
    doubts += [Doubt("contradiction", code) for code in found if code in torn]
    return [each[0] for code, each in found.items() if code not in torn], doubts


def _about(order: Order, rest: Sequence[str], mine: Sequence[str]) -> tuple[Sequence[str], Doubt | None]:
    if order.codes:
        return order.codes, None
    if not mine:
        return (), Doubt("no_code")
    if order.everything:
        return rest, None
    return (mine, None) if len(mine) == 1 else ((), Doubt("which_one"))
