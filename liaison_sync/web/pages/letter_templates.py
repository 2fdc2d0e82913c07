"""The letters in force, filled in with sample values as their readers would see them. Files are the operator's."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from liaison_sync.formats import html, letter_files, letters_html
from liaison_sync.formats.letter_files import NoTemplate, Template
from liaison_sync.formats.render import Letter, TemplateRefused, TooMuch, ValueMissing
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.web.page import Ask, NotFound, Page
from liaison_sync.web.pages.messages import framed

_STEPS = range(1, 4)
_UNFIT = (NoTemplate, TemplateRefused, TooMuch, ValueMissing)


def show(ask: Ask) -> Response:
    name, language, step = _asked(ask)
    found, letters, problem = _read(ask, name, language)
    every = list(letter_files.every(ask.service.templates))
    return ask.page(
        "letter_templates.html",
        names=letter_files.names(ask.service.templates),
        own={one.trigger for one in every if one.own},
        name=name,
        language=language,
        languages=LANGUAGES,
        step=step,
        steps=list(letters),
        template=found,
        letter=letters.get(step),
        problem=problem,
        changes=letter_files.changes(found) if found and found.own else "",
        folder=ask.service.templates,
    )


def as_html(ask: Ask) -> Response:
    """The letter as its reader's program shows it."""
    name, language, step = _asked(ask)
    letter = _read(ask, name, language)[1].get(step)
    if letter is None:
        raise NotFound
    own, folder = ask.service.policy.organisation, ask.service.templates
    whole = letters_html.page(letter, language=language, organisation=own, folder=folder)
    return framed(html.safe(whole), ask.say("followup.html_title"))


def _asked(ask: Ask) -> tuple[str, str, int]:
    """Which letter, in which language, at which step; what is not said is the first, one's own, the first."""
    known = letter_files.names(ask.service.templates)
    name, language = ask.query.get("letter", known[0]), ask.query.get("language", ask.language)
    step = ask.query.get("step", "1")
    if name not in known or language not in LANGUAGES or step not in map(str, _STEPS):
        raise NotFound
    return name, language, int(step)


def _read(ask: Ask, name: str, language: str) -> tuple[Template | None, dict[int, Letter], str]:
    """The file in force, its letter at each step at which it says something else, and what is wrong with it."""
    found: Template | None = None
    letters: dict[int, Letter] = {}
    try:
        found = letter_files.find(name, language, ask.service.templates)
        for step in _STEPS:
            letter = letter_files.sample(found, step)
            if letter not in letters.values():
                letters[step] = letter
    except _UNFIT as error:
        return found, {}, _problem(ask, error)
    return found, letters, ""


def _problem(ask: Ask, error: Any) -> str:
    match error:
        case NoTemplate():
            return ask.say("templates.no_template", detail=str(error))
        case TemplateRefused():
            return "; ".join(ask.say(f"templates.{one.key}", detail=one.detail) for one in error.problems)
        case TooMuch():
            return ask.say("templates.too_much", detail=str(error))
    return ask.say("templates.unknown_name", detail=str(error))


PAGES = (
    Page("/settings/letters", show, deed="manage"),
    Page("/settings/letters/html", as_html, deed="manage"),
)
