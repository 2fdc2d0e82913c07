"""The demo's office: the settings of Yayasan Karsa Bahari, as its own configuration file would give them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from liaison_sync.demo import story
from liaison_sync.demo.peers import LOOPBACK
from liaison_sync.domain.value import dataclass
from liaison_sync.settings import Settings

HEAD = story.PEOPLE["ratna"]  # Kepala Humas: approves, reads the report, is told what has no owner
DIRECTOR = story.PEOPLE["direktur"]
READERS = {"id": (HEAD.address,), "en": (DIRECTOR.address,)}
POLL_SECONDS = 2


class DemoSettings(Settings):
    """Settings that heed no environment variable: a demo must never meet a real database or mailbox."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the embedded servers listen, and where the console will (0: any free port)."""

    imap: int
    smtp: int
    console: int


def settings(folder: Path, ports: Ports, passwords: dict[str, str], *, language: str, headless: bool) -> Settings:
    """The office's settings; `passwords` are those of its mailboxes, by address."""
    table: dict[str, Any] = {
        "organisation": {
            "name": story.ORGANISATION,
            "domains": [story.DOMAIN],
            "language": language,
            "authentication": "required",
            "authserv_id": story.AUTHSERV_ID,
        },
        "store": {"url": f"sqlite:///{folder / 'liaison.db'}"},
        "console": {"port": ports.console, "public_url": f"http://{LOOPBACK}:{ports.console}"},
        "mailboxes": [_mailbox(key, address, ports.imap, passwords) for key, address in story.MAILBOXES.items()],
        "sender": {
            "address": story.HUMAS,
            "name": story.MAILBOX_NAMES[story.HUMAS],
            "mailbox": "humas",
            "smtp": {"host": LOOPBACK, "port": ports.smtp, "tls": "none", "per_minute": 600},
        },
        "officers": [_officer(person, language) for person in story.OFFICERS],
        "report": {"recipients": {key: list(addresses) for key, addresses in READERS.items()}},
        "policy": {
            "manager": HEAD.address,
            "since": "2020-01-01",  # in the story the service has been at work all these weeks
            "sending": _sending(headless),
            "caps": {"per_hour": 100},
        },
    }
    return DemoSettings(**table)


def _sending(headless: bool) -> dict[str, int]:
    """Nobody is there to undo in a headless run; and a busy machine may need a while for its fresh look."""
    return {"undo_seconds": 1, "look_seconds": 60} if headless else {"look_seconds": 30}


def _mailbox(key: str, address: str, port: int, passwords: dict[str, str]) -> dict[str, Any]:
    imap = {"host": LOOPBACK, "port": port, "tls": "none", "username": address, "password": passwords[address]}
    return {"name": key, "address": address, "every_seconds": POLL_SECONDS, "imap": imap}


def _officer(person: story.Person, language: str) -> dict[str, Any]:
    """The director reads English, so that one sees internal letters in both languages; Ratna leads the others."""
    lead = None if person in (HEAD, DIRECTOR) else HEAD.address
    return {"address": person.address, "name": person.name, "language": language, "lead": lead}
