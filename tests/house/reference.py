"""The commands part of docs/reference.md, written from the commands themselves: `make docs` puts it there."""

from __future__ import annotations

from collections.abc import Iterator

import click
import typer

from liaison_sync.cli import app
from tests.house.tree import ROOT

FILE = ROOT / "docs/reference.md"
BEGIN, END = "<!-- commands: written by `make docs` -->\n", "<!-- end of commands -->\n"


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command one can run, with the words one types."""
    yield from _below("liaison-sync", typer.main.get_command(app))


def _below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _below(f"{path} {name}", child)


def options(command: click.Command) -> list[click.Option]:
    """What may be given with a command, `--help` aside."""
    return [one for one in command.params if isinstance(one, click.Option) and "--help" not in one.opts]


def written() -> str:
    """All commands with their arguments and options, as Markdown."""
    return "\n".join(_section(path, command) for path, command in commands())


def _section(path: str, command: click.Command) -> str:
    arguments = [f" {_argument(one)}" for one in command.params if isinstance(one, click.Argument)]
    below = " COMMAND …" if isinstance(command, click.Group) else ""
    told = " ".join((command.help or "").split())
    lines = [f"### `{path}{''.join(arguments)}{below}`", "", told, ""]
    if options(command):
        lines += ["| option | meaning | default |", "|---|---|---|", *map(_row, options(command)), ""]
    return "\n".join(lines)


def _argument(one: click.Argument) -> str:
    name = (one.metavar or one.name or "").upper().strip("[].")
    shown = f"{name}…" if one.nargs == -1 else name
    return shown if one.required else f"[{shown}]"


def _row(one: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))
    default = "" if one.default is None or one.is_flag or callable(one.default) else f"`{one.default}`"
    choices = f" ({' or '.join(one.type.choices)})" if isinstance(one.type, click.Choice) else ""
    default = "required" if one.required else default
    environment = f" (`{one.envvar}` in the environment)" if one.envvar else ""
    return f"| {names} | {' '.join((one.help or '').split())}{choices}{environment} | {default} |"


def main() -> None:
    before, _, rest = FILE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    FILE.write_text(f"{before}{BEGIN}\n{written()}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
