"""A conversation retold as a test: held with the whole program, told without what is personal, and passed by the same program."""

from datetime import datetime, timedelta

import pytest

from bot.retell import Retold, begin_of, retell, stand_ins_of
from bot.store import retold
from bot.store.retold import Scene
from bot.theatre import Theatre
from bot.tryout import Clock, Conversation
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from config.source import parse_yaml
from flows.cases import parse


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return Theatre(read_environment({}), read_shop(CHECKOUT))


async def told(theatre: Theatre) -> str:
    """A customer asks for an order, proves it, wants a person; the person answers and gives back."""
    zone = theatre.shop.time_zone
    clock = Clock(datetime(2026, 11, 23, 10, tzinfo=zone))
    async with theatre.stage(clock) as floor:
        talk = Conversation(floor, clock, "77", locale="lv")
        await talk.say("kur ir pasūtījums 10026?")
        await talk.say("liga.kalnina@example.com")
        await talk.wait(timedelta(minutes=3))
        await talk.say("gribu runāt ar cilvēku, zvaniet +371 29 12 34 56, Zane Krūmiņa")
        await talk.agent("take")
        await talk.agent_says("Labdien, Zane!")
        await talk.agent("release")
        scenes = await floor.database.read(lambda connection: retold.scenes(connection, 1))
        agents = await floor.database.read(lambda connection: retold.words_of_agents(connection, 1))
        owner = talk.owner
    story = Retold("from the desk", "lv", scenes, agents, ["Zane Krūmiņa"], owner)
    return retell(story, begin_of(scenes, zone))


async def test_what_is_retold_passes_where_the_flows_still_say_the_same(theatre: Theatre) -> None:
    text = await told(theatre)
    (case,) = parse(parse_yaml(text, "desk-1.yml"), theatre.model.intents)
    result = await theatre.hold(case)
    assert result.passed, text + "\n".join(map(str, result.failures))


async def test_it_says_what_was_said_and_nothing_of_the_person(theatre: Theatre) -> None:
    text = await told(theatre)
    assert "- user: kur ir pasūtījums 10026?" in text
    assert "order-shipped" in text
    assert "- later: 3m" in text
    assert "- agent: take" in text
    for personal in ("Zane", "Krūmiņ", "29 12 34"):
        assert personal not in text


async def test_it_fails_where_the_flows_say_something_else(theatre: Theatre) -> None:
    text = (await told(theatre)).replace("order-shipped", "order-lost")
    (case,) = parse(parse_yaml(text, "desk-1.yml"), theatre.model.intents)
    assert not (await theatre.hold(case)).passed


def test_a_real_order_becomes_a_demo_order_in_the_same_state() -> None:
    record = {"events": [["Answered", {"key": "1.look", "value": {"number": "A-778899", "state": "lost", "late": True}}]]}
    begin = datetime.fromisoformat("2026-11-23T10:00+02:00")
    given = stand_ins_of([Scene(1, 0, (), record, ())], begin)
    assert given.numbers == {"A-778899": "10013"}
    assert given.email == "magda.nowak@example.com" or given.email.endswith("@example.com")
