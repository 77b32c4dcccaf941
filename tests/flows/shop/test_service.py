"""What may still be changed, where a parcel goes, and when it arrives."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.service import Reach, Way
from flows.shop.model import ORDER_STATES
from flows.shop.service import How, arrives, coming, earliest, how, place_of, sent_on, wish_of, working_days_after
from tests.flows.shop.orders import order

USUAL = Reach(at_once=("unpaid", "paid"), by_person=("packed",))
SERVED = ("LV", "LT", "EE", "PL", "UA")
MONDAY = date(2026, 11, 23)


def works(day: date) -> bool:
    return day.weekday() < 5


class TestWhatMayStillBeDone:
    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ("unpaid", "at_once"), ("paid", "at_once"), ("packed", "person"), ("partly_shipped", "person"), ("lost", "person"),
            ("shipped", "too_late"), ("delayed", "too_late"), ("delivered", "too_late"), ("returned", "too_late"),
            ("cancelled", "already"),
        ],
    )  # fmt: skip
    def test_by_the_state(self, state: str, said: How) -> None:
        assert how(order(state=next(known for known in ORDER_STATES if known == state)), USUAL, able=True) == said

    def test_what_the_shops_software_cannot_do_a_person_does(self) -> None:
        assert how(order(state="paid"), USUAL, able=False) == "person"

    def test_a_shop_may_stop_packed_orders_too(self) -> None:
        assert how(order(state="packed"), Reach(at_once=("packed",)), able=True) == "at_once"
        assert how(order(state="paid"), Reach(), able=True) == "too_late"


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "whole"),
        [
            ("Brīvības iela 12-3, Rīga, LV-1010", "Brīvības iela 12-3, Rīga, LV-1010, LV"),
            ("brīvības iela 12-3; Rīga; lv1010", "brīvības iela 12-3, Rīga, LV-1010, LV"),
            ("ul. Długa 12/3, 31-146 Kraków", "ul. Długa 12/3, Kraków, 31-146, PL"),
            ("Gedimino pr. 1, Vilnius, LT-01103", "Gedimino pr. 1, Vilnius, LT-01103, LT"),
        ],
    )
    def test_a_whole_line_needs_nothing(self, text: str, whole: str) -> None:
        place = place_of(text, "", "", "LV", SERVED)
        assert (place.needs, place.whole) == ("", whole)

    def test_what_is_missing_is_named_one_by_one(self) -> None:
        assert place_of("Brīvības iela 12", "", "", "LV", SERVED).needs == "city"
        assert place_of("Brīvības iela 12", "Rīga", "", "LV", SERVED).needs == "postcode"
        assert place_of("Brīvības iela 12, Rīga", "", "", "LV", SERVED).needs == "postcode"
        assert place_of("Brīvības iela 12", "Rīga", "1010", "LV", SERVED).whole == "Brīvības iela 12, Rīga, LV-1010, LV"

    @pytest.mark.parametrize("text", ["x", "", "12345", "…", "\u202e" * 6, "http://evil.example, Rīga, LV-1010"])
    def test_what_no_courier_finds_needs_a_street(self, text: str) -> None:
        assert place_of(text, "Rīga", "LV-1010", "LV", SERVED).needs == "street"

    @pytest.mark.parametrize("code", ["", "99999999", "LV-10", "<b>", "12-34"])
    def test_a_postcode_that_is_none_is_asked_for(self, code: str) -> None:
        assert place_of("Brīvības iela 12", "Rīga", code, "LV", ("LV",)).needs in {"postcode", "country"}

    def test_a_postcode_of_several_countries_tells_no_country(self) -> None:
        assert place_of("5th Avenue 1, New York, 10001", "", "", "LV", SERVED).needs == "country"
        assert place_of("Khreshchatyk 1, Kyiv, 01001", "", "", "UA", SERVED).address.country == "UA"

    def test_what_the_line_says_counts_for_more_than_an_earlier_answer(self) -> None:
        assert place_of("Miera iela 5, Liepāja, LV-3401", "Rīga", "LV-1010", "LV", SERVED).address.city == "Liepāja"

    @given(st.text(max_size=400), st.text(max_size=80), st.text(max_size=20))
    def test_whatever_is_written_is_an_address_or_needs_something(self, text: str, city: str, code: str) -> None:
        place = place_of(text, city, code, "LV", SERVED)
        assert len(place.address.street) <= 120
        assert len(place.address.city) <= 60
        assert not any(sign in place.whole for sign in "\n\r\x00\u202e")
        assert place.needs or place.address.is_complete


class TestDays:
    def test_a_weekday_read_as_the_last_one_is_the_coming_one(self) -> None:
        assert coming(date(2026, 11, 22), MONDAY) == date(2026, 11, 29)
        assert coming(date(2026, 11, 16), MONDAY) == MONDAY
        assert coming(MONDAY, MONDAY) == MONDAY

    def test_a_day_of_the_year_read_as_the_last_one_is_the_coming_one(self) -> None:
        assert coming(date(2025, 12, 24), MONDAY) == date(2026, 12, 24)
        assert coming(date(2024, 2, 29), date(2024, 12, 1)) == date(2025, 3, 1)

    def test_a_day_written_out_with_its_year_stays_past(self) -> None:
        assert coming(date(2020, 3, 3), MONDAY) == date(2020, 3, 3)

    def test_what_is_ordered_too_late_or_at_the_weekend_leaves_on_the_next_working_day(self) -> None:
        assert sent_on(datetime(2026, 11, 23, 13, 59), "14:00", works) == MONDAY  # noqa: DTZ001 - wall clock of the shop
        assert sent_on(datetime(2026, 11, 23, 14, 0), "14:00", works) == date(2026, 11, 24)  # noqa: DTZ001
        assert sent_on(datetime(2026, 11, 28, 9, 0), "14:00", works) == date(2026, 11, 30)  # noqa: DTZ001

    def test_days_on_the_way_are_working_days(self) -> None:
        way = Way.model_validate({"kind": "courier", "price": "3.50 EUR", "days": "1-2"})
        assert arrives(datetime(2026, 11, 26, 10), "14:00", way, works) == date(2026, 11, 30)  # noqa: DTZ001
        assert earliest(datetime(2026, 11, 27, 15), "14:00", 1, works) == date(2026, 12, 1)  # noqa: DTZ001

    @pytest.mark.parametrize(
        ("wanted", "why"),
        [
            (date(2020, 3, 3), "past"), (MONDAY, "too_soon"), (date(2027, 8, 15), "too_far"), (date(2026, 11, 29), "closed"),
            (date(2026, 11, 27), ""),
        ],
    )  # fmt: skip
    def test_a_wished_day(self, wanted: date, why: str) -> None:
        wish = wish_of(wanted, MONDAY, date(2026, 11, 24), timedelta(days=30), works)
        assert wish.why == why
        assert (wish.nearest is None) == (not why)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 20))
    def test_so_many_working_days_lie_between(self, day: date, count: int) -> None:
        end = working_days_after(day, count, works)
        assert works(end)
        between = sum(works(day + timedelta(days=passed)) for passed in range((end - day).days))
        assert between == count or (count == 0 and between == 0)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    def test_a_day_that_is_meant_is_never_earlier_than_the_day_that_was_read(self, day: date, today: date) -> None:
        meant = coming(day, today)
        assert meant >= day
        assert meant >= today or (today - day).days > 366
