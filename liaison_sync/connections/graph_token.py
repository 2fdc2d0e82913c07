"""The application's own tokens: asked for once, kept in this process's memory only, renewed when refused."""

from __future__ import annotations

from threading import Lock
from typing import Any

from liaison_sync.connections.entra import Proof, application, from_pem, heard
from liaison_sync.connections.entra_refusal import refusal
from liaison_sync.connections.graph_settings import GraphSettings


class Tokens:
    """Thread-safe. `http` is an httpx.Client. Raises Failures, and what `http` raises, untranslated."""

    def __init__(self, settings: GraphSettings, http: Any) -> None:
        self.settings, self._http = settings, http
        self._app: Any = None
        self._lock = Lock()

    def get(self, *, refused: str | None = None) -> str:
        """A valid token; a new one where `refused` is the one we hold."""
        with self._lock:
            token = self._asked()
            if refused is not None and token == refused:
                self._app.remove_tokens_for_client()
                token = self._asked()
            return token

    def _asked(self) -> str:
        here = self.settings
        if self._app is None:
            authority = f"{here.authority}/{here.tenant}"
            self._app = application(here.client_id, authority, self._proof(), self._http, "graph")
        answer = heard(lambda: self._app.acquire_token_for_client(scopes=[f"{here.endpoint}/.default"]))
        if isinstance(token := answer.get("access_token"), str):
            return token
        raise refusal(answer)

    def _proof(self) -> Proof:
        if self.settings.client_secret is not None:
            return self.settings.client_secret.get_secret_value()
        return from_pem(self.settings.certificate)
