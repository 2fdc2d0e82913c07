"""Configuration: one TOML file, checked whole. Every problem is listed at once with its path.

Precedence: `LIAISON__SECTION__KEY` in the environment ▸ the file ▸ defaults. Any text may be kept outside the file:
`{ env = "NAME" }`, or `{ file = "PATH" }`, relative to the systemd credentials where there are any, else to the file.
"""

from __future__ import annotations

import os
import re
import ssl
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.setting_problems import both, setting_problem
from liaison_sync.settings import Settings, StoreSettings

_MADE_OR_MISSED = (".oauth.cache", ".maildir.path")  # the one is made, the other's absence is told at its mailbox
_PLACEHOLDER = re.compile(r"\bGANTI\b|\bganti\.example\b")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where in the file (`mailboxes.0.source.port`)."""

    path: str
    text: str


@dataclass(frozen=True)
class ConfigInvalid(Exception):
    """The configuration cannot be used; `problems` lists everything that is wrong with it."""

    file: Path
    problems: tuple[Problem, ...] = field(default=())


def load(file: Path, *, finished: bool = False) -> Settings:
    """The settings of `file`; relative paths in it are relative to it. Raises ConfigInvalid.

    `finished`: also where a value of the example still stands that must be changed before work in earnest.
    """
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigInvalid(file, (Problem("", both("no_file")),)) from None
    except OSError as error:
        raise ConfigInvalid(file, (Problem("", both("unreadable", detail=error.strerror or "")),)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(file, (Problem("", both("no_toml", detail=error)),)) from None
    missing = list(_misplaced(table))
    table = _fetched(table, file.parent, "", missing)
    try:
        found = _anchored(Settings(**table), file.parent)
    except ValidationError as error:
        missing += _problems(error)
    else:
        table = found.model_dump()
    missing += _at_odds(table)
    if finished:
        missing += [*_placeholders(table), *_absent(table, ""), *_unfit_certificate(table)]
    if missing:
        raise ConfigInvalid(file, tuple(missing))
    return found


def _absent(value: Any, path: str) -> Iterator[Problem]:
    """Files and folders that are named and are not there; a mailbox's own folder is its reader's to miss."""
    match value:
        case Path() if not path.endswith(_MADE_OR_MISSED) and not os.access(value, os.R_OK):
            yield Problem(path, both("unreadable_value" if os.access(value, os.F_OK) else "not_there", file=value))
        case dict():
            for key, one in value.items():
                yield from _absent(one, _below(path, str(key)))
        case list() | tuple():
            for n, one in enumerate(value):
                yield from _absent(one, _below(path, str(n)))


def _unfit_certificate(table: Mapping[str, Any]) -> Iterator[Problem]:
    """A console's certificate that is none, or whose key is another's."""
    console = table.get("console")
    given = console if isinstance(console, dict) else {}
    certificate, key = given.get("tls_certificate"), given.get("tls_key")
    if not isinstance(certificate, Path) or not all(os.access(one, os.R_OK) for one in (certificate, key) if one):
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        detail = getattr(error, "reason", None) or error
        yield Problem(_below("console", "tls_certificate"), both("unfit_certificate", detail=detail))


def _placeholders(table: Mapping[str, Any]) -> Iterator[Problem]:
    for path, text in _texts(table, ""):
        if _PLACEHOLDER.search(text):
            yield Problem(path, both("placeholder"))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case SecretStr():
            yield path, value.get_secret_value()
        case str():
            yield path, value
        case dict():
            for key, one in value.items():
                yield from _texts(one, _below(path, str(key)))
        case list() | tuple():
            for n, one in enumerate(value):
                yield from _texts(one, _below(path, str(n)))


def _misplaced(table: Mapping[str, Any]) -> Iterator[Problem]:
    """Policy the organisation's own section decides: said twice, one of the two would be silently ignored."""
    policy = table.get("policy")
    for name in ("authentication", "country", "language", "organisation", "zone"):
        if f"LIAISON__POLICY__{name.upper()}" in os.environ or (isinstance(policy, dict) and name in policy):
            place = "name" if name == "organisation" else name
            yield Problem(f"policy.{name}", both("belongs_to_organisation", name=f"organisation.{place}"))


def _at_odds(table: Mapping[str, Any]) -> Iterator[Problem]:
    """Names said twice, or of nothing: two mailboxes of one name would share their cursors, and lose mail."""
    mailboxes, sender = table.get("mailboxes"), table.get("sender")
    boxes = [one for one in mailboxes if isinstance(one, dict)] if isinstance(mailboxes, list | tuple) else []
    names = [one.get("name") for one in boxes]
    for n, name in enumerate(names):
        if name is not None and name in names[:n]:
            yield Problem(".".join(("mailboxes", str(n), "name")), both("named_twice", name=name))
    wanted = sender.get("mailbox") if isinstance(sender, dict) else None
    if wanted is not None and wanted not in names:
        yield Problem("sender.mailbox", both("no_such_mailbox", name=wanted))


def _fetched(value: Any, folder: Path, path: str, missing: list[Problem]) -> Any:
    """`value` with every text that is kept elsewhere in its place; what cannot be had goes to `missing`."""
    match value:
        case {"env": str(name), **rest} if not rest:
            if name not in os.environ:
                missing.append(Problem(path, both("not_in_environment", name=name)))
            return os.environ.get(name, "?")
        case {"file": str(name), **rest} if not rest:
            place = Path(os.environ.get("CREDENTIALS_DIRECTORY", folder)) / name
            try:
                return place.read_text("utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError):
                missing.append(Problem(path, both("unreadable_value", file=place)))
                return "?"
        case dict():
            return {key: _fetched(one, folder, _below(path, key), missing) for key, one in value.items()}
        case list():
            return [_fetched(one, folder, _below(path, str(n)), missing) for n, one in enumerate(value)]
    return value


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _problems(invalid: ValidationError) -> Iterator[Problem]:
    """A list is not called empty when only its items are wrong."""
    errors = invalid.errors(include_url=False)
    for error in errors:
        below = any(one["loc"][:-1][: len(error["loc"])] == error["loc"] for one in errors)
        if not (error["type"] == "too_short" and below):
            path = ".".join(str(part) for part in error["loc"])
            yield Problem(path, setting_problem(error["type"], error.get("ctx", {}), error["msg"]))


def _anchored(settings: Settings, folder: Path) -> Settings:
    """SQLite files, folders, certificates named relative to the configuration file."""
    changes: dict[str, Any] = _below_folder(settings, folder)
    prefix = "sqlite:///"
    if settings.store.url.startswith(prefix) and not settings.store.url.startswith(prefix + "/"):
        path = (folder / settings.store.url.removeprefix(prefix)).resolve()
        changes["store"] = StoreSettings(url=f"{prefix}{path}")
    return settings.model_copy(update=changes)


def _below_folder(section: BaseModel, folder: Path) -> dict[str, Any]:
    """The fields of a section that hold a relative path, or a section that does."""
    return {
        name: after
        for name in type(section).model_fields
        if (after := _placed(before := getattr(section, name), folder)) is not before
    }


def _placed(value: Any, folder: Path) -> Any:
    if isinstance(value, Path) and not value.is_absolute():
        return folder / value
    if isinstance(value, BaseModel) and (changes := _below_folder(value, folder)):
        return value.model_copy(update=changes)
    if isinstance(value, tuple):
        after = tuple(_placed(one, folder) for one in value)
        return value if all(new is old for new, old in zip(after, value, strict=True)) else after
    return value
