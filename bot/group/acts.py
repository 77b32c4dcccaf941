"""Take, give back, close: a button in the group is the button of the console, with the same answer for who comes second.

Nobody counts but whose Telegram account is linked to somebody of the shop. Strangers are told nothing, and stand in the record.
"""

import re
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from bot.channels.telegram_group_updates import Pressed, Said
from bot.group.context import Around
from bot.group.done import Done
from bot.store import audit, floor, group_topics, group_updates, people, telegram_links
from bot.store.floor import Claim, Conflict, Standing
from bot.store.group_desks import Desk
from bot.store.people import User

Action = Literal["take", "release", "close"]
ACTIONS: dict[str, Action] = {"take": "take", "release": "release", "close": "close"}
DAY = 24 * 3600 * 1000  # ms
_BUTTON = re.compile(r"d:(take|release|close):(\d{1,15}):(\d{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Scene:
    """Who does something in a conversation's topic, by which message; `seen` is the floor they were looking at, for a button."""

    user: User
    conversation_id: int
    thread: int
    message_id: int
    key: str
    now: int
    seen: int | None = None

    @property
    def claim(self) -> Claim:
        """As the floor asks for it."""
        return Claim(self.conversation_id, self.user.id, self.now, self.seen)


class Acts:
    """What is done to the floor."""

    def __init__(self, around: Around) -> None:
        self._around = around

    def pressed(self, connection: sa.Connection, desk: Desk, pressed: Pressed, key: str) -> Done:
        """A button. Its data is what anybody could send, so the topic alone says which conversation is meant."""
        scene = self.scene(connection, desk, pressed, key)
        if isinstance(scene, Done):
            return scene
        found = _BUTTON.match(pressed.data)
        if found is None or int(found[2]) != scene.conversation_id:
            say = self._around.voice_of(scene.user.locale, scene.user.languages)
            return Done("stale", say("group.stale"))
        return self.act(connection, scene, ACTIONS[found[1]], seen=int(found[3]))

    def act(self, connection: sa.Connection, scene: Scene, action: Action, seen: int | None = None) -> Done:
        """Do it by the rules of the floor; the words are for who did it."""
        say = self._around.voice_of(scene.user.locale, scene.user.languages)
        claim = Claim(scene.conversation_id, scene.user.id, scene.now, seen)
        match action:
            case "take":
                changed = floor.take(connection, claim)
            case "release":
                changed = floor.release(connection, claim, discreet=self._around.discreet)
            case "close":
                changed = floor.close(connection, claim, reopen_within=self._around.reopen_within)
        match changed:
            case None:
                return Done("gone", say("group.gone"))
            case Standing():
                return Done("done", say(f"group.done_{action}"), ("turns", "sends", "pages"))
            case Conflict(reason="moved"):
                return Done("refused", say("group.not_done_moved"))
            case Conflict(standing=held) if held.owner == "agent":
                return Done("refused", say("group.not_done_held", who=self.called(connection, held.agent_id)))
            case Conflict():
                return Done("refused", say("group.not_done_free"))

    def scene(self, connection: sa.Connection, desk: Desk, told: Said | Pressed, key: str) -> Scene | Done:
        """Who does it where; or that it is nobody of the shop, or nowhere that concerns a customer."""
        author, thread = told.author, told.thread
        where = group_topics.conversation_in(connection, desk.chat, thread) if thread is not None else None
        link = telegram_links.by_telegram(connection, author.id) if author.kind == "person" else None
        now = self._around.clock()
        if link is None:
            return self._stranger(connection, author.id, where, now)
        if where is None or thread is None:
            return Done("elsewhere")
        return Scene(link.user, where, thread, told.message_id, f"tg.{desk.account}.{key}", now)

    def called(self, connection: sa.Connection, agent_id: int | None) -> str:
        """A colleague's name, in the group's language where there is none."""
        if agent_id is None:
            return self._around.say("group.outside")
        names = {user.id: user.name for user in people.everybody(connection)}
        return names.get(agent_id, self._around.say("group.somebody"))

    def _stranger(self, connection: sa.Connection, telegram_id: int, where: int | None, now: int) -> Done:
        """In the record once a day, where it was about a customer."""
        seen = f"stranger:{telegram_id}:{now // DAY}"
        fresh = where is not None and group_updates.put(
            connection, self._around.account, seen, kind="seen", body="", now=now, done=True
        )
        if fresh:
            told = {"conversation": where}
            audit.record(connection, who=None, action="group.refused", about=f"telegram:{telegram_id}", detail=told, now=now)
        return Done("stranger")
