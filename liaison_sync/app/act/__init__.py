"""Act: a person's command becomes changes, journaled with their name. The only way the console and the CLI write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from liaison_sync.app.act import (
    answers,
    arranging,
    campaigns,
    conducting,
    confirming,
    directory,
    engagements,
    feedback,
    feeds,
    followups,
    inviting,
    learning,
    mailboxes,
    meeting_files,
    merging,
    outbox,
    pairing,
    projects,
    replies,
    rules,
    threads,
)
from liaison_sync.app.act.acting import Acting, Refused, derived
from liaison_sync.app.refreshing import concerned
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands import campaigns as g
from liaison_sync.domain.commands import directory as d
from liaison_sync.domain.commands import feedback as b
from liaison_sync.domain.commands import feeds as f
from liaison_sync.domain.commands import files as m
from liaison_sync.domain.commands import invitations as i
from liaison_sync.domain.commands import meetings as o
from liaison_sync.domain.commands import pairs as q
from liaison_sync.domain.commands import projects as p
from liaison_sync.domain.commands import rules as r
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import writing

__all__ = ["Refused", "act", "carry_out"]

Handler = Callable[[Acting, Any], Iterator[c.Change]]


def act(service: Service, command: k.Command, *, actor: str) -> None:
    """Carry out `command` for `actor` (an address) in one transaction. Raises Refused."""
    now = service.clock.now()
    with writing(service.engine) as connection:
        carry_out(Acting(connection, service, actor, now), command)


def carry_out(here: Acting, command: k.Command, *, by_message: str | None = None) -> None:
    """The command within the transaction of `here`; `by_message`: the mail (its key) in which it was asked for.

    Raises Refused.
    """
    connection = here.connection
    changes = list(HANDLERS[type(command)](here, command))
    refreshed = concerned(connection, changes)
    document = {} if isinstance(command, _UNTOLD) else _plain(asdict(command))
    document |= {"by_message": by_message} if by_message else {}
    entry = c.Journaled(here.now, here.actor, type(command).__name__, _about(command), document)
    apply(connection, [*changes, *(() if isinstance(command, _UNTOLD) else (entry,))])  # drafts are one's own
    if refreshed is not None:
        refreshed.refresh(connection, here.service)


_UNTOLD = (k.SaveReply, k.EncloseFile, k.TakeOutFile)
_NAMED = (
    *("id", "thread", "meeting", "about", "fact", "address", "mailbox", "outbox", "contact", "kept", "merge"),
    *("message", "name", "uid"),
)


def _about(command: k.Command) -> str:
    for name in _NAMED:
        value = getattr(command, name, None)
        if value:
            return f"{name}:{value}"
    return ""


def _plain(document: dict[str, Any]) -> dict[str, Any]:
    return {name: _written(value) for name, value in document.items()}


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, bytes):  # of a file: which one it was, never what it holds
        return sha256(value).hexdigest()
    return value.isoformat() if hasattr(value, "isoformat") else value


def note(here: Acting, command: k.AddNote) -> Iterator[c.Change]:
    id_ = derived("n", command.about, command.text, here.actor, here.now.isoformat())
    yield c.NoteAdded(id_, command.about, command.text, here.actor, here.now)


HANDLERS: dict[type, Handler] = {
    k.ApproveFollowUp: followups.approve,
    k.EditFollowUp: followups.edit,
    k.SnoozeFollowUp: followups.snooze,
    k.CancelFollowUp: followups.cancel,
    k.ReopenFollowUp: followups.reopen,
    k.RetryFollowUp: outbox.again,
    k.PutPartner: directory.put_partner,
    k.PutContact: directory.put_contact,
    k.MatchSender: directory.match,
    k.IgnoreSender: directory.ignore,
    d.MoveContact: directory.move,
    d.DropContact: directory.drop,
    d.UndoWish: directory.undo_wish,
    d.DecideThread: directory.decide,
    d.AcceptSuggestion: learning.accept,
    d.IgnoreSuggestion: learning.ignore,
    d.MergePartners: merging.merge_partners,
    d.MergeContacts: merging.merge_contacts,
    d.UndoMerge: merging.undo,
    k.CloseThread: threads.close,
    k.ReopenThread: threads.reopen_thread,
    k.AssignThread: threads.assign,
    k.SnoozeThread: threads.snooze_thread,
    k.SplitMessage: arranging.split,
    k.MoveMessage: arranging.move,
    k.MergeThreads: arranging.merge,
    k.KeepTogether: arranging.keep,
    k.UndoThreadAct: arranging.undo,
    k.SaveReply: replies.save,
    k.EncloseFile: replies.enclose,
    k.TakeOutFile: replies.take_out,
    k.SendReply: replies.send,
    k.RecallReply: replies.recall,
    k.DiscardReply: replies.discard,
    i.SendInvite: inviting.send,
    i.CancelInvite: inviting.cancel,
    i.AnswerInvite: inviting.answer,
    i.RecallInvite: inviting.recall,
    i.RecordAnswer: answers.record,
    i.TakeBackAnswer: answers.take_back,
    i.RetryLetter: outbox.retry,
    i.WithdrawLetter: outbox.withdraw,
    f.MakeFeed: feeds.make,
    f.RevokeFeed: feeds.revoke,
    b.AcceptFeedback: feedback.accept,
    b.DismissFeedback: feedback.dismiss,
    p.PutProject: projects.put,
    p.CloseProject: projects.close,
    p.ReopenProject: projects.reopen,
    p.JoinProject: projects.join,
    p.LeaveProject: projects.leave,
    p.GroupThread: projects.group_thread,
    p.GroupMeeting: projects.group_meeting,
    g.PutCampaign: campaigns.put,
    g.StopCampaign: campaigns.stop,
    g.ResumeCampaign: campaigns.resume,
    g.EnrolContact: campaigns.enrol,
    g.LeaveCampaign: campaigns.leave,
    g.ReturnToCampaign: campaigns.back,
    r.PutOverride: rules.put,
    r.DropOverride: rules.drop,
    q.JoinMeetings: pairing.join,
    q.KeepMeetingsApart: pairing.apart,
    q.PartMeetings: pairing.part,
    k.RecordOutcome: engagements.outcome,
    o.AdvanceMeeting: conducting.advance,
    o.ReopenMeeting: conducting.reopen,
    k.RecordMinutes: engagements.minutes,
    k.AddAction: engagements.action,
    k.MoveDeadline: engagements.move,
    k.FinishAction: engagements.finish,
    m.AddFiles: meeting_files.add,
    m.TakeAttachments: meeting_files.take,
    m.MarkFile: meeting_files.mark,
    m.RemoveFile: meeting_files.remove,
    m.RestoreFile: meeting_files.restore,
    m.ChooseFiles: meeting_files.choose,
    k.AddNote: note,
    k.ConfirmFact: confirming.confirm,
    k.DismissCandidate: confirming.dismiss,
    k.ReplayQuarantine: mailboxes.replayed,
    k.DownloadQuarantined: mailboxes.downloaded,
    k.PauseMailbox: mailboxes.pause,
    k.CertifyMailbox: mailboxes.certified,
    k.SettleAmbiguous: outbox.settle,
}
