"""`liaison-sync campaign`: who takes part in which campaign, and which letter of it they have had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_USAGE, ConfigOption, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from liaison_sync.app.service import Service
    from liaison_sync.domain.commands import Command

app = typer.Typer(no_args_is_help=True, help="Campaigns: who takes part, and which letter they have had.")

CampaignArgument = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Its id, as `campaign list` tells it.")]
ContactsArgument = Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Contacts of partners.")]
ByOption = Annotated[str, typer.Option("--by", help="Your own address, for the journal.")]


@app.command("list")
def list_(config: ConfigOption = DEFAULT) -> None:
    """Every campaign with its contacts, and what became of its last letter to each."""
    from liaison_sync.app.campaign_list import lines
    from liaison_sync.bootstrap import service

    found = settings(config)
    with service(found) as wired:
        for line in lines(wired, found.organisation.language):
            typer.echo(line)


@app.command()
def add(
    campaign: CampaignArgument, addresses: ContactsArgument, by: ByOption = "cli", config: ConfigOption = DEFAULT
) -> None:
    """Put contacts into a campaign: they get its letters one after another until any stop ends it for them."""
    from liaison_sync.domain.commands.campaigns import EnrolContact

    _each(config, addresses, by, lambda address: EnrolContact(campaign, address))


@app.command()
def remove(
    campaign: CampaignArgument, addresses: ContactsArgument, by: ByOption = "cli", config: ConfigOption = DEFAULT
) -> None:
    """Take contacts out of a campaign: no further letter of it goes to them."""
    from liaison_sync.domain.commands.campaigns import LeaveCampaign

    _each(config, addresses, by, lambda address: LeaveCampaign(campaign, address))


def _each(config: ConfigOption, addresses: list[str], by: str, command: Callable[[str], Command]) -> None:
    """Each by itself: one that is refused keeps nobody else out. Exit code 2 where one was."""
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.wording import say

    found = settings(config)
    language = found.organisation.language
    with service(found) as wired:
        refused = [why for one in addresses if (why := _refusal(wired, command(one), by, language))]
    for line in refused:
        typer.echo(line, err=True)
    typer.echo(say(language, "campaigns.changed", count=len(addresses) - len(refused)))
    if refused:
        raise typer.Exit(EXIT_USAGE)


def _refusal(wired: Service, command: Command, by: str, language: str) -> str:
    from liaison_sync.app.act import Refused, act
    from liaison_sync.formats.wording import say

    try:
        act(wired, command, actor=by)
    except Refused as refused:
        return say(language, f"console.refused.{refused.key}", **refused.params)
    return ""
