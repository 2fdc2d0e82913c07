"""Signing in to IMAP and SMTP with a token instead of a password: who gives it, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from liaison_sync.connections.https import MICROSOFT_LOGIN, address
from liaison_sync.domain.errors import UnfitSetting

SHORTEST_KEY = 32


class OAuthSettings(BaseModel):
    """An application registered with the provider.

    "microsoft" "application" signs in for itself by secret or certificate, "delegated" for a person who agreed once
    (`liaison-sync sign-in`); "google" is a service account with domain-wide delegation, by its JSON key.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Literal["microsoft", "google"]
    grant: Literal["application", "delegated"] = "application"
    tenant: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$", description="Directory (tenant) id, or its domain")
    client_id: str = Field(default="", pattern=r"^[A-Za-z0-9-]*$", description="Application (client) id")
    client_secret: SecretStr | None = None
    key_file: Path | None = Field(default=None, description="PEM with key and certificate; Google: the JSON key")
    authority: str = Field(default=MICROSOFT_LOGIN, description="Where Microsoft signs in")
    resource: str = Field(default="https://outlook.office365.com", description="What Microsoft's tokens are for")
    cache: Path | None = Field(default=None, description="Folder that keeps tokens, encrypted")
    cache_key: SecretStr | None = Field(default=None, description="What they are encrypted with")
    ca_file: Path | None = Field(default=None, description="Trust only this CA instead of the system's")
    timeout: float = Field(default=30.0, gt=0, le=600)

    @field_validator("authority", "resource")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        return address(value)

    @model_validator(mode="after")
    def _whole(self) -> OAuthSettings:
        if self.provider == "google" and (self.key_file is None or self.grant == "delegated"):
            raise UnfitSetting("google_key_missing")
        if self.provider == "microsoft" and not (self.tenant and self.client_id):
            raise UnfitSetting("application_missing")
        proofs = [self.key_file is not None, bool(self.client_secret and self.client_secret.get_secret_value())]
        if self.provider == "microsoft" and self.grant == "application" and sum(proofs) != 1:
            raise UnfitSetting("secret_or_key_file")
        key = self.cache_key.get_secret_value() if self.cache_key else ""
        if (self.cache is None) != (not key) or (key and len(key) < SHORTEST_KEY):
            raise UnfitSetting("cache_and_key", shortest=str(SHORTEST_KEY))
        if self.grant == "delegated" and self.cache is None:
            raise UnfitSetting("delegated_needs_cache")
        return self
