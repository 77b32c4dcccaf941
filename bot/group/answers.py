"""Answering in a topic is answering its customer: the same floor, the same key once, and an honest word when it did not go."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from bot.channels.port import Button, File, Message
from bot.channels.telegram_group_updates import Said
from bot.group.acts import ACTIONS, Acts, Scene
from bot.group.context import Around
from bot.group.done import Done
from bot.store import files, floor, group_topics, notices
from bot.store.floor import Conflict
from bot.store.group_desks import Desk
from bot.store.letters import storable
from bot.store.notices import Notice
from bot.uploads import Clean

Kept = Clean | str | None  # a file that may be kept, or the word that says why not
UNFIT = "group.unreadable"
_NOTE = re.compile(r"/note(?:@\w+)?(?:\s+|\Z)", re.IGNORECASE)
_ACT = re.compile(r"/(take|release|close)(?:@\w+)?\s*\Z", re.IGNORECASE)


class Answers:
    """What is written in topics."""

    def __init__(self, around: Around, acts: Acts) -> None:
        self._around, self._acts = around, acts

    def said(self, connection: sa.Connection, desk: Desk, said: Said, key: str, kept: Kept) -> Done:
        """One message of the group."""
        if said.author.kind == "anonymous":
            return self._hidden(connection, desk, said, key)
        scene = self._acts.scene(connection, desk, said, key)
        if isinstance(scene, Done):
            return scene
        if said.edited:
            return self._edited(connection, desk, scene)
        if said.other or isinstance(kept, str):
            return self._reply(connection, desk, scene, kept if isinstance(kept, str) else UNFIT, "unreadable")
        return self._written(connection, desk, scene, said.text, kept)

    def _written(self, connection: sa.Connection, desk: Desk, scene: Scene, text: str, kept: Clean | None) -> Done:
        if kept is None and (act := _ACT.match(text)) is not None:
            done = self._acts.act(connection, scene, ACTIONS[act[1].lower()])
            if done.what != "done":
                self._put(connection, desk, scene, done.toast)
            return done
        if kept is None and (note := _NOTE.match(text)) is not None:
            return self._note(connection, desk, scene, text[note.end() :].strip())
        return self._answer(connection, desk, scene, text, kept)

    def _answer(self, connection: sa.Connection, desk: Desk, scene: Scene, text: str, kept: Clean | None) -> Done:
        held = floor.hold(connection, scene.conversation_id)
        if held is None:
            return Done("gone")
        if self._around.settings.answering_takes and (held.owner != "agent" or held.agent_id is None):
            floor.take(connection, scene.claim)
        pieces = self._pieces(connection, scene, text, kept)
        written = floor.answer(connection, scene.claim, text, scene.key, pieces=pieces)
        if isinstance(written, Conflict):
            return self._refused(connection, desk, scene, written)
        own = f"agent:{scene.user.id}:{scene.conversation_id}:{scene.key}"
        keys = [own, *(f"{own} {number}" for number in range(1, len(pieces)))]
        group_topics.stands(connection, scene.conversation_id, keys, scene.message_id)
        return Done("answered", bells=("sends", "turns", "pages"))

    def _pieces(self, connection: sa.Connection, scene: Scene, text: str, kept: Clean | None) -> Sequence[Message]:
        """As the customer's channel can take it."""
        file = None
        if kept is not None:
            name = storable(kept.name)
            id_ = files.save(
                connection, conversation_id=scene.conversation_id, name=name, mime=kept.mime, content=kept.content, now=scene.now
            )
            file = File(id_, name, kept.mime)
        message = Message(storable(text), file=file)
        case = group_topics.case(connection, scene.conversation_id)
        channel = self._around.channels.get(case.channel) if case is not None else None
        return channel.render(message) if channel is not None else (message,)

    def _refused(self, connection: sa.Connection, desk: Desk, scene: Scene, conflict: Conflict) -> Done:
        """Nothing went to the customer, and who wrote it is told so at once."""
        held, say = conflict.standing, self._around.say
        if held.owner == "agent":
            self._put(connection, desk, scene, say("group.not_sent_held", who=self._acts.called(connection, held.agent_id)))
        else:
            take = Button(say("group.button_take"), f"d:take:{held.conversation_id}:{held.number}")
            self._put(connection, desk, scene, say("group.not_sent_free"), ((take,),))
        return Done("refused")

    def _note(self, connection: sa.Connection, desk: Desk, scene: Scene, text: str) -> Done:
        if not text:
            return self._reply(connection, desk, scene, "group.note_empty", "empty")
        if floor.note(connection, scene.claim, text, scene.key) is None:
            return Done("gone")
        own = f"note:{scene.user.id}:{scene.conversation_id}:{scene.key}"
        group_topics.stands(connection, scene.conversation_id, [own], scene.message_id)
        return Done("noted", bells=("pages",))

    def _edited(self, connection: sa.Connection, desk: Desk, scene: Scene) -> Done:
        """Telegram lets people edit what has long been with the customer: they shall not believe that it changed there."""
        line = group_topics.line_of(connection, scene.conversation_id, scene.message_id)
        if line is None:
            return Done("edited")
        word = "group.edit_note" if group_topics.is_note(connection, line) else "group.edit_unsent"
        return self._reply(connection, desk, scene, word, "edited")

    def _hidden(self, connection: sa.Connection, desk: Desk, said: Said, key: str) -> Done:
        """An admin who hides believes that the customer was answered; nobody else is told anything."""
        where = group_topics.conversation_in(connection, desk.chat, said.thread) if said.thread is not None else None
        if where is not None and not said.edited:
            notice = Notice(
                f"re.tg.{desk.account}.{key}", "answer", "group", str(desk.chat), self._around.say("group.anonymous"),
                thread=said.thread, reply_to=said.message_id, conversation_id=where,
            )  # fmt: skip
            notices.put(connection, notice, self._around.clock())
        return Done("hidden")

    def _reply(self, connection: sa.Connection, desk: Desk, scene: Scene, word: str, what: str) -> Done:
        self._put(connection, desk, scene, self._around.say(word))
        return Done(what)

    def _put(
        self, connection: sa.Connection, desk: Desk, scene: Scene, text: str, buttons: tuple[tuple[Button, ...], ...] = ()
    ) -> None:
        notice = Notice(
            f"re.{scene.key}", "answer", "group", str(desk.chat), text, conversation_id=scene.conversation_id,
            thread=scene.thread, reply_to=scene.message_id, buttons=buttons,
        )  # fmt: skip
        notices.put(connection, notice, scene.now)
