"""The stage directions: threads told as plain text become letters.

    == key | Subject | box=humas end          a thread; box: humas or event; end: its last mail needs no answer
    -- hendra | 6 sen 09.12 | cc=sri           a mail: who, when (their own clock), options
    The text, without salutation or signature where the cast gives them.

Options of a mail: to=a,b cc=a,b box=event both (a copy in both mailboxes) attach=x.pdf,y.xlsx fwd (passes the last mail
on) noref (a reply that carries no References) noid (no Message-ID) seen junk own (an officer writes from his own
address) unsigned meeting (the text names one) charset=… auth=fail auto=kind silent (does not move the ball) hidden
(never reached our mailboxes). Underscores stand for spaces in names.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import datetime

from liaison_sync.demo import manners, papers
from liaison_sync.demo.draft import Draft
from liaison_sync.demo.mailwriter import Letter, derived, message_id
from liaison_sync.demo.placed import FolderName
from liaison_sync.demo.quoting import Names
from liaison_sync.demo.story import BY_ADDRESS, MAILBOX_NAMES, MAILBOXES, PARTNERS, PEOPLE, Person, is_ours, partner_of
from liaison_sync.demo.when import StoryTime
from liaison_sync.domain.value import dataclass

PREFIXES = {("yahoo", "id"): "Bls: ", ("outlook", "id"): "RE: ", ("outlook", "en"): "RE: ", ("zimbra", "id"): "Re: "}
FORWARDS = {("yahoo", "id"): "Trs: ", ("outlook", "id"): "FW: ", ("outlook", "en"): "FW: "}


_LISTED = re.compile(r"- |\d+\. |> |[^:,.]{3,24} : |[^.]{2,60},$")


@dataclass(frozen=True, slots=True)
class Line:
    """One mail as told."""

    who: Person
    told: str
    options: dict[str, str]
    text: str


def compile_script(script: str, time: StoryTime) -> tuple[Draft, ...]:
    """All mails of a script. ValueError or KeyError where it names somebody or something unknown."""
    drafts: list[Draft] = []
    for chunk in script.split("\n== ")[1:]:
        head, *mails = chunk.split("\n-- ")
        key, subject, flags = (part.strip() for part in (head.strip() + " | |").split("|")[:3])
        drafts.extend(_thread(key, time.fill(subject), _options(flags), [_line(mail, time) for mail in mails], time))
    return tuple(drafts)


def _options(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (word.partition("=") for word in text.split())}


def _line(mail: str, time: StoryTime) -> Line:
    head, _, body = mail.partition("\n")
    who, told, *rest = (part.strip() for part in head.split("|"))
    return Line(PEOPLE[who], told, _options(rest[0] if rest else ""), _flowing(time.fill(body.strip())))


def _flowing(text: str) -> str:
    """Lines of a paragraph flow together; lists and `Label : value` lines stay as they are."""
    out: list[str] = []
    for line in text.split("\n"):
        stays = not line or not out or not out[-1] or _LISTED.match(line) or _LISTED.match(out[-1])
        if stays:
            out.append(line)
        else:
            out[-1] += " " + line
    return "\n".join(out)


def _thread(key: str, subject: str, flags: dict[str, str], lines: list[Line], time: StoryTime) -> list[Draft]:
    drafts: list[Draft] = []
    box = MAILBOXES[flags.get("box", "humas")]
    for number, line in enumerate(lines):
        draft = _draft(key, subject, MAILBOXES.get(line.options.get("box", ""), box), line, number, drafts, time)
        if drafts and draft.at <= drafts[-1].at:
            raise ValueError(f"{key}: the mail of {line.told} would answer before it was asked")
        drafts.append(draft)
    if "end" in flags:
        drafts[-1] = replace(drafts[-1], closes=True)
    return drafts


def _draft(
    key: str, subject: str, box: str, line: Line, number: int, before: list[Draft], time: StoryTime
) -> Draft:  # fmt: skip
    letter = _letter(key, subject, box, line, number, [d.letter for d in before if d.letter is not None], time)
    ours = is_ours(line.who.address)
    outside = [one[1] for one in (*letter.to, *letter.cc) if not is_ours(one[1])]
    partner = (
        (partner_of(outside[0]) if outside else before[-1].partner if before else None) if ours else line.who.partner
    )
    return Draft(
        thread=key,
        at=letter.at,
        places=_places(box, line, ours),
        partner=partner,
        direction=("out" if outside else "internal") if ours else "in",
        letter=letter,
        message_id=letter.message_id,
        sender=letter.sender[1],
        automatic=line.options.get("auto"),
        seen="seen" in line.options or ours or number % 3 == 0,
        turn=bool(outside or not ours) and not {"auto", "silent", "junk"} & line.options.keys(),
        names_meeting="meeting" in line.options,
    )


def _places(box: str, line: Line, ours: bool) -> tuple[tuple[str, FolderName], ...]:
    if "hidden" in line.options:
        return ()
    if ours and "own" not in line.options:
        return ((box, "Sent"),)
    if "both" in line.options:
        return tuple((address, "INBOX") for address in MAILBOXES.values())
    return ((box, "Junk" if "junk" in line.options else "INBOX"),)


def _letter(
    key: str, subject: str, box: str, line: Line, number: int, before: list[Letter], time: StoryTime
) -> Letter:  # fmt: skip
    who, options = line.who, line.options
    last = before[-1] if before else None
    ours = is_ours(who.address)
    sender = (f"{who.name} ({MAILBOX_NAMES[box]})", box) if ours and "own" not in options else (who.name, who.address)
    to, cc = _recipients(sender[1], box, line, before)
    language = _language(who, to)
    client = "gmail" if ours else who.client
    at = time.at(line.told, PARTNERS[who.partner].zone if who.partner else "Asia/Jakarta")
    identity = None if "noid" in options else message_id(client, sender[1], key, number)
    answers = last if last is not None and "new" not in options else None
    tied = answers if answers is not None and "noref" not in options else None
    return Letter(
        sender=sender,
        to=to,
        cc=cc,
        subject=_subject(subject, client, language, answers is not None, "fwd" in options),
        at=at,
        text=manners.dressed(line.text, who, to[0], language, last is None, last.sender[0] if last else ""),
        message_id=identity,
        client=client,
        language=language,
        in_reply_to=tied.message_id if tied else None,
        references=_references(client, before) if tied else (),
        signature="" if "unsigned" in options else manners.signature(who, language),
        quoted=answers if "plain" not in options else None,
        forwards="fwd" in options,
        attachments=tuple(
            papers.paper(name.replace("_", " "), key) for name in options.get("attach", "").split(",") if name
        ),
        charset=options.get("charset", "utf-8"),
        headers=(("Auto-Submitted", "auto-replied"),) if options.get("auto") else (),
        authenticated=options.get("auth", "pass"),
        thread_index=_thread_index(key, number, at) if client == "outlook" else None,
    )


def _recipients(sender: str, box: str, line: Line, before: list[Letter]) -> tuple[tuple[Names, ...], tuple[Names, ...]]:
    named = tuple(_name(key) for key in line.options.get("to", "").split(",") if key)
    cc = tuple(_name(key) for key in line.options.get("cc", "").split(",") if key)
    ours = is_ours(line.who.address)
    if named:
        return named, cc
    if not ours:
        both = (
            tuple((MAILBOX_NAMES[one], one) for one in MAILBOXES.values() if one != box)
            if "both" in line.options
            else ()
        )
        return ((MAILBOX_NAMES[box], box), *both), cc or _others(before, sender)
    writer = next((old.sender for old in reversed(before) if not is_ours(old.sender[1])), None)
    if writer is not None:
        return (writer,), cc or tuple(one for one in _others(before, sender) if one != writer)
    return before[-1].to if before else ((MAILBOX_NAMES[box], box),), cc


def _others(before: list[Letter], sender: str) -> tuple[Names, ...]:
    """Who was in copy last, without whoever writes now."""
    return tuple(one for one in (before[-1].cc if before else ()) if one[1] != sender)


def _name(key: str) -> Names:
    if key in MAILBOXES:
        return (MAILBOX_NAMES[MAILBOXES[key]], MAILBOXES[key])
    return (PEOPLE[key].name, PEOPLE[key].address)


def _language(who: Person, to: tuple[Names, ...]) -> str:
    if who.language == "en":
        return "en"
    person = BY_ADDRESS.get(to[0][1])
    return person.language if is_ours(who.address) and person is not None else "id"


def _subject(subject: str, client: str, language: str, answers: bool, forwards: bool) -> str:
    if forwards:
        return FORWARDS.get((client, language), "Fwd: ") + subject
    return PREFIXES.get((client, language), "Re: ") + subject if answers else subject


def _references(client: str, before: list[Letter]) -> tuple[str, ...]:
    """Outlook's answers often carry In-Reply-To alone; the others cite the whole line."""
    if client == "outlook":
        return ()
    return tuple(old.message_id for old in before if old.message_id)


def _thread_index(key: str, number: int, at: datetime) -> str:
    """MS-OXOMSG §2.2.1.3: 22 octets for the conversation and five for each answer."""
    head = b"\x01" + int(at.timestamp()).to_bytes(5, "big") + bytes.fromhex(derived("thread", key)[:32])
    return b64encode(head + b"".join(bytes.fromhex(derived(key, n)[:10]) for n in range(number))).decode()
