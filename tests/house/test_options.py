"""config/liaison.example.toml holds every option there is, with its default and what it means."""

from __future__ import annotations

import dataclasses
import itertools
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, SecretStr

from liaison_sync.config import load
from liaison_sync.settings import Settings
from tests.house.tree import ROOT

EXAMPLE = ROOT / "config/liaison.example.toml"
FROM_ORGANISATION = {f"policy.{name}" for name in ("organisation", "language", "zone", "country", "authentication")}
CHANGED = {
    "mailboxes.imap.password",
    "sender.smtp.username",
    "sender.smtp.password",
}  # shown with a placeholder: most servers want them
REQUIRED = object()


def everything(text: str) -> str:
    """The example with its switched-off lines switched on, but for those that stand instead of others (`##`)."""
    return re.sub(r"(?m)^#(?=[\[a-z])", "", text)


def otherwise(text: str) -> str:
    """The example with what may stand instead: a key file for a secret, a token for a password, Graph for SMTP."""
    return _instead(_without(_without(text, "smtp"), "exchange"))


def on_premises(text: str) -> str:
    """The same, with letters that leave through an Exchange Server."""
    return _instead(_without(_without(text, "smtp"), "graph"))


def _without(text: str, sender: str) -> str:
    return re.sub(rf"(?ms)^(?:##)?\[sender\.{sender}\].*?(?=^(?:##)?\[\[?(?!sender\.{sender}\b))", "", text)


def _instead(text: str) -> str:
    text = re.sub(r"(?m)^client_secret = .*\n", "", at_once(text))
    imap, rest = text.split("[mailboxes.imap.oauth]")
    return re.sub(r"(?m)^password = .*\n", "", imap) + "[mailboxes.imap.oauth]" + rest


def at_once(text: str) -> str:
    """The example with all there is switched on, though not all of it goes together."""
    return re.sub(r"(?m)^##(?=[\[a-z])", "", everything(text))


def options(model: type[Any], path: str = "") -> Iterator[tuple[str, object]]:
    """Every option below `model` with its default; a list of tables and a table count as one step of the path."""
    for name, hint, default in _fields(model):
        here = f"{path}{name}"
        below = [one for one in _parts(hint) if _is_table(one)]
        if not below:
            yield here, default
        for one in below:
            yield from options(one, f"{here}.")


def _fields(model: type[Any]) -> Iterator[tuple[str, Any, object]]:
    if issubclass(model, BaseModel):
        for name, field in model.model_fields.items():
            default = field.get_default(call_default_factory=True)
            yield name, field.annotation, REQUIRED if field.is_required() else default
        return
    hints = get_type_hints(model)
    for one in dataclasses.fields(model):
        default = one.default if one.default_factory is dataclasses.MISSING else one.default_factory()
        yield one.name, hints[one.name], REQUIRED if default is dataclasses.MISSING else default


def _parts(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in {Union, UnionType, tuple, Annotated}:
        for one in get_args(hint):
            yield from _parts(one)
    else:
        yield hint


def _is_table(hint: Any) -> bool:
    return isinstance(hint, type) and (
        (issubclass(hint, BaseModel) and not issubclass(hint, SecretStr)) or dataclasses.is_dataclass(hint)
    )


def shown(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of the file, by the same paths."""
    for name, value in table.items():
        here = f"{path}{name}"
        if isinstance(value, dict) and not here.endswith(".recipients"):
            yield from shown(value, f"{here}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                yield from shown(one, f"{here}.")
        else:
            yield here, value


OPTIONS = {path: default for path, default in options(Settings) if path not in FROM_ORGANISATION}


def test_the_example_holds_every_option_and_no_other() -> None:
    text = EXAMPLE.read_text("utf-8")
    told = {path for path, _ in shown(tomllib.loads(at_once(text)))}
    assert told == OPTIONS.keys()


def test_what_is_switched_on_in_the_example_is_the_default() -> None:
    values = dict(shown(tomllib.loads(EXAMPLE.read_text("utf-8"))))
    other = {
        path: value
        for path, value in values.items()
        if (default := OPTIONS[path]) is not REQUIRED
        and path not in CHANGED
        and path != "organisation.domains"
        and value != (list(default) if isinstance(default, tuple) else default)
    }
    assert other == {}


def test_every_option_has_a_comment_in_both_languages() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    bare = [
        line
        for before, line in itertools.pairwise(lines)
        if re.match(r"#{0,2}[a-z_]+ = ", line) and not re.match(r"# \S", before)
    ]
    assert bare == []
    blocks = list(re.findall(r"(?:^# .*\n)+(?=#{0,2}[a-z_]+ = )", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    assert [one for one in blocks if " / " not in one.replace("\n# ", " ")] == []


@pytest.mark.parametrize("way", [str, everything, otherwise, on_premises])
def test_the_example_is_a_valid_configuration(tmp_path: Path, way: Callable[[str], str]) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text(way(EXAMPLE.read_text("utf-8")), "utf-8")
    settings = load(file)
    assert settings.store.url == f"sqlite:///{tmp_path}/liaison.db"
    assert len(settings.mailboxes) == (1 if way is str else 5)


def test_what_must_be_changed_is_marked() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    unmarked = [
        line
        for before, line in itertools.pairwise(lines)
        if re.search(r'= .*(?:ganti\.example|"GANTI)', line) and not line.startswith("#") and "GANTI" not in before
    ]
    assert unmarked == []
