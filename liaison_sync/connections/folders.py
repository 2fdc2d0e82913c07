"""Which folder is which: by its attribute (RFC 6154), else by the names mail programs give in their languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from liaison_sync.ports import Folder, Role

SPECIAL_USE: dict[str, Role] = {
    "\\inbox": "inbox",
    "\\sent": "sent",
    "\\drafts": "drafts",
    "\\junk": "junk",
    "\\spam": "junk",
    "\\trash": "trash",
    "\\all": "all",
    "\\allmail": "all",
}

_NAMES: dict[Role, str] = {
    "sent": """sent|sent items|sent messages|sent mail|sent-mail|sentmail|sent objects|outgoing|terkirim
        |item terkirim|surat terkirim|pesan terkirim|kotak terkirim|kirim|item dihantar|dihantar
        |mel dihantar|gesendet|gesendete objekte|gesendete elemente|gesendete nachrichten
        |postausgang gesendet|envoyes|elements envoyes|messages envoyes|enviados|elementos enviados
        |itens enviados|mensajes enviados|correo enviado|posta inviata|inviati|inviata|elementi inviati
        |verzonden|verzonden items|verzonden berichten|skickat|skickade objekt|sendt|sendte elementer
        |lahetetyt|wyslane|elementy wyslane|odeslane|odoslane|отправленные|надіслані|отправлени
        |gonderilmis ogeler|gonderilenler|gonderilmis|da gui|muc da gui|送信済み|送信済みアイテム
        |送信済みメール|已发送|已发送邮件|已发送消息|寄件備份|已傳送|보낸 편지함|보낸편지함|ส่งแล้ว
        |รายการที่ส่ง|المرسلة|العناصر المرسلة|נשלח""",
    "drafts": """drafts|draft|draf|konsep|konsep surat|entwurfe|entwurf|brouillons|brouillon|borradores|borrador
        |rascunhos|bozze|concepten|utkast|kladde|kladder|luonnokset|wersje robocze|szkice|koncepty|rozepsane
        |черновики|чернетки|taslaklar|taslak|thu nhap|下書き|草稿|草稿箱|임시 보관함|임시보관함|แบบร่าง
        |المسودات|טיוטות""",
    "junk": """junk|junk e-mail|junk email|junk mail|spam|bulk mail|bulk|quarantine|surat sampah|email sampah
        |surel sampah|pesan sampah|surat-sampah|e-mel sarap|mel remeh|spamverdacht|unerwunscht|junk-e-mail
        |courrier indesirable|indesirables|pourriel|correo no deseado|no deseado|lixo eletronico
        |posta indesiderata|ongewenste e-mail|ongewenst|skrappost|soppel-e-post|uonsket mail|roskaposti
        |wiadomosci-smieci|nevyzadana posta|спам|нежелательная почта|onemsiz e-posta|gereksiz|thu rac
        |迷惑メール|垃圾邮件|垃圾郵件|정크 메일|스팸함|อีเมลขยะ|ขยะ|البريد العشوائي|דואר זבל""",
    "trash": """trash|deleted|deleted items|deleted messages|bin|rubbish|sampah|tong sampah|item dihapus
        |pesan dihapus|terhapus|dihapus|item terhapus|kotak sampah|item dipadam|dipadam|papierkorb|geloscht
        |geloschte objekte|geloschte elemente|corbeille|elements supprimes|supprimes|papelera
        |elementos eliminados|eliminados|lixeira|lixo|itens excluidos|cestino|posta eliminata|eliminata
        |prullenbak|verwijderde items|verwijderd|papperskorg|borttagna objekt|borttaget|papirkurv
        |slettede elementer|slettet post|roskakori|poistetut|kosz|elementy usuniete|kos|odstranena posta
        |корзина|удаленные|видалені|кошик|cop kutusu|silinmis ogeler|thung rac|ゴミ箱|削除済みアイテム
        |已删除|已删除邮件|刪除的郵件|垃圾桶|휴지통|지운 편지함|ถังขยะ|รายการที่ถูกลบ|المحذوفة
        |العناصر المحذوفة|אשפה""",
}


def _folded(name: str) -> str:
    """Without accents, case and outer spaces, so that Entwürfe and ENTWURFE are one."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", name) if not unicodedata.combining(ch))
    return " ".join(unicodedata.normalize("NFC", plain).casefold().split())


_BY_NAME: dict[str, Role] = {
    _folded(name): role for role, names in _NAMES.items() for name in names.split("|") if name.strip()
}


def role_by_attributes(attributes: frozenset[str]) -> Role | None:
    """The role a server states; attributes are lower-case."""
    return next((role for attribute, role in SPECIAL_USE.items() if attribute in attributes), None)


def role_by_name(path: str, delimiter: str) -> Role:
    """The role a folder's name suggests. Only the top level and what lies under INBOX or [Gmail] is believed."""
    steps = path.split(delimiter) if delimiter else [path]
    if path.upper() == "INBOX":
        return "inbox"
    if len(steps) > 1 and steps[0].upper() not in {"INBOX", "[GMAIL]", "[GOOGLE MAIL]"}:
        return "other"
    return _BY_NAME.get(_folded(steps[-1]), "other") if len(steps) <= 2 else "other"


def roles(listed: list[tuple[str, str, frozenset[str]]]) -> dict[str, Role]:
    """(path, delimiter, attributes) → role. A stated role wins; a name counts only where no folder states that role."""
    stated = {path: role for path, _, attributes in listed if (role := role_by_attributes(attributes))}
    taken = set(stated.values())
    found: dict[str, Role] = {}
    for path, delimiter, _ in listed:
        guess = role_by_name(path, delimiter)
        found[path] = stated.get(path) or ("other" if guess in taken and guess != "inbox" else guess)
    return found


def excluded_by(path: str, role: Role, only: tuple[str, ...], ignore: tuple[str, ...]) -> str | None:
    """The rule (a key) that keeps a folder from being read, None where it is read."""
    if path in ignore:
        return "ignored_folder"
    if only and role != "calendar":  # it is read where calendars are, whatever folders of mail are named
        return None if path in only else "not_listed_folder"
    return {"drafts": "drafts_folder", "trash": "trash_folder"}.get(role)


def labels_left_out(folders: Sequence[Folder], only: tuple[str, ...]) -> list[Folder]:
    """Gmail's folders are labels: where one holds all mail, it and spam are read, and the others are not read again.

    Not so where the operator named folders, or where all mail is hidden from IMAP.
    """
    if only or not any(one.role == "all" and one.excluded is None for one in folders):
        return list(folders)
    kept = {"all", "junk"}
    return [
        replace(one, excluded="label_folder") if one.excluded is None and one.role not in kept else one
        for one in folders
    ]


def all_mail_left_out(folders: Sequence[Folder], only: tuple[str, ...]) -> list[Folder]:
    """A folder that shows the mail of all others (RFC 6154 §2) is not read beside them: it shows drafts and trash too,
    and nothing tells which they are. Not so where the operator named folders.
    """
    if only:
        return list(folders)
    return [
        replace(one, excluded="all_mail_folder") if one.excluded is None and one.role == "all" else one
        for one in folders
    ]


def standing(labels: Collection[str]) -> Literal["draft", "sent", ""]:
    """What Gmail's labels say of a copy among all mail: not finished yet, ours, or neither."""
    found = {one.lower().lstrip("\\") for one in labels if one.startswith("\\")}
    if found & {"draft", "drafts"}:
        return "draft"
    return "sent" if "sent" in found else ""
