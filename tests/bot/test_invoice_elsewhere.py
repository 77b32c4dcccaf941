"""An invoice that was made in another chat: number and contact are not enough to be shown a name, an address and the papers."""

from collections.abc import Sequence
from datetime import datetime

from bot.theatre import Theatre
from bot.tryout import Clock, Conversation
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop

ASKED, EMAIL = "par pasūtījumu 10031 gribu maksāt ar rēķinu", "ilze.liepina@example.com"


async def held(talk: Conversation, *words: str) -> Sequence[str]:
    """What is said to the last of these."""
    for said in words:
        before = len(talk.replies())
        await talk.say(said)
    return [wording for reply in talk.replies()[before:] for wording in reply.wordings]


async def test_papers_made_elsewhere_wait_for_better_proof() -> None:
    theatre = Theatre(read_environment({}), read_shop(CHECKOUT))
    clock = Clock(datetime(2026, 11, 23, 10, tzinfo=theatre.shop.time_zone))
    async with theatre.stage(clock) as floor:
        first = Conversation(floor, clock, "first", locale="lv")
        made = await held(first, ASKED, EMAIL, "Privātpersonai", "Ilze Liepiņa", "jā")
        assert "invoice-here" in made
        second = Conversation(floor, clock, "second", locale="lv")
        told = await held(second, ASKED, EMAIL, "to pašu")
        assert "invoice-here" not in told
        assert not any(reply.file for reply in second.replies())
