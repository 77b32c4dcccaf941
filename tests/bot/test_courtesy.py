"""Small signs while a turn is thought about."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot import courtesy
from bot.channels.port import Outgoing, Press, Result, Sent, Text
from bot.channels.webchat import WebChat
from bot.courtesy import Courtesy
from bot.store.letters import Body, Letter
from bot.store.model import Conversation, Lease


class Wall(WebChat):
    """A channel that notes what is shown on it."""

    def __init__(self) -> None:
        super().__init__("wall")
        self.answered: list[str] = []
        self.typed = asyncio.Event()

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """See Channel."""
        self.answered.append(outgoing.answers)
        return Sent()

    async def typing(self, address: str) -> None:
        """See Channel."""
        self.typed.set()


CONVERSATION = Conversation(
    id=1, channel="wall", address="7", name="", language="", locale="", email="", reachable=True, created_at=0, last_in_at=0,
    owner="bot", agent_id=None, floor=0, team="", due_at=None, state="", timers={}, turn=1, attempts=1,
)  # fmt: skip


def lease(*bodies: Body, **changes: object) -> Lease:
    letters: Sequence[Letter] = [Letter(n, "wall", str(n), 0, 0, "message", n, body) for n, body in enumerate(bodies)]
    return Lease(replace(CONVERSATION, **changes), letters, "token")  # type: ignore[arg-type]  # fields of a Conversation


async def during(wall: Wall, taken: Lease) -> None:
    """A turn that takes no time."""
    signs = Courtesy({"wall": wall})
    with signs.during(taken):
        pass
    await signs.close()


async def test_presses_are_acknowledged_and_texts_are_not() -> None:
    wall = Wall()
    await during(wall, lease(Press("a", callback="1"), Text("hi"), Press("b"), Press("c", callback="2")))
    assert wall.answered == ["1", "2"]


async def test_a_repeated_turn_acknowledges_nothing_again() -> None:
    wall = Wall()
    await during(wall, lease(Press("a", callback="1"), attempts=2))
    assert wall.answered == []


async def test_a_quick_turn_shows_no_dots_and_a_slow_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "SLOW", 0.01)
    wall = Wall()
    await during(wall, lease(Text("hi")))
    assert not wall.typed.is_set()
    with Courtesy({"wall": wall}).during(lease(Text("hi"))):
        await wall.typed.wait()


async def test_no_dots_while_a_person_has_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "SLOW", 0)
    wall = Wall()
    with Courtesy({"wall": wall}).during(lease(Text("hi"), owner="agent")):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert not wall.typed.is_set()


async def test_a_channel_that_is_not_set_up_any_more_holds_nobody_up() -> None:
    with Courtesy({}).during(lease(Press("a", callback="1"))):
        pass


class Keyboard(Wall):
    """A channel that counts how often typing is shown on it."""

    times = 0

    async def typing(self, address: str) -> None:
        """See Channel."""
        self.times += 1


async def test_that_a_person_types_is_shown_now_and_then_not_at_every_key() -> None:
    now = 0.0
    wall = Keyboard()
    signs = Courtesy({"wall": wall}, ticks=lambda: now)
    for now in (0.0, 1.0, 3.9, 4.0, 5.0, 8.1):  # noqa: B007 - the clock reads it
        signs.person_types("wall", "7")
    signs.person_types("wall", "8")
    signs.person_types("nowhere", "7")
    await signs.close()
    assert wall.times == 4
