"""The words mail clients of many languages put around quotes and forwards: labels, rules, verbs (data only).

Taken from what the clients print: Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, Zimbra, Roundcube, Notes, phones.
"""

from __future__ import annotations

# Labels of a header block, lower case, by what they name.
LABELS = {
    "from": "from|dari|daripada|pengirim|oleh|von|van|de|da|de la|od|fra|från|от|от кого|отправитель|кому от|від|"
    "від кого|差出人|送信者|送信元|发件人|寄件者|寄件人|發件人|보낸 사람|보낸사람|발신|발신자|발신인|من|المرسل|מאת|"
    "gönderen|kimden|lähettäjä|expéditeur|expeditorul|remitente|mittente|remetente|absender|afzender|nadawca|feladó|"
    "šalje|pošiljatelj|saatja|từ|người gửi|จาก|ผู้ส่ง|από|αποστολέας|originator|ursprünglicher absender",
    "to": "to|kepada|ke|untuk|an|aan|à|a|para|per|pour|till|til|do|komu|pre|prima|до|"
    "кому|получатель|宛先|送信先|收件人|"
    "收件者|받는 사람|받는사람|수신|수신자|수신인|إلى|الى|المستلم|אל|kime|alıcı|către|destinatarul|destinataire|"
    "destinataires|destinatario|destinatário|destinatari|empfänger|ontvanger|penerima|adresat|vastaanottaja|címzett|"
    "adressaat|saaja|đến|tới|người nhận|ถึง|προς|recipient|recipients",
    "cc": "cc|c.c|tembusan|salinan|kopie|kopie (cc)|copie|copie à|copia|cópia|копия|копія|抄送|副本|참조|نسخة|"
    "نسخة إلى|"
    "عناية|kopia|kopi|kopio|kópia|másolat|másolatot kap|dw|bilgi|สำเนา|สำเนาถึง|κοιν|κοινοποίηση|עותק",
    "bcc": "bcc|密送|cci|cco|skjult kopi|blindkopie",
    "date": "message du|date|sent|"
    "sent on|sent at|received|dikirim|dikirim pada|tanggal|tgl|terkirim|tarikh|dihantar|waktu|"
    "datum|"
    "gesendet|gesendet am|verzonden|verstuurd|verzonden op|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|"
    "enviada|data|inviato|data invio|fecha|дата|отправлено|надіслано|відправлено|日期|送信日時|送信日|日付|日時|"
    "发送时间|发送日期|时间|時間|寄件日期|傳送時間|发件时间|보낸 날짜|보낸날짜|날짜|일시|작성일|التاريخ|تاريخ|"
    "تاريخ الإرسال|تم الإرسال|أرسلت|أُرسلت|תאריך|נשלח|skickat|sendt|dato|data wysłania|wysłano|tarih|gönderildi|"
    "gönderilme tarihi|gönderilen|gönderme tarihi|lähetetty|päivämäärä|päiväys|odesláno|odoslané|dátum|elküldve|"
    "küldés dátuma|trimis|dată|saadetud|kuupäev|ngày|đã gửi|ngày gửi|ส่ง|วันที่|ส่งเมื่อ|στάλθηκε|αποστολή|ημερομηνία|expédié|"
    "poslano|poslato|изпратено|послато|послано|изпратена",
    "subject": "subject|subjek|subyek|perihal|judul|hal|perkara|betreff|onderwerp|objet|sujet|asunto|assunto|oggetto|"
    "ämne|emne|temat|тема|件名|主题|主旨|主題|标题|제목|الموضوع|موضوع|נושא|konu|aihe|předmět|predmet|tárgy|subiect|"
    "subiectul|naslov|teema|chủ đề|tiêu đề|เรื่อง|หัวเรื่อง|หัวข้อ|θέμα|относно|"
    "zadeva|тема на съобщението",
    "reply_to": "reply-to|reply to|balas ke|balas kepada|antwort an|antwoord aan|répondre à|responder a|rispondi a|"
    "répondre|返信先|回复至|svar til|svara till|odpovědět komu|odpověď na|odpowiedź do|vastaus|válaszcím|ответить|"
    "yanıt adresi|odgovori na|răspuns către|кому відповісти",
    "other": "importance|attachments|attachment|lampiran|priority|prioritas|organization|priorität|when|where|"
    "bijlagen|anlagen|pièces jointes|resent-from|message-id|importancia|importância|importanza|wichtigkeit|belang|"
    "sensitivity|mailing-list|mailed-by|anhänge|anexos|adjuntos|allegati|添付ファイル|附件|첨부|priorité|kepentingan",
}

# A label that says when a mail was *sent*: no memo has it.
_SENT = (
    "sent|sent on|sent at|received|dikirim|dikirim pada|terkirim|dihantar|gesendet|gesendet am|verzonden|"
    "verstuurd|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|enviada|inviato|отправлено|"
    "надіслано|відправлено|送信日時|送信日|发送时间|傳送時間|寄件日期|보낸 날짜|보낸날짜|تاريخ الإرسال|"
    "تم الإرسال|נשלח|skickat|sendt|data wysłania|wysłano|gönderildi|gönderilme tarihi|gönderilen|"
    "lähetetty|odesláno|odoslané|elküldve|trimis|saadetud|đã gửi|ส่ง|στάλθηκε|αποστολή|poslano|poslato|изпратено|послато"
)
SENT_LABELS = frozenset(_SENT.split("|"))

# Between dashes over a quoted reply, lower case: "-----Original Message-----"; stems, and words that must stand whole.
_ORIGINAL = (
    "originale|originele|origineel|originalnachricht|original-nachricht|original appointment|oorspronkelijk|"
    "ursprüngliche|urspr=fcngliche|urspr=c3=bcngliche|"
    "antwort nachricht|reply message|orisinal|semula|d'origine|d’origine|initial|oryginaln|исходн|"
    "оригинал|первоначальн|вихідне|оригінальн|元のメッセージ|オリジナル|原始邮件|原始郵件|原邮件|邮件原件|"
    "原始訊息|원본|"
    "الأصلية|الاصلية|ursprungligt|oprindelig|opprinnelig|opprindelig|původní|pôvodná|izvorna|alkuperäinen|eredeti|"
    "orijinal|özgün|thư gốc|tin nhắn gốc|ต้นฉบับ|ข้อความเดิม|αρχικό|מקורית|algne"
)
ORIGINAL = tuple(_ORIGINAL.split("|"))
ORIGINAL_WORDS = frozenset(("original", "asli", "asal"))

# Between dashes over a forward: "---------- Forwarded message ---------".
_FORWARDED = (
    "forwarded|forward message|terusan|diteruskan|dimajukan|weitergeleitet|transféré|transmis|réexpédié|reenviad|"
    "reenviat|reencaminhad|encaminhada|inoltrat|doorgestuurd|転送|转发|轉寄|轉發|전달|пересыл|переадрес|пересланн|"
    "перенаправл|переслан|معاد توجيه|محولة|المحولة|المعاد توجيهها|vidarebefordra|videresend|iletil|i̇letil|"
    "yönlendirilmiş|przekazan|przekazyw|edelleenlähetetty|välitetty|přeposlan|preposlan|továbbított|redirecționat|"
    "proslijeđen|edastatud|przesłana dalej|chuyển tiếp|ส่งต่อ|προωθημέν|שהועברה|trs pesan|fwd.msg"
)
FORWARDED = tuple(_FORWARDED.split("|"))

# One of these nouns, or who passed it on, must stand beside: "--- Naskah asli ---" heads a section.
_NOUNS = (
    "message|e-mail|email|pesan|surel|surat elektronik|mesej|bericht|nachricht|courriel|mensaje|mensagem|messaggi|"
    "appointment|メッセージ|メール|邮件|郵件|訊息|메시지|메일|رسال|сообщени|письм|повідомлення|wiadomo|"
    "meddelande|meddelelse|"
    "besked|melding|viesti|zpráv|správ|üzenet|levél|ileti|i̇leti|mesaj|poruk|thư|tin nhắn|ข้อความ|ต้นฉบับ|"
    "μήνυμα|הודעה|"
    "missatge|fwd.msg|forwarded by |diteruskan oleh |weitergeleitet von |transféré par |reenviado por |"
    "doorgestuurd door |inoltrato da "
)
NOUNS = tuple(_NOUNS.split("|"))
NOUN_WORDS = frozenset(("mail", "kiri"))

# Whole lines over a forward, without dashes: Apple Mail, MailMate, Sparrow.
FORWARD_LINES = (
    r"begin forwarded message|forwarded message|(?:mulai|awal|begin|mula)[ \w]{0,30}(?:terusan|diteruskan|meneruskan|"
    r"dimajukan)(?: pesan)?|pesan (?:terusan|yang diteruskan)|anfang der weitergeleiteten(?: nachricht| e-mail)?|"
    r"début du (?:message|courriel) (?:transféré|réexpédié)|inicio del mensaje reenviado|"
    r"início da mensagem (?:encaminhada|reencaminhada)|inizio (?:del )?messaggio inoltrato|"
    r"begin doorgestuurd bericht|"
    r"転送されたメッセージ|转发的邮件|开始转发(?:的)?邮件|[下以]下?[面是]{1,2}被转发的邮件|以下は転送|轉寄郵件|"
    r"開始轉寄郵件|"
    r"전달된 메시지(?: 시작)?|начало переадресованного(?: сообщения)?|пересылаемое сообщение|"
    r"початок листа, що пересилається|بداية الرسالة[ \w]{0,20}|بدء الرسالة[ \w\u064b-\u0652]{0,30}|"
    r"začátek přeposílané zprávy|začiatok preposlanej správy|start på videresendt (?:besked|melding)|"
    r"videresendt melding|vidarebefordrat (?:mejl|brev|meddelande)|välitetty viesti(?: alkaa)?|"
    r"započni proslijeđenu poruku|továbbított levél kezdete|początek przekazywanej wiadomości|"
    r"începe mesajul redirecționat|ileti başlangıcı|i̇leti başlangıcı|bắt đầu chuyển tiếp(?: thư)?|"
    r"bắt đầu thư được chuyển tiếp|เริ่มส่งต่อข้อความ|αρχή προωθημένου μηνύματος|[\w]{2,6} הודעה שהועברה"
)

# What an attribution says somebody did.
_VERBS = (
    "wrote|writes|said|sent|menulis|tulis|menuliskan|mengirim|schrieb|geschrieben|schreef|geschreven|a écrit|a ecrit|"
    "écrit|écrivait|escribió|escribio|escribiste|escreveu|ha scritto|scrisse|scritto|skrev|kirjoitti|napisał|napisal|"
    "napsal|napísal|napisao|yazdı|написал|написала|написа|пише|писал|пишет|έγραψε|írta|a scris|viết|เขียน|写道|寫道|"
    "写|のメール|書きました|書いた|さんは|からのメッセージ|のメッセージ|님이|작성|썼|쓴 글|"
    "كتب|كتابة|נכתב|כתב|rašė|pisze|"
    "escrigué|escriu|va escriure|kirjutas|ditulis oleh|dihantar oleh|napisana przez|quoting|mengutip|citando|"
    "kutipan|zitat von|"
    "citando a|citeren|cytat|menjawab|लिखा|نوشت|sumulat|missatge de"
)
VERBS = tuple(_VERBS.split("|"))
