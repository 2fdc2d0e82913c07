"""Exchange Server on our own premises: where its web services answer, and who signs in for whose mailbox."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from liaison_sync.connections.tls import Endpoint
from liaison_sync.domain.errors import UnfitSetting

# Where Exchange Online answers, in all of its clouds: its web services are switched off.
_ONLINE = (".office365.com", ".office.com", ".outlook.com", ".office365.us", ".outlook.cn", ".outlook.de")


class ExchangeSettings(BaseModel):
    """One account and the mailbox it opens. `timeout` in seconds.

    `access`: "delegate" where rights on the mailbox were granted to the account itself, "impersonation" where it acts
    as the mailbox's owner (role ApplicationImpersonation). `auth` "oauth" is an application's own sign-in (RFC 6749
    §4.4) at `token_url`; the other two want `username` and `password`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: str = Field(description="Address of the web services: https://<host>/EWS/Exchange.asmx")
    user: str = Field(pattern=r"^[^\s@<>]+@[^\s@<>]+$", description="The mailbox: its primary address")
    auth: Literal["ntlm", "basic", "oauth"] = "ntlm"
    username: str = Field(default="", description="DOMAIN\\name, or name@domain")
    password: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    token_url: str = Field(default="", description="Where the application signs in: https://…/oauth2/token")
    scope: str = Field(default="", description="What the token is asked for; empty: https://<host>/.default")
    access: Literal["delegate", "impersonation"] = "delegate"
    ca_file: Path | None = Field(default=None, description="Trust only this CA instead of the system's")
    timeout: float = Field(default=60.0, gt=0, le=600)

    @field_validator("endpoint", "token_url")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme != "https" or not parts.hostname or parts.username or not value.isascii()):
            raise UnfitSetting("https_service", text=value)
        return value

    @model_validator(mode="after")
    def _proof(self) -> ExchangeSettings:
        if self.auth == "oauth" and not (self.client_id and self.client_secret.get_secret_value() and self.token_url):
            raise UnfitSetting("oauth_incomplete")
        if self.auth != "oauth" and not (self.username and self.password.get_secret_value()):
            raise UnfitSetting("sign_in_missing")
        return self

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).hostname or ""

    @property
    def online(self) -> bool:
        """Whether this is Exchange Online, which has no web services any more."""
        return f".{self.host.lower()}".endswith(_ONLINE)

    @property
    def signs_in_as(self) -> str:
        return self.client_id if self.auth == "oauth" else self.username

    @property
    def place(self) -> Endpoint:
        """Where the service listens, as `doctor` checks it."""
        parts = urlsplit(self.endpoint)
        return Endpoint(
            host=self.host, port=parts.port or 443, tls="implicit", ca_file=self.ca_file, timeout=self.timeout
        )

    def account(self) -> ExchangeSettings:
        """These settings alone, whatever a kind of account adds to them: who shares them shares a connection."""
        return ExchangeSettings(**{name: getattr(self, name) for name in ExchangeSettings.model_fields})
