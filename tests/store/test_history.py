"""A conversation as people read it, on both databases: every kind of letter, files, pages that lose nothing."""

from functools import partial

from bot.channels.port import Attachment, Contact, Content, Control, Echo, Inbound, Press, Reach, Start, Text
from bot.store import files, history
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from tests.store.shop import NOW


async def test_every_kind_of_letter_reads_as_something(database: Database, mailbox: Mailbox) -> None:
    contents: list[Content] = [
        Start("promo"), Text("labdien"), Text("labdien!", edited=True), Press("1.0", "Jā"), Press("2.0"),
        Attachment("AgAD", "photo", "a.jpg", "image/jpeg", 5, "te"), Contact("+37120000000", own=True),
        Echo("no telefona", ours=False), Reach(reachable=False), Reach(reachable=True),
        Control(ours=False, app="inbox"), Control(ours=True),
    ]  # fmt: skip
    for number, content in enumerate(contents):
        await mailbox.post([Inbound("messenger", "7", str(number), content)], NOW + number)
    lines, earlier = await database.read(partial(history.read, conversation_id=1, before=history.END, room=50))
    assert earlier is None
    assert [(line.author, line.text, line.fact) for line in lines] == [
        ("system", "", "started"),
        ("customer", "labdien", ""),
        ("customer", "labdien!", ""),
        ("customer", "Jā", ""),
        ("customer", "2.0", ""),
        ("customer", "te", ""),
        ("customer", "+37120000000", ""),
        ("agent", "no telefona", "outside"),
        ("system", "", "blocked"),
        ("system", "", "reachable"),
        ("system", "", "thread_gone"),
        ("system", "", "thread_back"),
    ]


async def test_a_messengers_file_is_found_by_its_message(database: Database, mailbox: Mailbox) -> None:
    await mailbox.post([Inbound("telegram", "7", "1", Attachment("AgAD", "photo"))], NOW)
    read = partial(history.read, conversation_id=1, before=history.END, room=50)
    assert (await database.read(read))[0][0].file == history.Enclosed("", "", "", "photo")
    file_id = files.id_of(1, "AgAD")
    save = partial(files.save, conversation_id=1, name="a.jpg", mime="image/jpeg", content=b"x", now=NOW, file_id=file_id)
    await database.write(save)
    assert (await database.read(read))[0][0].file == history.Enclosed(file_id, "", "", "photo")


async def test_pages_lose_nothing_when_clocks_differ(database: Database, mailbox: Mailbox) -> None:
    for number, at in enumerate([50, 40, 60, 10, 70]):
        await mailbox.post([Inbound("telegram", "7", str(number), Text(str(number)))], NOW + at)
    texts: list[str] = []
    cursor: history.Cursor | None = history.END
    while cursor is not None:
        lines, cursor = await database.read(partial(history.read, conversation_id=1, before=cursor, room=2))
        texts = [line.text for line in lines] + texts
    assert texts == ["0", "1", "2", "3", "4"]
