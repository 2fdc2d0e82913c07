"""An address for each page of the console, with what stands in the demo's office."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Text, cast, select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.journey.world import World

# files to download
BARE = (
    "/attachments/{key}/{n:int}",
    "/messages/{key}/source",
    "/agenda/{key}/ics",
    "/agenda/{key}/minutes.pdf",
    "/agenda/{key}/files/{file}",
    "/letters/export",
    "/reports/{name}/{period}/file/{kind}",
)
FRAMED = (
    "/messages/{key}/html",
    "/followups/{id}/html",
    "/replies/{id}/html",
    "/settings/letters/html",
    "/reports/{name}/{period}/document",
)  # read within a page
MOVED = ("/engagements/{key}",)


def addresses(office: World) -> dict[str, tuple[str, ...]]:
    """Page (as PAGES names it) → where it stands, in one or several of its looks."""
    return addresses_of(office.playing.service.engine, office.playing.threads)


def addresses_of(engine: Engine, threads: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """The same of any store of the story; `threads` are its own ids of the story's threads."""
    with reading(engine) as connection:
        return dict(_addresses(connection, threads))


def _addresses(connection: Connection, threads: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    def first(column: object, *wanted: object) -> str:
        found = select(column).where(*wanted).order_by(column).limit(1)  # type: ignore[call-overload]
        return quote(str(connection.execute(found).scalar_one()))

    f, o = s.followup.c, s.occurrence.c
    recorded = select(s.minutes.c.occurrence)
    period = first(s.report.c.period, s.report.c.name == "weekly")
    yield "/", ("/",)
    yield "/threads", ("/threads", "/threads?show=all")
    yield "/threads/{id}", tuple(f"/threads/{threads[one]}" for one in ("gerai-aruna", "spoof", "osaki-photo"))
    arrange = f"/threads/{threads['gerai-aruna']}/arrange"
    first_key = first(s.message.c.key, s.message.c.thread == threads["gerai-aruna"])
    yield (
        "/threads/{id}/arrange",
        (
            arrange,
            f"{arrange}?what={first_key}&to=new",
            f"{arrange}?what={first_key}&to={threads['osaki-photo']}",
        ),
    )
    yield "/threads/{id}/reply", (f"/threads/{threads['gerai-aruna']}/reply",)
    yield "/messages/{key}", (f"/messages/{first(s.message.c.key)}",)
    yield "/followups", ("/followups", "/followups?show=held", "/followups?show=sent")
    states = ("drafted", "held", "sent", "cancelled")
    followups = tuple(f"/followups/{first(f.id, f.state == one)}" for one in states)
    yield "/followups/{id}", (*followups, f"{followups[0]}?edit=1")
    sent = select(s.outbox.c.about).where(s.outbox.c.kind == "followup", s.outbox.c.state == "sent")
    yield "/followups/{id}/template", (f"/followups/{first(f.id, f.id.in_(sent))}/template",)
    yield "/partners", ("/partners",)
    yield "/partners/{id}", ("/partners/kemenmarin", "/partners/osaki")
    yield "/agenda", ("/agenda", "/agenda?show=outcome", "/agenda?view=day")
    yield (
        "/agenda/{key}",
        (
            f"/agenda/{first(o.key, o.key.in_(recorded))}",
            f"/agenda/{first(o.key, o.key.not_in(recorded))}",
        ),
    )
    project = f"/projects/{first(s.project.c.id)}"
    yield "/projects", ("/projects", "/projects?show=closed", "/projects?q=tidak-ada")
    yield "/projects/new", ("/projects/new",)
    yield "/projects/{id}", (project,)
    yield "/projects/{id}/edit", (f"{project}/edit",)
    yield "/projects/{id}/meetings", (f"{project}/meetings", f"{project}/meetings?show=past")
    yield "/projects/{id}/actions", (f"{project}/actions",)
    yield "/projects/{id}/rules", (f"{project}/rules",)
    yield (
        "/partners/{id}/rules",
        ("/partners/osaki/rules", "/partners/osaki/rules?change=", "/partners/kemenmarin/rules"),
    )
    yield "/campaigns", ("/campaigns",)
    yield "/campaigns/new", ("/campaigns/new",)
    yield "/campaigns/{id}", ("/campaigns/pameran", "/campaigns/pameran?partner=kemenmarin", "/campaigns/lama")
    yield "/campaigns/{id}/edit", ("/campaigns/pameran/edit",)
    yield "/invitations/new", ("/invitations/new", "/invitations/new?to=rina@pemkot.example")
    said = cast(s.engagement.c.document, Text)
    ours = select(s.engagement.c.key).where(
        said.contains('"organizer":"humas@karsabahari.example"', autoescape=True), s.engagement.c.status == "proposed"
    )
    yield "/agenda/{key}/invitation", (f"/agenda/{first(o.key, o.engagement.in_(ours))}/invitation",)
    box = first(s.mailbox.c.name)
    yield "/mailboxes/{name}/certificates", (f"/mailboxes/{box}/certificates",)
    yield "/directory", ("/directory", "/directory?q=kemenmarin")
    yield "/directory/partners/new", ("/directory/partners/new",)
    yield "/directory/partners/{id}", ("/directory/partners/osaki",)
    yield "/directory/contacts/new", ("/directory/contacts/new?partner=osaki",)
    wrote = select(s.message.c.sender).where(s.message.c.direction == "in", s.message.c.automatic.is_(None))
    contact = f"/directory/contacts/{first(s.contact.c.id, s.contact.c.address.in_(wrote))}"
    yield "/directory/contacts/{id}", (f"/directory/contacts/{first(s.contact.c.id)}", contact)
    yield "/directory/contacts/{id}/person", (f"{contact}/person",)
    merge = f"{contact}/merge"
    yield "/directory/contacts/{id}/merge", (merge, f"{merge}?q=a&with={first(s.contact.c.id)}")
    merge = "/directory/partners/osaki/merge"
    yield "/directory/partners/{id}/merge", (merge, f"{merge}?with=kemenmarin")
    yield "/unknown", ("/unknown",)
    yield "/mailboxes", ("/mailboxes",)
    yield "/account", ("/account",)
    yield "/audit", ("/audit", "/audit?who=people", "/audit?about=tidak-ada")
    yield "/settings", ("/settings",)
    yield (
        "/settings/letters",
        ("/settings/letters", "/settings/letters?letter=outcome_missing&language=en&step=3"),
    )
    yield "/search", ("/search", "/search?q=undangan+festival")
    yield "/letters", ("/letters", "/letters?show=in&number=2026", "/letters?number=tidak-ada")
    yield "/reports", ("/reports",)
    yield "/reports/{name}", ("/reports/weekly", "/reports/monthly")
    yield "/reports/{name}/{period}", (f"/reports/weekly/{period}",)
    yield "/reports/{name}/{period}/narrative", ("/reports/monthly/2026-10/narrative",)
    yield "/reports/{name}/{period}/{figure}", (f"/reports/weekly/{period}/correspondence.in",)
