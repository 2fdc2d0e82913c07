"""A report on a period that still runs tells of what was, and of one partner it does not tell who it is about."""

from __future__ import annotations

from datetime import timedelta

from liaison_sync.domain.report.blocks import Bars, Lines, Table, Text, say
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.view import ReportView
from tests.domain.test_report_sections import DAY, HOUR, MONDAY, WEEK, meeting, opening, said, thread, turn, view


def _running(until: timedelta = 2 * DAY) -> ReportView:
    now = WEEK.start + until
    mail = thread(turn("old", MONDAY - 7 * DAY), turn("new", MONDAY), turn("reply", MONDAY + HOUR, "out"))
    return view(mail, now=now, as_of=now)


def test_days_to_come_are_not_drawn_as_days_without_mail() -> None:
    for until, days in ((10 * HOUR, 1), (2 * DAY, 2), (2 * DAY + HOUR, 3), (7 * DAY, 7)):
        (chart,) = (one for part in build(_running(until)).sections for one in part.blocks if isinstance(one, Lines))
        assert len(chart.ticks) == days
        assert [len(one.points) for one in chart.series] == [days, days]
        assert sum(point.value or 0 for point in chart.series[0].points if isinstance(point.value, int)) == 1


def test_a_week_that_runs_is_not_said_to_have_fewer_letters_than_a_whole_one() -> None:
    told = {one.key: said(one) for one in opening(_running())}
    assert told["narrative.mail.some"]["compared"] == say("compared.unknown")
    over = {one.key: said(one) for one in opening(_running(7 * DAY))}
    assert over["narrative.mail.some"]["compared"] == say("compared.same", before=1)


def test_a_partners_own_report_neither_counts_partners_nor_lists_them() -> None:
    whole = view(thread(turn("a", MONDAY)), meetings=(meeting("next", WEEK.end + DAY),))
    report = build(whole, name="monthly:partner:aruna")
    told = {one.key: said(one) for part in report.sections for block in part.blocks if isinstance(block, Text)
            for one in block.sentences}  # fmt: skip
    assert "narrative.ahead_alone.one" in told
    assert told["narrative.mail.some"]["partners"] == say("narrative.partners.none", count=0)
    drawn = [one.id for part in report.sections for one in part.blocks if isinstance(one, Table | Bars)]
    assert "by_partner" not in drawn
    assert "by_partner" in [one.id for part in build(whole).sections for one in part.blocks if isinstance(one, Table)]
