"""Calendar feeds: one's own on the account page, a partner's or project's on its page."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.app.tokens import new_token
from liaison_sync.domain.commands.feeds import FeedKind, MakeFeed, RevokeFeed
from liaison_sync.store import feeds, partners, projects
from liaison_sync.web.page import Ask, NotFound, Page


def account(ask: Ask) -> Response:
    return ask.page("account.html", feeds=feeds.of(ask.connection, "officer", ask.user.address))


def make_own(ask: Ask) -> Response:
    return _made(ask, "officer", ask.user.address, "/account")


def revoke_own(ask: Ask) -> Response:
    ask.act(RevokeFeed(ask.arg("id"), "officer", ask.user.address))
    return ask.go("/account", "feeds.revoked")


def make_of_partner(ask: Ask) -> Response:
    id_ = ask.arg("id")
    if partners.one(ask.connection, id_) is None:
        raise NotFound
    return _made(ask, "partner", id_, f"/partners/{quote(id_)}")


def revoke_of_partner(ask: Ask) -> Response:
    id_ = ask.arg("id")
    ask.act(RevokeFeed(ask.arg("feed"), "partner", id_))
    return ask.go(f"/partners/{quote(id_)}", "feeds.revoked")


def make_of_project(ask: Ask) -> Response:
    id_ = ask.arg("id")
    if projects.one(ask.connection, id_) is None:
        raise NotFound
    return _made(ask, "project", id_, f"/projects/{quote(id_)}")


def revoke_of_project(ask: Ask) -> Response:
    id_ = ask.arg("id")
    ask.act(RevokeFeed(ask.arg("feed"), "project", id_))
    return ask.go(f"/projects/{quote(id_)}", "feeds.revoked")


def _made(ask: Ask, kind: FeedKind, whose: str, path: str) -> Response:
    """The token goes to the next page by the word told there, which is shown once and kept nowhere."""
    token, token_hash = new_token()
    ask.act(MakeFeed(f"cf{token_hash[:20]}", token_hash, kind, whose))
    return ask.go(path, "feeds.made", feed=token)


PAGES = (
    Page("/account", account),
    Page("/account/feeds", make_own, "POST"),
    Page("/account/feeds/{id}/revoke", revoke_own, "POST"),
    Page("/partners/{id}/feeds", make_of_partner, "POST", "work"),
    Page("/partners/{id}/feeds/{feed}/revoke", revoke_of_partner, "POST", "work"),
    Page("/projects/{id}/feeds", make_of_project, "POST", "work"),
    Page("/projects/{id}/feeds/{feed}/revoke", revoke_of_project, "POST", "work"),
)
