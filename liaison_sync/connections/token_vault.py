"""Tokens on disk, encrypted, so that a restart asks nobody: one file an account, one process at a time."""

from __future__ import annotations

import fcntl
import json
import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from liaison_sync.domain.errors import Misconfigured
from liaison_sync.domain.value import dataclass

_EARLY = 300.0  # seconds before its end that a token is no longer used


@dataclass(frozen=True, slots=True)
class Held:
    """An access token until `until` (seconds since 1970), and what a new one is asked with, where a person agreed."""

    access: str
    until: float
    refresh: str = ""

    def good(self, refused: str | None) -> bool:
        return bool(self.access) and self.access != refused and time.time() < self.until - _EARLY


class Vault:
    """One account's tokens in `folder`; without one nothing is kept here. Raises Misconfigured."""

    def __init__(self, folder: Path | None, key: str, name: str) -> None:
        self.place = folder / f"{sha256(name.encode()).hexdigest()[:32]}.token" if folder else None
        self._key = key

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Other processes wait here, and then find what we have written."""
        if self.place is None:
            yield
            return
        try:
            self.place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.place.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise _unusable(error) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def read(self) -> Held | None:
        """What is held; None where there is nothing, or what is there was not written with our key."""
        if self.place is None:
            return None
        from cryptography.fernet import InvalidToken

        with suppress(FileNotFoundError, InvalidToken, ValueError, TypeError):
            try:
                return Held(**json.loads(self._fernet().decrypt(self.place.read_bytes())))
            except PermissionError as error:
                raise _unusable(error) from None
        return None

    def write(self, held: Held) -> None:
        """Whole or not at all; readable by us alone."""
        if self.place is None:
            return
        aside = self.place.with_suffix(f".{os.getpid()}.new")
        try:
            with open(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
                file.write(self._fernet().encrypt(json.dumps(asdict(held)).encode()))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.place)
        except OSError as error:
            raise _unusable(error) from None

    def _fernet(self) -> Any:
        try:
            from cryptography.fernet import Fernet
            from cryptography.hazmat.primitives.hashes import SHA256
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF
        except ImportError:
            raise Misconfigured(operation="sign_in", key="extra_missing", detail="liaison-sync[oauth]") from None
        derived = HKDF(SHA256(), 32, None, b"liaison-sync tokens").derive(self._key.encode("utf-8"))
        return Fernet(urlsafe_b64encode(derived))


def _unusable(error: OSError) -> Misconfigured:
    return Misconfigured(operation="sign_in", key="token_cache_unusable", detail=f"{error.filename}: {error.strerror}")
