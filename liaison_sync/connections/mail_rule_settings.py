"""Which mail of a mailbox is read, as its operator writes it down; the same for every kind of mailbox."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from liaison_sync.domain.address import ascii_domain, canonical, is_address
from liaison_sync.domain.errors import UnfitSetting


def _sender(text: str) -> str:
    """An address, or a domain (`example.org`, `@example.org`), as the directory compares them."""
    entry = text.strip().removeprefix("@")
    if not is_address(entry) and ("@" in entry or not is_address(f"x@{entry}")):
        raise UnfitSetting("no_sender", text=text)
    return canonical(entry) if "@" in entry else ascii_domain(entry)


SenderEntry = Annotated[str, AfterValidator(_sender)]


class MailRuleSettings(BaseModel):
    """`since` is a day where the organisation is; a domain names all below it too."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    since: date | None = Field(default=None, description="Mail received before this day is not read")
    only_senders: tuple[SenderEntry, ...] = Field(default=(), description="Read only mail from these; empty: all")
    ignore_senders: tuple[SenderEntry, ...] = Field(default=(), description="Never read mail from these")
    keep_days: int | None = Field(default=None, ge=30, description="Days originals are kept; unset: for ever")

    @model_validator(mode="after")
    def _each_says_something(self) -> Self:
        twice = sorted(set(self.only_senders) & set(self.ignore_senders))
        if twice:
            raise UnfitSetting("sender_both", name=twice[0])
        if getattr(self, "feed", None) is not None and (
            self.since or self.only_senders or self.ignore_senders or self.keep_days
        ):
            raise UnfitSetting("rules_of_mail")
        return self
