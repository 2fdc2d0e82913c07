"""What decisions ask for: one value per kind of change. `store.apply` writes them, and judges nothing."""

from __future__ import annotations

from liaison_sync.domain.changes.approvals import (
    ApprovalAsked,
    ApprovalCodeUsed,
    ApprovalMailArrived,
    ApprovalMailSettled,
)
from liaison_sync.domain.changes.arriving import (
    CopyKnown,
    CursorMoved,
    FolderExcluded,
    FolderForgotten,
    FolderGone,
    MailboxPaused,
    Quarantined,
    QuarantineReleased,
    RawDropped,
    RawKept,
    RawLetGo,
    Sighted,
    SightingBack,
    SightingDropped,
    SightingGone,
)
from liaison_sync.domain.changes.campaigns import (
    CampaignDropped,
    CampaignPut,
    Enrolled,
    EnrolmentLeft,
    OverrideDropped,
    OverridePut,
)
from liaison_sync.domain.changes.certifying import Certified, DifferenceHealed
from liaison_sync.domain.changes.corresponding import (
    BallMoved,
    ComponentJoined,
    Linked,
    MessageAdded,
    MessageMoved,
    MessageRederived,
    MessageRefiled,
    MessageSettled,
    ThreadActed,
    ThreadActUndone,
    ThreadDecided,
    ThreadJoined,
    ThreadPut,
)
from liaison_sync.domain.changes.directory import (
    ClientFound,
    ContactBounced,
    ContactDropped,
    ContactPut,
    ContactRefused,
    DirectoryMerged,
    DirectoryMergeUndone,
    MessageDecided,
    NoteAdded,
    PartnerDropped,
    PartnerPut,
    PartnerReplaced,
    SenderIgnored,
    SuggestionAnswered,
    WishNoted,
    WishUndone,
)
from liaison_sync.domain.changes.document import Json
from liaison_sync.domain.changes.engagements import (
    ActionPut,
    AttendancePut,
    ConductPut,
    EngagementFolded,
    EngagementPlaced,
    EngagementRow,
    FactDropped,
    FactPut,
    MeetingPaired,
    MeetingUnpaired,
    MinutesPut,
    OccurrenceRow,
    OutcomeMailArrived,
    OutcomeMailSettled,
)
from liaison_sync.domain.changes.feedback import FeedbackPut, LetterToken
from liaison_sync.domain.changes.feeds import FeedMade, FeedRevoked
from liaison_sync.domain.changes.meeting_files import (
    MeetingFileDropped,
    MeetingFileMarked,
    MeetingFilePut,
    MeetingFileRemoved,
)
from liaison_sync.domain.changes.projects import (
    MeetingGrouped,
    MeetingUngrouped,
    MessageGrouped,
    ProjectJoined,
    ProjectLeft,
    ProjectPut,
    ThreadGrouped,
)
from liaison_sync.domain.changes.sending import (
    CopyFiled,
    DraftDropped,
    DraftPut,
    FollowUpPlaced,
    FollowUpPut,
    Journaled,
    LetterDrafted,
    LetterQueued,
    LetterRefrozen,
    LetterTried,
    OutboxMoved,
    ReportFrozen,
    ReportReworded,
)

__all__ = [
    "ActionPut",
    "ApprovalAsked",
    "ApprovalCodeUsed",
    "ApprovalMailArrived",
    "ApprovalMailSettled",
    "Arriving",
    "AttendancePut",
    "BallMoved",
    "CampaignDropped",
    "CampaignPut",
    "Campaigning",
    "Certified",
    "Certifying",
    "Change",
    "ClientFound",
    "ComponentJoined",
    "ConductPut",
    "ContactBounced",
    "ContactDropped",
    "ContactPut",
    "ContactRefused",
    "CopyFiled",
    "CopyKnown",
    "Corresponding",
    "CursorMoved",
    "DifferenceHealed",
    "Directing",
    "DirectoryMergeUndone",
    "DirectoryMerged",
    "DraftDropped",
    "DraftPut",
    "EngagementFolded",
    "EngagementPlaced",
    "EngagementRow",
    "Enrolled",
    "EnrolmentLeft",
    "FactDropped",
    "FactPut",
    "FeedMade",
    "FeedRevoked",
    "FeedbackPut",
    "FolderExcluded",
    "FolderForgotten",
    "FolderGone",
    "FollowUpPlaced",
    "FollowUpPut",
    "Grouping",
    "Journaled",
    "Json",
    "LetterDrafted",
    "LetterQueued",
    "LetterRefrozen",
    "LetterToken",
    "LetterTried",
    "Linked",
    "MailboxPaused",
    "MeetingFileDropped",
    "MeetingFileMarked",
    "MeetingFilePut",
    "MeetingFileRemoved",
    "MeetingFiling",
    "MeetingGrouped",
    "MeetingPaired",
    "MeetingUngrouped",
    "MeetingUnpaired",
    "MessageAdded",
    "MessageDecided",
    "MessageGrouped",
    "MessageMoved",
    "MessageRederived",
    "MessageRefiled",
    "MessageSettled",
    "MinutesPut",
    "NoteAdded",
    "OccurrenceRow",
    "OutboxMoved",
    "OutcomeMailArrived",
    "OutcomeMailSettled",
    "OverrideDropped",
    "OverridePut",
    "PartnerDropped",
    "PartnerPut",
    "PartnerReplaced",
    "ProjectJoined",
    "ProjectLeft",
    "ProjectPut",
    "QuarantineReleased",
    "Quarantined",
    "RawDropped",
    "RawKept",
    "RawLetGo",
    "Reading",
    "ReportFrozen",
    "ReportReworded",
    "SenderIgnored",
    "Sending",
    "Sighted",
    "SightingBack",
    "SightingDropped",
    "SightingGone",
    "Standing",
    "SuggestionAnswered",
    "ThreadActUndone",
    "ThreadActed",
    "ThreadDecided",
    "ThreadGrouped",
    "ThreadJoined",
    "ThreadPut",
    "WishNoted",
    "WishUndone",
]

Certifying = Certified | DifferenceHealed
Arriving = (
    RawKept
    | RawDropped
    | RawLetGo
    | Sighted
    | CopyKnown
    | SightingGone
    | SightingBack
    | SightingDropped
    | Quarantined
    | QuarantineReleased
    | CursorMoved
    | FolderForgotten
    | FolderGone
    | FolderExcluded
    | MailboxPaused
    | Certifying
)
Corresponding = (
    MessageAdded
    | MessageRefiled
    | MessageRederived
    | MessageMoved
    | MessageSettled
    | Linked
    | ComponentJoined
    | ThreadPut
    | BallMoved
    | ThreadJoined
    | ThreadDecided
    | ThreadActed
    | ThreadActUndone
    | EngagementPlaced
    | FollowUpPlaced
)
Directing = (
    PartnerPut
    | PartnerDropped
    | PartnerReplaced
    | ContactPut
    | ContactDropped
    | SenderIgnored
    | NoteAdded
    | MessageDecided
    | ClientFound
    | SuggestionAnswered
    | WishNoted
    | WishUndone
    | DirectoryMerged
    | DirectoryMergeUndone
)
Grouping = MeetingGrouped | MeetingUngrouped | MessageGrouped | ProjectJoined | ProjectLeft | ProjectPut | ThreadGrouped
MeetingFiling = MeetingFileDropped | MeetingFileMarked | MeetingFilePut | MeetingFileRemoved
Approving = ApprovalAsked | ApprovalCodeUsed | ApprovalMailArrived | ApprovalMailSettled
Campaigning = CampaignPut | CampaignDropped | Enrolled | EnrolmentLeft | OverridePut | OverrideDropped
Reading = Arriving | Corresponding
Standing = (
    FactPut
    | FactDropped
    | EngagementFolded
    | ConductPut
    | MeetingPaired
    | MeetingUnpaired
    | AttendancePut
    | MinutesPut
    | ActionPut
    | FollowUpPut
    | FeedbackPut
    | FeedMade
    | FeedRevoked
    | MeetingFiling
    | Approving
    | Campaigning
    | Grouping
    | Directing
)
Sending = (
    DraftPut
    | DraftDropped
    | LetterQueued
    | LetterRefrozen
    | OutboxMoved
    | LetterDrafted
    | LetterTried
    | CopyFiled
    | ReportFrozen
    | ReportReworded
    | ContactBounced
    | ContactRefused
    | OutcomeMailArrived
    | OutcomeMailSettled
)
Change = Reading | Standing | Sending | Journaled
