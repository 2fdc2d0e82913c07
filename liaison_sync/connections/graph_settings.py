"""Microsoft 365 through Graph: which application asks, for whose mailbox, and where."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from liaison_sync.connections.https import MICROSOFT_LOGIN, address
from liaison_sync.connections.tls import Endpoint
from liaison_sync.domain.errors import UnfitSetting

GLOBAL = "https://graph.microsoft.com"


class GraphSettings(BaseModel):
    """An application registered in the tenant, signing in for itself (client credentials). `timeout` in seconds.

    `endpoint` and `authority` differ in national clouds; both must be https, and requests go nowhere else.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    tenant: str = Field(pattern=r"^[A-Za-z0-9.-]+$", description="Directory (tenant) id, or one of its domains")
    client_id: str = Field(pattern=r"^[A-Za-z0-9-]+$", description="Application (client) id")
    client_secret: SecretStr | None = None
    certificate: Path | None = Field(default=None, description="PEM file with key and certificate, instead of a secret")
    user: str = Field(pattern=r"^[^\s/?#]+$", description="The mailbox: its address or object id")
    endpoint: str = GLOBAL
    authority: str = MICROSOFT_LOGIN
    ca_file: Path | None = Field(default=None, description="Trust only this CA instead of the system's")
    timeout: float = Field(default=60.0, gt=0, le=600)

    @field_validator("endpoint", "authority")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        return address(value)

    @model_validator(mode="after")
    def _one_proof(self) -> GraphSettings:
        secret = self.client_secret.get_secret_value() if self.client_secret else ""
        if bool(secret) == bool(self.certificate):
            raise UnfitSetting("secret_or_certificate")
        return self

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).hostname or ""

    @property
    def place(self) -> Endpoint:
        """Where the service listens, as `doctor` checks it."""
        parts = urlsplit(self.endpoint)
        return Endpoint(
            host=self.host, port=parts.port or 443, tls="implicit", ca_file=self.ca_file, timeout=self.timeout
        )

    def access(self) -> GraphSettings:
        """These settings alone, whatever a kind of account adds to them: who shares them shares a connection."""
        return GraphSettings(**{name: getattr(self, name) for name in GraphSettings.model_fields})
