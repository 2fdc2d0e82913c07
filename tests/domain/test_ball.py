"""Whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from liaison_sync.domain.ball import ball
from liaison_sync.domain.courtesy import is_courtesy
from liaison_sync.domain.view import Turn
from tests.domain.threads_made import MONDAY


def turn(name: str, direction: str, hour: int, **more: object) -> Turn:
    base = Turn(name, f"{name}@x.id", MONDAY + timedelta(hours=hour), "in", "a@x.id", (), "kemlu", "x")
    return replace(base, direction=direction, **more)  # type: ignore[arg-type]


THEIRS = turn("q", "in", 0)
OURS = turn("a", "out", 1)


def test_theirs_makes_it_ours_and_ours_makes_it_theirs() -> None:
    assert ball([THEIRS], closed=False).whose == "ours"
    state = ball([THEIRS, OURS], closed=False)
    assert (state.whose, state.since, state.because) == ("theirs", OURS.at, "a")


def test_an_update_everybody_has_answered_already_asks_nothing() -> None:
    accepted = turn("yes", "out", 1, calendar_method="REPLY")
    asks = turn("i", "in", 0, calendar_method="REQUEST")
    update = turn("u", "in", 2, calendar_method="REQUEST")
    assert ball([asks, accepted, update], closed=False).whose == "ours"
    assert ball([asks, accepted, replace(update, answered=True)], closed=False).whose == "nobody"


def test_we_owe_since_their_first_unanswered_message_and_they_since_our_last() -> None:
    again = turn("q2", "in", 5)
    assert ball([THEIRS, again], closed=False).because == "q"
    assert ball([OURS, turn("a2", "out", 5)], closed=False).because == "a2"


@pytest.mark.parametrize(
    "still",
    [
        turn("s", "in", 9, automatic="out-of-office"),
        turn("s", "in", 9, automatic="auto-reply"),
        turn("s", "in", 9, automatic="bounce"),
        turn("s", "in", 9, junk=True),
        turn("s", "out", 9, ours_automatic=True),
        turn("s", "internal", 9),
    ],
)
def test_what_no_person_said_to_the_other_side_never_moves_it(still: Turn) -> None:
    for before in ([THEIRS], [THEIRS, OURS], []):
        assert ball([*before, still], closed=False) == ball(before, closed=False)


def test_who_is_content_waits_for_nobody_and_lets_nobody_off() -> None:
    content = turn("c", "in", 9, settled="content")
    for before in ([THEIRS], [THEIRS, OURS], [OURS], []):
        assert ball([*before, content], closed=False) == ball(before, closed=False)


def test_a_letter_of_ours_that_only_tells_waits_for_nobody_and_answers_nobody() -> None:
    thanks = turn("t", "out", 9, settled="told")
    for before in ([THEIRS], [THEIRS, OURS], [OURS], []):
        assert ball([*before, thanks], closed=False) == ball(before, closed=False)


def test_who_only_asks_for_no_more_letters_is_owed_none_but_what_was_asked_before() -> None:
    leave = turn("l", "in", 9, settled="left_alone")
    for before in ([], [OURS], [THEIRS, OURS]):
        state = ball([*before, leave], closed=False)
        assert (state.whose, state.because, state.reason) == ("nobody", "l", "left_alone")
    assert ball([THEIRS, leave], closed=False).because == THEIRS.key
    thanks = turn("t", "in", 10, courtesy=True)
    assert ball([leave, thanks], closed=False).whose == "nobody"
    assert ball([leave, turn("q2", "in", 10)], closed=False).whose == "ours"


def test_the_order_of_arrival_is_of_no_importance() -> None:
    turns = [THEIRS, OURS, turn("q2", "in", 2, automatic="auto-reply"), turn("q3", "in", 3)]
    assert len({ball(list(each), closed=False) for each in permutations(turns)}) == 1


def test_a_calendar_answer_needs_no_answer() -> None:
    invited = turn("i", "out", 0, calendar_method="REQUEST")
    answered = turn("r", "in", 1, calendar_method="REPLY", automatic="auto-reply")
    assert ball([invited], closed=False).whose == "theirs"
    assert ball([invited, answered], closed=False).whose == "nobody"
    assert ball([THEIRS, answered], closed=False).whose == "ours"


def test_our_calendar_answer_settles_their_invitation() -> None:
    invited = turn("i", "in", 0, calendar_method="REQUEST")
    assert ball([invited], closed=False).whose == "ours"
    assert ball([invited, turn("r", "out", 1, calendar_method="REPLY")], closed=False).whose == "nobody"


def test_thanks_leave_nobody_anything_to_do_but_forgive_no_open_question() -> None:
    thanks = turn("t", "in", 2, courtesy=True)
    assert ball([THEIRS, OURS, thanks], closed=False).reason == "courtesy"
    assert ball([THEIRS, thanks], closed=False).whose == "ours"
    assert ball([THEIRS, turn("t", "out", 2, courtesy=True)], closed=False).whose == "nobody"


def test_a_closed_thread_is_nobodys() -> None:
    assert ball([THEIRS], closed=True).whose == "nobody"


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih.",
        "Baik Pak, terima kasih banyak.",
        "Noted, thanks!",
        "Terima kasih atas informasinya, Bu.",
        "Siap",
    ],
)
def test_courtesy_is_recognised(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rina",
        "Terima kasih. Mohon dikirim datanya.",
        "Noted. Jam berapa?",
        "Terima kasih, akan kami proses.",
        "Thanks, see https://x.id/1",
        "Baik, kami hadir 3 orang. Terima kasih",
    ],
)
def test_what_asks_or_promises_is_more_than_courtesy(text: str) -> None:
    assert not is_courtesy(text)
