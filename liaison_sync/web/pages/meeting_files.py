"""Files of a meeting: uploaded, taken from its mail, downloaded, taken away and brought back."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.app.meeting_files import octets
from liaison_sync.domain.commands.files import AddFiles, MarkFile, RemoveFile, RestoreFile, TakeAttachments, Uploaded
from liaison_sync.formats.filename import filename
from liaison_sync.store import meeting_files
from liaison_sync.web.attachment import attachment
from liaison_sync.web.page import Ask, NotFound, Page


def _path(ask: Ask) -> str:
    return f"/agenda/{quote(ask.arg('key'))}"


def _done(ask: Ask, told: str, undo: str = "") -> Response:
    """Back to the files of the meeting; `undo` is the path that takes it back."""
    return ask.go(f"{_path(ask)}#files", f"meeting_files.told.{told}", **({"undo": undo} if undo else {}))


def add(ask: Ask) -> Response:
    files = tuple(Uploaded(*one) for one in ask.files("file"))
    if not files:
        return _done(ask, "none")
    ask.act(AddFiles(ask.arg("key"), files, bool(ask.text("internal"))))
    return _done(ask, "added")


def take(ask: Ask) -> Response:
    """An attachment of its mail, with one click."""
    digest = ask.text("file", limit=64)
    ask.act(TakeAttachments(ask.arg("key"), ask.text("message", limit=200), (digest,)))
    return _done(ask, "taken", f"{_path(ask)}/files/{quote(digest)}/remove")


def mark(ask: Ask) -> Response:
    internal = ask.text("internal") == "yes"
    ask.act(MarkFile(ask.arg("key"), ask.arg("file"), internal))
    return _done(ask, "internal" if internal else "shared")


def remove(ask: Ask) -> Response:
    ask.act(RemoveFile(ask.arg("key"), ask.arg("file")))
    return _done(ask, "removed", f"{_path(ask)}/files/{quote(ask.arg('file'))}/restore")


def restore(ask: Ask) -> Response:
    ask.act(RestoreFile(ask.arg("key"), ask.arg("file")))
    return _done(ask, "restored")


def download(ask: Ask) -> Response:
    """The octets, for the disk: no browser opens them here."""
    one = meeting_files.one(ask.connection, ask.arg("key"), ask.arg("file"))
    content = octets(ask.connection, one) if one is not None and one.removed_at is None else None
    if one is None or content is None:
        raise NotFound
    name = filename(one.name) or "berkas"
    return Response(content, media_type="application/octet-stream", headers=attachment(name))


PAGES = (
    Page("/agenda/{key}/files/{file}", download),
    Page("/agenda/{key}/files", add, "POST", "work", files="meeting"),
    Page("/agenda/{key}/files/take", take, "POST", "work"),
    Page("/agenda/{key}/files/{file}/mark", mark, "POST", "work"),
    Page("/agenda/{key}/files/{file}/remove", remove, "POST", "work"),
    Page("/agenda/{key}/files/{file}/restore", restore, "POST", "work"),
)
