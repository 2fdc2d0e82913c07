"""Every command and option is documented, and nothing is documented that is not there."""

from __future__ import annotations

import re

import pytest

from tests.house import reference
from tests.house.tree import ROOT

COMMANDS = dict(reference.commands())


def test_the_reference_is_what_the_commands_say() -> None:
    text = reference.FILE.read_text("utf-8")
    _, begin, rest = text.partition(reference.BEGIN)
    told, end, _ = rest.partition(reference.END)
    assert begin
    assert end
    assert told.strip() == reference.written().strip(), "run `make docs`"


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_says_what_it_does_and_what_each_option_means(path: str) -> None:
    command = COMMANDS[path]
    assert (command.help or "").strip().endswith(".")
    assert [one.name for one in reference.options(command) if not (one.help or "").strip()] == []


def test_documents_show_only_commands_and_options_that_exist() -> None:
    names = {word for path in COMMANDS for word in path.split()[1:2]}
    options = {name for command in COMMANDS.values() for one in reference.options(command) for name in one.opts}
    options |= {"--help"}
    wrong = []
    for file in (*(ROOT / "docs").glob("*.md"), ROOT / "README.md"):
        for line in re.findall(r"liaison-sync ([a-z][^\n`|<>#]*)", _shown(file.read_text("utf-8"))):
            words = line.split()
            given = {word.split("=")[0] for word in words if word.startswith("--")}
            if words[0] not in names or given - options:
                wrong.append(f"{file.name}: liaison-sync {line}")
    assert wrong == []


def _shown(text: str) -> str:
    """What stands in code: fenced blocks and `code`."""
    return "\n".join(re.findall(r"(?s)```.*?```|`[^`\n]+`", text))
