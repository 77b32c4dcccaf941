"""The calls by which a bot runs a group with topics: without them the desk away from the console could be read, not written to.

Each says honestly what came of it: what may have arrived is `Unknown`, and nobody repeats it blindly. No aiogram: a group takes
twenty messages a minute, so what a call costs here does not matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from bot.channels.port import Button, NotSent, Refused, Result, Sent, Unknown
from bot.channels.telegram import CAPTION_UNITS, TEXT_UNITS, Telegram
from bot.channels.text import shorten, units
from bot.channels.wire import Failed

NAME_LENGTH, ANSWER_LENGTH = 128, 200  # characters: a topic's name, what a pressed button is answered with
_GONE = ("message thread not found", "topic_id_invalid", "topic_deleted")
_SAME = ("topic_not_modified", "message is not modified")
_NO_RIGHTS = ("not enough rights", "have no rights", "chat_admin_required", "need administrator rights", "not a forum")


@dataclass(frozen=True, slots=True)
class Picture:
    """A file for the group: one that Telegram has (`ref`), or its name and content."""

    kind: Literal["photo", "document"]
    ref: str = ""
    name: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Post:
    """One message of ours: `bold` are stretches (offset, length) in UTF-16 units, of the text or the caption."""

    text: str
    thread: int | None = None
    buttons: Sequence[Sequence[Button]] = ()
    bold: Sequence[tuple[int, int]] = ()
    reply_to: int | None = None
    file: Picture | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What a bot may do in a group, and what the group is; `hears`: it is told what members write."""

    kind: str
    forum: bool
    status: str
    topics: bool
    hears: bool
    title: str = ""


class _Message(msgspec.Struct):
    message_id: int


class _Topic(msgspec.Struct):
    message_thread_id: int


class _Sticker(msgspec.Struct):
    emoji: str = ""
    custom_emoji_id: str = ""


class _Chat(msgspec.Struct):
    type: str = ""
    is_forum: bool = False
    title: str = ""


class _Me(msgspec.Struct):
    can_read_all_group_messages: bool = False


class _Member(msgspec.Struct):
    status: str = ""
    can_manage_topics: bool = False


class Group:
    """One bot in its group; the chat is named at each call, since groups move."""

    def __init__(self, bot: Telegram) -> None:
        self.bot = bot

    async def create(self, chat: int, name: str, icon: str = "") -> Result:
        """A new topic; `Sent.message_id` is its thread."""
        told: dict[str, Any] = {"chat_id": chat, "name": name}
        try:
            made = await self.bot.call("createForumTopic", {**told, **({"icon_custom_emoji_id": icon} if icon else {})}, _Topic)
        except Failed as failed:
            return failed.result
        return Sent(str(made.message_thread_id))

    async def edit(self, chat: int, thread: int, name: str, icon: str = "") -> Result:
        """Another name and icon."""
        told: dict[str, Any] = {"chat_id": chat, "message_thread_id": thread, "name": name}
        return await self._done("editForumTopic", {**told, **({"icon_custom_emoji_id": icon} if icon else {})})

    async def close(self, chat: int, thread: int, *, closed: bool) -> Result:
        """Close a topic, or open it again."""
        method = "closeForumTopic" if closed else "reopenForumTopic"
        return await self._done(method, {"chat_id": chat, "message_thread_id": thread})

    async def delete(self, chat: int, thread: int) -> Result:
        """Delete a topic with all that stands in it."""
        return await self._done("deleteForumTopic", {"chat_id": chat, "message_thread_id": thread})

    async def post(self, chat: int, post: Post) -> Result:
        """Write; `Sent.message_id` is the message's. Silent about links: no previews."""
        told: dict[str, Any] = {"chat_id": chat}
        if post.thread is not None:
            told["message_thread_id"] = post.thread
        if post.reply_to is not None:
            told["reply_parameters"] = {"message_id": post.reply_to, "allow_sending_without_reply": True}
        if post.buttons:
            told["reply_markup"] = _markup(post.buttons)
        entities = [{"type": "bold", "offset": offset, "length": length} for offset, length in post.bold]
        if post.file is not None:
            return await self._file(told, post, post.file, entities)
        assert units(post.text) <= TEXT_UNITS, "whoever composes it knows the limit"
        told |= {"text": post.text, "link_preview_options": {"is_disabled": True}}
        return await self._sent("sendMessage", {**told, **({"entities": entities} if entities else {})})

    async def rewrite(self, chat: int, message: int, text: str) -> Result:
        """Another text for one of our messages."""
        told = {"chat_id": chat, "message_id": message, "text": text, "link_preview_options": {"is_disabled": True}}
        return await self._done("editMessageText", told)

    async def strip(self, chat: int, message: int) -> Result:
        """Take the buttons from one of our messages."""
        return await self._done("editMessageReplyMarkup", {"chat_id": chat, "message_id": message})

    async def answer(self, callback: str, text: str) -> Result:
        """Stop a pressed button's spinning with a few words, seen by who pressed it alone."""
        return await self._done("answerCallbackQuery", {"callback_query_id": callback, "text": shorten(text, ANSWER_LENGTH)})

    async def icons(self) -> Mapping[str, str]:
        """The pictures a topic may have, by emoji; none where Telegram does not tell."""
        try:
            known = await self.bot.call("getForumTopicIconStickers", {}, list[_Sticker])
        except Failed:
            return {}
        return {sticker.emoji: sticker.custom_emoji_id for sticker in known}

    async def rights(self, chat: int) -> Rights:
        """What the bot may do there. Raises Failed."""
        shown = await self.bot.call("getChat", {"chat_id": chat}, _Chat)
        me = await self.bot.call("getMe", {}, _Me)
        member = await self.bot.call("getChatMember", {"chat_id": chat, "user_id": self.bot.id}, _Member)
        hears = me.can_read_all_group_messages or member.status == "administrator"
        return Rights(shown.type, shown.is_forum, member.status, member.can_manage_topics, hears, shown.title)

    async def _file(self, told: dict[str, Any], post: Post, file: Picture, entities: Sequence[Mapping[str, Any]]) -> Result:
        assert units(post.text) <= CAPTION_UNITS, "whoever composes it knows the limit"
        if post.text:
            told |= {"caption": post.text, **({"caption_entities": entities} if entities else {})}
        method = "sendPhoto" if file.kind == "photo" else "sendDocument"
        if file.ref:
            return await self._sent(method, {**told, file.kind: file.ref})
        try:
            made = await self.bot.upload(method, told, file.kind, (file.name, file.content), _Message)
        except Failed as failed:
            return failed.result
        return Sent(str(made.message_id))

    async def _sent(self, method: str, told: Mapping[str, Any]) -> Result:
        try:
            made = await self.bot.call(method, told, _Message)
        except Failed as failed:
            return failed.result
        return Sent(str(made.message_id))

    async def _done(self, method: str, told: Mapping[str, Any]) -> Result:
        try:
            await self.bot.call(method, told, msgspec.Raw)
        except Failed as failed:
            return Sent() if _says(failed.result, _SAME) else failed.result
        return Sent()


def topic_gone(result: Result) -> bool:
    """The topic is not there any more, or too old to be written in (tdlib/telegram-bot-api#693)."""
    return _says(result, _GONE)


def no_rights(result: Result) -> bool:
    """The bot may not do this in the group, or the group has no topics."""
    return _says(result, _NO_RIGHTS)


def _says(result: Result, signs: Sequence[str]) -> bool:
    return isinstance(result, Refused | NotSent | Unknown) and any(sign in result.reason.lower() for sign in signs)


def _markup(rows: Sequence[Sequence[Button]]) -> Mapping[str, Any]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]}


def _button(button: Button) -> Mapping[str, str]:
    if button.url:
        return {"text": button.title, "url": button.url}
    return {"text": button.title, "callback_data": button.payload}
