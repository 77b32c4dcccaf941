"""What every channel promises, held against each: a rendered message fits, an outcome is honest, nothing raises."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.messenger import Messenger
from bot.channels.port import (
    Button,
    Channel,
    FetchError,
    File,
    Inbound,
    Message,
    NotSent,
    Outgoing,
    Press,
    Refused,
    Rejected,
    Result,
    Sent,
    Start,
    Text,
    Unknown,
)
from bot.channels.telegram import Telegram
from bot.channels.text import clean, units
from tests.platforms.graph import GraphEmulator
from tests.platforms.receiver import Receiver
from tests.platforms.telegram import TelegramEmulator


class Shown(Protocol):
    """What both platforms' messages have."""

    id: Any
    text: str
    file: Any

    @property
    def buttons(self) -> Sequence[Any]:
        """What can be pressed."""


class Customer(Protocol):
    """What both platforms' customers can do."""

    @property
    def seen(self) -> Sequence[Shown]:
        """What arrived."""

    async def write(self, text: str) -> Any:
        """Say something."""

    async def press(self, button: str) -> Any:
        """Press a button."""


@dataclass
class Side:
    """A channel of ours, its platform, a customer there, and what reached us."""

    channel: Channel
    platform: Any
    customer: Customer
    heard: list[Inbound]
    method: str
    tokens: list[str]

    async def opened(self) -> None:
        """The customer makes the first step."""
        await (self.customer.start() if isinstance(self.channel, Telegram) else self.customer.get_started())  # type: ignore[attr-defined]

    def outgoing(self, message: Message, **fields: Any) -> Outgoing:
        """To the customer, who has just written."""
        now = int(self.platform.clock.now() * 1000)
        address = str(getattr(self.customer, "id", ""))
        return Outgoing(**{"address": address, "message": message, "key": "k1", "last_in_at": now, **fields})

    async def say(self, message: Message, content: bytes | None = None) -> list[Result]:
        """Render and send, as delivery does."""
        pieces = self.channel.render(message)
        return [await self.channel.send(self.outgoing(piece), content if piece.file else None) for piece in pieces]


@pytest.fixture(params=["telegram", "messenger"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    """Each channel in turn."""
    async with side_of(request.param) as made:
        yield made


class side_of:  # noqa: N801 - used like a function
    """A side for as long as it is needed."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    async def __aenter__(self) -> Side:
        platform: Any = TelegramEmulator(secret="s3cret") if self.kind == "telegram" else GraphEmulator()
        self.platform = await platform.__aenter__()
        if self.kind == "telegram":
            self.channel: Channel = Telegram("shop", platform.token, "s3cret", api_url=platform.url)
            await self.channel.prepare()  # the first import of aiogram may take longer than a send may wait for it
            method, tokens = "sendMessage", [platform.token, "s3cret"]
        else:
            self.channel = Messenger("shop", **platform.credentials, clock=platform.clock.now)
            method, tokens = "me/messages", [platform.page_token, platform.app_secret, platform.verify_token]
            platform.receipts = False
        self.receiver = await Receiver(self.channel).__aenter__()
        platform.postman.deliver_to(self.receiver.url)
        return Side(self.channel, platform, platform.user(), self.receiver.inbounds, method, tokens)

    async def __aexit__(self, *error: Any) -> None:
        await self.channel.close()
        await self.platform.__aexit__(*error)
        await self.receiver.__aexit__(*error)


YES, NO = Button("Jā", "yes"), Button("Nē", "no")
PDF = File("f1", "rēķins.pdf", "application/pdf")


# --- hearing ----------------------------------------------------------------------------------------------------


async def test_a_conversation_goes_both_ways(side: Side) -> None:
    await side.opened()
    await side.customer.write("Kur ir 10023?")
    assert all(isinstance(result, Sent) for result in await side.say(Message("Vai šis?", (YES, NO))))
    await side.customer.press("Jā")
    kinds = [type(inbound.content) for inbound in side.heard]
    assert kinds == [Start, Text, Press]
    pressed = side.heard[-1].content
    assert isinstance(pressed, Press)
    assert (pressed.payload, pressed.title) == ("yes", "Jā")
    assert {(inbound.account, inbound.address) for inbound in side.heard} == {("shop", side.outgoing(Message()).address)}


async def test_a_second_delivery_has_the_same_key(side: Side) -> None:
    side.platform.postman.lose_answers()
    await side.customer.write("hi")
    first, again = side.heard
    assert first == again


async def test_positions_tell_the_order_whatever_the_order_of_arrival(side: Side) -> None:
    side.platform.postman.hold()
    for word in ("one", "two", "three"):
        await side.customer.write(word)
        side.platform.clock.advance(1)
    side.platform.postman.release(reversed)
    await side.platform.settled()
    in_order = sorted(side.heard, key=lambda inbound: inbound.position)
    assert [getattr(inbound.content, "text", "") for inbound in in_order] == ["one", "two", "three"]
    assert {inbound.source for inbound in side.heard} == {"message"}


async def test_a_forged_call_is_turned_away(side: Side) -> None:
    with pytest.raises(Rejected) as rejected:
        side.channel.receive({}, b'{"update_id":1,"object":"page"}')
    assert rejected.value.status == 401


# --- rendering --------------------------------------------------------------------------------------------------

titles = st.text(min_size=1, max_size=60)
buttons = st.builds(
    Button,
    title=titles,
    payload=st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=64),
) | st.builds(Button, title=titles, url=st.just("https://shop.example/x"))
messages = st.builds(
    Message,
    text=st.text(max_size=50) | st.text(st.sampled_from("ab .\n👍ā"), max_size=9000),
    buttons=st.lists(buttons, max_size=16).map(tuple),
    file=st.none() | st.just(PDF),
    ask_contact=st.sampled_from(["", "Dot numuru"]),
    copy=st.booleans(),
)
CHANNELS: list[Channel] = [
    Telegram("telegram", "42:abc", "secret"),
    Messenger("messenger", page_id="1", page_token="t", app_secret="s", app_id="2", verify_token="v"),
]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.kind)
@given(message=messages)
def test_a_rendered_message_fits_loses_nothing_and_renders_as_itself(channel: Channel, message: Message) -> None:
    pieces = channel.render(message)
    for piece in pieces:
        assert piece.text or piece.file
        assert units(piece.text) <= (4096 if channel.kind == "telegram" else 1999)
        assert channel.render(piece) == [piece]
    said = "".join("".join(piece.text.split()) for piece in pieces)
    assert "".join(clean(message.text).split()) in said
    assert [piece.file for piece in pieces if piece.file] == ([PDF] if message.file else [])
    shown = [button for piece in pieces for button in piece.buttons]
    assert len(shown) + said.count("•") + said.count("https://") >= len(message.buttons)
    assert [piece.ask_contact for piece in pieces if piece.ask_contact] == ([message.ask_contact] if message.ask_contact else [])


@given(message=messages)
@settings(max_examples=25, deadline=None)
async def test_what_is_rendered_is_never_refused_by_its_platform(message: Message) -> None:
    for kind in ("telegram", "messenger"):
        async with side_of(kind) as side:
            await side.opened()
            results = await side.say(message, b"%PDF-1")
            assert all(isinstance(result, Sent) for result in results), results
            assert len(side.customer.seen) == len(results)


# --- sending ----------------------------------------------------------------------------------------------------

TROUBLES: list[tuple[Any, dict[str, Any], type[Result], str]] = [
    ("hang", {}, Unknown, ""),
    ("lost", {}, Unknown, ""),
    ("drop", {}, Unknown, ""),
    ("garbage", {}, Unknown, ""),
    ("proxy", {"status": 502}, Unknown, ""),
    ("proxy", {"status": 403}, NotSent, ""),
    (500, {"code": 2}, Unknown, ""),
    (429, {"code": 613}, NotSent, ""),
    (401, {"code": 190}, Refused, "account"),
    (403, {"code": 551}, Refused, "unreachable"),
    (400, {"code": 100, "description": "Bad Request: message is too long"}, Refused, "message"),
]


@pytest.mark.parametrize(("kind", "details", "expected", "blame"), TROUBLES)
async def test_an_outcome_is_of_one_class_on_every_platform(
    side: Side, kind: Any, details: dict[str, Any], expected: type[Result], blame: str
) -> None:
    await side.opened()
    channel: Any = side.channel
    if kind == "hang":
        await getattr(channel, "prepare", _nothing)()
        channel._timeout = 0.2
        if isinstance(channel, Telegram):
            (await channel._loaded())._session.timeout = 0.2
    side.platform.fail(side.method, kind, **details)
    (result,) = await side.say(Message("x"))
    assert isinstance(result, expected)
    assert not isinstance(result, Refused) or result.blame == blame
    assert not [token for token in side.tokens if token in repr(result)]
    assert len(side.customer.seen) == (kind == "lost")


async def _nothing() -> None:
    """Nothing to prepare."""


async def test_nothing_to_say_asks_nothing_of_the_platform(side: Side) -> None:
    assert await side.channel.send(side.outgoing(Message())) == Sent()
    assert side.platform.calls == []


async def test_a_file_arrives_whole(side: Side) -> None:
    await side.opened()
    content = bytes(range(256)) * 1000
    assert all(isinstance(result, Sent) for result in await side.say(Message("Rēķins", file=PDF), content))
    assert [seen.file.content for seen in side.customer.seen if seen.file] == [content]


async def test_typing_never_raises(side: Side) -> None:
    side.platform.fail("sendChatAction", 403)
    side.platform.fail("me/messages", 403)
    await side.channel.typing(side.outgoing(Message()).address)
    await side.channel.typing("nobody")


async def test_a_file_that_is_not_there_is_a_fetch_error(side: Side) -> None:
    with pytest.raises(FetchError):
        await side.channel.fetch("nothing")


async def test_within_a_day_of_the_customers_word_the_window_is_open_everywhere(side: Side) -> None:
    assert side.channel.window(side.outgoing(Message("x"), last_in_at=0), 24 * 3600 * 1000 - 1) is None


async def test_closing_twice_and_before_use_does_no_harm(side: Side) -> None:
    await side.channel.close()
    await side.channel.close()
