"""What only one reader's letter holds: their own address on the console, made when the letter is, and kept by hash.

While a letter is a draft the address ends in a word that stands for the token, for whoever looks at it or edits it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from liaison_sync.app.feeds import new_token
from liaison_sync.app.service import Service
from liaison_sync.domain.changes import LetterToken
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.stops import FEEDBACK
from liaison_sync.formats.render import Letter

DRAFT = "personal-link"


@dataclass(frozen=True, slots=True)
class Personal:
    """The letter as its reader gets it, and the tokens it holds."""

    letter: Letter
    tokens: Sequence[LetterToken] = ()


def answer_page(service: Service, token: str = DRAFT) -> str:
    """Where a partner can answer; "" where the console has no address outside: only https is reached from there."""
    return f"{service.public_url}/feedback/{token}" if service.public_url.startswith("https://") else ""


def personal(service: Service, followup: FollowUp, letter: Letter, now: datetime) -> Personal:
    """`letter` with a token in place of the word that stands for it."""
    draft = answer_page(service)
    if followup.trigger != FEEDBACK or not draft or draft not in letter.text or len(followup.to) != 1:
        return Personal(letter)
    token, token_hash = new_token()
    until = now + timedelta(days=service.policy.feedback_request.answer_days + 1)  # the day the letter names is whole
    made = LetterToken(token_hash, "feedback", followup.id, followup.to[0], followup.language, now, until)
    return Personal(replace(letter, text=letter.text.replace(draft, answer_page(service, token))), (made,))
