"""How far trust goes: limits hold, one thing is asked at a time, signals make people look, and nothing says no."""

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.returns import Returns
from flows.shop.model import Money
from flows.shop.returns import REASONS, Photo, Reason
from flows.shop.trust import SIGNALS, Circumstances, Claim, Decision, Standing, Verdict, judge, same_picture, signals
from tests.bot.returns_desk import NOW, eur

POLICY = Returns()


FRIEND = Standing(known=True)


def verdict(amount: str = "25", standing: Standing = FRIEND, *, room: Money | None = None, **claim: object) -> Verdict:
    values = {"reason": "defect", "item": "krūze", "dated": True, "photo": True, **claim}
    asked = Claim(amount=eur(amount), **values)  # type: ignore[arg-type]
    return judge(asked, standing, POLICY, {}, room=room or eur(1000), now=NOW)


@pytest.mark.parametrize(
    ("amount", "standing", "why"),
    [
        ("100.01", Standing(known=True), "per_case"),
        ("100", Standing(known=True, given=eur("100.01")), "per_person"),
        ("1", Standing(known=True, cases=3), "cases"),
        ("30.01", Standing(), "unknown"),
        ("31", Standing(known=True, orders=4, paid=eur(100)), "lifetime_share"),
        ("1", Standing(known=True, last_at=NOW - timedelta(hours=23)), "cool_down"),
    ],
)
def test_beyond_a_limit_a_person_decides(amount: str, standing: Standing, why: str) -> None:
    found = verdict(amount, standing)
    assert (found.decision, found.why) == ("person", (why,))


@pytest.mark.parametrize(
    ("amount", "standing"),
    [
        ("100", Standing(known=True)),
        ("100", Standing(known=True, given=eur(100))),
        ("30", Standing()),
        ("30", Standing(known=True, orders=4, paid=eur(100))),
        ("31", Standing(known=True, orders=3, paid=eur(10))),
        ("1", Standing(known=True, last_at=NOW - timedelta(hours=24))),
    ],
)
def test_up_to_a_limit_it_is_done_at_once(amount: str, standing: Standing) -> None:
    assert verdict(amount, standing) == Verdict("approved")


def test_the_reserve_a_currency_without_limits_and_a_switched_off_trust_leave_it_to_people() -> None:
    assert verdict("25", room=eur(20)).why == ("reserve",)
    claim = Claim("defect", Money.parse("25 PLN"), "krūze", True, True)
    assert judge(claim, Standing(), POLICY, {}, room=eur(100), now=NOW).why == ("currency",)
    off = Returns(trust=False)
    assert judge(Claim("defect", eur(5), "krūze", True, True), Standing(), off, {}, room=eur(100), now=NOW).why == ("off",)


def test_a_line_is_given_for_once() -> None:
    assert verdict(taken=True).why == ("line_taken",)


money_ = st.integers(1, 50_000).map(lambda cents: Money.parse(f"{cents / 100:.2f} EUR"))


@given(
    st.sampled_from(REASONS), st.none() | money_, st.booleans(), st.booleans(), st.booleans(), st.booleans(),
    st.integers(0, 5), money_, st.integers(0, 10), st.none() | money_,
)  # fmt: skip
def test_nothing_is_ever_refused_and_what_is_approved_is_within_every_limit(  # noqa: PLR0917
    reason: Reason, amount: Money | None, dated: bool, photo: bool, taken: bool, known: bool, cases: int, given_: Money,
    points: int, room: Money | None,
) -> None:  # fmt: skip
    claim, standing = Claim(reason, amount, "krūze", dated, photo, taken), Standing(known, cases, given_)
    found = judge(claim, standing, POLICY, {"x": points}, room=room, now=NOW)
    assert found.decision in get_args(Decision)
    assert (found.decision == "more") == bool(found.needs)
    if found.decision == "approved":
        assert amount is not None
        assert room is not None
        assert amount <= min(room, eur(100), eur(100) if known else eur(30))
        assert given_ + amount <= eur(200)
        assert cases < 3
        assert points < POLICY.points
        assert not taken


class TestSignals:
    CLAIM = Claim("not_received", eur(25), "krūze", True, True)

    def found(self, standing: Standing | None = None, **seen: object) -> dict[str, int]:
        circumstances = Circumstances(**{"found": True, **seen})  # type: ignore[arg-type]
        return signals(self.CLAIM, standing or Standing(known=True), circumstances, POLICY, NOW)

    def test_none_where_nothing_is_odd(self) -> None:
        assert self.found() == {}

    @pytest.mark.parametrize(
        ("name", "seen"),
        [
            ("no_order_found", {"found": False}),
            ("same_photo", {"photo": Photo("a", "s"), "known_photos": (Photo("b", "s"),)}),
            ("same_photo", {"photo": Photo("a", "x", 0b1111), "known_photos": (Photo("b", "y", 0b0001),)}),
            ("photo_before_purchase", {"photo": Photo("a", taken_at=NOW - timedelta(days=9)), "bought": NOW}),
            ("shared_iban", {"iban_persons": 1}),
            ("often", {"rate": 0.4, "usual": 0.1}),
            ("odd_reason", {"others": {"defect": 20, "not_received": 1}}),
            ("delivered", {"delivered": True}),
        ],
    )
    def test_each_is_points_for_a_person_to_look(self, name: str, seen: dict[str, object]) -> None:
        assert self.found(**seen) == {name: SIGNALS[name]}

    def test_those_of_a_person(self) -> None:
        assert self.found(Standing(account_since=NOW - timedelta(days=29))) == {"new_account": 1}
        assert self.found(Standing(just_below=2)) == {"just_below": 1}

    def test_a_signal_alone_never_sends_anybody_to_a_person(self) -> None:
        assert max(SIGNALS.values()) < POLICY.points

    def test_pictures_that_look_different_are_different(self) -> None:
        assert not same_picture(Photo("a", "x", 0), Photo("b", "y", (1 << 64) - 1))
        assert not same_picture(Photo("a"), Photo("b"))
