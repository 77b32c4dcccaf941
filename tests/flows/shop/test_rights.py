"""What the law gives, by country, day and kind of goods; nothing of trust in it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.countries import Country, read_countries
from flows.shop.returns import REASONS, Reason
from flows.shop.rights import (
    Purchase,
    anniversary,
    exemption_of,
    last_day_to_withdraw,
    purchase_of,
    refund_by,
    remedies_for,
    right_to,
)
from tests.bot.returns_desk import HOME, NOW, an_order

COUNTRIES = read_countries(HOME)
LV, PL, UA = (COUNTRIES[code] for code in ("LV", "PL", "UA"))
RIGA = ZoneInfo("Europe/Riga")
MONDAY = date(2026, 11, 23)


def basis(reason: Reason, received: date | None, today: date = MONDAY, **more: object) -> str:
    purchase = Purchase(received, None, **more)  # type: ignore[arg-type]
    return right_to(reason, purchase, LV, "LV", today).basis


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 16)),  # fourteen days after a Monday
        (date(2026, 11, 7), date(2026, 11, 23)),  # would end on a Saturday
        (date(2026, 11, 8), date(2026, 11, 23)),  # on a Sunday
        (date(2026, 12, 11), date(2026, 12, 28)),  # on the second day of Christmas, a weekend after it
        (date(2026, 12, 18), date(2027, 1, 4)),  # on New Year's Day
    ],
)
def test_the_last_day_to_withdraw_is_a_working_day(received: date, last: date) -> None:
    assert last_day_to_withdraw(received, LV, "LV") == last


def test_outside_the_union_the_fourteenth_day_is_the_last_whatever_day_it_is() -> None:
    assert last_day_to_withdraw(date(2026, 11, 7), UA, "UA") == date(2026, 11, 21)


@pytest.mark.parametrize(("days", "expected"), [(0, "withdrawal"), (14, "withdrawal"), (17, "goodwill"), (400, "goodwill")])
def test_a_change_of_mind_in_time_is_a_right_and_later_a_wish(days: int, expected: str) -> None:
    assert basis("changed_mind", MONDAY - timedelta(days=days)) == expected
    assert basis("other", MONDAY - timedelta(days=days)) == expected


def test_the_day_itself_counts_whole() -> None:
    last = last_day_to_withdraw(date(2026, 11, 2), LV, "LV")
    assert last is not None
    assert basis("changed_mind", date(2026, 11, 2), last) == "withdrawal"
    assert basis("changed_mind", date(2026, 11, 2), last + timedelta(days=1)) == "goodwill"


@pytest.mark.parametrize("reason", ["defect", "wrong_item", "not_received"])
def test_a_fault_is_the_shops_for_two_years(reason: Reason) -> None:
    assert basis(reason, anniversary(MONDAY, -2)) == reason
    assert basis(reason, anniversary(MONDAY, -2) - timedelta(days=1)) == "goodwill"


def test_what_spoils_cannot_be_given_back_for_a_change_of_mind_but_for_a_fault() -> None:
    assert basis("changed_mind", MONDAY, exemption="perishable") == "goodwill"
    assert basis("defect", MONDAY, exemption="perishable") == "defect"


def test_what_has_not_come_yet_can_be_called_off() -> None:
    assert basis("changed_mind", None, on_its_way=True) == "withdrawal"
    assert basis("not_received", None, on_its_way=True) == "not_received"


def test_where_no_day_is_known_the_right_stands_until_one_is() -> None:
    right = right_to("changed_mind", Purchase(None, None), LV, "LV", MONDAY)
    assert (right.basis, right.known, right.withdraw_by) == ("withdrawal", False, None)


def test_putting_right_comes_before_money() -> None:
    assert remedies_for("defect") == ("replacement", "repair", "money")
    assert remedies_for("not_received") == ("replacement", "money")


@given(st.sampled_from(REASONS), st.integers(-3, 1500), st.sampled_from(sorted(COUNTRIES)))
def test_there_is_always_an_answer_and_never_less_than_the_union_asks(reason: Reason, days: int, code: str) -> None:
    country, received = COUNTRIES[code], MONDAY - timedelta(days=days)
    right = right_to(reason, Purchase(received, None), country, code, MONDAY)
    assert right.remedies
    assert right.statutory == (right.basis != "goodwill")
    if 0 <= days <= 14:
        assert right.statutory
    assert refund_by(NOW, country) - NOW <= timedelta(days=14 if country.eu else 30)


def test_a_leap_day_has_an_anniversary() -> None:
    assert anniversary(date(2024, 2, 29), 2) == date(2026, 2, 28)


def test_days_are_counted_in_the_shops_own_zone() -> None:
    late = datetime(2026, 11, 8, 23, 30, tzinfo=ZoneInfo("UTC"))  # the 9th in Riga
    order = replace(an_order(), delivered_at=late)
    assert purchase_of(order, "", {}, RIGA).received == date(2026, 11, 9)


def test_the_shops_patterns_name_what_is_exempt() -> None:
    exempt = {"perishable": (r"\btorte\b",), "made_to_measure": ("gravēt",)}
    assert exemption_of("Medus torte", exempt) == "perishable"  # type: ignore[arg-type]
    assert exemption_of("Gravēta krūze", exempt) == "made_to_measure"  # type: ignore[arg-type]
    assert exemption_of("Tortes paplāte", exempt) is None  # type: ignore[arg-type]


class TestTheTable:
    def test_every_country_the_shops_languages_come_from_has_rules(self) -> None:
        assert set(COUNTRIES) >= {"LV", "EE", "LT", "PL", "UA"}
        assert PL.presumption == 2

    def test_what_was_not_verified_says_so(self) -> None:
        assert "answer" in PL.check
        assert "withdrawal" not in LV.check

    def test_a_member_state_cannot_give_less(self) -> None:
        with pytest.raises(ValueError, match="at least 14 days"):
            Country.model_validate({**LV.model_dump(), "withdrawal": 7})
