"""A hold is set and lifted once, of what there is, and whoever did it stands in the record."""

from functools import partial

import pytest

from bot.channels.port import Inbound, Text
from bot.store import audit, holds
from bot.store.audit import Wanted
from bot.store.database import Database
from bot.store.mailbox import Mailbox

NOW = 1_800_000_000_000
ABOUT = "conversation:1"


async def recorded(database: Database) -> list[tuple[str, str, int | None]]:
    found = await database.read(partial(audit.page, wanted=Wanted(), before=2**62, room=9))
    return [(entry.action, entry.about, entry.user_id) for entry in reversed(found)]


async def test_each_change_is_made_once_and_noted_once(database: Database) -> None:
    await Mailbox(database).post([Inbound("telegram", "7", "1", Text("Labdien"))], NOW)
    put = partial(holds.put, about=ABOUT, why="strīds", who=None, now=NOW)
    lift = partial(holds.lift, about=ABOUT, who=None, now=NOW)
    assert [await database.write(change) for change in (put, put, lift, lift)] == [True, False, True, False]
    assert await recorded(database) == [("hold.set", ABOUT, None), ("hold.lifted", ABOUT, None)]


@pytest.mark.parametrize("about", ["conversation:7", "invoice:99999", "order:1", "nonsense", ""])
async def test_what_there_is_not_is_neither_held_nor_lifted(database: Database, about: str) -> None:
    for change in (partial(holds.put, why="strīds"), holds.lift):
        with pytest.raises(holds.NothingError):
            await database.write(partial(change, about=about, who=None, now=NOW))
    assert await recorded(database) == []
