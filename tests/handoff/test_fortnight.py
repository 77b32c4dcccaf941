"""The next two weeks as people say them, in five languages."""

from datetime import datetime

import pytest

from handoff.calendars import parse_calendar
from handoff.fortnight import fortnight
from nlu.model import Language
from tests.handoff.calendars_of_hypothesis import RIGA

WEEK = {"mon-fri": "9:00-13:00, 14:00-18:00", "sat": "20:00-2:00", "sun": "0:00-24:00"}
SHOP = parse_calendar({"week": WEEK, "holidays": "LV", "special": {"2026-12-31": "9:00-13:00"}})
NOW = datetime(2026, 12, 23, 12, tzinfo=RIGA)


@pytest.mark.parametrize(
    ("language", "today", "holiday"),
    [
        ("en", "Wednesday 23 December, 9:00 to 13:00 and 14:00 to 18:00", "Friday 25 December: closed (Christmas Day)"),
        ("lv", "Trešdiena, 23. decembris, no 9.00 līdz 13.00 un no 14.00 līdz 18.00",
         "Piektdiena, 25. decembris: slēgts (Pirmie Ziemassvētki)"),
        ("uk", "Середа, 23 грудня, з 9:00 до 13:00 і з 14:00 до 18:00", "Пʼятниця, 25 грудня: зачинено (Різдво Христове)"),
        ("ru", "Среда, 23 декабря, с 9:00 до 13:00 и с 14:00 до 18:00", "Пятница, 25 декабря: закрыто (Рождество Христово)"),
        ("pl", "Środa, 23 grudnia, od 9:00 do 13:00 i od 14:00 do 18:00",
         "Piątek, 25 grudnia: nieczynne (Pirmie Ziemassvētki)"),
    ],
)  # fmt: skip
def test_a_day_and_a_holiday(language: Language, today: str, holiday: str) -> None:
    said = list(fortnight(SHOP, NOW, language))
    assert (len(said), said[0], said[2]) == (14, today, holiday)


def test_a_special_day_a_day_around_the_clock_and_a_night() -> None:
    said = list(fortnight(SHOP, NOW, "en"))
    assert said[8] == "Thursday 31 December, 9:00 to 13:00"
    assert said[11] == "Sunday 3 January, 0:00 to 24:00"
    assert said[10] == "Saturday 2 January, 20:00 to 2:00"
