"""Each communication problem is found where it is, with its evidence, and not where it only looks like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from liaison_sync.domain.partner import Contact
from liaison_sync.domain.policy import Override, Policy
from liaison_sync.domain.report.blocks import Say, figures, say
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.naming import About
from liaison_sync.domain.report.problems import KINDS, Problem, problems
from liaison_sync.domain.report.scope import narrowed
from liaison_sync.domain.report.view import Promise, ReportView
from liaison_sync.domain.rhythm import Rhythm
from liaison_sync.domain.view import Correspondence, Turn
from liaison_sync.domain.workdays import Calendars, Holiday
from liaison_sync.formats.wording import LANGUAGES, catalogue
from tests.domain.test_report_sections import ARUNA, DAY, HOUR, MONDAY, WEEK, meeting, thread, turn, view

HUMAS, EVENT, AYU = "humas@k.example", "event@k.example", "ayu@aruna.example"


def found(of: ReportView, kind: str) -> list[Problem]:
    return [one for one in problems(of) if one.kind == kind]


def keys(of: ReportView, kind: str) -> list[str]:
    return [one.about[1] for one in found(of, kind)]


def out(key: str, days: float, to: str = AYU, sender: str = HUMAS) -> Turn:
    return replace(turn(key, MONDAY + days * DAY, "out"), recipients=(to,), sender=sender)


def came(key: str, days: float, sender: str = AYU) -> Turn:
    return replace(turn(key, MONDAY + days * DAY), sender=sender)


def test_a_promise_is_a_problem_once_its_day_has_passed_on_either_side() -> None:
    def promise(id_: str, due: date, *, ours: bool) -> Promise:
        return Promise(id_, "Kirim MoU", "dewi@k.example", ours, due, MONDAY, None, "aruna", None)

    of = view(promises=(
        promise("a1", date(2026, 11, 12), ours=True),
        promise("a2", date(2026, 11, 13), ours=False),
        promise("a3", date(2026, 12, 1), ours=True),
    ))  # fmt: skip
    assert (keys(of, "promise_ours"), keys(of, "promise_theirs")) == (["a1"], ["a2"])


def test_who_wrote_before_and_leaves_two_letters_of_ours_unanswered_has_vanished() -> None:
    silent = (came("m1", -60), out("m2", -3), out("m3", 1))
    assert keys(view(thread(*silent)), "vanished") == ["m3"]
    assert keys(view(thread(*silent, came("m4", 2))), "vanished") == []  # answered after all
    assert keys(view(thread(*silent[:2])), "vanished") == []  # one letter may wait
    assert keys(view(thread(out("m2", -3, "boss@aruna.example"), out("m3", 1, "boss@aruna.example"))), "vanished") == []


def test_two_of_us_on_two_matters_within_a_day_are_told_once() -> None:
    def second(*turns: Turn) -> Correspondence:
        return thread(*turns, id_="t2")

    one = thread(out("m1", 0))
    assert keys(view(one, second(out("m2", 0.5, sender=EVENT), out("m3", 0.6, sender=EVENT))), "two_writers") == ["m2"]
    assert keys(view(one, second(out("m2", 1.1, sender=EVENT))), "two_writers") == []  # a day later
    assert keys(view(one, second(out("m2", 0.5))), "two_writers") == []  # the same address
    assert keys(view(thread(out("m1", 0), out("m2", 0.5, sender=EVENT))), "two_writers") == []  # they see each other
    assert keys(view(one, replace(second(out("m2", 0.5, sender=EVENT)), partner="bank")), "two_writers") == []


def test_an_answer_to_an_invitation_is_no_letter_of_a_second_officer() -> None:
    accepted = replace(out("m2", 0.5, sender=EVENT), calendar_method="REPLY")
    invited = replace(accepted, calendar_method="REQUEST")
    assert keys(view(thread(out("m1", 0)), thread(accepted, id_="t2")), "two_writers") == []
    assert keys(view(thread(out("m1", 0)), thread(invited, id_="t2")), "two_writers") == ["m2"]


def test_nobody_has_vanished_before_their_time_to_answer_has_passed_or_over_what_asks_no_answer() -> None:
    wrote = came("m1", -60)
    assert keys(view(thread(wrote, out("m2", 2), out("m3", 3))), "vanished") == []  # Wednesday and Thursday
    asks_nothing = (replace(out("m3", 1), courtesy=True), replace(out("m4", 1), calendar_method="REPLY"))
    assert keys(view(thread(wrote, out("m2", -3), *asks_nothing)), "vanished") == []
    colleague = came("m4", 2, "budi@aruna.example")
    answered = (thread(wrote, out("m2", -3), out("m3", 1), colleague),)
    assert keys(view(*answered), "vanished") == []  # somebody of theirs answered: nobody need look for them


def test_a_bounced_address_nobody_entered_is_of_the_partner_we_wrote_to() -> None:
    report = replace(came("dsn", 0.1, "mailer-daemon@aruna.example"), partner=None, automatic="bounce")
    of = view(thread(out("m1", 0, "new@aruna.example"), replace(report, bounced=("new@aruna.example",))))
    assert [one.partner for one in found(of, "bounced")] == ["aruna"]


def test_a_figure_is_the_length_of_its_list_where_one_mail_shows_two_problems() -> None:
    report = replace(came("dsn", 0), automatic="bounce", bounced=("x@aruna.example", "y@aruna.example"))
    of = view(thread(report))
    assert len(found(of, "bounced")) == 2
    figure = figures(build(of))["problems.bounced"]
    assert (figure.value, figure.evidence.keys) == (1, ("dsn",))


def test_nobody_is_told_to_answer_what_may_be_forged() -> None:
    assert keys(view(thread(came("m1", -2))), "unanswered_ours") == ["t1"]
    assert keys(view(thread(replace(came("m1", -2), trust="low"))), "unanswered_ours") == []


def test_mail_without_a_subject_is_said_to_have_none() -> None:
    bare = tuple(replace(one, subject="") for one in (out("m1", 0), out("m2", 0.5, sender=EVENT)))
    junk = replace(came("m3", 1), subject="", junk=True)
    of = view(thread(*bare[:1]), thread(*bare[1:], id_="t2"), thread(junk, id_="t3"))
    for kind in ("two_writers", "in_junk"):
        (one,) = found(of, kind)
        assert isinstance(one.detail, Say)
        assert dict(one.detail.params)["subject"] == say("no_subject")


def test_a_partner_is_silent_by_its_own_rhythm_only() -> None:
    heard = Rhythm("m1", WEEK.end - 30 * DAY, "t1", 10.0)
    assert keys(view(rhythms={"aruna": heard}), "dormant") == ["m1"]
    assert keys(view(rhythms={"aruna": replace(heard, days=20.0)}), "dormant") == []  # usual for them
    assert keys(view(rhythms={"aruna": replace(heard, days=None)}), "dormant") == []  # no rhythm known
    assert (
        keys(view(rhythms={"aruna": replace(heard, days=1.0, at=WEEK.end - 20 * DAY)}), "dormant") == []
    )  # three weeks
    closed = {(WEEK.end - n * DAY).date(): Holiday("Lebaran") for n in range(8, 22)}  # ten working days
    lebaran = Calendars({"ID": closed})
    assert keys(view(rhythms={"aruna": heard}, calendars=lebaran), "dormant") == []  # nobody wrote to anybody
    assert keys(view(rhythms={"aruna": replace(heard, at=WEEK.end - 40 * DAY)}, calendars=lebaran), "dormant") == ["m1"]
    ahead = (meeting("o1", WEEK.end + DAY),)
    assert keys(view(rhythms={"aruna": heard}, meetings=ahead), "dormant") == []  # we meet soon
    assert keys(view(thread(came("m9", -60)), rhythms={"aruna": heard}), "dormant") == []  # they wait for us


def test_silence_and_waiting_are_measured_by_the_rule_that_holds_for_the_partner_and_the_project() -> None:
    def by(*said: Override) -> Policy:
        return Policy(overrides=said)

    heard = Rhythm("m1", WEEK.end - 30 * DAY, "t1", 10.0, "festival")
    more = Override(partner="aruna", least_days=40)
    assert keys(view(rhythms={"aruna": heard}, policy=by(more)), "dormant") == []
    assert keys(view(rhythms={"aruna": heard}, policy=by(replace(more, partner="other"))), "dormant") == ["m1"]
    of_project = Override(project="festival", least_days=40)
    assert keys(view(rhythms={"aruna": heard}, policy=by(of_project)), "dormant") == []
    assert keys(view(rhythms={"aruna": replace(heard, project=None)}, policy=by(of_project)), "dormant") == ["m1"]
    off = Override(partner="aruna", trigger="dormant", enabled=False)
    assert keys(view(rhythms={"aruna": heard}, policy=by(off)), "dormant") == []
    asked = view(thread(out("m2", -1)))
    assert keys(asked, "unanswered_theirs") == ["t1"]
    assert keys(replace(asked, policy=by(Override(partner="aruna", working_days=9))), "unanswered_theirs") == []


def test_a_partner_is_slow_by_its_own_past_only() -> None:
    def answered(n: int, at: float, hours: float) -> Correspondence:
        asked = replace(turn(f"q{n}", MONDAY + at * DAY, "out"), at=MONDAY + at * DAY)
        return thread(asked, replace(turn(f"r{n}", MONDAY), at=asked.at + timedelta(hours=hours)), id_=f"t{n}")

    now = (answered(1, 0, 2 * 24 + 3), answered(2, 1, 2 * 24 + 3))
    quick = tuple(answered(10 + n, -14 - 7 * n, 2) for n in range(3))
    slow = tuple(answered(10 + n, -14 - 7 * n, 2 * 24) for n in range(3))
    assert keys(view(*now, past=quick), "slowing") == ["r2"]
    assert keys(view(*now, past=slow), "slowing") == []
    assert keys(view(*now, past=quick[:2]), "slowing") == []  # too little to compare with
    assert keys(view(*now[:1], past=quick), "slowing") == []
    assert keys(view(now[0], answered(2, 1, 1), past=quick), "slowing") == []  # one late answer of two is none


def test_one_person_is_few_for_a_partner_that_writes_much() -> None:
    letters = thread(*(came(f"m{n}", n) for n in range(3)))
    ayu = Contact(AYU, "aruna", "Ayu")
    assert keys(view(letters), "single_contact") == ["aruna"]
    assert keys(view(letters, contacts={AYU: ayu}), "single_contact") == ["aruna"]
    two = {AYU: ayu, "budi@aruna.example": Contact("budi@aruna.example", "aruna", "Budi")}
    assert keys(view(letters, contacts=two), "single_contact") == []
    assert keys(view(letters, contacts={AYU: replace(ayu, kind="role")}), "single_contact") == []
    assert keys(view(thread(came("m1", 0))), "single_contact") == []


def test_who_has_no_colleagues_is_asked_for_none() -> None:
    """A freelancer, a notable, an agency of one: in the directory as a person, or under their own name."""
    letters, ayu = thread(*(came(f"m{n}", n) for n in range(3))), Contact(AYU, "aruna", "Ayu Lestari, S.I.Kom.")
    for partner, told in (
        (replace(ARUNA, kind="person"), []),
        (replace(ARUNA, name="ayu  lestari"), []),
        (replace(ARUNA, name="Lestari Agency"), ["aruna"]),
        (ARUNA, ["aruna"]),
    ):
        found = view(letters, contacts={AYU: ayu}, partners={"aruna": partner})
        assert keys(found, "single_contact") == told, partner


def test_whom_we_heard_the_week_before_is_known_to_every_report() -> None:
    """The week's report and the partner's dossier say the same of a tie."""
    letters, budi = thread(*(came(f"m{n}", n) for n in range(3))), came("m9", -2, "budi@aruna.example")
    for known, told in ((budi, []), (replace(budi, junk=True), ["aruna"]), (came("m9", -2), ["aruna"])):
        whole = view(letters, thread(known, id_="t2"))
        assert keys(whole, "single_contact") == told
        assert keys(narrowed(whole, About("month", "partner", "aruna")), "single_contact") == told


def test_who_moves_a_meeting_again_and_again_is_named() -> None:
    moves = ((MONDAY, "m1"), (MONDAY + HOUR, "m2"))
    said = [
        found(view(meetings=(meeting("o", MONDAY + DAY, moves=moves, movers=movers),)), "moved_again")[0].detail
        for movers in (("in", "in"), ("out", "out"), ("in", "out"), ())
    ]
    told = [dict(one.params)["by"].key for one in said]  # type: ignore[union-attr]
    assert told == ["moved_by.theirs", "moved_by.ours", "moved_by.both", "moved_by.unknown"]


def test_every_kind_has_a_name_and_a_proposed_step_in_every_language() -> None:
    for language in LANGUAGES:
        known = catalogue(language)
        assert [kind for kind in KINDS if f"report.step.{kind}" not in known] == []
        assert [kind for kind in KINDS if f"report.figure.problems.{kind}" not in known] == []
