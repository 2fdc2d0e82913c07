"""New text, quotes and signatures, client by client (texts written from each client's documented format)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import quotes

HELLO = "Baik Pak, kami hadir."
QUOTED = "> Mohon hadir.\n> Terima kasih\n"

ATTRIBUTIONS = {
    "gmail id": "Pada tanggal Sen, 23 Nov 2026 pukul 09.12 Budi Santoso <budi@contoh.go.id> menulis:",
    "gmail id wrapped": (
        "Pada tanggal Sen, 23 Nov 2026 pukul 09.12 Budi Santoso, S.Sos., M.Si.\n<budi@contoh.go.id> menulis:"
    ),
    "gmail id older": "Pada 23 November 2026 09.12, Budi Santoso <budi@contoh.go.id> menulis:",
    "yahoo id": "Pada Senin, 23 November 2026 09.12.33 WIB, Budi Santoso <budi@yahoo.co.id> menulis:",
    "apple id": "Pada 23 Nov 2026, pukul 09.12, Budi Santoso <budi@contoh.go.id> menulis:",
    "thunderbird id": "Pada 23/11/2026 09.12, Budi Santoso menulis:",
    "roundcube id": "Pada 2026-11-23 09:12, Budi Santoso menulis:",
    "gmail en": "On Mon, Nov 23, 2026 at 9:12 AM Budi Santoso <budi@contoh.go.id> wrote:",
    "gmail en wrapped": "On Mon, Nov 23, 2026 at 9:12 AM Budi Santoso\n<budi@contoh.go.id>\nwrote:",
    "gmail en old": "2026/11/23 Budi Santoso <budi@contoh.go.id>:",
    "gmail en bare": "2026/11/23 Budi Santoso <budi@contoh.go.id>",
    "zoho": "---- On Mon, 23 Nov 2026 09:12:33 +0700 Budi Santoso <budi@contoh.go.id> wrote ----",
    "horde": "Quoting Budi Santoso <budi@contoh.go.id>:",
    "apple en": "On 23 Nov 2026, at 09.12, Budi Santoso <budi@contoh.go.id> wrote:",
    "yahoo en": "On Monday, November 23, 2026 at 09:12:33 AM GMT+7, Budi Santoso <budi@contoh.go.id> wrote:",
    "thunderbird en": "On 23/11/2026 09:12, Budi Santoso wrote:",
    "zimbra en": 'On Nov 23, 2026, at 9:12 AM, "Budi Santoso" <budi@contoh.go.id> wrote:',
    "gmail ms": "Pada Isn, 23 Nov 2026 pada 9:12 PG Budi Santoso <budi@contoh.my> menulis:",
    "gmail nl": "Op ma 23 nov 2026 om 09:12 schreef Budi Santoso <budi@contoh.nl>:",
    "gmail de": "Am Mo., 23. Nov. 2026 um 09:12 Uhr schrieb Budi Santoso <budi@contoh.de>:",
    "thunderbird de": "Am 23.11.26 um 09:12 schrieb Budi Santoso:",
    "gmail fr": "Le lun. 23 nov. 2026 à 09:12, Budi Santoso <budi@contoh.fr> a écrit :",
    "gmail es": "El lun, 23 nov 2026 a las 9:12, Budi Santoso (<budi@contoh.es>) escribió:",
    "gmail pt": "Em seg., 23 de nov. de 2026 às 09:12, Budi Santoso <budi@contoh.pt> escreveu:",
    "gmail it": "Il giorno lun 23 nov 2026 alle ore 09:12 Budi Santoso <budi@contoh.it> ha scritto:",
    "gmail ja": "2026年11月23日(月) 9:12 Budi Santoso <budi@contoh.jp>:",
    "apple ja": "2026/11/23 9:12、Budi Santoso <budi@contoh.jp>のメール:",
    "gmail zh": "Budi Santoso <budi@contoh.cn> 于2026年11月23日周一 09:12写道：",
    "gmail zh-tw": "Budi Santoso <budi@contoh.tw> 於 2026年11月23日 週一 上午9:12寫道：",
    "apple zh": "在 2026年11月23日，09:12，Budi Santoso <budi@contoh.cn> 写道：",
    "gmail ko": "2026년 11월 23일 (월) 오전 9:12, Budi Santoso <budi@contoh.kr>님이 작성:",
    "gmail ar": (
        "في الاثنين، ٢٣ نوفمبر ٢٠٢٦ في ٩:١٢ ص تمت كتابة ما يلي بواسطة "
        "\u202aBudi\u202c\u200f <\u202abudi@contoh.sa\u202c\u200f>:"
    ),
    "gmail ru": "пн, 23 нояб. 2026 г. в 09:12, Budi Santoso <budi@contoh.ru>:",
    "thunderbird ru": "23.11.2026 09:12, Budi Santoso пишет:",
    "gmail tr": "Budi Santoso <budi@contoh.tr>, 23 Kas 2026 Pzt, 09:12 tarihinde şunu yazdı:",
    "gmail pl": "pon., 23 lis 2026 o 09:12 Budi Santoso <budi@contoh.pl> napisał(a):",
    "gmail sv": "Den mån 23 nov. 2026 kl 09:12 skrev Budi Santoso <budi@contoh.se>:",
    "notes": "Budi Santoso <budi@contoh.go.id> wrote on 23/11/2026 09:12:33:",
    "mutt": "On Mon, Nov 23, 2026 at 09:12:33AM +0700, Budi Santoso wrote:",
}


UNMARKED = "Mohon hadir.\nTerima kasih\n"
WITHOUT_A_TIME = ("gmail en old", "gmail en bare")  # there only `>` lines make it an attribution


@pytest.mark.parametrize(
    ("client", "body"),
    [
        *((client, QUOTED) for client in ATTRIBUTIONS),
        *((client, UNMARKED) for client in ATTRIBUTIONS if not client.startswith(WITHOUT_A_TIME)),
    ],
)
def test_an_attribution_and_what_follows_are_no_new_text(client: str, body: str) -> None:
    read = quotes.split(f"{HELLO}\n\n{ATTRIBUTIONS[client]}\n\n{body}")
    assert read.new_text == HELLO
    assert "hadir." in read.quoted_text
    assert ATTRIBUTIONS[client].splitlines()[0] in read.quoted_text


HEADERS = {
    "outlook en": (
        "From: Budi Santoso <budi@contoh.go.id>\n"
        "Sent: Monday, November 23, 2026 9:12 AM\n"
        "To: Siti <siti@x.id>\n"
        "Subject: Rapat"
    ),
    "outlook id": (
        "Dari: Budi Santoso <budi@contoh.go.id>\n"
        "Dikirim: Senin, 23 November 2026 09.12\n"
        "Kepada: Siti <siti@x.id>\n"
        "Tembusan: Andi <andi@x.id>\n"
        "Subjek: Rapat"
    ),
    "outlook id perihal": (
        "Dari: Budi Santoso <budi@contoh.go.id>\n"
        "Tanggal: Senin, 23 November 2026 09.12\n"
        "Kepada: Siti <siti@x.id>\n"
        "Perihal: Rapat"
    ),
    "outlook web": (
        "________________________________\n"
        "From: Budi <budi@contoh.go.id>\n"
        "Sent: Monday, November 23, 2026 9:12 AM\n"
        "To: Siti <siti@x.id>\n"
        "Subject: Rapat"
    ),
    "outlook old": (
        "-----Original Message-----\n"
        "From: Budi [mailto:budi@contoh.go.id]\n"
        "Sent: Monday, November 23, 2026 9:12 AM\n"
        "To: Siti\n"
        "Subject: Rapat"
    ),
    "outlook id old": (
        "-----Pesan Asli-----\n"
        "Dari: Budi [mailto:budi@contoh.go.id]\n"
        "Dikirim: 23 November 2026 09.12\n"
        "Kepada: Siti\n"
        "Subjek: Rapat"
    ),
    "outlook bold": (
        "*From:* Budi <budi@contoh.go.id>\n"
        "*Sent:* Monday, November 23, 2026 9:12 AM\n"
        "*To:* Siti <siti@x.id>\n"
        "*Subject:* Rapat"
    ),
    "outlook de": (
        "Von: Budi <budi@x.de>\nGesendet: Montag, 23. November 2026 09:12\nAn: Siti <siti@x.id>\nBetreff: Rapat"
    ),
    "outlook nl": (
        "Van: Budi <budi@x.nl>\nVerzonden: maandag 23 november 2026 09:12\nAan: Siti <siti@x.id>\nOnderwerp: Rapat"
    ),
    "outlook fr": "De : Budi <budi@x.fr>\nEnvoyé : lundi 23 novembre 2026 09:12\nÀ : Siti <siti@x.id>\nObjet : Rapat",
    "outlook es": (
        "De: Budi <budi@x.es>\nEnviado el: lunes, 23 de noviembre de 2026 9:12\nPara: Siti <siti@x.id>\nAsunto: Rapat"
    ),
    "outlook pt": (
        "De: Budi <budi@x.pt>\n"
        "Enviada em: segunda-feira, 23 de novembro de 2026 09:12\n"
        "Para: Siti <siti@x.id>\n"
        "Assunto: Rapat"
    ),
    "outlook it": "Da: Budi <budi@x.it>\nInviato: lunedì 23 novembre 2026 09:12\nA: Siti <siti@x.id>\nOggetto: Rapat",
    "outlook ja": "差出人: Budi <budi@x.jp>\n送信日時: 2026年11月23日 9:12\n宛先: Siti <siti@x.id>\n件名: Rapat",
    "outlook zh": "发件人: Budi <budi@x.cn>\n发送时间: 2026年11月23日 9:12\n收件人: Siti <siti@x.id>\n主题: Rapat",
    "qq": (
        "------------------ 原始邮件 ------------------\n"
        "发件人: Budi <budi@x.cn>\n"
        "发送时间: 2026年11月23日 9:12\n"
        "收件人: Siti <siti@x.id>\n"
        "主题: Rapat"
    ),
    "outlook ko": (
        "보낸 사람: Budi <budi@x.kr>\n보낸 날짜: 2026년 11월 23일 월요일 오전 9:12\n"
        "받는 사람: Siti <siti@x.id>\n제목: Rapat"
    ),
    "outlook ru": "От: Budi <budi@x.ru>\nОтправлено: 23 ноября 2026 г. 9:12\nКому: Siti <siti@x.id>\nТема: Rapat",
    "outlook ar": "من: Budi <budi@x.sa>\nتاريخ الإرسال: 23/11/2026 09:12\nإلى: Siti <siti@x.id>\nالموضوع: Rapat",
    "zimbra": (
        'From: "Budi" <budi@contoh.go.id>\n'
        'To: "Siti" <siti@x.id>\n'
        "Sent: Monday, November 23, 2026 9:12:33 AM\n"
        "Subject: Rapat"
    ),
    "notes": "From:\tBudi Santoso/JKT/CONTOH\nTo:\tSiti\nDate:\t23/11/2026 09:12\nSubject:\tRapat",
    "notes said": (
        "-----Budi Santoso/JKT/CONTOH wrote: -----\n"
        "\n"
        "To: Siti\n"
        "From: Budi Santoso/JKT/CONTOH\n"
        "Date: 23/11/2026 09:12\n"
        "Subject: Rapat"
    ),
    "wrapped recipients": (
        "From: Budi <budi@contoh.go.id>\n"
        "Sent: Monday, November 23, 2026 9:12 AM\n"
        "To: Siti <siti@x.id>; Andi <andi@x.id>;\n"
        "    Joko <joko@x.id>\n"
        "Subject: Rapat"
    ),
}


@pytest.mark.parametrize("client", HEADERS)
def test_a_header_block_begins_the_quote(client: str) -> None:
    read = quotes.split(f"{HELLO}\n\n{HEADERS[client]}\n\nMohon hadir.\n", subject="RE: Rapat")
    assert (read.new_text, read.forwarded) == (HELLO, ())
    assert read.quoted_text.startswith(HEADERS[client].splitlines()[0])


def test_interleaved_answers_keep_their_order() -> None:
    text = f"{ATTRIBUTIONS['gmail id']}\n> Jam berapa?\n\nJam 9.\n\n> Di mana?\n> > nanti\nDi aula.\n\n-- \nSiti\n"
    read = quotes.split(text)
    assert (read.new_text, read.signature) == ("Jam 9.\n\nDi aula.", "--\nSiti")


def test_an_answer_below_the_quote_is_new() -> None:
    read = quotes.split(f"{ATTRIBUTIONS['roundcube id']}\n{QUOTED}\n{HELLO}\n\nSalam,\nSiti")
    assert (read.new_text, read.signature) == (HELLO, "Salam,\nSiti")


OTHERWISE_MARKED = {
    "a bar": "Budi <budi@contoh.id> wrote:\n| Will you come?\n|\n\nAll of us.\n\n| At what time?\n\nAt nine.",
    "initials": "On Mon, 23 Nov 2026 Budi wrote:\n\n    BS> Will you come?\n\nAll of us.\n\n    BS> When?\n\nAt nine.",
    "Supercite": '>>>>> "BS" == Budi <b@c.id> writes:\n\nBS> Will you come?\n\nAll of us.\n\nBS> When?\n\nAt nine.',
}


@pytest.mark.parametrize("text", OTHERWISE_MARKED.values(), ids=OTHERWISE_MARKED)
def test_a_quote_marked_in_another_way_is_known_by_its_attribution(text: str) -> None:
    assert quotes.split(text).new_text == "All of us.\n\nAt nine."


NO_OTHER_MARKS = {
    "a table": "As Budi wrote:\n| Name | Seats |\n| Budi | 2 |",
    "a prompt": "Please type:\nmysql> show tables\nmysql> quit",
}


@pytest.mark.parametrize("text", NO_OTHER_MARKS.values(), ids=NO_OTHER_MARKS)
def test_what_only_looks_like_another_mark_is_new(text: str) -> None:
    assert quotes.split(text).new_text == text


def test_the_broken_end_of_a_quoted_line_is_quoted() -> None:
    long = "> Mohon kesediaan Bapak untuk hadir dalam rapat koordinasi persiapan yang\nakan datang\n> di Jakarta."
    assert quotes.split(f"{HELLO}\n\n{ATTRIBUTIONS['mutt']}\n{long}").new_text == HELLO


SIGNATURES = {
    "delimiter": "-- \nSiti Rahma\nBiro Humas",
    "delimiter without its space": "--\nSiti Rahma",
    "hormat kami": "Hormat kami,\n\nSiti Rahma\nKepala Bagian Humas\nTelp. (021) 345-6789",
    "salam": "Salam,\nSiti",
    "salam hormat without comma": "Salam hormat\nSiti",
    "terima kasih with a name": "Terima kasih,\nSiti",
    "wassalam": "Wassalamu'alaikum Wr. Wb.\n\nSiti Rahma",
    "best regards": "Best regards,\nSiti Rahma\nHead of PR | PT Contoh Tbk\nJl. Merdeka Barat No. 9, Jakarta 10110",
    "thanks": "Thanks,\nSiti",
    "de": "Mit freundlichen Grüßen\nSiti",
    "nl": "Met vriendelijke groet,\nSiti",
    "fr": "Cordialement,\nSiti",
    "iphone id": "Dikirim dari iPhone saya",
    "iphone en": "Sent from my iPhone",
    "samsung": "Dikirim dari ponsel Samsung Galaxy saya",
    "outlook mobile id": "Dapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>",
    "outlook mobile en": "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "yahoo mobile": "Dikirim dari Yahoo Mail untuk iPhone",
    "ministry footer": (
        "Email ini beserta lampirannya bersifat rahasia dan hanya ditujukan kepada penerima yang dimaksud.\n"
        "Jika Anda bukan penerima, hapuslah."
    ),
    "company footer": (
        "DISCLAIMER:\nThis e-mail and any attachments are confidential and intended solely for the addressee."
    ),
    "perhatian footer": (
        "PERHATIAN: Surat elektronik ini mungkin berisi informasi rahasia yang hanya diperuntukkan bagi penerima."
    ),
    "paper": "Pertimbangkan lingkungan sebelum mencetak email ini.",
    "dash name": "- Siti Rahma",
}


@pytest.mark.parametrize("kind", SIGNATURES)
@pytest.mark.parametrize("quote", ["", f"\n\n{ATTRIBUTIONS['gmail id']}\n\n{QUOTED}"], ids=["alone", "above a quote"])
def test_a_signature_is_apart(kind: str, quote: str) -> None:
    read = quotes.split(f"{HELLO}\n\n{SIGNATURES[kind]}{quote}")
    assert read.new_text == HELLO
    assert read.signature.split() == SIGNATURES[kind].split()


ORDINARY = {
    "a greeting": "Salam,\n\nBesok jadi rapat?",
    "thanks said": "Baik.\n\nTerima kasih.",
    "a memo's head": (
        "NOTA DINAS\nKepada : Kepala Biro\nDari : Kepala Bagian\nTanggal : 23 November 2026\nPerihal : Rapat\n\nIsi."
    ),
    "a list": "Agenda:\n- Pembukaan\n- Penutupan",
    "a date and a colon": "Pada tanggal 23 November 2026 kami akan membahas:\n1. Anggaran\n2. Jadwal",
    "somebody wrote": "Kemarin Budi menulis:\nsurat itu sudah dikirim.",
    "a letter": (
        "Nomor : 12/HM/2026\nLampiran : 1\nHal : Undangan\n\nKepada Yth. Ibu Siti\n\nDengan hormat, kami mengundang."
    ),
    "from in a sentence": "From: Jakarta to Bandung we need two cars.\nTo: be confirmed",
    "a form": "Data peserta:\nDari: Jakarta\nKepada: Panitia\nTanggal: 23 November 2026 pukul 10.00",
    "mbox escape": ">From Jakarta we fly to Bandung.",
    "only thanks": "Terima kasih,\nSiti"[:13],
    "rule": "Bagian satu\n----------\nBagian dua, masih teks sendiri dan cukup panjang untuk menjadi kalimat utuh.",
}


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_text_stays_whole(kind: str) -> None:
    assert quotes.split(ORDINARY[kind]).new_text == ORDINARY[kind]


def test_html_tells_where_an_unmarked_quote_begins() -> None:
    quote = '<blockquote class="gmail_quote">Mohon hadir tepat waktu besok.</blockquote>'
    html = f'<div>{HELLO}</div><div class="gmail_quote">{quote}</div>'
    read = quotes.split(f"{HELLO}\n\nMohon hadir tepat waktu besok.\n", html=html)
    assert (read.new_text, read.quoted_text) == (HELLO, "Mohon hadir tepat waktu besok.")


def test_html_tells_what_the_signature_is() -> None:
    html = f'<div>{HELLO}</div><div class="gmail_signature">Siti Rahma<br>Biro Humas dan Protokol</div>'
    read = quotes.split(f"{HELLO}\n\nSiti Rahma\nBiro Humas dan Protokol\n", html=html)
    assert (read.new_text, read.signature) == (HELLO, "Siti Rahma\nBiro Humas dan Protokol")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "> a",
                "On x wrote:",
                "--",
                "Salam,",
                "From: a@b",
                "",
                "Budi",
                "Date: 1/1/2026 10:00",
                "----- Forwarded message -----",
            ]
        )
    )
)
def test_no_word_is_lost(lines: list[str]) -> None:
    read = quotes.split("\n".join(lines))
    parts = f"{read.new_text}\n{read.quoted_text}\n{read.signature}".split()
    assert sorted(parts) == sorted("\n".join(lines).split())


CRAFTED = [
    "\n",
    "a\n",
    ":\n",
    ">\n",
    "--\n",
    "On wrote:\n",
    "From: a\n",
    "x",
    "x:",
    "<a@",
    "\n|",
    "a> wrote:\n",
    "1 Nov 2026 10:00 ",
    "Salam,\n",
    "- a\n",
    "\nemail ini ",
    "__\n",
]


@pytest.mark.parametrize("unit", CRAFTED)
def test_the_cost_of_a_crafted_text_grows_with_its_length_only(unit: str) -> None:
    once, twice = (min(_seconds(unit * (size // len(unit))) for _ in range(5)) for size in (32_768, 65_536))
    assert twice <= 2.6 * once + 0.005


def _seconds(text: str) -> float:
    start = time.thread_time()
    quotes.split(text)
    return time.thread_time() - start
