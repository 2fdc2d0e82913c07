"""What every delivery must keep, over SMTP: exact bytes, one outcome for each recipient, doubt only after the dot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.delivery.smtp import SmtpDelivery
from liaison_sync.delivery.smtp_session import SmtpSettings
from liaison_sync.domain.errors import AuthFailed, Failure, MalformedLetter, Permanent, TlsFailed, Transient
from liaison_sync.ports import (
    Accepted,
    Ambiguous,
    Deferred,
    Frozen,
    Outcome,
    Ref,
    Rejected,
    Sent,
    Skipped,
    Submitted,
    Unknown,
)
from tests.peers.ca import Authority
from tests.peers.dovecot import PASSWORD as MAILBOX_PASSWORD
from tests.peers.dovecot import Dovecot
from tests.peers.proxy import Fault, FaultProxy
from tests.peers.smtp import PASSWORD, USER, ScriptedSmtp

ANI, BUDI, CITRA = "ani@mitra.example", "budi@mitra.example", "citra@mitra.example"
CONTENT = (
    b"From: humas@kantor.example\r\nTo: ani@mitra.example\r\nSubject: Undangan\r\n"
    b"Message-ID: <ob-1@kantor.example>\r\nX-Liaison-Id: ob-1\r\n\r\n"
    b".\r\n..\r\n.baris bertitik\r\nSalam\r\n.\r\n"
)


def frozen(*recipients: str, content: bytes = CONTENT) -> Frozen:
    return Frozen("ob-1", "<ob-1@kantor.example>", "humas@kantor.example", recipients or (ANI,), content)


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as made:
        yield made


def to(port: int, **changes: object) -> SmtpDelivery:
    values: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "username": USER,
        "password": SecretStr(PASSWORD),
        "timeout": 1.0,
    }
    return SmtpDelivery("humas", SmtpSettings.model_validate(values | changes))


def send(delivery: SmtpDelivery, letter: Frozen | None = None) -> Outcome:
    with delivery:
        return delivery.submit(delivery.prepare(letter or frozen()))


def kinds(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Submitted)
    return [type(one).__name__ for one in outcome.recipients]


# --- the ordinary way -----------------------------------------------------------------------------------------


def test_exactly_the_frozen_bytes_arrive(server: ScriptedSmtp) -> None:
    outcome = send(to(server.port))
    assert isinstance(outcome, Submitted)
    (taken,) = outcome.recipients
    assert isinstance(taken, Accepted)
    assert taken.reply is not None
    assert taken.reply.text == "2.0.0 Ok: queued as 4Xy1Z2"
    assert server.taken[0].content == CONTENT
    assert server.taken[0].recipients == (ANI,)


def test_several_letters_leave_over_one_connection(server: ScriptedSmtp) -> None:
    with FaultProxy(server.port) as proxy, to(proxy.port) as delivery:
        for _ in range(3):
            assert kinds(delivery.submit(delivery.prepare(frozen()))) == ["Accepted"]
        assert proxy.connections == 1
    assert len(server.taken) == 3


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_letters_leave_encrypted(authority: Authority, mode: str) -> None:
    with ScriptedSmtp(pair=authority.issue(), tls=mode) as server:
        outcome = send(to(server.port, host="localhost", tls=mode, ca_file=authority.certificate))
    assert kinds(outcome) == ["Accepted"]


def test_addresses_beyond_ascii_need_smtputf8(server: ScriptedSmtp) -> None:
    letter = frozen("rené@mitra.example", ANI)
    assert kinds(send(to(server.port), letter)) == ["Accepted", "Accepted"]
    assert "SMTPUTF8" in server.taken[0].options
    server.script.offer_smtputf8 = False
    outcome = send(to(server.port), letter)
    assert kinds(outcome) == ["Rejected", "Accepted"]


# --- one outcome for each recipient ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        ("450 4.2.2 mailbox full", Deferred, "mailbox_full"),
        ("450 4.7.1 greylisted, come back", Deferred, "greylisted"),
        ("550 5.1.1 no such user", Rejected, "no_such_recipient"),
        ("550 no such user", Rejected, "rejected"),
        ("550 4.7.0 not now", Deferred, "greylisted"),
        ("553 5.7.26 unauthenticated", Rejected, "sender_not_authenticated"),
    ],
)
def test_one_of_three_refused_does_not_stop_the_others(
    server: ScriptedSmtp, reply: str, kind: type, reason: str
) -> None:
    server.script.rcpt[BUDI] = reply
    outcome = send(to(server.port), frozen(ANI, BUDI, CITRA))
    assert isinstance(outcome, Submitted)
    first, second, third = outcome.recipients
    assert isinstance(first, Accepted)
    assert isinstance(third, Accepted)
    assert type(second) is kind
    assert isinstance(second, Deferred | Rejected)
    assert second.reason == reason
    assert server.taken[0].recipients == (ANI, CITRA)


@pytest.mark.parametrize("reply", ["421 4.7.0 too many errors", "450 4.7.1 busy", "550 5.7.1 blocked"])
def test_one_whose_refusal_ends_the_connection_does_not_stop_the_others(server: ScriptedSmtp, reply: str) -> None:
    server.script.hang_up, server.script.rcpt[BUDI] = "at_refusal", reply
    outcome = send(to(server.port), frozen(ANI, BUDI, CITRA))
    assert kinds(outcome) == ["Accepted", "Rejected" if reply.startswith("5") else "Deferred", "Accepted"]
    assert [one.recipients for one in server.taken] == [(ANI, CITRA)]
    assert server.tried[BUDI] == 1


def test_a_server_that_ends_every_connection_with_a_refusal_is_left_after_the_third(server: ScriptedSmtp) -> None:
    many = [f"r{n}@mitra.example" for n in range(9)]
    server.script.rcpt = dict.fromkeys(many, "421 4.7.0 try again in 7 minutes")
    outcome = send(to(server.port), frozen(*many))
    assert kinds(outcome) == ["Deferred"] * 9
    assert server.tried.total() == 3
    assert isinstance(outcome, Submitted)
    assert {one.after for one in outcome.recipients if isinstance(one, Deferred)} == {timedelta(minutes=7)}
    assert {one.reason for one in outcome.recipients if isinstance(one, Deferred)} == {"unavailable"}


def test_a_server_that_wants_no_sender_now_says_for_how_long(server: ScriptedSmtp) -> None:
    server.script.mail = "421 4.7.0 try again in 7 minutes"
    with pytest.raises(Transient) as raised:
        send(to(server.port))
    assert raised.value.after == timedelta(minutes=7)


def test_with_all_refused_no_letter_is_sent_and_the_connection_lives(server: ScriptedSmtp) -> None:
    server.script.rcpt = dict.fromkeys((ANI, BUDI), "550 5.1.1 unknown")
    with to(server.port) as delivery:
        assert kinds(delivery.submit(delivery.prepare(frozen(ANI, BUDI)))) == ["Rejected", "Rejected"]
        server.script.rcpt = {}
        assert kinds(delivery.submit(delivery.prepare(frozen(ANI)))) == ["Accepted"]
    assert len(server.taken) == 1


@pytest.mark.parametrize(("reply", "kind"), [("451 4.3.0 try later", "Deferred"), ("552 5.3.4 too big", "Rejected")])
def test_a_refusal_after_the_dot_is_clear(server: ScriptedSmtp, reply: str, kind: str) -> None:
    server.script.after_dot = reply
    server.script.rcpt[BUDI] = "550 5.1.1 unknown"
    assert kinds(send(to(server.port), frozen(ANI, BUDI))) == [kind, "Rejected"]


def test_a_refused_data_command_is_clear(server: ScriptedSmtp) -> None:
    server.script.data = "451 4.3.2 not now"
    assert kinds(send(to(server.port))) == ["Deferred"]


def test_a_letter_over_the_announced_size_is_not_begun() -> None:
    with ScriptedSmtp(max_bytes=2000) as server:
        outcome = send(to(server.port), frozen(content=CONTENT + b"x\r\n" * 2000))
        assert kinds(outcome) == ["Rejected"]
        assert not server.tried


def test_the_doctor_says_where_no_copy_of_our_letters_would_be_kept(
    server: ScriptedSmtp, with_copy: Callable[..., SmtpDelivery]
) -> None:
    ways = (to(server.port), to(server.port, files_sent=True), with_copy())
    assert ["doctor.no_sent_copy" in [one.key for one in way.findings()] for way in ways] == [True, False, False]


# --- the moments of a break -----------------------------------------------------------------------------------


def test_hanging_up_before_the_dot_is_safe_to_repeat(server: ScriptedSmtp) -> None:
    server.script.hang_up = "in_data"
    assert kinds(send(to(server.port), frozen(content=CONTENT + b"baris\r\n" * 400_000))) == ["Deferred"]
    assert server.taken == []


def test_silence_before_the_dot_is_safe_to_repeat(server: ScriptedSmtp) -> None:
    server.script.fall_silent = "in_data"
    assert kinds(send(to(server.port, timeout=0.3))) == ["Deferred"]


LOST_BEHIND = "421 4.4.2 kantor.example Lost connection to relay server: closed"  # Dovecot's submission service


@pytest.mark.parametrize("change", [{"hang_up": "at_dot"}, {"fall_silent": "at_dot"}, {"after_dot": LOST_BEHIND}])
def test_no_answer_to_the_dot_is_ambiguous(server: ScriptedSmtp, change: dict[str, str]) -> None:
    for name, value in change.items():
        setattr(server.script, name, value)
    server.script.rcpt[BUDI] = "550 5.1.1 unknown"
    outcome = send(to(server.port, timeout=0.2), frozen(ANI, BUDI))
    assert isinstance(outcome, Ambiguous)
    assert outcome.open == (ANI,)
    assert [type(one) for one in outcome.settled] == [Rejected]
    assert not outcome.error.retry_safe


def test_hanging_up_after_the_reply_changes_nothing(server: ScriptedSmtp) -> None:
    server.script.hang_up = "after_reply"
    with to(server.port) as delivery:
        for _ in range(2):  # the second letter needs a new connection
            assert kinds(delivery.submit(delivery.prepare(frozen()))) == ["Accepted"]
            time.sleep(0.15)
    assert len(server.taken) == 2


def test_a_connection_cut_at_any_byte_never_hides_an_accepted_letter(server: ScriptedSmtp) -> None:
    """Whatever the server has taken is Accepted or Ambiguous with us; whatever is Deferred it has not taken."""
    with FaultProxy(server.port) as proxy:
        send(to(proxy.port))
        whole = proxy.passed
    for cut in range(0, whole, 7):
        server.taken.clear()
        with FaultProxy(server.port, Fault(cut_after=cut)) as proxy:
            try:
                outcome: Outcome | Failure = send(to(proxy.port))
            except Failure as failure:
                outcome = failure
        time.sleep(0.01)
        safe = isinstance(outcome, Failure) or (isinstance(outcome, Submitted) and kinds(outcome) == ["Deferred"])
        assert not (safe and server.taken), cut
        assert safe or isinstance(outcome, Ambiguous) or server.taken, cut


# --- the account, not the letter ------------------------------------------------------------------------------


def failing(delivery: SmtpDelivery) -> Failure:
    with delivery, pytest.raises(Failure) as caught:
        delivery.submit(delivery.prepare(frozen()))
    return caught.value


def test_a_wrong_password_is_the_accounts_problem(server: ScriptedSmtp) -> None:
    failure = failing(to(server.port, password=SecretStr("salah")))
    assert isinstance(failure, AuthFailed)
    assert "salah" not in repr(failure) + str(failure.params)


def test_a_busy_or_unfriendly_greeting_is_told_apart(server: ScriptedSmtp) -> None:
    server.script.ehlo = "421 4.3.2 shutting down"
    assert isinstance(failing(to(server.port)), Transient)
    server.script.ehlo = ""
    server.script.greeting = "554 5.7.1 go away"
    assert isinstance(failing(to(server.port)), Permanent)


def test_a_server_without_starttls_gets_no_password(server: ScriptedSmtp, authority: Authority) -> None:
    failure = failing(to(server.port, host="localhost", tls="starttls", ca_file=authority.certificate))
    assert isinstance(failure, TlsFailed)
    assert failure.key == "starttls_missing"


def test_an_untrusted_certificate_gets_no_password(
    authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = Authority(tmp_path_factory.mktemp("stranger"), "Stranger")
    with ScriptedSmtp(pair=stranger.issue(), tls="implicit") as server:
        failure = failing(to(server.port, host="localhost", tls="implicit", ca_file=authority.certificate))
    assert isinstance(failure, TlsFailed)


def test_a_refused_connection_is_a_transient_failure(server: ScriptedSmtp) -> None:
    server.close()
    assert failing(to(server.port)).key == "refused"


# --- bytes that must not reach a wire -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (CONTENT.replace(b"Salam\r\n", b"Salam\n"), "letter_bare_line_end"),
        (CONTENT.replace(b"Salam\r\n", b"Salam\r"), "letter_bare_line_end"),
        (CONTENT + b"\n.\r\nMAIL FROM:<x@x>\r\n", "letter_bare_line_end"),
        (CONTENT + b"\r\n.\r", "letter_bare_line_end"),
        (CONTENT + b"a\0b\r\n", "letter_nul"),
        (CONTENT + b"kurang", "letter_unfinished"),
        (CONTENT + b"x" * 999 + b"\r\n", "letter_line_too_long"),
    ],
)
def test_bytes_that_could_smuggle_are_refused(server: ScriptedSmtp, content: bytes, key: str) -> None:
    with to(server.port) as delivery, pytest.raises(MalformedLetter) as caught:
        delivery.prepare(frozen(content=content))
    assert caught.value.key == key


@pytest.mark.parametrize(
    "address", ["a@b.c>\r\nRCPT TO:<x@y.z", "a b@c.d", "a@b.c> NOTIFY=NEVER", "", "tanpa-at", "<a@b.c>"]
)
def test_addresses_that_could_smuggle_are_refused(server: ScriptedSmtp, address: str) -> None:
    with to(server.port) as delivery, pytest.raises(MalformedLetter):
        delivery.prepare(frozen(ANI, address))


# --- the copy in Sent -----------------------------------------------------------------------------------------


@pytest.fixture
def mailbox(dovecot: Dovecot, authority: Authority) -> ImapSettings:
    return ImapSettings(
        host="localhost",
        port=dovecot.tls_port,
        username="humas",
        password=SecretStr(MAILBOX_PASSWORD),
        ca_file=authority.certificate,
    )


@pytest.fixture
def with_copy(server: ScriptedSmtp, mailbox: ImapSettings) -> Callable[..., SmtpDelivery]:
    def make(**changes: object) -> SmtpDelivery:
        plain = to(server.port, **changes)
        return SmtpDelivery("humas", plain.settings, mailbox)

    return make


def test_the_copy_is_filed_once_read_and_byte_for_byte(
    dovecot: Dovecot, with_copy: Callable[..., SmtpDelivery]
) -> None:
    with with_copy() as delivery:
        handle = delivery.prepare(frozen())
        delivery.submit(handle)
        assert isinstance(delivery.file_sent(handle), Ref)
        assert delivery.file_sent(handle) == Skipped("already_there")
        assert isinstance(delivery.verify(handle), Unknown)  # our own copy proves nothing
    assert list(dovecot.contents("humas", "Sent").values()) == [CONTENT]
    assert set(dovecot.flags("humas", "Sent").values()) == {"S"}
    writes = [
        line.split()[0] for line in dovecot.said("humas") if line.split()[0] in {"APPEND", "STORE", "SELECT", "COPY"}
    ]
    assert writes == ["APPEND"]


def test_where_the_provider_files_its_copy_proves_that_the_letter_left(
    dovecot: Dovecot, with_copy: Callable[..., SmtpDelivery]
) -> None:
    with with_copy(files_sent=True) as delivery:
        handle = delivery.prepare(frozen())
        assert delivery.caps.can_verify
        assert isinstance(delivery.verify(handle), Unknown)
        rewritten = CONTENT.replace(b"<ob-1@kantor.example>", b"<anders@provider.example>")
        dovecot.deliver("humas", [rewritten], folder="Sent", flags="S")
        assert isinstance(delivery.verify(handle), Sent)
        assert delivery.file_sent(handle) == Skipped("provider_files")


def test_of_a_letter_that_does_not_leave_there_is_nothing_to_take_away(server: ScriptedSmtp) -> None:
    with to(server.port) as delivery:
        assert not delivery.caps.drafts
        delivery.drop(delivery.prepare(frozen()))
    assert not server.tried


def test_without_a_mailbox_nothing_is_filed(server: ScriptedSmtp) -> None:
    with to(server.port) as delivery:
        assert delivery.file_sent(delivery.prepare(frozen())) == Skipped("not_configured")
