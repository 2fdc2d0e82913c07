"""Recognition: every row of the case table, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from liaison_sync.domain.directory import Directory
from liaison_sync.domain.invitation import Attendee, Invitation
from liaison_sync.domain.message import Address, Automatic, Forwarded, Message
from liaison_sync.domain.partner import Alias, Contact, Domain, Own, Partner
from liaison_sync.domain.recognise import Recognition, recognise
from liaison_sync.formats.domains import RULES

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
OWN = Own(domains=("kami.id",), addresses=("humas@kami.id", "humas.kami@gmail.com"))


def partner(id_: str, *domains: str, **more: object) -> Partner:
    return replace(Partner(id_, id_, domains=tuple(Domain(d) for d in domains)), **more)  # type: ignore[arg-type]


PARTNERS = (
    partner("kemlu", "kemlu.go.id", name="Kementerian Luar Negeri", aliases=(Alias("Kemlu RI"),)),
    partner("jakarta", "jakarta.go.id", name="Pemprov DKI Jakarta"),
    partner("humas-dki", "humas.jakarta.go.id", parent="jakarta"),
    partner("dinas", "dinas.bandung.go.id"),
    partner("unit", "unit.surabaya.go.id", parent="kemlu"),
    partner("telkom", "mail.telkom.co.id", parent="kemlu"),
    partner("contoso", "contoso.onmicrosoft.com"),
    partner("agency", "agensi.co.id", clients=("bank", "kemlu")),
    partner("bank", "bankmaju.co.id"),
    partner("freemailer", "gmail.com"),
    replace(partner("old"), domains=(Domain("lama.co.id", until=date(2025, 12, 31)), Domain("baru.co.id"))),
)
CONTACTS = (
    Contact("budi@gmail.com", "kemlu", "Budi", until=date(2025, 12, 31)),
    Contact("budi@gmail.com", "bank", "Budi", since=date(2026, 1, 1)),
    Contact("sekretariat@kemlu.go.id", "kemlu", "Sekretariat", kind="role"),
    Contact("both@gmail.com", "kemlu"),
    Contact("both@gmail.com", "bank"),
)
DIRECTORY = Directory(PARTNERS, CONTACTS, RULES)


def mail(sender: str | None, to: str = "humas@kami.id", name: str = "", **more: object) -> Message:
    base = Message("0" * 64, 1, date=NOW, date_source="date", to=(Address("", to),))
    base = replace(base, from_=(Address(name, sender),) if sender is not None else ())
    return replace(base, **more)  # type: ignore[arg-type]


def seen(message: Message, **more: object) -> Recognition:
    return recognise(message, DIRECTORY, OWN, at=NOW, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sender", "partner_id", "reason"),
    [
        ("rina@kemlu.go.id", "kemlu", "domain"),
        ("rina@mail.KEMLU.go.id", "kemlu", "domain"),
        ("sekretariat@kemlu.go.id", "kemlu", "contact"),
        ("a@humas.jakarta.go.id", "humas-dki", "domain"),
        ("a@dishub.jakarta.go.id", "jakarta", "domain"),
        ("a@bandung.go.id", "dinas", "registrable_domain"),
        ("a@lain.surabaya.go.id", "kemlu", "registrable_domain"),
        ("a@telkom.co.id", "telkom", "registrable_domain"),
        ("a@contoso.mail.onmicrosoft.com", "contoso", "registrable_domain"),
        ("a@fabrikam.onmicrosoft.com", None, "unknown_domain"),
        ("a@kominfo.go.id", None, "unknown_domain"),
        ("siapa@gmail.com", None, "unknown_freemail"),
        ("siapa@yahoo.co.id", None, "unknown_freemail"),
        ("siapa@indosat.net.id", None, "unknown_freemail"),
        ("budi@gmail.com", "bank", "contact"),
        ("both@gmail.com", None, "ambiguous_contact"),
        ("a@baru.co.id", "old", "domain"),
        ("a@lama.co.id", None, "unknown_domain"),
        ("mailer-daemon@kemlu.go.id", None, "bounce"),
        (None, None, "no_sender"),
        ("", None, "no_sender"),
    ],
)
def test_a_sender_is_known_by_contact_then_domain(sender: str | None, partner_id: str | None, reason: str) -> None:
    found = seen(mail(sender))
    assert (found.partner, found.reason) == (partner_id, reason)


def test_old_mail_stays_where_it_was() -> None:
    then = datetime(2025, 6, 1, tzinfo=UTC)
    assert seen(mail("budi@gmail.com", date=then)).partner == "kemlu"
    assert seen(mail("a@lama.co.id", date=then)).partner == "old"


def test_the_day_of_an_affiliation_is_that_of_the_letters_own_clock() -> None:
    new_year = datetime(2025, 12, 31, 18, 0, tzinfo=UTC)  # in Jakarta 01.00 on 1 January
    assert seen(mail("budi@gmail.com", date=new_year, date_east=420)).partner == "bank"
    assert seen(mail("budi@gmail.com", date=new_year)).partner == "kemlu"
    late = datetime(2026, 1, 1, 3, 0, tzinfo=UTC)  # in New York still the year before
    assert seen(mail("budi@gmail.com", date=late, date_east=-300)).partner == "kemlu"


def test_a_date_in_the_future_does_not_choose_an_affiliation() -> None:
    found = recognise(mail("a@lama.co.id", date=NOW), DIRECTORY, OWN, at=datetime(2025, 6, 1, tzinfo=UTC))
    assert found.partner == "old"


def test_a_colleague_who_forwards_a_partners_mail_brings_it_in_unverified() -> None:
    forwarded = Forwarded(Address("Rina", "rina@kemlu.go.id"), (Address("", "ani@kami.id"),), None, "x", "")
    found = seen(mail("ani@kami.id", forwarded=(forwarded,)))
    assert (found.partner, found.reason, found.direction) == ("kemlu", "forwarded", "internal")
    assert "forwarded_unverified" in found.warnings


def test_our_letter_belongs_to_its_first_known_recipient_and_links_the_others() -> None:
    people = tuple(Address("", a) for a in ("ani@kami.id", "x@bankmaju.co.id"))
    found = seen(mail("humas@kami.id", to="x@kominfo.go.id", cc=(*people, Address("", "rina@kemlu.go.id"))))
    assert (found.partner, found.reason, found.direction, found.linked) == ("bank", "recipient", "out", ("kemlu",))
    assert found.external == ("x@kominfo.go.id", "x@bankmaju.co.id", "rina@kemlu.go.id")


def test_our_own_address_at_a_free_provider_is_ours() -> None:
    assert seen(mail("Humas.Kami@gmail.com", to="rina@kemlu.go.id")).direction == "out"


def test_with_several_partners_the_senders_comes_first() -> None:
    found = seen(mail("rina@kemlu.go.id", cc=(Address("", "x@bankmaju.co.id"),)))
    assert (found.partner, found.linked) == ("kemlu", ("bank",))


def test_mail_by_way_of_a_list_is_its_writers_by_claim_only() -> None:
    by_list = mail("forum@milis.org", name="Rina via Forum", reply_to=(Address("Rina", "rina@kemlu.go.id"),))
    found = seen(by_list)
    assert (found.partner, found.warnings) == ("kemlu", ("claimed_sender",))
    group = mail("humas@kami.id", name="Rina", list_id="<humas.kami.id>")
    found = seen(replace(group, original_from=(Address("", "rina@kemlu.go.id"),)))
    assert (found.partner, found.direction) == ("kemlu", "in")


def test_a_calendar_service_is_nobody_and_its_organiser_is_somebody() -> None:
    invitation = Invitation("u", "REQUEST", organizer=Attendee("rina@kemlu.go.id"))
    relayed = mail("calendar-notification@google.com")
    assert seen(relayed, invitations=[invitation]).partner == "kemlu"
    found = seen(relayed)
    assert (found.partner, found.reason, found.suggestion) == (None, "relay", None)


def test_an_answer_through_a_service_is_its_attendees() -> None:
    answer = Invitation("u", "REPLY", organizer=Attendee("humas@kami.id"), attendees=(Attendee("rina@kemlu.go.id"),))
    assert seen(mail("calendar-notification@google.com"), invitations=[answer]).partner == "kemlu"


def test_an_agencys_client_comes_from_the_thread_never_from_a_guess() -> None:
    message = mail("tono@agensi.co.id", in_reply_to=("m1@x.id",))
    found = seen(message, threads={"<m1@x.id>": "bank"})
    assert (found.partner, found.reason, found.linked) == ("agency", "client", ("bank",))
    found = seen(message)
    assert (found.partner, found.linked, found.warnings) == ("agency", (), ("client_unknown",))
    assert found.queued
    assert seen(message, threads={"m1@x.id": "telkom"}).linked == ()


def test_what_a_person_decided_about_a_message_wins() -> None:
    found = seen(mail("siapa@gmail.com", message_id="m9@x.id"), threads={"m9@x.id": "bank"})
    assert (found.partner, found.reason) == ("bank", "thread")


def test_a_stranger_answering_a_decided_thread_stays_a_stranger() -> None:
    found = seen(mail("siapa@gmail.com", in_reply_to=("m9@x.id",)), threads={"m9@x.id": "bank"})
    assert (found.partner, found.reason) == (None, "unknown_freemail")


@pytest.mark.parametrize(
    ("sender", "name", "warning"),
    [
        ("kemlu.ri@gmail.com", "Kementerian Luar Negeri", "display_name_of_partner:kemlu"),
        ("x@gmail.com", "Humas Kemlu RI", "display_name_of_partner:kemlu"),
        ("rina@kernlu.go.id", "", "look_alike_domain:kemlu.go.id"),
        ("rina@kemlu-go-id.com", "", "look_alike_domain:kemlu.go.id"),
        ("rina@xn--keml-i3d.go.id", "", "international_domain:xn--keml-i3d.go.id"),
        ("rina@k\u0435mlu.go.id", "", "look_alike_domain:kemlu.go.id"),
        ("x@evil.example", "rina@kemlu.go.id", "address_in_display_name:rina@kemlu.go.id"),
    ],
)
def test_pretenders_never_match_and_are_warned_about(sender: str, name: str, warning: str) -> None:
    found = seen(mail(sender, name=name))
    assert found.partner is None
    assert warning in found.warnings


def test_an_ordinary_stranger_is_not_warned_about() -> None:
    assert seen(mail("sari@contohusaha.co.id", name="Sari Dewi")).warnings == ()


def test_two_senders_and_bounces_are_nobodys() -> None:
    two = mail("a@kemlu.go.id", from_=(Address("", "a@kemlu.go.id"), Address("", "b@kemlu.go.id")))
    assert seen(two).reason == "several_senders"
    assert seen(mail("a@kemlu.go.id", automatic=Automatic("bounce"))).partner is None


def test_our_own_notification_coming_back_is_dropped() -> None:
    found = seen(mail("humas@kami.id", to="ani@kami.id", liaison_id="o-1"))
    assert (found.reason, found.direction) == ("own_notification", "internal")


def test_failed_authentication_is_told_and_none_is_not_failure() -> None:
    assert "authentication_failed" in seen(mail("rina@kemlu.go.id"), authentication="fail").warnings
    assert seen(mail("rina@kemlu.go.id"), authentication="none").warnings == ()


def test_an_unknown_organisation_is_suggested_with_its_source() -> None:
    signed = mail("sari@contoh.co.id", name="Sari", signature="Sari Dewi\nManajer Humas\nPT Contoh Usaha Tbk")
    suggestion = seen(signed).suggestion
    assert suggestion is not None
    assert (suggestion.name, suggestion.domain, suggestion.kind) == ("PT Contoh Usaha Tbk", "contoh.co.id", "company")
    assert suggestion.reason == "signature"
    role = seen(mail("humas@kominfo.go.id")).suggestion
    assert role is not None
    assert (role.kind, role.contact, role.reason) == ("government", "role", "domain")
    free = seen(mail("siapa@gmail.com", name="Siapa")).suggestion
    assert free is not None
    assert free.domain is None


def test_a_former_name_is_the_partners_while_it_was_borne() -> None:
    """Two papers bore one name, one after the other; what a mail says is judged by its own day."""
    old = Alias("Kabar Nusantara", None, date(2025, 12, 31))
    new = Alias("Kabar Nusantara", date(2026, 1, 1))
    two = Directory([partner("lama", aliases=(old,)), partner("baru", aliases=(new,))], [], RULES)
    for year, bearer in ((2024, "lama"), (2026, "baru")):
        at = datetime(year, 11, 23, 3, tzinfo=UTC)
        free = mail("redaksi@gmail.com", name="Redaksi Kabar Nusantara", date=at)
        assert recognise(free, two, OWN, at=at).warnings == (f"display_name_of_partner:{bearer}",)
    gone = Directory([partner("lama", aliases=(old,))], [], RULES)
    assert recognise(mail("redaksi@gmail.com", name="Kabar Nusantara"), gone, OWN, at=NOW).warnings == ()


def test_a_stranger_who_signs_with_a_partners_name_of_that_day_is_suggested_to_it() -> None:
    old, new = Alias("Yayasan Kabar", None, date(2025, 12, 31)), Alias("Yayasan Kabar", date(2026, 1, 1))
    known = Directory([partner("lama", aliases=(old,)), partner("kabar", aliases=(new,))], [], RULES)
    signed = mail("sari@kabar-baru.id", name="Sari", signature="Sari Dewi\nYayasan Kabar")
    suggestion = recognise(signed, known, OWN, at=NOW).suggestion
    assert suggestion is not None
    assert suggestion.partner == "kabar"
    free = recognise(mail("sari@gmail.com", signature="Sari Dewi\nYayasan Kabar"), known, OWN, at=NOW).suggestion
    assert free is not None
    assert free.partner is None


def test_a_public_suffix_registered_by_mistake_matches_nobody_below_it() -> None:
    wide = Directory([partner("all", "go.id")], [], RULES)
    assert recognise(mail("a@kemlu.go.id"), wide, OWN, at=NOW).partner is None


def test_partners_that_share_a_domain_and_no_parent_decide_nothing() -> None:
    two = Directory([partner("one", "x.co.id"), partner("two", "x.co.id")], [], RULES)
    assert recognise(mail("a@x.co.id"), two, OWN, at=NOW).reason == "ambiguous_domain"
