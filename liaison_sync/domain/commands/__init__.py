"""What a person may ask for, from the console or the command line. One value each; `app.act` carries it out."""

from __future__ import annotations

from liaison_sync.domain.commands.campaigns import (
    CampaignCommand,
    EnrolContact,
    LeaveCampaign,
    PutCampaign,
    ResumeCampaign,
    ReturnToCampaign,
    StopCampaign,
)
from liaison_sync.domain.commands.directory import (
    AcceptSuggestion,
    DecideThread,
    DirectoryCommand,
    DropContact,
    IgnoreSender,
    IgnoreSuggestion,
    MatchSender,
    MergeContacts,
    MergePartners,
    MoveContact,
    PutContact,
    PutPartner,
    SetSalutation,
    UndoMerge,
    UndoWish,
)
from liaison_sync.domain.commands.feedback import (
    AcceptFeedback,
    DismissFeedback,
    FeedbackCommand,
)
from liaison_sync.domain.commands.feeds import (
    FeedCommand,
    MakeFeed,
    RevokeFeed,
)
from liaison_sync.domain.commands.files import (
    AddFiles,
    ChooseFiles,
    FileCommand,
    MarkFile,
    RemoveFile,
    RestoreFile,
    TakeAttachments,
    Uploaded,
)
from liaison_sync.domain.commands.followups import (
    ApproveFollowUp,
    CancelFollowUp,
    EditFollowUp,
    FollowUpCommand,
    ReopenFollowUp,
    RetryFollowUp,
    SnoozeFollowUp,
)
from liaison_sync.domain.commands.invitations import (
    AnswerInvite,
    CancelInvite,
    InviteCommand,
    RecallInvite,
    RecordAnswer,
    RetryLetter,
    SendInvite,
    TakeBackAnswer,
    WithdrawLetter,
)
from liaison_sync.domain.commands.mailboxes import (
    CertifyMailbox,
    DownloadQuarantined,
    MailboxCommand,
    PauseMailbox,
    ReplayQuarantine,
    SettleAmbiguous,
)
from liaison_sync.domain.commands.meetings import (
    AddAction,
    AddNote,
    AdvanceMeeting,
    ConfirmFact,
    DismissCandidate,
    FinishAction,
    MeetingCommand,
    MoveDeadline,
    Presence,
    Presented,
    RecordMinutes,
    RecordOutcome,
    ReopenMeeting,
)
from liaison_sync.domain.commands.pairs import (
    JoinMeetings,
    KeepMeetingsApart,
    PairCommand,
    PartMeetings,
)
from liaison_sync.domain.commands.projects import (
    CloseProject,
    GroupMeeting,
    GroupThread,
    JoinProject,
    LeaveProject,
    ProjectCommand,
    PutProject,
    ReopenProject,
)
from liaison_sync.domain.commands.replies import (
    DiscardReply,
    EncloseFile,
    RecallReply,
    ReplyCommand,
    SaveReply,
    SendReply,
    TakeOutFile,
)
from liaison_sync.domain.commands.rules import (
    DropOverride,
    PutOverride,
    RuleCommand,
)
from liaison_sync.domain.commands.threads import (
    AssignThread,
    CloseThread,
    KeepTogether,
    MergeThreads,
    MoveMessage,
    ReopenThread,
    SnoozeThread,
    SplitMessage,
    ThreadCommand,
    UndoThreadAct,
)

Command = (
    CampaignCommand
    | DirectoryCommand
    | FeedCommand
    | FeedbackCommand
    | FileCommand
    | FollowUpCommand
    | InviteCommand
    | MailboxCommand
    | MeetingCommand
    | PairCommand
    | RuleCommand
    | ProjectCommand
    | ReplyCommand
    | ThreadCommand
)

__all__ = [
    "AcceptFeedback",
    "AcceptSuggestion",
    "AddAction",
    "AddFiles",
    "AddNote",
    "AdvanceMeeting",
    "AnswerInvite",
    "ApproveFollowUp",
    "AssignThread",
    "CampaignCommand",
    "CancelFollowUp",
    "CancelInvite",
    "CertifyMailbox",
    "ChooseFiles",
    "CloseProject",
    "CloseThread",
    "Command",
    "ConfirmFact",
    "DecideThread",
    "DirectoryCommand",
    "DiscardReply",
    "DismissCandidate",
    "DismissFeedback",
    "DownloadQuarantined",
    "DropContact",
    "DropOverride",
    "EditFollowUp",
    "EncloseFile",
    "EnrolContact",
    "FeedCommand",
    "FeedbackCommand",
    "FileCommand",
    "FinishAction",
    "FollowUpCommand",
    "GroupMeeting",
    "GroupThread",
    "IgnoreSender",
    "IgnoreSuggestion",
    "InviteCommand",
    "JoinMeetings",
    "JoinProject",
    "KeepMeetingsApart",
    "KeepTogether",
    "LeaveCampaign",
    "LeaveProject",
    "MailboxCommand",
    "MakeFeed",
    "MarkFile",
    "MatchSender",
    "MeetingCommand",
    "MergeContacts",
    "MergePartners",
    "MergeThreads",
    "MoveContact",
    "MoveDeadline",
    "MoveMessage",
    "PairCommand",
    "PartMeetings",
    "PauseMailbox",
    "Presence",
    "Presented",
    "ProjectCommand",
    "PutCampaign",
    "PutContact",
    "PutOverride",
    "PutPartner",
    "PutProject",
    "RecallInvite",
    "RecallReply",
    "RecordAnswer",
    "RecordMinutes",
    "RecordOutcome",
    "RemoveFile",
    "ReopenFollowUp",
    "ReopenMeeting",
    "ReopenProject",
    "ReopenThread",
    "ReplayQuarantine",
    "ReplyCommand",
    "RestoreFile",
    "ResumeCampaign",
    "RetryFollowUp",
    "RetryLetter",
    "ReturnToCampaign",
    "RevokeFeed",
    "RuleCommand",
    "SaveReply",
    "SendInvite",
    "SendReply",
    "SetSalutation",
    "SettleAmbiguous",
    "SnoozeFollowUp",
    "SnoozeThread",
    "SplitMessage",
    "StopCampaign",
    "TakeAttachments",
    "TakeBackAnswer",
    "TakeOutFile",
    "ThreadCommand",
    "UndoMerge",
    "UndoThreadAct",
    "UndoWish",
    "Uploaded",
    "WithdrawLetter",
]
