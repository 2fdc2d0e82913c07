"""`liaison-sync sign-in`: a person agrees once that we read and send in their name (Microsoft, delegated)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_USAGE, ConfigOption, settings

if TYPE_CHECKING:
    from liaison_sync.connections.mail_token import MailTokens
    from liaison_sync.settings import Settings


def sign_in(
    mailbox: Annotated[str | None, typer.Option(help="Only the mailbox of this name.")] = None,
    config: ConfigOption = DEFAULT,
) -> None:
    """Let a person agree, in a browser, that a mailbox is read and used (oauth with grant = "delegated").

    Prints where to go and which code to type there, and waits. Needed once, and again where Microsoft asks for it.
    """
    from liaison_sync.formats.wording import say

    found = settings(config)
    language = found.organisation.language
    waiting = list(_delegated(found, mailbox))
    if not waiting:
        typer.echo(say(language, "run.nobody_to_agree"), err=True)
        raise typer.Exit(EXIT_USAGE)
    for tokens in waiting:
        user = tokens.user
        tokens.agree(
            lambda url, code, user=user: typer.echo(  # type: ignore[misc]
                say(language, "run.agree", url=url, code=code, user=user)
            )
        )
        typer.echo(say(language, "run.agreed", user=user))


def _delegated(found: Settings, name: str | None) -> Iterator[MailTokens]:
    """Each account once, though it both reads and sends."""
    from liaison_sync.connections.mail_token import tokens_of

    places = [getattr(one, "imap", None) for one in found.mailboxes if name in (None, one.name)]
    if name is None:
        places.append(getattr(found.sender, "smtp", None))
    users = [(one.oauth, one.username) for one in places if one is not None and one.oauth is not None]
    yield from dict.fromkeys(tokens_of(by, user) for by, user in users if by.grant == "delegated")
