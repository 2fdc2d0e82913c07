"""Projects as people decide about them: what belongs to one stays with it, whatever threads and series become."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from liaison_sync.app.act import Refused, act
from liaison_sync.app.rebuild import rebuild
from liaison_sync.app.service import Service
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import directory as d
from liaison_sync.domain.commands import projects as p
from liaison_sync.store import project_meetings, project_work, projects, threads
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.store.project_meetings import Belonging
from liaison_sync.store.projects import Taking
from liaison_sync.store.threads import Deadline, Lateness
from tests.app.postman import DEWI, arrive, key_of, letter, office, thread_of, value
from tests.app.season_store import NOW
from tests.rig import rows

LATE = Lateness(NOW, Deadline(NOW, NOW))


@pytest.fixture
def here(store_url: str) -> Iterator[Service]:
    """a ← b, and e that invites; two projects."""
    with office(store_url) as made:
        arrive(
            made,
            letter("a", hours=1),
            letter("b", "a", hours=2, ours=True, subject="Re: Izin lokasi"),
            letter("e", hours=5, subject="Undangan", invites=True),
        )
        for id_, name in (("festival", "Festival Bahari"), ("kampanye", "Kampanye Laut")):
            does(made, p.PutProject(id_, name))
        yield made


def does(here: Service, command: k.Command) -> None:
    act(here, command, actor=DEWI)


def project_of(here: Service, name: str) -> str | None:
    found: str | None = value(here, s.thread.c.project, s.thread.c.id == thread_of(here, name))
    return found


def group(here: Service, name: str, project: str | None) -> None:
    does(here, p.GroupThread(thread_of(here, name), project))


def meeting(here: Service) -> str:
    return str(value(here, s.occurrence.c.key))


def belongs(here: Service) -> Belonging:
    with reading(here.engine) as connection:
        asked = project_meetings.belonging_asked(meeting(here))
        return project_meetings.belonging_told(connection.execute(asked))


def held(here: Service, project: str) -> list[str]:
    """The meetings of a project, by the condition every list uses."""
    with reading(here.engine) as connection:
        return list(connection.execute(select(s.occurrence.c.key).where(*project_meetings.of(project))).scalars())


def acted(here: Service) -> str:
    return str(value(here, s.thread_act.c.id))


def test_a_project_is_entered_corrected_closed_and_opened_again(here: Service) -> None:
    days = (date(2026, 11, 28), date(2026, 11, 30))
    does(here, p.PutProject("festival", " Festival Bahari 2026 ", "FB26", DEWI, *days, language="en", note="Dermaga"))
    does(here, p.CloseProject("festival"))
    does(here, p.PutProject("festival", "Festival Bahari", "FB26", DEWI, *days))
    with reading(here.engine) as connection:
        found = projects.one(connection, "festival")
        assert found is not None
        assert (found.name, found.code, found.owner, found.starts, found.ends) == (
            "Festival Bahari", "FB26", DEWI, *days,
        )  # fmt: skip
        assert found.closed_at == NOW
        assert projects.choices(connection) == [("kampanye", "Kampanye Laut")]
        assert [one.id for one in projects.listed(connection, LATE, "closed").rows] == ["festival"]
        assert projects.counts(connection) == {"open": 1, "closed": 1, "all": 2}
    with pytest.raises(Refused, match="project_closed"):
        group(here, "a", "festival")
    does(here, p.ReopenProject("festival"))
    group(here, "a", "festival")
    assert project_of(here, "b") == "festival"


def test_a_project_without_a_name_or_that_ends_before_it_begins_is_refused(here: Service) -> None:
    with pytest.raises(Refused, match="project_name"):
        does(here, p.PutProject("x", " "))
    with pytest.raises(Refused, match="project_dates"):
        does(here, p.PutProject("x", "X", starts=date(2026, 12, 2), ends=date(2026, 12, 1)))
    for command in (p.CloseProject("x"), p.GroupThread("t-none", None), p.GroupMeeting("none", None)):
        with pytest.raises(Refused, match="gone"):
            does(here, command)


def test_an_assignment_outlives_merge_undo_later_mail_and_rebuild(here: Service) -> None:
    group(here, "a", "festival")
    group(here, "e", "kampanye")
    does(here, k.MergeThreads(thread_of(here, "e"), thread_of(here, "a")))
    assert project_of(here, "e") == "festival"  # that of the older one
    arrive(here, letter("f", "e", hours=9, subject="Re: Undangan"))
    does(here, k.UndoThreadAct(acted(here)))
    assert (project_of(here, "a"), project_of(here, "f")) == ("festival", "kampanye")
    before = rows(here.engine, s.thread.c.id, s.thread.c.project)
    list(rebuild(here, anew=True))
    assert rows(here.engine, s.thread.c.id, s.thread.c.project) == before


def test_an_old_address_of_a_thread_still_takes_a_project(here: Service) -> None:
    old = thread_of(here, "e")
    does(here, k.MergeThreads(old, thread_of(here, "a")))
    does(here, p.GroupThread(old, "kampanye"))
    assert project_of(here, "a") == "kampanye"
    does(here, p.GroupThread(old, None))
    assert project_of(here, "a") is None


def test_a_late_answer_split_off_stays_in_the_project_and_one_moved_away_brings_it_nowhere(here: Service) -> None:
    group(here, "a", "festival")
    arrive(here, letter("c", "b", hours=8, subject="Re: Izin lokasi"))
    does(here, k.SplitMessage(thread_of(here, "c"), key_of(here, "c")))
    assert project_of(here, "c") == "festival"
    does(here, k.MoveMessage(thread_of(here, "b"), key_of(here, "b"), thread_of(here, "e")))
    assert (project_of(here, "a"), project_of(here, "e")) == ("festival", None)


def test_a_meeting_belongs_by_its_own_word_else_its_series_else_its_thread(here: Service) -> None:
    key = meeting(here)
    assert belongs(here) == Belonging(None, "", "", "")
    group(here, "e", "festival")
    assert belongs(here) == Belonging("festival", "Festival Bahari", "thread", "Festival Bahari")
    assert held(here, "festival") == [key]
    does(here, p.GroupMeeting(key, "kampanye"))
    assert belongs(here) == Belonging("kampanye", "Kampanye Laut", "series", "Festival Bahari")
    assert (held(here, "festival"), held(here, "kampanye")) == ([], [key])
    does(here, p.GroupMeeting(key, None, "meeting"))
    assert belongs(here) == Belonging(None, "", "meeting", "Festival Bahari")
    assert (held(here, "festival"), held(here, "kampanye")) == ([], [])
    does(here, p.GroupMeeting(key, "kampanye", "meeting"))
    assert held(here, "kampanye") == [key]
    does(here, p.GroupMeeting(key, None, "series"))  # said of all, so of this one too
    assert belongs(here).said == "series"
    does(here, p.GroupMeeting(key, None, "series", as_thread=True))
    assert belongs(here).said == "thread"
    assert held(here, "festival") == [key]
    list(rebuild(here, anew=True))
    assert held(here, "festival") == [key]


def test_partners_take_part_by_choice_or_by_what_they_write_and_what_was_merged_counts_as_what_it_became(
    here: Service,
) -> None:
    for id_, name in (("dinas", "Dinas Pariwisata"), ("dispar", "Dispar")):
        does(here, k.PutPartner(id_, name))
    names = {"pemkot": "Pemkot", "dinas": "Dinas Pariwisata", "dispar": "Dispar"}
    group(here, "a", "festival")
    group(here, "e", "festival")
    does(here, p.JoinProject("festival", "dispar"))
    does(here, p.JoinProject("festival", "dispar"))
    does(here, d.MergePartners("dinas", "dispar"))
    with reading(here.engine) as connection:
        assert projects.partners(connection, "festival", names) == [
            Taking("dinas", "Dinas Pariwisata", True, 0, 0),
            Taking("pemkot", "Pemkot", False, 2, 1),
        ]
    does(here, p.LeaveProject("festival", "dinas"))
    with reading(here.engine) as connection:
        assert [one.id for one in projects.partners(connection, "festival", names)] == ["pemkot"]
    with pytest.raises(Refused, match="gone"):
        does(here, p.JoinProject("festival", "nobody"))


def test_every_figure_is_as_long_as_its_list(here: Service) -> None:
    group(here, "a", "festival")
    group(here, "e", "festival")
    key = meeting(here)
    for text, due in (("Kirim denah", date(2026, 12, 3)), ("Kirim logo", None), ("Sewa tenda", date(2026, 12, 1))):
        does(here, k.AddAction(key, text, "Dewi", True, due))
    with reading(here.engine) as connection:
        project = projects.one(connection, "festival")
        assert project is not None
        found = project_work.figures(connection, project, LATE)
        for show in ("ours", "theirs", "all"):
            listed = threads.listed(connection, show, LATE, project="festival")
            assert {"ours": found.ours, "theirs": found.theirs, "all": found.threads}[show] == len(listed.rows)
        coming = project_meetings.listed(connection, "festival", "coming", NOW, frozenset())
        past = project_meetings.listed(connection, "festival", "past", NOW, frozenset())
        assert (found.coming, found.past) == (len(coming.rows), len(past.rows)) == (1, 0)
        after = project_meetings.listed(connection, "festival", "past", datetime(2027, 1, 1, tzinfo=UTC), frozenset())
        assert [one.key for one in after.rows] == [key]
        assert project_meetings.nearest(connection, "festival", NOW, frozenset(), 5)["coming"] == coming.rows
        actions = project_work.actions(connection, "festival")
        assert found.actions == 3
        assert [one.text for one in actions.rows] == ["Sewa tenda", "Kirim denah", "Kirim logo"]
        assert actions.rows[-1].due is None
        assert found.letters == len(project_work.latest_letters(connection, "festival", 50))
        (row, other) = projects.listed(connection, LATE, "all").rows
        assert (row.threads, row.meetings, other.threads, other.meetings) == (2, 1, 0, 0)
