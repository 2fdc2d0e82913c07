from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from liaison_sync.domain.triggers import TRIGGERS
from liaison_sync.formats.letter_files import NoTemplate, find, problems, sample
from liaison_sync.formats.letter_samples import at_step, digests, known_names, samples
from liaison_sync.formats.letter_values import ActionDueLetter, NoReplyLetter, values_of
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.render import Letter, ValueMissing, render

STEPS = {"no_reply": 2, "we_owe": 2, "briefing": 2, "outcome_missing": 3, "minutes_missing": 2, "thank_you": 1}
STEPS |= {
    "minutes_share": 1,
    "feedback_request": 1,
    "rsvp_missing": 1,
    "meeting_soon": 1,
    "action_due": 2,
    "dormant": 1,
    "sequence": 3,
}
STEPS |= {"we_owe_digest": 1, "outcome_missing_digest": 1, "action_due_digest": 1}
EVERY = [
    (trigger, language, step) for trigger, n in STEPS.items() for language in ("id", "en") for step in range(1, n + 1)
]


def rendered(trigger: str, language: str, step: int) -> Letter:
    return sample(find(trigger, language), step)


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def test_every_trigger_has_letters_in_both_languages_without_a_problem() -> None:
    assert set(samples("id")) | set(digests("id")) == set(STEPS)
    assert set(samples("id")) == {trigger.name for trigger in TRIGGERS}
    assert list(problems()) == []


@pytest.mark.parametrize(("trigger", "language", "step"), EVERY)
def test_every_letter_reads_well(trigger: str, language: str, step: int) -> None:
    letter = rendered(trigger, language, step)
    assert letter.subject
    assert "\n" not in letter.subject
    assert "None" not in letter.text
    assert "{" not in letter.text
    assert "\n\n\n" not in letter.text
    assert not any(line.endswith(" ") or line.startswith(" ") or "  " in line for line in letter.text.split("\n"))
    assert all(" ," not in line and " ." not in line for line in letter.text.split("\n"))


@pytest.mark.parametrize("language", ["id", "en"])
def test_steps_of_a_reminder_say_different_things(language: str) -> None:
    for trigger, n in STEPS.items():
        assert len({rendered(trigger, language, step).text for step in range(1, n + 1)}) == n


def test_lists_keep_together_and_apart_from_what_surrounds_them() -> None:
    text = rendered("briefing", "id", 1).text
    assert "\nPeserta mitra:\n- Rina Wulandari, Kepala Biro Humas (hadir)\n\nDari kita:\n- Ayu Lestari" in text
    assert "Tempat: Ruang Rapat Lt. 3\nTautan: https://meet.example/abc\n\n" in text


def test_a_letter_without_salutation_or_sender_is_not_written() -> None:
    sample = samples("id")["no_reply"]
    assert isinstance(sample, NoReplyLetter)
    for lacking in (
        replace(sample, salutation=None),
        replace(sample, sender_name=None),
        replace(sample, organisation=None),
    ):
        with pytest.raises(ValueMissing):
            render(find("no_reply", "id").text, values_of(lacking))


@pytest.mark.parametrize(("trigger", "language", "step"), EVERY)
def test_html_says_exactly_what_the_text_says(trigger: str, language: str, step: int) -> None:
    letter = rendered(trigger, language, step)
    words = Words()
    words.feed(page(letter, language=language).split("</head>")[1])
    assert words.words == [word for word in letter.text.split() if word != "-"]


def test_nothing_in_a_letter_becomes_markup_and_only_web_addresses_become_links() -> None:
    evil = Letter("<b>", '<script>x</script>\n\n- javascript:alert(1)\n- https://a.id/?q="><img>.\n')
    words = Words()
    words.feed(page(evil, language="id"))
    assert not {"script", "img", "b"} & set(words.tags)
    assert words.links == ['https://a.id/?q="><img>']


def test_an_operators_letter_replaces_the_packaged_one_and_is_checked(tmp_path: Path) -> None:
    own = tmp_path / "letters" / "no_reply" / "id.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Subject: Halo\n\n{{ nama }}\n", "utf-8")
    template = find("no_reply", "id", tmp_path)
    assert template.own
    assert template.version != find("no_reply", "id").version
    assert not find("no_reply", "en", tmp_path).own
    assert [(path, one.detail, one.line) for path, one in problems(tmp_path)] == [(own, "nama", 3)]
    own.write_bytes(b"\xff\xfe")
    assert [one.key for _, one in problems(tmp_path)] == ["no_template"]
    with pytest.raises(NoTemplate):
        find("../../etc", "id")


def test_a_campaigns_letter_that_lacks_a_language_is_looked_for_where_its_operator_writes_it(
    tmp_path: Path,
) -> None:
    own = tmp_path / "letters" / "sequence-festival-1"
    own.mkdir(parents=True)
    (own / "id.txt").write_text("Subject: Undangan\n\n{{ salutation }},\n\nMari ikut.\n", "utf-8")
    ((path, one),) = problems(tmp_path)
    assert (path.name, one.key) == ("en.txt", "no_template")
    assert one.detail.count("en.txt") == 1
    assert one.detail.startswith(str(own / "en.txt"))


def test_the_linter_knows_lists_and_their_fields() -> None:
    assert {"guests", "guests.name", "our_promises.due", "title"} <= known_names("briefing")


@pytest.mark.parametrize(
    ("trigger", "language", "said"),
    [
        ("we_owe_digest", "id", "Satu surel menunggu balasan kita"),
        ("we_owe_digest", "en", "One message awaits our reply"),
        ("outcome_missing_digest", "id", "Hasil satu pertemuan belum dicatat"),
        ("outcome_missing_digest", "en", "The outcome of a meeting is not recorded"),
    ],
)
def test_a_digest_of_which_one_notice_is_left_speaks_of_one(trigger: str, language: str, said: str) -> None:
    whole = digests(language)[trigger]
    letter = render(find(trigger, language).text, values_of(replace(whole, count=1, items=whole.items[:1])))
    assert letter.subject == said
    assert "1 " not in letter.text.partition("\n\n\n")[0].split("http")[0].split("\n\n")[1]


def test_a_letter_to_one_we_know_as_ibu_never_says_bapak() -> None:
    for trigger, letter in samples("id").items():
        told = letter
        if isinstance(letter, ActionDueLetter):
            told = replace(letter, to_partner=True)
        if "salutation" not in values_of(told):
            continue
        for step in (1, 2, 3):
            text = render(find(trigger, "id").text, values_of(at_step(told, step, "id"))).text
            assert "Yth. Ibu Rina Wulandari," in text
            assert "Bapak" not in text, (trigger, text)
