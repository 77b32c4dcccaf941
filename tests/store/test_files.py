"""Files in the database, on both kinds of it."""

from functools import partial

from bot.store import files
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from tests.store.shop import NOW, customers


async def test_the_same_file_twice_is_kept_once(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7", "8")
    save = partial(files.save, name="a.pdf", mime="application/pdf", content=b"\x00\xff", now=NOW)
    first = await database.write(partial(save, conversation_id=1))
    assert await database.write(partial(save, conversation_id=1)) == first
    assert await database.write(partial(save, conversation_id=2)) != first
    stored = await database.read(partial(files.read_file, file_id=first))
    assert stored == files.Stored(first, 1, "a.pdf", "application/pdf", b"\x00\xff")
