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
    k.SetSalutation: directory.set_salutation,
    k.IgnoreSender: directory.ignore,
    k.MoveContact: directory.move,
    k.DropContact: directory.drop,
    k.UndoWish: directory.undo_wish,
    k.DecideThread: directory.decide,
    k.AcceptSuggestion: learning.accept,
    k.IgnoreSuggestion: learning.ignore,
    k.MergePartners: merging.merge_partners,
    k.MergeContacts: merging.merge_contacts,
    k.UndoMerge: merging.undo,
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
    k.SendInvite: inviting.send,
    k.CancelInvite: inviting.cancel,
    k.AnswerInvite: inviting.answer,
    k.RecallInvite: inviting.recall,
    k.RecordAnswer: answers.record,
    k.TakeBackAnswer: answers.take_back,
    k.RetryLetter: outbox.retry,
    k.WithdrawLetter: outbox.withdraw,
    k.MakeFeed: feeds.make,
    k.RevokeFeed: feeds.revoke,
    k.AcceptFeedback: feedback.accept,
    k.DismissFeedback: feedback.dismiss,
    k.PutProject: projects.put,
    k.CloseProject: projects.close,
    k.ReopenProject: projects.reopen,
    k.JoinProject: projects.join,
    k.LeaveProject: projects.leave,
    k.GroupThread: projects.group_thread,
    k.GroupMeeting: projects.group_meeting,
    k.PutCampaign: campaigns.put,
    k.StopCampaign: campaigns.stop,
    k.ResumeCampaign: campaigns.resume,
    k.EnrolContact: campaigns.enrol,
    k.LeaveCampaign: campaigns.leave,
    k.ReturnToCampaign: campaigns.back,
    k.PutOverride: rules.put,
    k.DropOverride: rules.drop,
    k.JoinMeetings: pairing.join,
    k.KeepMeetingsApart: pairing.apart,
    k.PartMeetings: pairing.part,
    k.RecordOutcome: engagements.outcome,
    k.AdvanceMeeting: conducting.advance,
    k.ReopenMeeting: conducting.reopen,
    k.RecordMinutes: engagements.minutes,
    k.AddAction: engagements.action,
    k.MoveDeadline: engagements.move,
    k.FinishAction: engagements.finish,
    k.AddFiles: meeting_files.add,
    k.TakeAttachments: meeting_files.take,
    k.MarkFile: meeting_files.mark,
    k.RemoveFile: meeting_files.remove,
    k.RestoreFile: meeting_files.restore,
    k.ChooseFiles: meeting_files.choose,
    k.AddNote: note,
    k.ConfirmFact: confirming.confirm,
    k.DismissCandidate: confirming.dismiss,
    k.ReplayQuarantine: mailboxes.replayed,
    k.DownloadQuarantined: mailboxes.downloaded,
    k.PauseMailbox: mailboxes.pause,
    k.CertifyMailbox: mailboxes.certified,
    k.SettleAmbiguous: outbox.settle,
}
