"""`liaison-sync templates`: the letters in force, what is wrong in them, what yours say otherwise, how they read."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from liaison_sync.cli.settings import DEFAULT, EXIT_CONFIG, EXIT_FAILED, EXIT_USAGE, ConfigOption, settings

app = typer.Typer(no_args_is_help=True, help="The letters in force: check, compare, read them with test data.")

TriggerArgument = Annotated[str, typer.Argument(metavar="TRIGGER", help="no_reply, thank_you …; `list` names them.")]
LanguageOption = Annotated[Literal["id", "en"], typer.Option("--language", "-l", help="Language of the letter.")]


@app.command()
def check(config: ConfigOption = DEFAULT) -> None:
    """Name every unknown variable, everything not allowed and every mistake. Exit code 3 where something is wrong."""
    from liaison_sync.app.letters import template_problems
    from liaison_sync.formats.letter_files import every
    from liaison_sync.formats.wording import say

    chosen = settings(config)
    found = template_problems(chosen.templates)
    for problem in found:
        typer.echo(problem, err=True)
    if found:
        raise typer.Exit(EXIT_CONFIG)
    own = sum(one.own for one in every(chosen.templates))
    typer.echo(say(chosen.organisation.language, "templates.cli.well", count=len(list(every())), own=own))


@app.command("list")
def list_(config: ConfigOption = DEFAULT) -> None:
    """Every letter with its version, and whether it is yours."""
    from liaison_sync.formats.letter_files import every
    from liaison_sync.formats.wording import say

    chosen = settings(config)
    for one in every(chosen.templates):
        whose = say(chosen.organisation.language, "templates.cli.own" if one.own else "templates.cli.shipped")
        typer.echo(f"{one.name}  {whose}")


@app.command()
def diff(config: ConfigOption = DEFAULT) -> None:
    """What your letters say otherwise than those that came with this version."""
    from liaison_sync.formats.letter_files import changes, every
    from liaison_sync.formats.wording import say

    chosen = settings(config)
    told = [text for one in every(chosen.templates) if one.own and (text := changes(one))]
    for text in told:
        typer.echo(text, nl=False)
    if not told:
        typer.echo(say(chosen.organisation.language, "templates.cli.same"), err=True)


@app.command()
def show(
    trigger: TriggerArgument,
    config: ConfigOption = DEFAULT,
    language: LanguageOption = "id",
    step: Annotated[int, typer.Option(help="Which letter of the trigger: 1 the first.", min=1, max=9)] = 1,
) -> None:
    """A letter filled in with test data, as its reader would see it."""
    from liaison_sync.formats.letter_files import NoTemplate, find, names, sample
    from liaison_sync.formats.render import TemplateRefused, TooMuch, ValueMissing

    chosen = settings(config)
    known = names(chosen.templates)
    if trigger not in known:
        raise typer.BadParameter(", ".join(known), param_hint="TRIGGER")
    try:
        template = find(trigger, language, chosen.templates)
        letter = sample(template, step)
    except (NoTemplate, TemplateRefused, TooMuch, ValueMissing) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from None
    typer.echo(f"[{template.name}]\n{letter.subject}\n\n{letter.text}", nl=False)


@app.command()
def sent(
    partner: Annotated[
        str, typer.Argument(metavar="PARTNER", help="A partner's id, as in its address in the console.")
    ],
    config: ConfigOption = DEFAULT,
) -> None:
    """The letters a partner has had, the latest first: when, its id, what it was made from. Exit code 1 for none."""
    from liaison_sync.app.letters.then import sent_to
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.date_text import moment_text
    from liaison_sync.formats.wording import say
    from liaison_sync.store.engine import reading

    with service(settings(config)) as wired, reading(wired.engine) as connection:
        language, found = wired.policy.language, sent_to(connection, partner)
        for one in found:
            made = one.made_from or say(language, "templates.cli.own_words")
            typer.echo(f"{one.followup}  {moment_text(one.at, wired.policy.zone, language)}  {made}  {one.subject}")
    if not found:
        typer.echo(say(language, "templates.cli.none_sent", partner=partner), err=True)
        raise typer.Exit(EXIT_FAILED)


@app.command()
def compare(
    followup: Annotated[str, typer.Argument(metavar="FOLLOW-UP", help="Its id, as `templates sent` lists it.")],
    config: ConfigOption = DEFAULT,
) -> None:
    """A letter that left, and what today's template would say otherwise. Exit code 1 where none left."""
    from liaison_sync.app.letters.then import then
    from liaison_sync.bootstrap import service
    from liaison_sync.formats.wording import say
    from liaison_sync.store.engine import reading

    with service(settings(config)) as wired, reading(wired.engine) as connection:
        language, found = wired.policy.language, then(connection, wired, followup)
    if found is None:
        typer.echo(say(language, "explain.unknown", id=followup), err=True)
        raise typer.Exit(EXIT_FAILED)
    typer.echo(f"--- {found.was or say(language, 'templates.cli.own_words')}")
    typer.echo(f"+++ {found.now or say(language, 'templates.cli.no_template')}")
    signs = {"same": " ", "gone": "-", "new": "+"}
    for mark, line in found.lines:
        typer.echo(f"{signs[mark]}{line}")
