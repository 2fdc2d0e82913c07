"""Unknown senders: whose are they? Matched to a partner, registered as a new one, or left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from starlette.responses import Response

from liaison_sync.domain import commands as k
from liaison_sync.domain.directory import domain_of
from liaison_sync.formats.domains import RULES
from liaison_sync.store import directory, entries, unknown
from liaison_sync.store.unknown import Unknown
from liaison_sync.web.marks import after_moment, mark
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.pages.directory import KINDS, partner_id
from liaison_sync.web.pages.thread import warning_text

SIZE = 30


def show(ask: Ask, problem: str = "") -> Response:
    rows = unknown.senders(ask.connection, limit=SIZE + 1, after=after_moment(ask.query.get("after", "")))
    shown = rows[:SIZE]
    return ask.page(
        "unknown.html",
        status=422 if problem else 200,
        problem=problem,
        groups=_by_domain(shown),
        count=unknown.count(ask.connection),
        after=mark(shown[-1].last_at, shown[-1].address) if len(rows) > SIZE else "",
        names=_names(ask),
        kinds=KINDS,
        own_domain=_own_domain,
        clientless=entries.clientless(ask.connection),
        warnings=lambda one: [warning_text(ask, text) for text in one.warnings],
    )


def _by_domain(rows: Sequence[Unknown]) -> dict[str, list[Unknown]]:
    """Senders of one organisation's domain together; at public mail providers each stands alone."""
    groups: dict[str, list[Unknown]] = {}
    for one in rows:
        groups.setdefault(_own_domain(one) or one.address, []).append(one)
    return groups


def _own_domain(one: Unknown) -> str:
    """The domain that a whole organisation shares; "" at a public mail provider."""
    domain = domain_of(one.address)
    return "" if RULES.is_freemail(domain) else domain


def _names(ask: Ask) -> dict[str, str]:
    """Partner → what one types to mean it: its name, with its id where several bear that name."""
    choices = directory.choices(ask.connection)
    often = Counter(name.casefold() for _, name in choices)
    return {id_: name if often[name.casefold()] == 1 else f"{name} ({id_})" for id_, name in choices}


def match(ask: Ask) -> Response:
    """To a partner there is, typed by its name."""
    one = _sender(ask)
    typed = ask.text("partner", limit=300)
    meant = {name.casefold(): id_ for id_, name in _names(ask).items()}
    partner = meant.get(typed.casefold())
    if partner is None:
        return show(ask, ask.say("contacts.problem.no_partner", name=typed))
    ask.act(k.MatchSender(one.address, partner, _whole(ask, one)))
    return ask.go("/unknown", "sender_matched")


def register(ask: Ask) -> Response:
    """As a new partner."""
    one = _sender(ask)
    name = ask.text("name", limit=200)
    if not name:
        return ask.go("/unknown", "")
    id_ = partner_id(ask, name)
    kind = ask.text("kind", limit=40)
    ask.act(k.PutPartner(id_, name, kind if kind in KINDS else "other"))
    ask.act(k.MatchSender(one.address, id_, _whole(ask, one)))
    return ask.go("/unknown", "sender_registered")


def ignore(ask: Ask) -> Response:
    ask.act(k.IgnoreSender(_sender(ask).address))
    return ask.go("/unknown", "sender_ignored")


def _sender(ask: Ask) -> Unknown:
    found = unknown.sender(ask.connection, ask.text("address", limit=254).lower())
    if found is None:
        raise NotFound
    return found


def _whole(ask: Ask, one: Unknown) -> bool:
    return bool(ask.text("whole")) and bool(_own_domain(one))


PAGES = (
    Page("/unknown", show),
    Page("/unknown/match", match, "POST", "work"),
    Page("/unknown/register", register, "POST", "work"),
    Page("/unknown/ignore", ignore, "POST", "work"),
)
