"""The two partners abroad, in English: a loan of exhibits, a travelling exhibition, a delegation."""

from __future__ import annotations

from liaison_sync.demo.draft import Scene
from liaison_sync.demo.script import compile_script
from liaison_sync.demo.when import StoryTime

SCRIPT = """
== oslo-exhibition | Loan of the "Cold Currents" exhibition
-- ingrid | 8 kam 14.05
We met briefly at the ocean literacy forum in June. Nordhavet would be glad to lend our small touring exhibition "Cold
Currents" (24 panels, two interactive tables) for your festival. Would there be an indoor space of about 80 square
metres?
-- dewi | 8 jum 10.30
What a generous offer, thank you. The old customs hall next to the pier has 110 square metres and can be locked at
night.
Could you tell us about shipping and insurance?
-- ingrid | 7 sel 09.12 | attach=Cold_Currents_specification.pdf cc=erik
Please find the specification attached. We cover outbound shipping; we would kindly ask you to cover insurance in
Indonesia and the return.
-- dewi | 7 kam 15.40 | cc=erik
That works for us. Our insurer asks for the value of each item. Could Erik send us a list?
-- erik | 6 rab 08.20 | to=humas cc=ingrid attach=Item_values.xlsx charset=windows-1252
Here is the list – total insured value is €18,400. Two of the tables are fragile, so please don’t stack the crates.
-- dewi | 6 kam 11.05 | cc=ingrid
Received, thank you Erik. The insurance offer should be ready next week.
-- dewi | 4 rab 14.00 | to=ingrid cc=erik attach=Insurance_offer.pdf
The insurance is confirmed; the policy draft is attached. The loan agreement is now the last open point.
-- ingrid | 4 jum 13.33 | cc=erik attach=Loan_agreement_draft.docx
Lovely, thank you. Our draft agreement is attached. Please look at clause 6 on photography in particular.
-- dewi | 2 rab 09.45 | cc=erik attach=Loan_agreement_comments.docx
We have two small comments on clause 6, attached. Otherwise we are ready to sign. When does the shipment have to
leave?

== oslo-panel-text | Indonesian translation of the panel texts
-- erik | 5 sel 07.55 | to=humas attach=Panel_texts_EN.docx
The English panel texts are attached. Could you have them translated? We need a proof reading by somebody who knows
oceanography.
-- dewi | 5 kam 10.00
Universitas Samudera Raya has kindly agreed to do the proof reading. The translation takes about three weeks.
-- dewi | 1 sel 10.20 | to=erik attach=Panel_texts_ID.docx
The Indonesian texts are attached, proof-read by the faculty. Two terms are marked in yellow; could you confirm
which one
you prefer?

== oslo-speaker | Speaker for the ocean talk | end
-- dewi | 6 sel 13.00 | to=ingrid
Would one of your researchers like to give a 20-minute talk on the second day of the festival, on site or online?
-- ingrid | 6 rab 15.10
Erik would be happy to do it online; the travel budget for this year is spent, I am afraid.
-- dewi | 6 kam 09.30 | cc=erik
Online is perfectly fine. It would be 15:00 in Teluk Biru, which is 08:00 in the morning for you.
-- ingrid | 6 kam 14.44 | cc=erik
Erik says he will have had his coffee by then. Confirmed.

== osaki-photo | Travelling photo exhibition "Harbours of Asia"
-- haruka | 7 sen 10.30 | cc=kenji
Thank you very much for your kind reply at the Kobe symposium. Our museum would like to propose showing 30 photographs
of Asian harbours in your city. Mr. Arai, our curator, is in copy.
-- dewi | 7 rab 11.15 | cc=kenji
Thank you for this wonderful proposal. May we ask for the size of the prints and whether they may hang in a hall
without
climate control?
-- kenji | 7 jum 09.40 | to=humas cc=haruka attach=写真リスト.pdf charset=iso-2022-jp
Dear Ms. Lestariningsih,

The prints are 60 × 90 cm on aluminium, so humidity is no problem. The list of photographs is attached.

大崎海事博物館 学芸員
新井 健司
-- dewi | 6 sen 13.25 | cc=haruka
Excellent. We will prepare the hanging system for 30 prints.
-- haruka | 4 kam 12.00 | cc=kenji
We are preparing the captions now. Should they be in Indonesian and English, or in Indonesian only?
-- dewi | 4 jum 09.00 | cc=kenji
In both languages please, Indonesian first.
-- haruka | 2 rab 13.05 | cc=kenji attach=Captions.docx
Please find the captions attached. We would be grateful for your corrections by the end of the month.
-- dewi | 1 rab 10.10 | cc=kenji attach=Captions_corrected.docx
Here are our corrections, only small ones. May we use three of the photographs on our posters?

== osaki-delegation | Visit of our delegation during the festival
-- haruka | 3 rab 11.20
Our director, Dr. Hayashi, would like to visit the festival with four colleagues. Could you kindly send an official
invitation letter for the visa? The names and passport details will follow separately.
-- dewi | 3 kam 16.05 | attach=Invitation_letter_draft.pdf
With great pleasure. A draft of the letter is attached. Please check the spelling of the names.
-- haruka | 3 jum 09.50
The names are all correct. We are honoured.
-- dewi | 2 sen 14.30 | attach=Invitation_letter_signed.pdf
The signed letter is attached. The original was sent by courier this morning.
-- haruka | 1 rab 09.15
The original arrived safely, thank you. May I ask two more things: is there a hotel you recommend near the pier,
and could
somebody interpret from Japanese at the opening ceremony? Dr. Hayashi would prefer to speak Japanese.

== film-alpen | Filming permit for a documentary
-- thomas | 1 sen 17.22
I produce documentaries about maritime festivals for European public television. We would love to film yours for three
days with a crew of four. Whom should we ask for accreditation and a drone permit?
"""


def scene(time: StoryTime) -> Scene:
    return Scene(compile_script(SCRIPT, time))
