"""Splitting, moving and merging in the console: shown before, told after, undone by whoever may work."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from liaison_sync.app.explain import explain
from liaison_sync.app.service import Service
from liaison_sync.store import schema as s
from tests.web.conftest import SignedIn
from tests.web.test_pages import value


def thread(here: Service) -> tuple[str, str]:
    """A thread of several messages, and one of them that answers another."""
    t, m = s.thread.c, s.message.c
    id_ = value(here, select(t.id).where(t.messages == 3, t.partner == "cakra").order_by(t.id))
    return id_, value(here, select(m.key).where(m.thread == id_).order_by(m.at.desc()))


def place(here: Service, key: str) -> str:
    return value(here, select(s.message.c.thread).where(s.message.c.key == key))


def test_a_split_is_shown_done_told_and_undone(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    id_, key = thread(here)
    assert f'href="/threads/{id_}/arrange?what={key}"' in browser.get(f"/threads/{id_}").text
    seen = browser.get(f"/threads/{id_}/arrange?what={key}&to=new").text
    assert "1 surel ini menjadi utas tersendiri" in seen
    form = seen.partition('method="post" action="/threads/')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(message|to)" value="([^"]*)"', form))
    done = browser.act(f"/threads/{id_}/arrange", {k: unescape(v) for k, v in fields.items()})
    new = place(here, key)
    assert (done.status, done.location) == (303, f"/threads/{new}")
    assert new != id_
    page = browser.get(done.location).text
    undo = re.search(r'<form method="post" action="(/threads/\w+/acts/\w+/undo)" data-undo', page)
    assert undo
    assert f'action="{undo[1]}"' in browser.get(done.location).text  # also when the bar is gone
    left = browser.get(f"/threads/{id_}").text
    assert "Dewi Anggraini memisahkan" in left
    assert f'<a href="/threads/{new}">kini di utas lain</a>' in left
    back = browser.act(undo[1], {"back": f"/threads/{new}"})
    assert place(here, key) == id_
    assert browser.get(back.location).location == f"/threads/{id_}"
    assert "diurungkan oleh Dewi Anggraini" in browser.get(f"/threads/{id_}").text


@pytest.mark.parametrize("whole", [True, False])
def test_a_thread_or_a_message_goes_to_a_thread_one_found(here: Service, signed_in: SignedIn, whole: bool) -> None:
    browser = signed_in("officer")
    id_, key = thread(here)
    t = s.thread.c
    other = value(here, select(t.id).where(t.partner == "cakra", t.id != id_).order_by(t.last_at.desc()))
    subject = value(here, select(t.subject).where(t.id == other))
    assert f'value="{other}"' in browser.get(f"/threads/{id_}/arrange").text
    what = "" if whole else key
    seen = browser.get(f"/threads/{id_}/arrange?what={what}&to={other}&q={subject.split()[0]}").text
    assert unescape(seen).count(f"“{subject}”") == 1
    assert browser.act(f"/threads/{id_}/arrange", {"message": what, "to": other}).status == 303
    assert place(here, key) == place(
        here, value(here, select(s.message.c.key).where(s.message.c.thread == place(here, key)))
    )
    assert value(here, select(s.thread_act.c.kind)) == ("merge" if whole else "move")


def test_what_moves_nothing_is_a_conflict_and_a_viewer_may_not(here: Service, signed_in: SignedIn) -> None:
    id_, key = thread(here)
    root = value(here, select(s.message.c.key).where(s.message.c.thread == id_).order_by(s.message.c.at))
    form = {"message": root, "to": "new"}
    assert "Tidak ada yang tersisa" in signed_in("officer").get(f"/threads/{id_}/arrange?what={root}&to=new").text
    assert signed_in("officer").act(f"/threads/{id_}/arrange", form).status == 409
    assert signed_in("viewer").act(f"/threads/{id_}/arrange", {"message": key, "to": "new"}).status == 403
    assert "arrange" not in signed_in("viewer").get(f"/threads/{id_}").text


def test_an_inferred_join_is_told_on_its_message_and_parted_by_one_click(here: Service, signed_in: SignedIn) -> None:
    browser, t = signed_in("officer"), s.thread.c
    id_ = value(here, select(t.id).where(t.inferred.is_(True)).order_by(t.id))
    page = browser.get(f"/threads/{id_}").text
    assert "Digabung tanpa penanda" in page
    form = re.search(r'Digabung tanpa penanda.*?name="message" value="([^"]+)"', page, re.DOTALL)
    assert form
    assert any(line.startswith("Digabung ke utas ini tanpa penanda") for line in explain(here, id_, "id"))
    browser.act(f"/threads/{id_}/arrange", {"message": unescape(form[1]), "to": "new"})
    assert place(here, unescape(form[1])) != id_
    said = explain(here, id_, "en")
    assert any("officer@karsabahari.example split off" in line for line in said)
    assert not any(line.startswith("Joined to this thread") for line in said)


def test_an_inferred_join_is_kept_by_one_click_and_that_is_undone(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    id_ = value(here, select(s.thread.c.id).where(s.thread.c.inferred.is_(True)).order_by(s.thread.c.id))
    form = browser.get(f"/threads/{id_}").text.partition(f'action="/threads/{id_}/keep"')[2].partition("</form>")[0]
    key = unescape(re.findall(r'name="message" value="([^"]*)"', form)[0])
    done = browser.act(f"/threads/{id_}/keep", {"message": key})
    assert (done.status, done.location) == (303, f"/threads/{id_}")
    page = browser.get(done.location).text
    assert f'action="/threads/{id_}/keep"' not in page
    assert "memang di sini" in page.partition('id="acts"')[2]
    undo = re.search(r'action="(/threads/\w+/acts/\w+/undo)"', page)
    assert undo
    browser.act(undo[1])
    assert f'action="/threads/{id_}/keep"' in browser.get(f"/threads/{id_}").text
