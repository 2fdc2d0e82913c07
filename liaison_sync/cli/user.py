"""`liaison-sync user`: who may sign in to the console."""

from __future__ import annotations

import sys
from typing import Annotated, Literal, NoReturn

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_FAILED, EXIT_USAGE, ConfigOption, settings

app = typer.Typer(no_args_is_help=True, help="People who may sign in to the console.")


@app.command()
def add(
    address: Annotated[str, typer.Argument(help="Mail address, the name to sign in with.")],
    name: Annotated[str, typer.Option(help="Name as it is shown.")],
    role: Annotated[Literal["viewer", "officer", "manager", "admin"], typer.Option(help="What they may do.")] = (
        "officer"
    ),
    language: Annotated[
        Literal["id", "en"] | None, typer.Option(help="Language of the console; else the organisation's.")
    ] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Add a user, or give one a new password, role or language."""
    from liaison_sync.app.users import SHORTEST, WeakPassword, put_user
    from liaison_sync.bootstrap import service
    from liaison_sync.domain.address import is_address
    from liaison_sync.formats.wording import say

    found = settings(config)
    language = language or found.organisation.language
    if not is_address(address.strip()):  # before anybody types a password twice
        _refuse(say(language, "run.wrong_address", address=address))
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = typer.prompt(say(language, "run.password"), hide_input=True, confirmation_prompt=True)
    with service(found) as wired:
        try:
            put_user(wired, address, name=name, password=password, role=role, language=language)
        except WeakPassword:
            _refuse(say(language, "run.weak_password", shortest=SHORTEST))
    typer.echo(say(language, "run.user_added", address=address, role=role))


@app.command("list")
def list_(config: ConfigOption = DEFAULT) -> None:
    """Everybody who may sign in: address, role, name; whether they are shut out, or when a session was last used."""
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.date_text import moment_text
    from liaison_sync.formats.wording import say
    from liaison_sync.store.engine import reading
    from liaison_sync.store.people import everybody

    with service(settings(config)) as wired, reading(wired.engine) as connection:
        language, zone = wired.policy.language, wired.policy.zone
        for one in everybody(connection):
            seen = one.seen_at and say(language, "run.user_seen", at=moment_text(one.seen_at, zone, language))
            state = say(language, "run.user_shut") if one.disabled else seen or ""
            typer.echo(f"{one.user.address}  {one.user.role}  {one.user.name}  {state}".rstrip())


@app.command()
def disable(
    address: Annotated[str, typer.Argument(help="Mail address they sign in with.")], config: ConfigOption = DEFAULT
) -> None:
    """Let somebody in no more: sessions and calendar feeds end at once, what they did stays theirs.

    `user add` lets them in again. Exit code 1 where nobody has this address.
    """
    from liaison_sync.app import users
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.wording import say

    with service(settings(config)) as wired:
        shut, language = users.disable(wired, address), wired.policy.language
    typer.echo(say(language, "run.user_disabled" if shut else "run.no_such_user", address=address), err=not shut)
    if not shut:
        raise typer.Exit(EXIT_FAILED)


def _refuse(text: str) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(EXIT_USAGE) from None
