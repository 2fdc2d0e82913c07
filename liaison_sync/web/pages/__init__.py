"""The pages of the console, as rows one can read.

To add one: a file here with its own PAGES (address, function, method, deed), a template templates/web/<page>.html that
extends base.html, a line below, and its words in templates/lang/<language>/<page>.toml: `t('<page>.<key>')`. A GET page
reads `ask.connection` by a read model of store; a POST page calls `ask.act(command)` and ends with `ask.go(path, key)`,
where `console.told.<key>` says what happened. Every form holds `{{ csrf_field() }}`; long lists use store.paging and
more.html; what is not there raises NotFound.
"""

from __future__ import annotations

from liaison_sync.web.page import Page
from liaison_sync.web.pages import (
    account,
    actions,
    agenda,
    arrange,
    audit,
    campaign,
    campaigns,
    contact,
    directory,
    engagement,
    feedback,
    feeds,
    followup,
    followups,
    invitation,
    letters,
    mailboxes,
    meeting_files,
    merging,
    messages,
    partner,
    partners,
    project,
    projects,
    reply,
    reports,
    rules,
    search,
    thread,
    threads,
    today,
    unknown,
)

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *threads.PAGES,
    *thread.PAGES,
    *arrange.PAGES,
    *reply.PAGES,
    *messages.PAGES,
    *followups.PAGES,
    *followup.PAGES,
    *partners.PAGES,
    *partner.PAGES,
    *agenda.PAGES,
    *actions.PAGES,
    *projects.PAGES,
    *project.PAGES,
    *campaigns.PAGES,
    *campaign.PAGES,
    *rules.PAGES,
    *engagement.PAGES,
    *meeting_files.PAGES,
    *letters.PAGES,
    *invitation.PAGES,
    *directory.PAGES,
    *contact.PAGES,
    *merging.PAGES,
    *unknown.PAGES,
    *mailboxes.PAGES,
    *search.PAGES,
    *reports.PAGES,
    *feedback.PAGES,
    *feeds.PAGES,
    *account.PAGES,
    *audit.PAGES,
)
