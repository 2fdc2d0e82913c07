"""The commands part of docs/reference.md, written from the commands themselves: `make docs` puts it there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args, get_origin

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from liaison_sync.cli import app
from tests.house.tree import ROOT

Command = TyperCommand | TyperGroup
FILE = ROOT / "docs/reference.md"
BEGIN, END = "<!-- commands: written by `make docs` -->\n", "<!-- end of commands -->\n"


def commands() -> Iterator[tuple[str, Command]]:
    """Every command one can run, with the words one types."""
    yield from _below("liaison-sync", typer.main.get_group(app))


def _below(path: str, command: Command) -> Iterator[tuple[str, Command]]:
    yield path, command
    if isinstance(command, TyperGroup):
        for name, child in command.commands.items():
            assert isinstance(child, Command)
            yield from _below(f"{path} {name}", child)


def options(command: Command) -> list[TyperOption]:
    """What may be given with a command, `--help` aside."""
    return [one for one in command.params if isinstance(one, TyperOption) and "--help" not in one.opts]


def written() -> str:
    """All commands with their arguments and options, as Markdown."""
    return "\n".join(_section(path, command) for path, command in commands())


def _section(path: str, command: Command) -> str:
    arguments = [f" {_argument(one)}" for one in command.params if isinstance(one, TyperArgument)]
    below = " COMMAND …" if isinstance(command, TyperGroup) else ""
    told = " ".join((command.help or "").split())
    lines = [f"### `{path}{''.join(arguments)}{below}`", "", told, ""]
    if options(command):
        lines += ["| option | meaning | default |", "|---|---|---|", *map(_row, options(command)), ""]
    return "\n".join(lines)


def _argument(one: TyperArgument) -> str:
    name = (one.metavar or one.name or "").upper().strip("[].")
    shown = f"{name}…" if one.nargs == -1 else name
    return shown if one.required else f"[{shown}]"


def _row(one: TyperOption) -> str:
    names = ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))
    default = "" if one.default is None or one.is_flag or callable(one.default) else f"`{one.default}`"
    words = _choices(one.type_descriptor.annotation)
    choices = f" ({', '.join(words)})" if words else ""
    default = "required" if one.required else default
    environment = f" (`{one.envvar}` in the environment)" if one.envvar else ""
    return f"| {names} | {' '.join((one.help or '').split())}{choices}{environment} | {default} |"


def _choices(annotation: object) -> list[str]:
    """The words a Literal allows, also where it may be absent."""
    if get_origin(annotation) is Literal:
        return [str(one) for one in get_args(annotation)]
    return [word for one in get_args(annotation) for word in _choices(one)]


def main() -> None:
    before, _, rest = FILE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    FILE.write_text(f"{before}{BEGIN}\n{written()}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
