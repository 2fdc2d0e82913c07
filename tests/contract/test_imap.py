"""IMAP against a real Dovecot: nothing written, nothing lost when the server renumbers or the line breaks."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from liaison_sync.connections.bell import Bell
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.imap_session import ImapSession
from liaison_sync.domain.errors import AuthFailed, Failure, TlsFailed, Transient
from liaison_sync.formats.wording import LANGUAGES, say
from liaison_sync.ports import Cursor, Flags, Raw, Seen
from liaison_sync.sources.imap import ImapSource
from tests.contract.reading import Reader, inbox
from tests.peers.ca import Authority
from tests.peers.dovecot import PASSWORD, Dovecot
from tests.peers.mail import letter
from tests.peers.proxy import Fault, FaultProxy
from tests.rig import imap

ALLOWED = re.compile(
    r"LIST |ENABLE QRESYNC$|EXAMINE |UID SEARCH |UID FETCH \S+ \([^)]*\)(?: \(CHANGEDSINCE \d+\))?$|STATUS |IDLE$"
    r"|LOGOUT$|CAPABILITY$|UNSELECT$"
)


@pytest.fixture
def settings(dovecot: Dovecot, authority: Authority) -> ImapSettings:
    return ImapSettings(
        host="localhost",
        port=dovecot.tls_port,
        username="humas",
        password=SecretStr(PASSWORD),
        ca_file=authority.certificate,
        timeout=5,
    )


@pytest.fixture
def source(settings: ImapSettings) -> Iterator[ImapSource]:
    with ImapSource("humas", settings) as made:
        yield made


def plain(settings: ImapSettings, port: int, **changes: object) -> ImapSettings:
    """The same mailbox without TLS, through a proxy's port."""
    return settings.model_copy(update={"tls": "none", "host": "127.0.0.1", "port": port, **changes})


# --- nothing is written ---------------------------------------------------------------------------------------


def test_no_command_of_a_whole_reading_can_change_the_mailbox(dovecot: Dovecot, source: ImapSource) -> None:
    dovecot.deliver("humas", [letter(number) for number in range(30)])
    names = dovecot.deliver("humas", [letter(100, 2_500_000)])
    reader = Reader(source, inbox(source)).settle()
    dovecot.expunge("humas", names)
    reader.settle(full=True)
    source.findings()
    source.listen(reader.folder, 0.1, Bell())
    source.stale({folder.id: None for folder in source.folders()})
    source.close()
    said = dovecot.said("humas")
    assert len(said) > 10
    assert [line for line in said if not ALLOWED.match(line)] == []
    assert not [line for line in said if "BODY[" in line.upper()]
    assert set(dovecot.flags("humas").values()) == {""}


def test_mail_asked_for_by_several_commands_at_once_is_all_taken(dovecot: Dovecot, source: ImapSource) -> None:
    """Dovecot answers a later command while an earlier one is still being answered (RFC 9051 §5.5)."""
    dovecot.deliver(
        "humas", [letter(number, 8_000) for number in range(400)] + [letter(number) for number in range(400, 420)]
    )
    page = source.changes(inbox(source), None, 500)
    refs = [item.ref for item in page.items if isinstance(item, Seen)]
    found = list(source.fetch(refs, max_bytes=30_000_000))
    assert len(refs) == 420
    assert [one for one in found if not isinstance(one, Raw)] == []
    assert sorted(one.ref.locator for one in found) == sorted(ref.locator for ref in refs)


def test_the_server_confirms_read_only(dovecot: Dovecot, source: ImapSource) -> None:
    dovecot.maildir("humas")
    assert source.probe().read_only


# --- what the server may do -----------------------------------------------------------------------------------


def test_a_renumbered_folder_comes_again_as_a_reset(dovecot: Dovecot, source: ImapSource) -> None:
    messages = [letter(number) for number in range(40)]
    dovecot.deliver("humas", messages)
    reader = Reader(source, inbox(source)).settle()
    old = set(reader.held)
    source.close()
    dovecot.renumber("humas")
    reader.settle(limit=15)
    assert reader.resets == 1
    assert reader.contents == sorted(messages)
    assert not old & set(reader.held)


def test_refs_from_before_renumbering_are_pending_not_wrong(dovecot: Dovecot, source: ImapSource) -> None:
    dovecot.deliver("humas", [letter(number) for number in range(3)])
    page = source.changes(inbox(source), None)
    refs = [item.ref for item in page.items if isinstance(item, Seen)]
    source.close()
    dovecot.renumber("humas")
    assert {type(one).__name__ for one in source.fetch(refs, max_bytes=10_000)} == {"Unfetchable"}


def test_changed_flags_arrive_and_only_those(dovecot: Dovecot, source: ImapSource, settings: ImapSettings) -> None:
    dovecot.deliver("humas", [letter(number) for number in range(10)])
    reader = Reader(source, inbox(source)).settle()
    other = ImapSession("a colleague", settings)
    other.run('SELECT "INBOX"', operation="test")
    other.run("UID STORE 3 +FLAGS (\\Answered)", operation="test")
    other.close()
    page = source.changes(reader.folder, reader.cursor)
    assert [type(item) for item in page.items] == [Flags]
    assert source.changes(reader.folder, page.cursor).items == ()


def test_what_is_gone_or_changed_comes_with_the_opening_where_the_server_resyncs(
    dovecot: Dovecot, source: ImapSource, settings: ImapSettings
) -> None:
    names = dovecot.deliver("humas", [letter(number) for number in range(30)])
    reader = Reader(source, inbox(source)).settle()
    dovecot.expunge("humas", names[4:20])
    other = ImapSession("a colleague", settings)
    other.run('SELECT "INBOX"', operation="test")
    other.run("UID STORE 3 +FLAGS (\\Answered)", operation="test")
    other.close()
    source.close()
    dovecot.forget("humas")
    page = source.changes(reader.folder, reader.cursor)
    assert sorted(type(item).__name__ for item in page.items) == ["Flags"] + ["Gone"] * 16
    assert not page.more
    assert [line.split()[0] for line in dovecot.said("humas")] == ["LIST", "ENABLE", "EXAMINE"]
    assert source.changes(reader.folder, page.cursor).items == ()


@pytest.mark.parametrize("capability", ["IMAP4rev1 ESEARCH", "IMAP4rev1 CONDSTORE ESEARCH LIST-EXTENDED", ""])
def test_with_and_without_extensions_the_same_is_read(authority: Authority, capability: str) -> None:
    """By comparing UIDs, with CONDSTORE, and with all there is (QRESYNC)."""
    with Dovecot(authority, capability=capability) as server, ImapSource("humas", imap(server.port, "humas")) as source:
        names = server.deliver("humas", [letter(number) for number in range(20)])
        reader = Reader(source, inbox(source)).settle(limit=7)
        server.expunge("humas", [*names[:3], names[9], names[19]])
        server.deliver("humas", [letter(number) for number in range(30, 33)])
        reader.settle(limit=2)
        assert reader.contents == sorted(server.contents("humas").values())
        assert reader.seen_twice == []
        assert source.changes(reader.folder, reader.cursor).items == ()


def test_localised_and_special_folders_get_their_roles(dovecot: Dovecot, source: ImapSource) -> None:
    for name in ("Surat Keluar", "Arsip.2026", "Entw&APw-rfe"):
        dovecot.maildir("humas", name.replace(".", "/"))
    roles = {folder.path: folder.role for folder in source.folders()}
    assert roles["INBOX"] == "inbox"
    assert roles["Sent"] == "sent"
    assert roles["Entwürfe"] == "other"  # the server names its drafts folder itself
    assert roles["Arsip/2026"] == "other"


def test_a_folder_with_a_name_beyond_ascii_is_read(dovecot: Dovecot, source: ImapSource) -> None:
    dovecot.deliver("humas", [letter(1)], folder='Tamu &- "VIP" &AOk-')
    folder = next(one for one in source.folders() if one.path.startswith("Tamu"))
    assert folder.path == 'Tamu & "VIP" é'
    assert len(Reader(source, folder).settle().held) == 1


def test_a_large_message_comes_in_pieces_and_whole(dovecot: Dovecot, source: ImapSource) -> None:
    large = [letter(1, 5_300_000), letter(2, 1_048_576 * 3)]
    dovecot.deliver("humas", large)
    reader = Reader(source, inbox(source)).settle()
    assert reader.contents == sorted(large)


def test_an_idle_mailbox_costs_one_round_trip_and_no_opening(dovecot: Dovecot, source: ImapSource) -> None:
    dovecot.deliver("humas", [letter(number) for number in range(5)])
    cursors: dict[str, Cursor | None] = {}
    for folder in source.folders():
        cursors[folder.id] = Reader(source, folder).settle().cursor
    source.close()
    dovecot.forget("humas")
    assert source.stale(cursors) == []
    source.close()
    assert len([line for line in dovecot.said("humas") if line != "LOGOUT"]) == 1
    dovecot.deliver("humas", [letter(9)], folder="Sent")
    assert source.stale(cursors) == ["Sent"]


def test_idle_wakes_when_mail_comes_and_times_out_when_none_does(dovecot: Dovecot, source: ImapSource) -> None:
    dovecot.deliver("humas", [letter(1)])
    folder = inbox(source)
    assert not source.listen(folder, 0.2, Bell())
    hand = threading.Timer(0.3, lambda: dovecot.deliver("humas", [letter(2)]))
    hand.start()
    assert source.listen(folder, 20, Bell())
    hand.join()


# --- who may not get in, and how we say so --------------------------------------------------------------------


def refusal(settings: ImapSettings) -> Failure:
    with ImapSource("humas", settings) as source, pytest.raises(Failure) as caught:
        source.folders()
    return caught.value


def test_a_wrong_password_is_the_accounts_problem(settings: ImapSettings) -> None:
    failure = refusal(settings.model_copy(update={"password": SecretStr("salah")}))
    assert isinstance(failure, AuthFailed)
    assert "salah" not in repr(failure) + str(failure.params)


def test_a_certificate_of_a_stranger_is_not_trusted(settings: ImapSettings, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "Stranger")
    failure = refusal(settings.model_copy(update={"ca_file": stranger.certificate}))
    assert isinstance(failure, TlsFailed)
    assert failure.key == "tls_untrusted"


def test_a_certificate_out_of_date_or_for_another_name_is_not_trusted(
    settings: ImapSettings, dovecot: Dovecot, authority: Authority
) -> None:
    for pair, key in (
        (authority.issue(days=-1), "tls_expired"),
        (authority.issue("mail.lain.example"), "tls_wrong_name"),
    ):
        dovecot.stop()
        dovecot.certify(pair)
        dovecot.start()
        assert refusal(settings).key == key


def test_tls_on_a_plain_port_says_what_is_wrong(settings: ImapSettings, dovecot: Dovecot) -> None:
    assert refusal(settings.model_copy(update={"port": dovecot.port})).key == "tls_not_spoken"


def test_starttls_reads_like_implicit_tls(settings: ImapSettings, dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [letter(1)])
    upgraded = settings.model_copy(update={"tls": "starttls", "port": dovecot.port})
    with ImapSource("humas", upgraded) as source:
        assert len(Reader(source, inbox(source)).settle().held) == 1


def test_plain_text_is_refused_for_any_other_host() -> None:
    with pytest.raises(ValidationError, match="plain_text_beyond"):
        ImapSettings(host="imap.example.org", tls="none", username="a", password=SecretStr("b"))


def test_refused_silent_and_unknown_hosts_are_told_apart(settings: ImapSettings, dovecot: Dovecot) -> None:
    with FaultProxy(dovecot.port, Fault(stall_after=0)) as silent:
        assert refusal(plain(settings, silent.port, timeout=0.5)).key == "silent"
    dovecot.stop()
    assert refusal(settings).key == "refused"
    assert refusal(settings.model_copy(update={"host": "tidak-ada.invalid"})).key in {"unknown_host", "dns_down"}


def test_every_failure_has_words_in_both_languages(settings: ImapSettings, dovecot: Dovecot) -> None:
    dovecot.stop()
    failure = refusal(settings)
    for language in LANGUAGES:
        assert "localhost" in say(language, f"errors.{failure.key}.cause", **failure.params)
        assert say(language, f"errors.{failure.key}.next", **failure.params)


def test_the_doctor_tells_what_works_up_to_what_does_not(settings: ImapSettings, dovecot: Dovecot) -> None:
    dovecot.maildir("humas")
    with ImapSource("humas", settings) as source:
        assert {finding.level for finding in source.findings()} == {"ok"}
    wrong = settings.model_copy(update={"password": SecretStr("salah")})
    with ImapSource("humas", wrong) as source:
        findings = source.findings()
    assert [finding.key for finding in findings] == ["doctor.dns", "doctor.tcp", "errors.auth_failed"]
    for finding in findings:
        assert all(say(language, f"{finding.key}.cause", **finding.params) for language in LANGUAGES)


# --- when the line breaks -------------------------------------------------------------------------------------


def test_a_line_cut_anywhere_loses_and_doubles_nothing(dovecot: Dovecot, settings: ImapSettings) -> None:
    messages = [letter(number, 900) for number in range(12)]
    dovecot.deliver("humas", messages)
    with FaultProxy(dovecot.port) as proxy, ImapSource("humas", plain(settings, proxy.port)) as source:
        Reader(source, inbox(source)).settle(limit=5)
        whole = proxy.passed
    for cut in range(0, whole, max(whole // 60, 1)):
        reader = _read_through(dovecot.port, settings, Fault(cut_after=cut, times=2), limit=5)
        assert reader.contents == sorted(messages), cut
        assert reader.seen_twice == []


def test_a_reset_line_loses_and_doubles_nothing(dovecot: Dovecot, settings: ImapSettings) -> None:
    messages = [letter(number, 2000) for number in range(10)]
    dovecot.deliver("humas", messages)
    for cut in (0, 40, 700, 2500, 9000):
        reader = _read_through(dovecot.port, settings, Fault(cut_after=cut, reset=True, times=1), limit=4)
        assert reader.contents == sorted(messages)


def _read_through(port: int, settings: ImapSettings, fault: Fault, limit: int) -> Reader:
    """Reads as a worker does: after a failure it simply begins again with the last committed state."""
    with FaultProxy(port, fault) as proxy:
        source = ImapSource("humas", plain(settings, proxy.port))
        reader: Reader | None = None
        for _ in range(10):
            try:
                reader = reader or Reader(source, inbox(source))
                pending = _page_or_nothing(reader, limit)
                if not pending:
                    break
            except Failure:
                continue
        source.close()
    assert reader is not None
    return reader


def _page_or_nothing(reader: Reader, limit: int) -> bool:
    """Commits a page whole or not at all."""
    page = reader.source.changes(reader.folder, reader.cursor, limit)
    refs = [item.ref for item in page.items if isinstance(item, Seen)]
    got = list(reader.source.fetch(refs, max_bytes=1_000_000))
    assert {one.ref.locator for one in got} == {ref.locator for ref in refs}
    if not all(isinstance(one, Raw) for one in got):
        return True  # pending: asked for again by the next reading
    reader.seen_twice += [one.ref.locator for one in got if one.ref.locator in reader.held]
    reader.held |= {one.ref.locator: one.content for one in got if isinstance(one, Raw)}
    reader.cursor = page.cursor
    return page.more


def test_bytes_arriving_one_by_one_are_read_right(dovecot: Dovecot, settings: ImapSettings) -> None:
    messages = [letter(number) for number in range(5)]
    dovecot.deliver("humas", messages)
    assert _read_through(dovecot.port, settings, Fault(split=True), limit=3).contents == sorted(messages)


@pytest.mark.parametrize("fault", [Fault(drip=0.05), Fault(stall_after=300)])
def test_a_crawling_or_stalled_server_is_given_up_by_the_clock(
    dovecot: Dovecot, settings: ImapSettings, fault: Fault
) -> None:
    dovecot.deliver("humas", [letter(1)])
    began = time.monotonic()
    with FaultProxy(dovecot.port, fault) as proxy:
        failure = refusal(plain(settings, proxy.port, timeout=0.6))
    assert isinstance(failure, Transient)
    assert failure.key == "silent"
    assert time.monotonic() - began < 4


def test_the_server_restarting_in_between_is_survived(dovecot: Dovecot, settings: ImapSettings) -> None:
    messages = [letter(number) for number in range(30)]
    dovecot.deliver("humas", messages)
    with ImapSource("humas", settings) as source:
        reader = Reader(source, inbox(source))
        reader.page(limit=10)
        dovecot.kill()
        dovecot.start()
        with pytest.raises(Transient):
            reader.page(limit=10)
        reader.settle(limit=10)
    assert reader.contents == sorted(messages)
    assert reader.seen_twice == []


def test_no_library_exception_crosses_the_port_whatever_breaks(dovecot: Dovecot, settings: ImapSettings) -> None:
    dovecot.deliver("humas", [letter(number) for number in range(3)])
    calls: list[Callable[[ImapSource], object]] = [
        lambda source: source.probe(),
        lambda source: source.folders(),
        lambda source: source.stale({"INBOX": None}),
        lambda source: source.listen(source.folders()[0], 0.1, Bell()),
        lambda source: Reader(source, inbox(source)).settle(),
    ]
    for cut in (0, 20, 300, 800, 1500):
        for call in calls:
            with FaultProxy(dovecot.port, Fault(cut_after=cut)) as proxy:
                source = ImapSource("humas", plain(settings, proxy.port, timeout=2))
                with contextlib.suppress(Failure):
                    call(source)
                source.close()
