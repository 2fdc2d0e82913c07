"""What only one reader's letter holds: their own address on the console, made when the letter is, and kept by hash.

While a letter is a draft the address ends in a word that stands for the token, for whoever looks at it or edits it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from liaison_sync.app.service import Service
from liaison_sync.app.tokens import new_token
from liaison_sync.domain.changes import LetterToken
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.stops import FEEDBACK
from liaison_sync.domain.triggers import TRIGGERS
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.render import Letter

DRAFT = "personal-link"


@dataclass(frozen=True, slots=True)
class Personal:
    """The letter as its reader gets it, where they can leave such letters, and the tokens it holds."""

    letter: Letter
    unsubscribe: Sequence[str] = ()
    tokens: Sequence[LetterToken] = ()


def answer_page(service: Service, token: str = DRAFT) -> str:
    """Where a partner can answer; "" where the console has no address outside."""
    return _page(service, f"feedback/{token}")


def _page(service: Service, path: str) -> str:
    """Only https is reached from outside: the console's own rule beyond this machine."""
    return f"{service.public_url}/{path}" if service.public_url.startswith("https://") else ""


def personal(service: Service, followup: FollowUp, letter: Letter, now: datetime) -> Personal:
    """`letter` with its own addresses; one to several people belongs to none of them and has none."""
    if len(followup.to) != 1 or followup.cc or followup.audience != "partner":
        return Personal(letter)
    said, tokens = _answered(service, followup, letter, now)
    leaving, more = _left(service, followup, now)
    return Personal(said, leaving, (*tokens, *more))


def _answered(
    service: Service, followup: FollowUp, letter: Letter, now: datetime
) -> tuple[Letter, tuple[LetterToken, ...]]:
    """A token in place of the word that stands for it."""
    draft = answer_page(service)
    if followup.trigger != FEEDBACK or not draft or draft not in letter.text:
        return letter, ()
    token, token_hash = new_token()
    until = now + timedelta(days=service.policy.feedback_request.answer_days + 1)  # the day the letter names is whole
    made = LetterToken(token_hash, "feedback", followup.id, followup.to[0], followup.language, now, until)
    return replace(letter, text=letter.text.replace(draft, answer_page(service, token))), (made,)


def _left(service: Service, followup: FollowUp, now: datetime) -> tuple[Sequence[str], tuple[LetterToken, ...]]:
    """Of bulk letters alone: a personal letter with such a header looks like a newsletter."""
    sender = service.sender
    if sender is None or not any(one.bulk for one in TRIGGERS if one.name == followup.trigger):
        return (), ()
    token, token_hash = new_token()
    made = LetterToken(token_hash, "unsubscribe", followup.id, followup.to[0], followup.language, now, None)
    mailto = f"mailto:{quote(sender.address, safe='@')}?subject=unsubscribe%20{token}"
    return tuple(one for one in (_page(service, f"unsubscribe/{token}"), mailto) if one), (made,)
