"""The desk in a Telegram group: what is done there is done by the console's rules, and nothing reaches a customer by mistake."""

import asyncio
from functools import partial
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.store import floor, people, telegram_links
from bot.store.database import connect
from bot.store.floor import Claim
from config.settings import Environment
from tests.line.conftest import Program, introduce
from tests.line.house import House
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.telegram_forum import ICONS, Group, Member, Topic

GROUP = -1_001_234_567_890


@pytest.fixture
def group(tg: TelegramEmulator) -> Group:
    return tg.group(GROUP)


@pytest.fixture
def environment(environment: Environment, group: Group) -> Environment:
    desk = {"telegram_desk_group": group.id, "public_url": "https://chat.example"}
    return Environment.model_validate({**environment.model_dump(), **desk})


class Desk:
    """The shop's group, with somebody in it whose account is linked."""

    def __init__(self, house: House, tg: TelegramEmulator, group: Group) -> None:
        self.house, self.tg, self.group = house, tg, group

    async def colleague(self, id_: int = 2001, name: str = "Zane") -> Member:
        """Somebody of the shop, in the group, with their account linked in the way people do it."""
        agent = await self.house.agent(name)
        secret = self.house.floor.secret
        code = await self.house.database.write(
            partial(telegram_links.make_code, user_id=agent.id, secret=secret, now=self.house.now())
        )
        user = self.tg.user(id_, name=name)
        await user.write(f"/link {code}")
        await self.settles()
        return self.group.join(user)

    async def settles(self) -> None:
        """Until the group has been told everything; time passes only where nothing else can happen."""
        async with asyncio.timeout(120):
            still, before = 0, None
            while (busy := await self.busy()) or not still:
                await self.house.quiet()
                now = (busy, len(self.tg.calls))
                still, before = (still + 1 if now == before else 1), now
                if still > 2:
                    self.house.forward(4)
                else:
                    self.house._ring()
                await asyncio.sleep(0.01)

    async def busy(self) -> int:
        """How much waits for the group, or to be looked at."""
        (row,) = await self.house.ask(
            """SELECT (SELECT COUNT(*) FROM group_updates WHERE done_at IS NULL)
              + (SELECT COUNT(*) FROM notices WHERE state IN ('queued', 'sending') AND way = 'group')
              + (SELECT COUNT(*) FROM group_topics WHERE dirty)
              + (SELECT COUNT(*) FROM conversations c LEFT JOIN group_topics t ON t.conversation_id = c.id
                  WHERE (c.owner <> 'bot' OR t.floor <> c.floor) AND (t.id IS NULL OR t.version < c.changed_at))"""
        )
        return int(row[0])

    async def toast(self, press: str) -> str:
        """What a pressed button was answered with."""
        async with asyncio.timeout(60):
            while press not in self.tg.answered:
                await asyncio.sleep(0.01)
        return self.tg.answered[press]

    async def told_privately(self) -> None:
        """Until everybody was told what is for them alone."""
        await self.house.until("SELECT COUNT(*) FROM notices WHERE way = 'private' AND state IN ('queued', 'sending')", 0)

    @property
    def topic(self) -> Topic:
        """The only topic."""
        (made,) = self.group.made
        return made


def jpeg() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
async def desk(house: House, tg: TelegramEmulator, group: Group) -> Desk:
    return Desk(house, tg, group)


HUMAN = "gribu runāt ar cilvēku"
OWNER = "SELECT owner FROM conversations"
COUNT = "SELECT COUNT(*) FROM conversations"


@pytest.fixture
async def zane(desk: Desk) -> Member:
    return await desk.colleague()


@pytest.fixture
async def waiting(desk: Desk, zane: Member, tg: TelegramEmulator) -> Topic:
    """Anna waits for a person."""
    await desk.house.hold(tg.user(1001), HUMAN)
    await desk.settles()
    await desk.house.until("SELECT COUNT(*) FROM group_desks WHERE status_id > 0", 1)
    return desk.topic


# --- both ways -------------------------------------------------------------------------------------------------------


async def test_a_customer_who_waits_has_a_topic_and_an_answer_there_is_theirs(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    anna = tg.user(1001)
    assert "Anna Ozola" in waiting.name
    assert any(HUMAN in text for text in waiting.texts)
    assert "Solīts" in waiting.texts[-1]
    await zane.write("Labdien, te Zane!", waiting)
    await desk.settles()
    assert anna.seen[-1].text == "Labdien, te Zane!"
    assert await desk.house.ask(OWNER) == [("agent",)]
    assert await desk.house.ask("SELECT state FROM promises") == [("kept",)]
    assert not any("Labdien, te Zane!" in text for text in waiting.texts), "what stands there is not shown once more"
    await anna.write("paldies!")
    await desk.settles()
    assert "paldies!" in waiting.texts[-1]
    assert await desk.house.ask(COUNT) == [(1,)]


async def test_what_colleagues_do_in_the_console_is_seen_and_notes_are_marked(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    liga = await desk.house.agent("Līga")
    await liga.takes()
    await liga.says("Labdien, te Līga")
    note = partial(floor.note, claim=Claim(1, liga.id, desk.house.now()), text="klients ir dusmīgs", key="n")
    await desk.house.database.write(note)
    await desk.settles()
    shown = "\n".join(waiting.texts)
    assert "💬 Līga\nLabdien, te Līga" in shown
    assert "📝 Līga, piezīme kolēģiem\nklients ir dusmīgs" in shown
    assert "Atbild Līga" in shown
    assert shown.count("Labdien, te Līga") == 1


async def test_who_answers_what_another_holds_is_told_and_nothing_goes(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    liga = await desk.house.agent("Līga")
    await liga.takes()
    await desk.settles()
    before = len(tg.user(1001).seen)
    await zane.write("es arī!", waiting)
    await desk.settles()
    assert waiting.texts[-1] == "Nav nosūtīts: šim klientam atbild Līga."
    assert len(tg.user(1001).seen) == before


async def test_the_same_update_twice_answers_once(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    tg.postman.lose_answers(2)
    await zane.write("tikai vienreiz", waiting)
    tg.clock.advance(10)
    await desk.settles()
    assert [seen.text for seen in tg.user(1001).seen].count("tikai vienreiz") == 1


async def test_a_note_is_for_colleagues(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    before = len(tg.user(1001).seen)
    await zane.write("/note jāzvana rīt", waiting)
    await desk.settles()
    assert await desk.house.ask("SELECT kind, author FROM outbox ORDER BY id DESC LIMIT 1") == [("note", "note")]
    assert await desk.house.ask(OWNER) == [("queue",)]
    assert len(tg.user(1001).seen) == before


async def test_pictures_and_documents_go_both_ways(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    anna = tg.user(1001)
    await zane.photo(jpeg(), waiting, "te uzlīme")
    await zane.document(b"%PDF-1.4 x", "rēķins.pdf", waiting)
    await desk.settles()
    assert [(seen.kind, seen.text) for seen in anna.seen[-2:]] == [("photo", "te uzlīme"), ("document", "")]
    await anna.photo(jpeg(), "saplēsts")
    await desk.settles()
    (photo,) = [seen for seen in waiting.seen if seen.kind == "photo"]
    assert "saplēsts" in photo.text


async def test_what_cannot_be_sent_is_said(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    before = len(tg.user(1001).seen)
    await zane.sends({"location": {"latitude": 56.9, "longitude": 24.1}}, waiting)
    await zane.document(b"MZ-program", "virus.exe", waiting, "application/octet-stream")
    await desk.settles()
    assert [text for text in waiting.texts if "tikai tekstu, attēlus un PDF" in text] == waiting.texts[-2:]
    assert len(tg.user(1001).seen) == before


async def test_an_edit_is_not_believed_to_have_reached_the_customer(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    written = await zane.write("Rīt", waiting)
    await desk.settles()
    await zane.edit(written, "Parīt")
    await desk.settles()
    assert "labojums līdz viņam nenonāk" in waiting.texts[-1]
    assert tg.user(1001).seen[-1].text == "Rīt"


async def test_an_answer_that_does_not_arrive_is_said_in_the_topic(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    tg.fail("sendMessage", "lost", to=1001)
    await zane.write("vai dzirdat?", waiting)
    await desk.settles()
    desk.house.forward(65)
    await desk.house.until("SELECT COUNT(*) FROM outbox WHERE state = 'unknown' AND NOT open", 1)
    await desk.settles()
    assert any("Nav zināms, vai tas pienāca" in text and "vai dzirdat?" in text for text in waiting.texts)
    assert sum("Nav zināms" in text for text in waiting.texts) == 1


# --- buttons ---------------------------------------------------------------------------------------------------------


async def test_take_give_back_and_close_by_buttons(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    press = await zane.press("Pārņemt", waiting)
    await desk.settles()
    assert await desk.house.ask(OWNER) == [("agent",)]
    assert await desk.toast(press) == "Tagad atbildat jūs."
    press = await zane.press("Atdot botam", waiting)
    await desk.settles()
    assert await desk.house.ask(OWNER) == [("bot",)]
    assert await desk.toast(press) == "Tagad atbild bots."
    assert waiting.closed, "nobody has to look at it"


async def test_closing_closes_the_topic_and_writing_again_opens_it(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    icon = waiting.icon
    await zane.press("Noslēgt", waiting)
    await desk.settles()
    assert waiting.closed
    assert waiting.icon == ICONS["✅"] != icon
    await desk.house.hold(tg.user(1001), HUMAN)
    await desk.settles()
    assert desk.group.made == [waiting]
    assert not waiting.closed
    assert waiting.icon == icon == ICONS["❗️"]
    assert HUMAN in waiting.texts[-1]


async def test_an_old_button_does_nothing(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    old = next(seen for seen in reversed(waiting.seen) if seen.buttons)
    liga = await desk.house.agent("Līga")
    await liga.takes()
    await liga.releases()
    await desk.house.quiet()
    before = await desk.house.ask("SELECT owner, floor FROM conversations")
    press = await zane.press("Pārņemt", waiting, seen=old)
    await desk.settles()
    assert await desk.house.ask("SELECT owner, floor FROM conversations") == before
    assert "citās rokās" in await desk.toast(press)


@pytest.mark.parametrize("data", ["d:take:999:0", "d:steal:1:1", "take", "d:take:1:1:1"])
async def test_a_forged_button_does_nothing(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator, data: str
) -> None:
    press = await zane.press("Pārņemt", waiting, data=data)
    await desk.settles()
    assert await desk.house.ask(OWNER) == [("queue",)]
    assert await desk.toast(press) == "Šī poga vairs neko nedara."


async def test_where_answering_does_not_take_a_button_is_offered(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(tg.user(1001).seen)
    object.__setattr__(desk.house.floor.shop.topics, "answering_takes", False)
    try:
        await zane.write("Labdien", waiting)
        await desk.settles()
        assert len(tg.user(1001).seen) == before
        await zane.press("Pārņemt", waiting)
        await desk.settles()
        await zane.write("Labdien!", waiting)
        await desk.settles()
        assert tg.user(1001).seen[-1].text == "Labdien!"
    finally:
        object.__setattr__(desk.house.floor.shop.topics, "answering_takes", True)


# --- who counts ------------------------------------------------------------------------------------------------------


async def test_a_stranger_is_told_nothing_can_do_nothing_and_stands_in_the_record(
    desk: Desk, waiting: Topic, tg: TelegramEmulator
) -> None:
    before, told = len(tg.user(1001).seen), len(waiting.texts)
    stranger = desk.group.join(tg.user(666, name="Kāds"))
    for _ in range(3):
        await stranger.write("dodiet naudu", waiting)
    await stranger.write("/take", waiting)
    press = await stranger.press("Pārņemt", waiting)
    await desk.settles()
    assert len(tg.user(1001).seen) == before
    assert len(waiting.texts) == told
    assert await desk.toast(press) == ""
    assert await desk.house.ask(OWNER) == [("queue",)]
    assert await desk.house.ask(COUNT) == [(1,)]
    assert await desk.house.ask("SELECT about FROM audit WHERE action = 'group.refused'") == [("telegram:666",)]


async def test_hidden_admins_channels_and_bots_are_refused(desk: Desk, waiting: Topic, tg: TelegramEmulator) -> None:
    before = len(tg.user(1001).seen)
    await desk.group.says_anonymously("es esmu admins", waiting)
    await desk.group.forwards_channel_post("jaunums")
    await desk.group.bot_writes("bīp", waiting)
    await desk.settles()
    assert len(tg.user(1001).seen) == before
    assert await desk.house.ask(COUNT) == [(1,)]
    assert await desk.house.ask(OWNER) == [("queue",)]
    assert "slēpts administrators" in waiting.texts[-1]


async def test_who_may_not_sign_in_any_more_counts_no_more(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    await desk.house.database.write(lambda c: people.disable(c, "Zane@shop.example"))
    before = len(tg.user(1001).seen)
    await zane.write("Labdien", waiting)
    await desk.settles()
    assert len(tg.user(1001).seen) == before


async def test_a_wrong_code_links_nobody_and_many_are_slow(desk: Desk, tg: TelegramEmulator) -> None:
    thief = tg.user(666, name="Kāds")
    for number in range(7):
        await thief.write(f"/link AAAA{number}BBBB")
    await desk.settles()
    await desk.told_privately()
    assert len(thief.seen) == 7
    assert "nepareizs vai novecojis" in thief.seen[0].text
    assert "pēc stundas" in thief.seen[-1].text
    assert await desk.house.ask("SELECT COUNT(*) FROM telegram_links") == [(0,)]
    assert await desk.house.ask(COUNT) == [(0,)], "who links is no customer"


async def test_an_account_can_be_unlinked_by_its_owner(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    await zane.user.write("/unlink")
    await desk.settles()
    before = len(tg.user(1001).seen)
    await zane.write("Labdien", waiting)
    await desk.settles()
    assert len(tg.user(1001).seen) == before


async def test_another_group_of_the_same_bot_is_nobodys(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    other = tg.group(-1_009_999)
    foreign = other.join(zane.user)
    forged = Topic(waiting.thread, "forged")
    before = len(tg.user(1001).seen)
    await foreign.write("Labdien", forged)
    await foreign.press("Pārņemt", waiting, data="d:take:1:1")
    other_raw = {**waiting.seen[-1].raw, "chat": other.as_json()}
    tg.update("callback_query", {"id": "77", "from": zane.user.as_json(), "message": other_raw, "chat_instance": "1",
                                 "data": "d:close:1:1"}, "forged")  # fmt: skip
    await tg.settled()
    await desk.settles()
    assert len(tg.user(1001).seen) == before
    assert await desk.house.ask(COUNT) == [(1,)]


# --- when things go wrong --------------------------------------------------------------------------------------------


async def test_a_topic_somebody_deleted_is_made_anew(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    desk.group.delete(waiting)
    await tg.user(1001).write("vai kāds ir?")
    await desk.settles()
    anew = desk.topic
    assert anew is not waiting
    assert "vai kāds ir?" in "\n".join(anew.texts)
    await zane.write("Esmu!", anew)
    await desk.settles()
    assert tg.user(1001).seen[-1].text == "Esmu!"


async def test_what_may_stand_there_is_not_sent_again_and_is_owned_up_to(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    tg.fail("sendMessage", "lost", to=GROUP)
    await tg.user(1001).write("pirmais")
    await desk.settles()
    await tg.user(1001).write("otrais")
    await desk.settles()
    shown = "\n".join(waiting.texts)
    assert shown.count("pirmais") == 1
    assert "Iepriekšējās ziņas šeit var trūkt" in waiting.texts[-1]
    assert "otrais" in waiting.texts[-1]


@pytest.mark.parametrize("kind", [429, "drop", "proxy"])
async def test_what_certainly_was_not_sent_is_sent_later(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator, kind: int | str
) -> None:
    status = {"status": 403} if kind == "proxy" else {}
    tg.fail("sendMessage", kind, to=GROUP, **status)
    await tg.user(1001).write("pirmais")
    await desk.settles()
    await tg.user(1001).write("otrais")
    await desk.settles()
    shown = "\n".join(waiting.texts)
    assert shown.count("otrais") == 1
    assert shown.count("pirmais") == (1 if kind != "drop" else 0)  # a connection that broke may have carried it
    assert shown.index("otrais") > shown.find("pirmais")


async def test_a_group_that_moves_is_followed(desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator) -> None:
    new = await desk.group.migrate(-1_007)
    await tg.user(1001).write("vai vēl dzirdat?")
    desk.group = new
    await desk.settles()
    assert "vai vēl dzirdat?" in waiting.texts[-1]
    await new.join(zane.user).write("Jā!", waiting)
    await desk.settles()
    assert tg.user(1001).seen[-1].text == "Jā!"


async def test_a_group_that_is_lost_stops_nobody_and_is_found_again(
    desk: Desk, zane: Member, waiting: Topic, tg: TelegramEmulator
) -> None:
    await desk.group.kick()
    await tg.user(1001).write("kāds ir?")
    await desk.house.quiet()
    liga = await desk.house.agent("Līga")
    await liga.takes()
    await liga.says("Jā, te Līga")
    await desk.house.quiet()
    assert tg.user(1001).seen[-1].text == "Jā, te Līga"
    assert (await desk.house.ask("SELECT trouble FROM group_desks")) != [("",)]
    await desk.group.invite()
    await desk.settles()
    assert "Jā, te Līga" in "\n".join(waiting.texts)
    assert await desk.house.ask("SELECT trouble FROM group_desks") == [("",)]


# --- the pace --------------------------------------------------------------------------------------------------------


async def test_many_customers_at_once_stay_within_the_rate_and_nobody_starves(
    desk: Desk, zane: Member, tg: TelegramEmulator
) -> None:
    crowd = [tg.user(3000 + number, name=f"Klients {number}") for number in range(8)]
    loud = tg.user(4000, name="Skaļais")
    for one in (loud, *crowd):
        await one.write(HUMAN)
    await desk.house.quiet()
    for number in range(40):
        await loud.write(f"halo {number}")
    await desk.settles()
    assert desk.group.limited == 0
    assert len(desk.group.made) == 9
    for topic in desk.group.made[1:]:
        assert HUMAN in "\n".join(topic.texts)
    (of_the_loud,) = [topic for topic in desk.group.made if "Skaļais" in topic.name]
    assert "halo 39" in of_the_loud.texts[-1]
    assert len(of_the_loud.texts) < 12, "many words are few posts"


# --- killed and started again ----------------------------------------------------------------------------------------


async def test_after_a_kill_midway_nothing_is_shown_twice_and_the_doubt_is_said(
    sqlite_url: str, program: Program, tg: TelegramEmulator, fb: GraphEmulator, group: Group
) -> None:
    database = connect(sqlite_url)
    try:
        async with program(database) as house:
            introduce(house, tg, fb)
            desk = Desk(house, tg, group)
            await desk.colleague()
            await house.hold(tg.user(1001), HUMAN)
            await desk.settles()
            tg.fail("sendMessage", "hang", to=GROUP)
            await tg.user(1001).write("pirmais")
            await house.quiet()
            house.forward(3)
            await house.until("SELECT COUNT(*) FROM notices WHERE state = 'sending'", 1)
            # what a kill leaves: a post under way, and nobody who knows what became of it
            await house.database.write(lambda c: c.execute(sa.text("UPDATE group_desks SET lease_until = 0")))
        await database.write(lambda c: c.execute(sa.text("UPDATE notices SET state = 'sending' WHERE state = 'unknown'")))
        async with program(database) as house:
            introduce(house, tg, fb)
            desk = Desk(house, tg, group)
            house.forward(61)
            await tg.user(1001).write("otrais")
            await desk.settles()
            texts = desk.topic.texts
            assert sum("pirmais" in text for text in texts) <= 1
            assert "Iepriekšējās ziņas šeit var trūkt" in texts[-1]
            assert "otrais" in texts[-1]
    finally:
        database.close()


async def test_a_topic_that_begins_with_a_picture_is_opened_once(desk: Desk, zane: Member, tg: TelegramEmulator) -> None:
    anna = tg.user(1001)
    await anna.photo(jpeg(), "saplēsts")
    await desk.house.quiet()
    await desk.house.hold(anna, HUMAN)
    await desk.settles()
    assert sum("· Telegram ·" in text for text in desk.topic.texts) == 1
    assert [seen.kind for seen in desk.topic.seen].count("photo") == 1
