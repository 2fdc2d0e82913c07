"""The session cookie, the short-lived word told after an act, and patience with wrong passwords."""

from __future__ import annotations

import base64
import json
from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

_TRIES, _WITHIN, _REMEMBERED = 5, timedelta(minutes=5), 10_000


def cookie_name(*, secure: bool) -> str:
    """`__Host-` needs Secure, which plain http on loopback cannot have."""
    return "__Host-liaison" if secure else "liaison"


def told_name(*, secure: bool) -> str:
    return "__Host-told" if secure else "told"


def set_cookie(response: Response, name: str, value: str, *, secure: bool, seconds: int | None = None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(response: Response, name: str, *, secure: bool) -> None:
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def packed(told: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


def unpacked(request: Request, *, secure: bool) -> dict[str, str]:
    """What the act before this page wants said: {"key", "undo", …}; {} for none or nonsense."""
    try:
        told = json.loads(base64.urlsafe_b64decode(request.cookies[told_name(secure=secure)]))
    except (KeyError, ValueError):
        return {}
    return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}


class Patience:
    """Counts wrong passwords per address and per client; after `tries` in five minutes the next ones wait."""

    def __init__(self, tries: int = _TRIES) -> None:
        self._tries = tries
        self._failed: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def exhausted(self, names: tuple[str, ...], now: datetime) -> bool:
        with self._lock:
            return any(len(self._recent(name, now)) >= self._tries for name in names)

    def failed(self, names: tuple[str, ...], now: datetime) -> None:
        with self._lock:
            for name in names:
                self._failed[name] = [*self._recent(name, now), now]
                self._failed.move_to_end(name)
            while len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)

    def _recent(self, name: str, now: datetime) -> list[datetime]:
        return [at for at in self._failed.get(name, ()) if now - at < _WITHIN]
