"""The words of many languages that begin a signature, a phone's line or a footer (data only)."""

from __future__ import annotations

# Whole lines that close a letter, lower case, without their edges.
SIGN_OFFS = (
    "best|cheers|sincerely|yours sincerely|sincerely yours|yours faithfully|faithfully|respectfully|"
    "respectfully yours|yours truly|yours|cordially|all the best|br|kr|rgds|brgds|love|warmly|take care|salutations|"
    "talk soon|until then|cheerio|xoxo|best wishes|warm wishes|"
    "hormat kami|hormat saya|dengan hormat kami|dengan hormat saya|salam|salam hormat|salam hangat|salam hormat kami|"
    "salam hormat saya|salam hangat kami|salam kami|salam takzim|salam sukses|salam sehat|salam sejahtera|"
    "salam dan hormat|salam dan doa|hormat|ttd|tertanda|atas nama|wassalam|wasalam|wassalamualaikum|yang benar|"
    "wassalamualaikum wr wb|wassalamualaikum warahmatullahi wabarakatuh|wassalamu alaikum wr wb|"
    "wassalamualaikum wr wbr|wassalamu alaikum warahmatullahi wabarakatuh|wass wr wb|"
    "teriring salam|salam dari kami|salam kompak|salam redaksi|terima kasih dan salam|terima kasih & salam|"
    "terima kasih dan salam hormat|yang ikhlas|saya yang menjalankan amanah|saya yang menurut perintah|"
    "sekian terima kasih|sekian dan terima kasih|sekian|yang bertanda tangan|"
    "mit freundlichen grüßen|mfg|vg|lg|bg|gruß|grüße|gruss|hochachtungsvoll|met vriendelijke groet|groeten|groet|mvg|"
    "hoogachtend|vr gr|cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|amicalement|"
    "bonne journée|bonne soirée|bonne réception|amitiés|respectueusement|cdlt|cdt|"
    "saludos|un saludo|atentamente|muy atentamente|atte|cordialmente|un abrazo|abrazos|quedo atento|quedo atenta|"
    "abraços|um abraço|atenciosamente|att|cumprimentos|respeitosamente|saudações|"
    "saluti|un saluto|un caro saluto|a presto|cordialità|in fede|"
    "с уважением|с наилучшими пожеланиями|всего доброго|всего наилучшего|з повагою|"
    "مع خالص التحية|مع التحية|مع أطيب التحيات|تحياتي|وتفضلوا بقبول فائق الاحترام|مع الشكر والتقدير|مع فائق الاحترام|"
    "وتفضلوا بقبول فائق الاحترام والتقدير|敬具|よろしくお願いいたします|よろしくお願いします|宜しくお願い致します|"
    "よろしくお願い致します|以上|草々|此致|此致敬礼|敬礼|顺祝商祺|祝好|谢谢|謝謝|敬上|祝商祺|顺颂商祺|敬祝|"
    "감사합니다|감사합니다 드림|드림|올림|"
    "pozdrawiam|z poważaniem|z powazaniem|serdecznie pozdrawiam|pozdrawiam serdecznie|z wyrazami szacunku|"
    "med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänlig hälsning|hälsningar|bästa hälsningar|"
    "mvh|vh|"
    "med venlig hilsen|venlig hilsen|hilsen|bedste hilsner|de bedste hilsner|med vennlig hilsen|vennlig hilsen|"
    "kh|dbh|"
    "beste hilsen|hilsener|ystävällisin terveisin|terveisin|parhain terveisin|t|s pozdravem|s úctou|"
    "s pozdravom|s prianím pekného dňa|s přáním hezkého dne|üdvözlettel|tisztelettel|saygılarımla|saygılarımızla|"
    "iyi çalışmalar|selamlar|trân trọng|thân mến|trân trọng kính chào|kính thư|ขอแสดงความนับถือ|ด้วยความเคารพ|"
    "με εκτίμηση|φιλικά|בברכה|בכבוד רב|cu stimă|cu respect|o zi bună|s poštovanjem|lijep pozdrav"
)

# A sign-off made of parts: `With warmest regards`, `Viele Grüße aus Berlin`, `Cordiali saluti`.
COMPOSED = (
    r"(?:(?:with|my|many|kind|kindest|best|warm|warmest|sincere|personal|friendly|thanks|thank you|and|&)[ ,]{1,2})"
    r"{1,5}(?:regards|rgds|wishes)(?: from \w+)?|regards(?: from \w+)?|"
    r"(?:mit )?(?:freundlich|best|viel|lieb|herzlich|schön|sonnig|freundschaftlich)\w{0,4} "
    r"(?:grüße|grüßen|gruß|gruss|grüsse|grüssen|gruessen|gruesse)(?: aus \w+)?|"
    r"(?:met )?(?:vriendelijke|hartelijke|beste|warme) groet(?:en)?(?: uit \w+)?|"
    r"(?:mes |nos |avec mes |avec nos )?(?:meilleures?|sincères|respectueuses|cordiales) salutations|"
    r"salutations (?:distinguées|cordiales|respectueuses)|"
    r"(?:reciba |un )?(?:cordial(?:es)?|atentos?) saludos?|saludos (?:cordiales|atentos)|"
    r"(?:com )?(?:os )?(?:melhores|cordiais) (?:cumprimentos|saudações)|"
    r"(?:cordiali|distinti|cari|migliori) saluti|"
    r"(?:terima kasih|thanks|thank you)(?: banyak)?(?: &| dan| and)? (?:salam|salam hormat|hormat kami)|"
    r"(?:tks|thx|thanks) ?(?:&|and|dan) ?(?:rgds|regards|br)"
)

# A greeting as often as a close.
GREETED = r"salam(?: [^\W\d_]{2,15}){1,3}|salam"

# Said in earnest as often as at the end: a name must follow.
THANKS = (
    "sekian, terima kasih|sekian dan terima kasih banyak|"
    "tabik|jabat erat|rahayu|shalom|syalom|horas|merdeka|hormat dan salam|demikian, terima kasih|"
    "thanks|thank you|many thanks|thanks again|thanks a lot|thanks in advance|thank you very much|thx|thanks so much|"
    "thank you in advance|thank you so much|"
    "terima kasih|terimakasih|terima kasih banyak|trims|trimakasih|makasih|makasih ya|tks|nuhun|suwun|"
    "matur nuwun|matur suwun|hatur nuhun|"
    "terima kasih atas perhatian dan kerjasamanya|terima kasih atas perhatian dan kerja samanya|"
    "terima kasih atas perhatiannya|terima kasih sebelumnya|"
    "danke|vielen dank|danke im voraus|bedankt|dank u|alvast bedankt|merci|merci beaucoup|merci d'avance|"
    "gracias|muchas gracias|obrigado|obrigada|muito obrigado|muito obrigada|grazie|grazie mille|спасибо|дякую|"
    "شكرا|شكراً|tack|tack på förhand|tak|på forhånd tak|mange tak|takk|kiitos|dziękuję|z góry dziękuję|děkuji|děkuji "
    "předem|ďakujem|köszönöm|teşekkürler|cảm ơn|xin cảm ơn|ขอบคุณ|ขอบคุณครับ|ขอบคุณค่ะ|ευχαριστώ|תודה|mulțumesc|hvala"
)

# Whole lines over the sign-off of Malaysian offices (Arahan surat rasmi), lower case; others stand in quotes.
SLOGANS = frozenset(("malaysia madani", "berkhidmat untuk negara", "malaysiaku prihatin", "malaysia prihatin"))

MOBILE = (
    r"sent (?:wirelessly )?(?:from|using|via|by) (?:my |the |a )?\S|sent with \S|"
    r"get outlook for |get the outlook|sent from outlook|"
    r"dikirim dari |dikirim (?:melalui|menggunakan|via|dgn|dengan|oleh) |dapatkan outlook |unduh outlook |"
    r"terkirim dari |dihantar (?:dari|daripada|menggunakan) |enviado (?:desde|do|de|da|a partir|via|com|pelo) |"
    r"obtener outlook para |obter o outlook para |baixe o outlook |"
    r"envoyé (?:sans fil )?(?:de|par|depuis|à partir|avec|via) |obtenir outlook pour |télécharge[rz] outlook pour |"
    r"(?:diese nachricht wurde )?von (?:mein(?:em|er) )?.{2,60} gesendet|"
    r"from my (?:iphone|ipad|mobile|phone|android)\b|"
    r"gesendet (?:von|mit|über|aus) |"
    r"outlook für (?:ios|android) |holen sie sich outlook|"
    r"verstuurd (?:vanaf|met|vanuit) |verzonden (?:vanaf|met|vanuit) |"
    r"inviato (?:da|dal|dalla|con) |scarica outlook |ottieni outlook |отправлено (?:с|из|от) |отправлено с|"
    r"أُ?رسلت? من |مرسل من |تم الإرسال من |从我的.{1,30}发[送出]|"
    r"发自我的|发自|發自|從我的.{1,30}傳送|傳送自|获取 ?outlook|.{1,20}から送信|"
    r"나의 .{1,20}에서 보냄|.{1,20}에서 보냄|.{1,20}에서 보냈습니다|skickat (?:från|med) |sendt (?:fra|med|via) |"
    r"wysłan[eo] z|lähetetty |odesláno z|odoslané z|küldve |.{2,20} küldve|.{2,20} gönderildi|đã gửi từ |"
    r"gửi từ |ส่งจาก|ส่งจากของฉัน|στάλθηκε από |נשלח מ|trimis de pe |надіслано з|"
    r"powered by |virus-free\.|bebas virus\.|avast |this email has been checked for viruses"
)
OUTLOOK_APP = (
    r"(?:maaf|excuse|pardon|forgive)\b.{0,25}\b(?:salah ketik|typo|typos|kesalahan ketik|brevity)\b|"
    r"^kirim dari (?:iphone|ipad|hp|ponsel|samsung|android|galaxy|blackberry)\b|\boutlook\b.{0,20}\b(?:ios|"
    r"android)\b|\b(?:ios|android)\b.{0,12}\boutlook\b|aka\.ms/(?:o0ukef|aab9ysg|ghei36)"
)

# What a footer begins with …
FOOTER = (
    r"(?:confidentiality|legal|privacy) (?:notice|note|statement|disclaimer|warning)|confidentiality\b ?[:\-]|"
    r"(?:e-?mail )?disclaimer\b|sanggahan\b|penafian\b|penyangkalan\b|sangkalan\b|"
    r"pernyataan (?:kerahasiaan|penyangkalan|sanggahan|penafian)|pemberitahuan kerahasiaan|peringatan kerahasiaan|"
    r"catatan kerahasiaan|please consider the environment|please consider your environmental|think before you print|"
    r"think green|save paper|go green\b|before printing|"
    r"(?:mari )?jaga (?:lingkungan|kelestarian)|cetak (?:e-?mail|surel|pesan) ini (?:hanya )?(?:bila|jika)|"
    r"(?:stop|anti|tolak|lawan)[ -]gratifikasi|(?:hati-hati|waspada(?:lah)?) (?:terhadap )?penipuan|"
    r"dokumen ini (?:telah )?ditandatangani secara elektronik|pertimbangkan (?:lingkungan|sebelum mencetak)|"
    r"mohon pertimbangkan lingkungan|"
    r"selamatkan (?:bumi|lingkungan)|kurangi penggunaan kertas|hemat kertas|jangan mencetak|"
    r"hinweis zum datenschutz|haftungsausschluss|aviso (?:legal|de confidencialidade?|de privacidad)|"
    r"avis de confidentialité|avvertenza|clausola di riservatezza|vertrouwelijkheidsverklaring|免责声明|免責聲明|"
    r"保密(?:声明|提示)|conform (?:to )?gdpr|"
    r"this (?:incoming |outgoing )?(?:e-?mail|message)(?: message)? (?:has been|was|is) (?:scanned|checked|protected) "
    r"(?:by|for|with)|(?:e-?mail|surel|pesan) ini (?:telah |sudah )?(?:dipindai|diperiksa) (?:oleh|dari|dengan)"
)
# … or a message that speaks of itself …
ITSELF = (
    r"(?:the |any )?(?:information|contents?) (?:contained |transmitted |provided |found )?"
    r"(?:in|of|by|with) (?:this|the)\b|"
    r"this (?:e-?mail|message|communication|transmission|electronic|correspondence)|"
    r"(?:perhatian|penting|peringatan|catatan|attention|important|important notice|notice|warning|achtung|hinweis)"
    r"[*!: \-–]{1,6}(?:this )?(?:e-?mail|surel|surat elektronik|pesan|informasi|isi|message|communication)|"
    r"(?:setiap |segala )(?:pendapat|pernyataan) (?:dalam|"
    r"di) (?:e-?mail|surel|pesan)|"
    r"(?:isi |isi dari |seluruh isi |informasi (?:yang|dalam) )?(?:e-?mail|surel|surat elektronik|pesan|"
    r"informasi|komunikasi|"
    r"dokumen)(?: elektronik)?(?: ini| dan| beserta| termasuk| yang| dalam| berikut)|"
    r"if you (?:are not the intended|have received this|received this|believe you)|"
    r"(?:jika|apabila|bila) (?:anda )?(?:bukan (?:lah )?(?:merupakan )?penerima|menerima (?:e-?mail|surel|pesan))|"
    r"privileged|diese (?:e-?mail|nachricht)|dit (?:e-?mail)?bericht|de(?:ze)? (?:informatie in|e-?mail)|"
    r"ce (?:message|courriel|mail|courrier)|les informations contenues|est[ea] (?:mensaje|correo|e-?mail|mensagem)|"
    r"la (?:presente|información contenida)|questo (?:messaggio|documento)|le informazioni contenute|"
    r"(?:данное|это|настоящее) (?:электронное )?(?:сообщение|письмо)|このメール|本メール|本邮件|本郵件|"
    r"此邮件|此電子郵件|"
    r""
    r"이 메일|본 메일|본 메시지|هذه الرسالة|هذا البريد|ta wiadomość|niniejsza wiadomość|detta (?:e-post|meddelande)|"
    r"denne (?:e-mail|e-post|meddelelse|mail)|tämä (?:viesti|sähköposti)"
)
# … or whose sender answers for nothing in it …
NOT_LIABLE = " tidak bertanggung jawab atas"
# … and of secrecy.
CONFIDENTIAL = (
    r"pendapat pribadi|sole use|confidential|intended (?:only |solely |recipient|for)|privileged|legally|"
    r"disclos|unauthori[sz]ed|rahasia|"
    r"hanya ditujukan|ditujukan hanya|hanya diperuntukkan|diperuntukkan hanya|hanya untuk|penerima yang (?:dituju|"
    r"dimaksud|berhak|sah)|tidak berhak|dituju(?:kan)? kepada|bukan penerima|"
    r"menerima (?:e-?mail|surel|pesan) ini (?:secara |karena )"
    r"(?:keliru|salah|kesalahan)|tujuan penggunaan|vertraulich|irrtümlich|vertrouwelijk|uitsluitend bestemd|"
    r"confidentiel|destinataire|confidencial|destinatari|riservat|конфиденциальн|предназначен|機密|秘密|誤って|保密|"
    r"机密|收件人|기밀|비밀|수신인|سري|poufn|konfidentiell|fortrolig|luottamuksel|virus"
)
LIST_FOOTER = (
    r"you(?:'ve| have)? ?(?:are )?receiv(?:ed|ing) this (?:message|e-?mail|because)|you are receiving this|"
    r"anda menerima (?:pesan|email|e-mail|surel) ini karena|to unsubscribe\b|unsubscribe (?:here|from)|"
    r"untuk berhenti berlangganan|berhenti berlangganan|to post to this group|visit this group|"
    r"for more options, visit|to view this discussion|.{2,40} mailing list$|"
    r"sie erhalten diese nachricht, weil|vous recevez ce message|has recibido este mensaje porque"
)
# What a gateway puts over mail from outside.
BANNER = (
    r"(?:\[?(?:caution|warning|external|perhatian|peringatan|waspada|achtung|extern|attention)(?: e-?mail|"
    r" sender)?\]?"
    r"[ :!*\-–]{1,6})?(?:this (?:e-?mail|message) (?:has )?(?:originated|came|was sent|is) from "
    r"(?:an )?(?:outside|external)|"
    r"(?:e-?mail|surel|pesan) ini (?:berasal|dikirim) dari (?:luar|pengirim eksternal|eksternal)|"
    r"external (?:e-?mail|sender)\b|you don't often get e-?mail from|anda tidak sering menerima email dari|"
    r"some people who received this message don't often|diese e-mail (?:kommt|stammt) von außerhalb)"
)
