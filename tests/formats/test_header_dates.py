"""The moment a quoted header names, language by language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.header_dates import header_date

LOCAL = {
    "Sen, 23 Nov 2026 pukul 09.12": "2026-11-23T09:12:00",
    "Senin, 23 Nopember 2026 jam 14.05": "2026-11-23T14:05:00",
    "Isn, 23 Nov 2026, 9:12 PTG": "2026-11-23T21:12:00",
    "Mon, Nov 23, 2026 at 9:12\u202fPM": "2026-11-23T21:12:00",
    "Friday, 23 March 2012 5:08 p.m.": "2012-03-23T17:08:00",
    "ma 23 nov 2026 om 09:12": "2026-11-23T09:12:00",
    "Mo., 23. Nov. 2026 um 09:12 Uhr": "2026-11-23T09:12:00",
    "lun. 23 nov. 2026 à 09:12": "2026-11-23T09:12:00",
    "lun, 23 de nov de 2026 9:12 p. m.": "2026-11-23T21:12:00",
    "seg., 23 de nov. de 2026 às 09:12": "2026-11-23T09:12:00",
    "lun 23 nov 2026 alle ore 09:12": "2026-11-23T09:12:00",
    "2026年11月23日(月) 9:12": "2026-11-23T09:12:00",
    "2026年11月23日 下午3:12": "2026-11-23T15:12:00",
    "2026. 11. 3. 오전 9:12": "2026-11-03T09:12:00",
    "الاثنين، ٢٣ نوفمبر ٢٠٢٦ في ٩:١٢ م": "2026-11-23T21:12:00",
    "пн, 23 нояб. 2026 г. в 09:12": "2026-11-23T09:12:00",
    "пн, 23 лист. 2026 р. о 09:12": "2026-11-23T09:12:00",
    "pon., 23 lis 2026 o 09:12": "2026-11-23T09:12:00",
    "po 23. 11. 2026 v 9:12": "2026-11-23T09:12:00",
    "23. novembra 2026 9:12:00": "2026-11-23T09:12:00",
    "2026. nov. 23., H, 9:12": "2026-11-23T09:12:00",
    "maanantai 23. marraskuuta 2026 klo 9.12": "2026-11-23T09:12:00",
    "man. 23. nov. 2026 kl. 09.12": "2026-11-23T09:12:00",
    "23 Kas 2026 Pzt, 09:12": "2026-11-23T09:12:00",
    "Th 2, 23 thg 11, 2026 vào lúc 09:12": "2026-11-23T09:12:00",
    "จ. 23 พ.ย. 2026 เวลา 09:12": "2026-11-23T09:12:00",
    "Δευ 23 Νοε 2026 στις 9:12 μ.μ.": "2026-11-23T21:12:00",
    "יום ב׳, 23 בנוב׳ 2026 ב-9:12": "2026-11-23T09:12:00",
    "joi, 26 noi. 2026 la 09:12": "2026-11-26T09:12:00",
    "05/10/2001 09:12 AM": "2001-05-10T09:12:00",
    "05/10/2001 09:12": "2001-10-05T09:12:00",
}
ZONED = {
    "Mon, 23 Nov 2026 09:12:33 +0700": "2026-11-23T02:12:33+00:00",
    "Senin, 23 November 2026 09.12.33 WIB": "2026-11-23T02:12:33+00:00",
    "02/10/2026 4:52 PM EST": "2026-02-10T21:52:00+00:00",
    "23/11/26 09.12 (GMT+07:00)": "2026-11-23T02:12:00+00:00",
    "1. August 2011 23:28:15 GMT-07:00": "2011-08-02T06:28:15+00:00",
    "mardi 2 novembre 2021, 09:26:50 UTC+1": "2021-11-02T08:26:50+00:00",
    "26. lokakuuta 2021 klo 14.25.08 UTC+3": "2021-10-26T11:25:08+00:00",
    "Montag, 23. November 2026, 09:12:33 MEZ": "2026-11-23T08:12:33+00:00",
}


@pytest.mark.parametrize("text", LOCAL)
def test_a_header_without_a_zone_names_wall_time(text: str) -> None:
    assert header_date(text) == datetime.fromisoformat(LOCAL[text])


@pytest.mark.parametrize("text", ZONED)
def test_a_header_with_a_zone_names_a_moment(text: str) -> None:
    found = header_date(text)
    assert found == datetime.fromisoformat(ZONED[text])
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize("text", ["", "besok pagi", "31/31/2026 09:12", "23 Kasih 2026"])
def test_no_date_is_none(text: str) -> None:
    assert header_date(text) is None


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789./-:, +GMTUTCWIBapm年月日٢٣ Novlis", max_size=60))
def test_no_text_raises(text: str) -> None:
    header_date(text)
