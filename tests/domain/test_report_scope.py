"""A report on one project, partner or officer holds what is theirs and nothing else; together they hold it all."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.report.blocks import Snapshot, figures
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.naming import About
from liaison_sync.domain.report.problems import problems
from liaison_sync.domain.report.scope import narrowed
from liaison_sync.domain.report.view import Registered, ReportView
from liaison_sync.domain.view import Correspondence
from tests.domain.test_report_sections import ARUNA, DAY, HOUR, MONDAY, meeting, thread, turn, value, view

BUDI = "budi@k.example"
OTHER = Partner("bank", "Bank Laut", owner=BUDI)


def whole() -> ReportView:
    """Two partners of two officers; the bank's thread and meeting belong to a project."""
    mine = thread(turn("m1", MONDAY), turn("m2", MONDAY + HOUR, "out"), turn("m3", MONDAY + DAY))
    theirs = replace(thread(turn("m4", MONDAY, partner="bank"), id_="t2"), partner="bank", project="pameran")
    return view(
        mine,
        theirs,
        partners={"aruna": ARUNA, "bank": OTHER},
        officers={"dewi@k.example": "Dewi", BUDI: "Budi"},
        meetings=(meeting("o1", MONDAY + DAY), meeting("o2", MONDAY + DAY, partner="bank")),
        letters=(
            Registered("m1", "12/X/2026", "Izin", MONDAY, "in", "aruna", "t1"),
            Registered("m4", "", "Pinjam", MONDAY, "in", "bank", "t2"),
        ),
        projects={"pameran": "Pameran", "lama": "Lama"},
        meeting_projects={"o2": "pameran"},
        contacts={"a@aruna.example": Contact("a@aruna.example", "aruna", "Ayu")},
    )


def told(report: Snapshot) -> set[str]:
    """Everything any figure of it counts."""
    return {key for one in figures(report).values() for key in one.evidence.keys}


def test_a_report_on_one_holds_only_what_is_theirs() -> None:
    for name in ("weekly:partner:aruna", "weekly:officer:dewi@k.example"):
        assert told(build(whole(), name=name)) - {"a@aruna.example"} == {"m1", "m2", "m3", "t1", "o1"}, name
    for name in ("weekly:partner:bank", f"weekly:officer:{BUDI}", "weekly:project:pameran"):
        assert told(build(whole(), name=name)) == {"m4", "t2", "o2"}, name


def test_a_thread_with_an_officer_of_its_own_is_theirs_not_the_partners() -> None:
    found = whole()
    given = replace(found, threads=(replace(found.threads[0], owner=BUDI), *found.threads[1:]))
    assert "t1" in told(build(given, name=f"weekly:officer:{BUDI}"))
    assert "t1" not in told(build(given, name="weekly:officer:dewi@k.example"))


def test_what_a_project_or_officer_has_in_hand_is_the_figure_of_their_own_report() -> None:
    report = build(whole())
    for scope, whose in (("project", "pameran"), ("officer", "dewi@k.example"), ("officer", BUDI)):
        own = build(whole(), name=f"weekly:{scope}:{whose}")
        for mine, theirs in (
            ("in", "correspondence.in"),
            ("out", "correspondence.out"),
            ("meetings", "meetings.planned"),
        ):
            assert value(report, f"{scope}.{mine}.{whose}") == value(own, theirs), (scope, mine)
    assert "project.in.lama" not in figures(report)  # nothing under way there


def test_a_dossier_tells_whom_to_write_to_and_every_report_of_whom_it_is() -> None:
    dossier = build(whole(), name="monthly:partner:aruna")
    assert dossier.sections[0].key == "profile"
    assert (value(dossier, "profile.contacts"), dossier.about) == (1, "PT Aruna")
    assert build(whole(), name="weekly:project:pameran").about == "Pameran"
    assert build(whole(), name=f"weekly:officer:{BUDI}").about == "Budi"
    assert build(whole()).about == ""


def test_official_letters_are_those_of_the_register() -> None:
    report = build(whole())
    assert (value(report, "letters.in"), value(report, "letters.out")) == (2, 0)


def test_who_wrote_on_another_matter_has_not_vanished_from_a_project() -> None:
    """A report on one thing knows whom we heard on all others."""
    asked = (turn("m1", MONDAY - 60 * DAY), turn("m2", MONDAY - DAY, "out"), turn("m3", MONDAY + DAY, "out"))
    sent = tuple(replace(one, recipients=("a@aruna.example",)) if one.direction == "out" else one for one in asked)
    here, elsewhere = replace(thread(*sent), project="pameran"), thread(turn("m4", MONDAY + DAY), id_="t2")

    def kinds(*threads: Correspondence) -> list[str]:
        found = view(*threads, projects={"pameran": "Pameran"})
        return [one.kind for one in problems(narrowed(found, About("week", "project", "pameran")))]

    assert "vanished" in kinds(here)
    assert "vanished" not in kinds(here, elsewhere)
