"""What concerns one's own account: language and signing out."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from liaison_sync.app import people
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.web import session
from liaison_sync.web.page import Ask, Page


def speak(ask: Ask) -> Response:
    wanted = ask.text("language")
    if wanted in LANGUAGES:
        people.speak(ask.service, ask.user.address, wanted)
    return ask.go("/")


def sign_out(ask: Ask) -> Response:
    name = session.cookie_name(secure=ask.secure)
    people.sign_out(ask.service, ask.request.cookies.get(name, ""))
    response = RedirectResponse("/sign-in", 303)
    session.drop_cookie(response, name, secure=ask.secure)
    return response


def sign_out_elsewhere(ask: Ask) -> Response:
    token = ask.request.cookies.get(session.cookie_name(secure=ask.secure), "")
    people.sign_out_elsewhere(ask.service, ask.user.address, token)
    return ask.go("/account", "signed_out_elsewhere")


PAGES = (
    Page("/language", speak, "POST"),
    Page("/sign-out", sign_out, "POST"),
    Page("/sign-out/elsewhere", sign_out_elsewhere, "POST"),
)
