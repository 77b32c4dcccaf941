"""Whom a waiting customer is given to, and in which language a person will answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.desk import Rule
from handoff.assign import Colleague, Need, answered_in, choose
from handoff.model import AgentId

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
WAIT = timedelta(minutes=2)
ANNA = Colleague(AgentId(1), "Anna", "here", ("lv", "ru"), ("shop",), ("returns",), 3, 1)
BORIS = Colleague(AgentId(2), "Boris", "here", ("ru",), (), (), 3, 0)
ZANE = Colleague(AgentId(3), "Zane", "off", ("lv",), (), (), 3, 0)
NEED = Need("shop", "lv", NOW)
BOTH: tuple[Rule, ...] = ("last_agent", "least_busy")


def chosen(need: Need, *people: Colleague, rules: tuple[Rule, ...] = ("least_busy",), waited: timedelta = WAIT) -> int | None:
    return choose(need, people, rules, need.since + waited, WAIT)


def test_without_rules_everybody_pulls() -> None:
    assert chosen(NEED, ANNA, BORIS, rules=()) is None


def test_who_speaks_the_language_comes_before_who_has_less_to_do() -> None:
    assert chosen(NEED, ANNA, BORIS) == ANNA.id
    assert chosen(replace(NEED, language="ru"), ANNA, BORIS) == BORIS.id


def test_a_busy_speaker_is_waited_for_a_little_and_then_anybody_may() -> None:
    busy = replace(ANNA, load=3)
    assert chosen(NEED, busy, BORIS, waited=timedelta()) is None
    assert chosen(NEED, busy, BORIS, waited=WAIT) == BORIS.id


def test_where_no_speaker_is_here_nobody_waits_for_one() -> None:
    assert chosen(NEED, BORIS, ZANE, waited=timedelta()) == BORIS.id


def test_a_skill_is_asked_for_among_those_who_speak() -> None:
    other = replace(ANNA, id=AgentId(4), skills=(), load=0)
    assert chosen(replace(NEED, skill="returns"), other, ANNA) == ANNA.id
    assert chosen(replace(NEED, skill="invoices"), other, ANNA) == other.id, "nobody has it"


def test_who_served_last_gets_it_if_they_are_here_and_have_room() -> None:
    need = replace(NEED, last=BORIS.id)
    assert chosen(need, ANNA, BORIS, rules=BOTH) == BORIS.id
    assert chosen(need, ANNA, replace(BORIS, load=3), rules=BOTH) == ANNA.id
    assert chosen(replace(NEED, last=ZANE.id), ZANE, rules=("last_agent",)) is None


def test_of_another_team_nobody_gets_it() -> None:
    assert chosen(replace(NEED, team="returns"), ANNA) is None


people = st.builds(
    Colleague,
    id=st.integers(1, 9).map(AgentId),
    presence=st.sampled_from(["here", "away", "off"]),
    languages=st.sampled_from([(), ("lv",), ("ru", "en")]),
    teams=st.sampled_from([(), ("shop",), ("returns",)]),
    skills=st.sampled_from([(), ("returns",)]),
    capacity=st.integers(1, 3),
    load=st.integers(0, 4),
)
needs = st.builds(
    Need, st.sampled_from(["shop", "returns"]), st.sampled_from(["lv", "ru", ""]), st.just(NOW),
    st.sampled_from(["", "returns"]), st.none() | st.integers(1, 9).map(AgentId),
)  # fmt: skip
colleagues = st.lists(people, max_size=5, unique_by=lambda one: one.id)


@given(needs, colleagues, st.sampled_from([("least_busy",), BOTH]))
def test_whoever_can_be_answered_is_and_nobody_gets_too_much(
    need: Need, everybody: list[Colleague], rules: tuple[Rule, ...]
) -> None:
    free = {one.id for one in everybody if one.has_room and one.serves(need.team)}
    got = choose(need, everybody, rules, NOW + WAIT, WAIT)
    assert (got in free) if free else got is None


class TestLanguages:
    @pytest.mark.parametrize(("language", "told"), [("lv", None), ("ru", None), ("pl", "lv")])
    def test_the_customer_is_told_where_nobody_here_speaks_theirs(self, language: str, told: str | None) -> None:
        assert answered_in(language, "shop", [ANNA, BORIS], "lv") == told  # type: ignore[arg-type]

    def test_out_of_hours_everybody_counts_and_a_desk_of_nobody_says_nothing(self) -> None:
        assert answered_in("lv", "shop", [ZANE], "ru") is None
        assert answered_in("pl", "shop", [ZANE], "ru") == "lv"
        assert answered_in("pl", "shop", [], "lv") is None
        assert answered_in("pl", "shop", [replace(ANNA, languages=())], "lv") is None, "who names none speaks all"
