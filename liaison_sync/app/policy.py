"""The policy in force, from the configuration and from what people entered in the console."""

from __future__ import annotations

from sqlalchemy import Connection

from liaison_sync.app.service import Service
from liaison_sync.domain import in_force as rules
from liaison_sync.domain.in_force import KeptCampaign
from liaison_sync.domain.policy import Policy
from liaison_sync.store.policy_kept import Kept, kept


def in_force(connection: Connection, service: Service) -> Policy:
    """What decisions about follow-ups and reports read."""
    return by_entered(service, kept(connection))


def by_entered(service: Service, found: Kept) -> Policy:
    """The same of what was read before."""
    return rules.in_force(service.policy, found.campaigns, found.overrides)


def campaigns(connection: Connection, service: Service) -> list[KeptCampaign]:
    """Every campaign there is, also those that were stopped."""
    return rules.campaigns(service.policy, kept(connection).campaigns)
