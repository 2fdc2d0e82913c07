"""What is otherwise for one partner or one project: patience, approval, language (`[[policy.overrides]]`).

A project's word comes first, then the partner's on top of it; of several alike the later wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from liaison_sync.domain.followup import Reason, because
from liaison_sync.domain.policy import TO_PARTNERS, TRIGGER_SETTINGS, Override, Policy

_KNOWN = {name: frozenset(one.name for one in fields(getattr(Policy(), name))) for name in TRIGGER_SETTINGS}


def applying(policy: Policy, partner: str | None, project: str | None) -> tuple[Override, ...]:
    """Those that hold for a matter of this partner and this project, in order."""
    of_project = (one for one in policy.overrides if one.project is not None and one.project == project)
    of_partner = (one for one in policy.overrides if one.partner is not None and one.partner == partner)
    return (*of_project, *of_partner)


def narrowed(policy: Policy, partner: str | None, project: str | None) -> Policy:
    """The policy as it holds for them."""
    for one in applying(policy, partner, project):
        changed = {name: after for name in TRIGGER_SETTINGS if (after := _changed(policy, name, one)) is not None}
        policy = replace(policy, **changed)
    return policy


def every(policy: Policy, partner: str | None) -> list[Policy]:
    """The policy as it holds for a partner's matters: of no project, and of each that an override names."""
    projects = dict.fromkeys([None, *(one.project for one in policy.overrides)])
    return [narrowed(policy, partner, project) for project in projects]


def settled(policy: Policy, trigger: str, setting: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Partner → value, and project → value, of a trigger's setting where an override names it; the partner's wins."""
    said = [(one, value) for one in policy.overrides if (value := _said(one, trigger).get(setting)) is not None]
    return (
        {one.partner: value for one, value in said if one.partner is not None},
        {one.project: value for one, value in said if one.project is not None},
    )


def silences(policy: Policy) -> dict[str | None, timedelta | None]:
    """Partner with an override (None: any other) → the shortest silence anybody is told of; None: nobody ever is."""
    named = dict.fromkeys([None, *(one.partner for one in policy.overrides)])
    return {partner: _least(every(policy, partner)) for partner in named}


def _least(policies: Iterable[Policy]) -> timedelta | None:
    days = [one.dormant.least_days for one in policies if one.dormant.enabled]
    return timedelta(days=min(days)) if days else None


def _changed(policy: Policy, name: str, one: Override) -> Any:
    said = _said(one, name)
    return replace(getattr(policy, name), **said) if said else None


def _said(one: Override, trigger: str) -> dict[str, Any]:
    """What the override says of this trigger; approval is about letters to the partner unless it names the trigger."""
    if one.trigger not in {None, trigger}:
        return {}
    known = _KNOWN[trigger]
    found: dict[str, Any] = {name: value for name, value in one.settings().items() if name in known}
    if one.approval is None:
        return found
    own = one.trigger == trigger or trigger in TO_PARTNERS
    which = {"partner_approval", "approval"} if own else {"partner_approval"}
    return found | dict.fromkeys(sorted(which & known), one.approval)


def means(trigger: str | None, setting: str) -> bool:
    """Whether this trigger (None: any) knows a setting of that name."""
    return any(setting in known for name, known in _KNOWN.items() if trigger in {None, name})


def languages_of(policy: Policy, partner: str | None, project: str | None) -> dict[str, str]:
    """Trigger → in which language its letters about it are written, where an override says so."""
    said = applying(policy, partner, project)
    return {name: one.language for one in said if one.language for name in _meant(one)}


def _meant(one: Override) -> tuple[str, ...]:
    return (one.trigger,) if one.trigger else TRIGGER_SETTINGS


def told(policy: Policy, trigger: str, partner: str | None, project: str | None) -> tuple[Reason, ...]:
    """The overrides that bear on a follow-up of `trigger`, for its rule chain."""
    found = []
    for one in applying(policy, partner, project):
        said: dict[str, Any] = _said(one, trigger) | ({"language": one.language} if one.language else {})
        if said and one.trigger in {None, trigger}:
            what = ", ".join(f"{name} = {value}" for name, value in sorted(said.items()))
            key = "overridden_by_partner" if one.partner is not None else "overridden_by_project"
            found.append(because(key, name=one.partner or one.project or "", what=what))
    return tuple(found)
