"""The words of the letters' test data, in each language letters are offered in: one ministry, one officer."""

from __future__ import annotations

from collections.abc import Mapping

from liaison_sync.domain.value import dataclass

OFFICER, CONTACT = "Ayu Lestari", "Rina Wulandari"
HOME = "https://liaison.kita.or.id"
JOIN = "https://meet.example/abc"


@dataclass(frozen=True, slots=True)
class SampleWords:
    """Every text a sample letter is filled with, ready to read."""

    salutation: str
    organisation: str
    partner: str
    topic: str
    request: str
    sent_on: str
    reminded_on: str
    received_at: str
    waiting: str
    long_waiting: str
    title: str
    held_on: str
    time: str
    both_times: str
    place: str
    contact_role: str
    officer_role: str
    comes: str
    earlier: str
    earlier_on: str
    held: str
    went: str
    present: str
    ours_to_do: str
    ours_due: str
    ours_due_short: str
    theirs_to_do: str
    unanswered: str
    file: str
    file_on: str
    check: str
    said: str
    open_until: str
    silence: str
    rhythm: str
    heard_on: str
    campaign: str
    discussed: str
    permit: str
    present_file: str
    follow_up: str
    unclear: str
    unclear_why: str
    trigger: str
    reason: str
    quoted: str
    minutes_file: str
    approved: str
    unknown_code: str


WORDS: Mapping[str, SampleWords] = {
    "id": SampleWords(
        salutation="Yth. Ibu Rina Wulandari",
        organisation="Humas Kita",
        partner="Kementerian Kelautan",
        topic="Undangan audiensi",
        request="Permohonan data",
        sent_on="Kamis, 19 November 2026",
        reminded_on="Selasa, 24 November 2026",
        received_at="Kamis, 19 November 2026 pukul 15.00 WIB",
        waiting="9 jam",
        long_waiting="3 hari",
        title="Audiensi Festival Bahari",
        held_on="Kamis, 26 November 2026",
        time="10.00–11.00 WIB",
        both_times="10.00–11.00 WIB / 11.00–12.00 WITA",
        place="Ruang Rapat Lt. 3",
        contact_role="Kepala Biro Humas",
        officer_role="Petugas penghubung",
        comes="hadir",
        earlier="Rapat persiapan",
        earlier_on="5 Okt 2026",
        held="terlaksana",
        went="terlaksana",
        present="hadir",
        ours_to_do="Mengirim rancangan nota kesepahaman",
        ours_due="Selasa, 1 Desember 2026",
        ours_due_short="1 Des 2026",
        theirs_to_do="Menyampaikan daftar undangan",
        unanswered="“Permohonan data”, Rina Wulandari, 19 Nov 2026",
        file="Rancangan nota kesepahaman.pdf",
        file_on="18 Nov 2026",
        check="Hari yang tertulis tidak cocok dengan tanggalnya",
        said="“Terima kasih atas pertemuan tadi.” (rina@kelautan.example, 26 November 2026)",
        open_until="Rabu, 30 Desember 2026",
        silence="46 hari",
        rhythm="14 hari",
        heard_on="Kamis, 8 Oktober 2026",
        campaign="Festival Bahari 2027",
        discussed="Pembahasan",
        permit="Izin lokasi pameran",
        present_file="Daftar hadir.pdf",
        follow_up="Tindak lanjut",
        unclear="Budi – cek – entah kapan",
        unclear_why="tenggat tidak terbaca",
        trigger="Belum ada balasan",
        reason="Mitra belum membalas sejak 16 November 2026; pengingat ke-1 setelah 3 hari kerja.",
        quoted="> Perihal: Undangan audiensi\n>\n> Yth. Ibu Rina Wulandari,\n>\n> Menyambung surel kami …",
        minutes_file="Notulen.pdf",
        approved="disetujui; berangkat paling cepat pukul 10.30 WIB",
        unknown_code="kode ini tidak dikenal",
    ),
    "en": SampleWords(
        salutation="Dear Ms. Rina Wulandari",
        organisation="Humas Kita",
        partner="Kementerian Kelautan",
        topic="Invitation to a meeting",
        request="Request for figures",
        sent_on="Thursday, 19 November 2026",
        reminded_on="Tuesday, 24 November 2026",
        received_at="Thursday, 19 November 2026 at 15:00 WIB",
        waiting="9 hours",
        long_waiting="3 days",
        title="Marine Festival talks",
        held_on="Thursday, 26 November 2026",
        time="10:00–11:00 WIB",
        both_times="10:00–11:00 WIB / 11:00–12:00 WITA",
        place="Meeting room, 3rd floor",
        contact_role="Head of Public Relations",
        officer_role="Liaison officer",
        comes="accepted",
        earlier="Preparatory meeting",
        earlier_on="5 Oct 2026",
        held="held",
        went="was held",
        present="present",
        ours_to_do="Send the draft memorandum of understanding",
        ours_due="Tuesday, 1 December 2026",
        ours_due_short="1 Dec 2026",
        theirs_to_do="Provide the guest list",
        unanswered="“Request for figures”, Rina Wulandari, 19 Nov 2026",
        file="Draft memorandum of understanding.pdf",
        file_on="18 Nov 2026",
        check="The weekday in the text does not fit its date",
        said="“Thank you for the meeting today.” (rina@kelautan.example, 26 November 2026)",
        open_until="Wednesday, 30 December 2026",
        silence="46 days",
        rhythm="14 days",
        heard_on="Thursday, 8 October 2026",
        campaign="Marine Festival 2027",
        discussed="Discussed",
        permit="Permit for the exhibition site",
        present_file="Attendance list.pdf",
        follow_up="Action items",
        unclear="Budi – check – some day",
        unclear_why="the deadline could not be read",
        trigger="No reply yet",
        reason="The partner has not replied since 16 November 2026; reminder 1 after 3 working days.",
        quoted="> Subject: Invitation to a meeting\n>\n> Dear Ms. Rina Wulandari,\n>\n> We are writing to follow up …",
        minutes_file="Minutes.pdf",
        approved="approved; leaves at 10:30 WIB at the earliest",
        unknown_code="this code is not known",
    ),
}
