"""Which sightings are copies of one message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.identity import DUPLICATE, Identity, assign, identity, message_key, place, same, second_key
from liaison_sync.domain.message import Address, Attachment, Message

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LETTER = Message(
    "0" * 64,
    10,
    message_id="a@x.id",
    from_=(Address("Rina", "Rina@Kemlu.go.id"),),
    subject="Undangan",
    date=NOON,
    date_source="date",
    text="Yth. Bapak,\nkami mengundang.",
)


def are_one(a: Message, b: Message) -> bool:
    joined = same(identity(a), identity(b))
    assert joined == same(identity(b), identity(a))
    assert not joined or message_key(a) == message_key(b)
    return joined


def test_honest_copies_are_one_message() -> None:
    assert are_one(LETTER, replace(LETTER, sha256="1" * 64, text="Yth. Bapak, kami\n mengundang."))
    assert are_one(LETTER, replace(LETTER, text="[EKSTERNAL]\n" + LETTER.text))
    assert are_one(LETTER, replace(LETTER, text=LETTER.text + "\n-- \nmilis humas"))
    assert are_one(LETTER, replace(LETTER, from_=(Address("", "rina@kemlu.go.id"),), subject="[humas] Undangan"))


def test_a_list_copy_written_via_the_list_is_the_same_message() -> None:
    via = replace(LETTER, from_=(Address("Rina via Humas", "humas@milis.id"),), original_from=LETTER.from_)
    assert are_one(LETTER, via)


def test_another_writer_date_or_text_is_another_message() -> None:
    assert not are_one(LETTER, replace(LETTER, from_=(Address("", "eve@evil.example"),)))
    assert not are_one(LETTER, replace(LETTER, date=NOON + timedelta(seconds=1)))
    assert not are_one(LETTER, replace(LETTER, text="Yth. Bapak, rekening kami berubah."))
    assert not are_one(LETTER, replace(LETTER, text=""))
    assert not are_one(LETTER, replace(LETTER, message_id="b@x.id"))


def test_part_of_a_word_is_not_part_of_the_text() -> None:
    assert not are_one(replace(LETTER, text="ya"), replace(LETTER, text="saya tidak"))


def test_a_time_taken_from_received_does_not_part_copies() -> None:
    undated = replace(LETTER, date_source="received")
    assert are_one(undated, replace(undated, date=NOON + timedelta(hours=1)))


def test_without_a_message_id_the_parts_decide() -> None:
    bare = replace(LETTER, message_id=None)
    assert are_one(bare, replace(bare, sha256="1" * 64))
    assert not are_one(bare, replace(bare, subject="Lain"))
    assert not are_one(bare, replace(bare, attachments=(Attachment("a.pdf", "application/pdf", 1, "f" * 64),)))


def test_a_second_message_under_one_id_is_kept_with_an_alert() -> None:
    first, other = identity(LETTER), identity(replace(LETTER, text="Lain sekali."))
    key = message_key(LETTER)
    assert place(first, {}).alert is None
    assert place(first, {key: [first]}).key == key
    placed = place(other, {key: [first]})
    assert (placed.key, placed.alert) == (second_key(other), DUPLICATE)
    assert place(other, {key: [first], placed.key: [other]}).key == placed.key
    forged = identity(replace(LETTER, from_=(Address("", "eve@evil.example"),)))
    assert place(forged, {key: [first]}).alert == DUPLICATE


texts = st.sampled_from(["a b", "a b c", "x a b", "z", ""])
sightings = st.dictionaries(
    st.sampled_from([f"s{i}" for i in range(8)]),
    st.builds(Identity, st.sampled_from(["i@x.id", None]), st.sampled_from(["r", "e"]), st.just(None), texts, texts),
)


@settings(max_examples=150, deadline=None)
@given(sightings, st.randoms(use_true_random=False))
def test_a_whole_set_is_placed_the_same_in_any_order(found: dict[str, Identity], random) -> None:  # type: ignore[no-untyped-def]
    names = list(found)
    random.shuffle(names)
    assert assign({n: found[n] for n in names}) == assign(found)
    placed = assign(found)
    for a, b in product(found.items(), repeat=2):
        if same(a[1], b[1]):
            assert placed[a[0]].key == placed[b[0]].key
        if placed[a[0]].key == placed[b[0]].key:
            assert a[1].sender == b[1].sender
