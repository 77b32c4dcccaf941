"""A Telegram supergroup with topics: without it the desk's group could be tried only with tokens and other people.

    group = tg.group()
    zane = group.join(tg.user(2001, name="Zane"))
    await zane.write("Labdien!", topic)
    await zane.press("Take", topic)

Source: core.telegram.org/bots/api#forumtopic and the issues of github.com/tdlib/telegram-bot-api.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms import telegram_api as api
from tests.platforms.telegram_api import ApiError, Call, Seen, Upload
from tests.platforms.telegram_people import PRESS_LIFETIME, User

if TYPE_CHECKING:
    from tests.platforms.telegram import TelegramEmulator

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
ICONS = {"❗️": "5379748062124056162", "🤖": "5309832892262654231", "✅": "5237699328843200968", "🗣": "5370870893004203704"}
PER_MINUTE, MINUTE = 20, 60.0
_COLORS = {7322096, 16766590, 13338331, 9367192, 16749490, 16478047}


@dataclass(slots=True)
class Topic:
    """One topic; `thread` is its id, `seen` all that the bot wrote in it."""

    thread: int
    name: str
    icon: str = ""
    closed: bool = False
    seen: list[Seen] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What the bot wrote, in order."""
        return [seen.text for seen in self.seen]


class Group:
    """A forum. `general` is what the bot wrote outside any topic; `admin`, `manages` and `forum` are the bot's rights."""

    def __init__(self, tg: "TelegramEmulator", id_: int, title: str) -> None:
        self.id, self.title = id_, title
        self.topics: dict[int, Topic] = {}
        self.general = Topic(0, "General")
        self.admin = self.manages = self.forum = True
        self.kicked = False
        self.moved_to = 0
        self.deleted: list[Topic] = []
        self.texts: dict[int, str] = {}  # every message by its id, as it reads now
        self.limited = 0  # how often somebody was told to wait
        self._tg = tg
        self._sent: list[float] = []

    @property
    def made(self) -> list[Topic]:
        """The topics, oldest first."""
        return list(self.topics.values())

    def join(self, user: User) -> "Member":
        """Somebody comes in."""
        return Member(self._tg, self, user)

    def as_json(self) -> dict[str, Any]:
        """The Chat object."""
        return {"id": self.id, "title": self.title, "type": "supergroup", **({"is_forum": True} if self.forum else {})}

    def message(self, thread: int | None, **fields: Any) -> dict[str, Any]:
        """A Message object in a topic; in General where there is none."""
        made = {"message_id": self._tg.next_message(), "date": int(self._tg.clock.now()), "chat": self.as_json(), **fields}
        return {**made, "message_thread_id": thread, "is_topic_message": True} if thread else made

    # --- what people do that the bot hears of --------------------------------------------------------------------

    async def says_anonymously(self, text: str, topic: Topic | None = None) -> None:
        """An admin who hides writes; Telegram says that the group did."""
        await self._told("message", self.message(_thread(topic), **{"from": ANONYMOUS}, sender_chat=self.as_json(), text=text))

    async def forwards_channel_post(self, text: str) -> None:
        """A linked channel's post comes in by itself."""
        channel = {"id": -1009, "title": "News", "type": "channel"}
        sender = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
        posted = self.message(None, sender_chat=channel, is_automatic_forward=True, text=text)
        await self._told("message", {**posted, "from": sender})

    async def bot_writes(self, text: str, topic: Topic | None = None) -> None:
        """Another bot."""
        other = {"id": 5550001, "is_bot": True, "first_name": "Other", "username": "other_bot"}
        await self._told("message", self.message(_thread(topic), **{"from": other}, text=text))

    async def kick(self) -> None:
        """The bot is thrown out."""
        self.kicked = True
        await self._membership("administrator", "kicked")

    async def invite(self) -> None:
        """And let in again, as an admin."""
        self.kicked = False
        await self._membership("left", "administrator")

    async def migrate(self, to: int) -> "Group":
        """It becomes another supergroup, with the same topics; the old one answers no more."""
        new = self._tg.group(to, title=self.title)
        new.topics = self.topics
        self.moved_to = to
        owner = self._tg.user(9, name="Owner").as_json()
        await self._told("message", self.message(None, **{"from": owner}, migrate_to_chat_id=to))
        return new

    def delete(self, topic: Topic) -> None:
        """Somebody deletes a topic; nobody tells the bot."""
        self.deleted.append(self.topics.pop(topic.thread))

    async def _membership(self, before: str, after: str) -> None:
        owner = self._tg.user(9, name="Owner").as_json()
        old, new = (_member(status, self) for status in (before, after))
        change = {"chat": self.as_json(), "from": owner, "date": int(self._tg.clock.now())}
        self._tg.update("my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new}, ("member", self.id))
        await self._tg.settled()

    async def _told(self, kind: str, message: Mapping[str, Any]) -> dict[str, Any]:
        made = self._tg.update(kind, message, ("chat", self.id))
        await self._tg.settled()
        return made

    # --- what the bot does ---------------------------------------------------------------------------------------

    def check(self) -> None:
        """Raises ApiError where the bot may do nothing here."""
        if self.moved_to:
            raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved_to)
        if self.kicked:
            raise ApiError(403, "Forbidden: bot was kicked from the supergroup chat")

    def count(self) -> None:
        """Twenty messages a minute, those of the service too. Raises ApiError with how long to wait."""
        now = self._tg.clock.now()
        self._sent = [at for at in self._sent if now - at < MINUTE]
        if len(self._sent) >= PER_MINUTE:
            self.limited += 1
            wait = max(1, round(self._sent[0] + MINUTE - now))
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self._sent.append(now)

    def topic(self, call: Call) -> Topic:
        """Where a call writes. Raises ApiError for a topic that is not there."""
        thread = call.params.get("message_thread_id")
        if thread is None:
            return self.general
        if (found := self.topics.get(int(thread))) is None:
            raise ApiError(400, "Bad Request: message thread not found")
        return found

    def show(self, call: Call, content: Mapping[str, Any], kind: str, upload: Upload | None) -> dict[str, Any]:
        """The bot's message."""
        self.check()
        topic = self.topic(call)
        self._check_reply(call)
        self.count()
        rows = api.rows_of(call.params.get("reply_markup") or {})
        message = self.message(topic.thread or None, **{"from": self._tg.me}, **content)
        if rows:
            message["reply_markup"] = call.params["reply_markup"]
        text = str(content.get("text") or content.get("caption") or "")
        self.texts[message["message_id"]] = text
        topic.seen.append(Seen(message["message_id"], text, rows, "", upload, kind, message))
        return message

    def _check_reply(self, call: Call) -> None:
        reply = call.params.get("reply_parameters") or {}
        if reply and not reply.get("allow_sending_without_reply") and reply.get("message_id") not in self.texts:
            raise ApiError(400, "Bad Request: message to be replied not found")


class Member:
    """Somebody of the group, who may be a customer of the bot as well."""

    def __init__(self, tg: "TelegramEmulator", group: Group, user: User) -> None:
        self.group, self.user, self._tg = group, user, tg

    async def write(self, text: str, topic: Topic | None = None, **fields: Any) -> dict[str, Any]:
        """Say something in a topic, or in General."""
        return await self.sends({"text": text, **fields}, topic)

    async def photo(self, content: bytes, topic: Topic, caption: str = "") -> dict[str, Any]:
        """Send a picture."""
        stored = self._tg.store(content, f"photos/group_{len(self._tg.files)}.jpg")
        photo = [{**stored, "width": 1280, "height": 853}]
        return await self.sends({"photo": photo, **({"caption": caption} if caption else {})}, topic)

    async def document(self, content: bytes, name: str, topic: Topic, mime: str = "application/pdf") -> dict[str, Any]:
        """Send a file."""
        stored = self._tg.store(content, f"documents/group_{len(self._tg.files)}.{name.rpartition('.')[2]}")
        return await self.sends({"document": {**stored, "file_name": name, "mime_type": mime}}, topic)

    async def edit(self, update: Mapping[str, Any], text: str) -> dict[str, Any]:
        """Change what was written before."""
        return await self._told(
            "edited_message", {**update["message"], "text": text, "edit_date": int(self._tg.clock.now())}
        )

    async def sends(self, content: Mapping[str, Any], topic: Topic | None) -> dict[str, Any]:
        """Send a message of any kind."""
        message = self.group.message(_thread(topic), **{"from": self.user.as_json()}, **content)
        self.group.texts[message["message_id"]] = str(content.get("text", ""))
        return await self._told("message", message)

    async def press(self, title: str, topic: Topic, *, seen: Seen | None = None, data: str | None = None) -> str:
        """Press a button (the newest of that title unless told which); gives the callback's id."""
        message = seen or next(m for m in reversed(topic.seen) if any(b.title == title for b in m.buttons))
        pressed = data if data is not None else message.button(title).data
        query = {
            "id": self._tg.next_press(), "from": self.user.as_json(), "message": message.raw, "chat_instance": str(self.group.id),
            "data": pressed,
        }  # fmt: skip
        self._tg.update("callback_query", query, ("press", self.user.id), PRESS_LIFETIME)
        await self._tg.settled()
        return str(query["id"])

    async def _told(self, kind: str, message: Mapping[str, Any]) -> dict[str, Any]:
        made = self._tg.update(kind, message, ("chat", self.group.id))
        await self._tg.settled()
        return made


def _thread(topic: Topic | None) -> int | None:
    return topic.thread or None if topic is not None else None


NEWEST = "can_send_welcome_messages"  # of Bot API 10.1, which python-telegram-bot does not know yet
_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    NEWEST,
)  # fmt: skip


def _member(status: str, group: Group) -> dict[str, Any]:
    made: dict[str, Any] = {"status": status, "user": group._tg.me}
    if status == "administrator":
        made |= dict.fromkeys(_RIGHTS, False) | {"can_manage_topics": group.manages, "can_delete_messages": True}
    if status == "kicked":
        made["until_date"] = 0
    return made


# --- the methods ---------------------------------------------------------------------------------------------------


def create_topic(tg: "TelegramEmulator", call: Call) -> Any:
    """A new topic, announced by a message of the service."""
    group = _managed(tg, call)
    name = str(call.params.get("name", "")).strip()
    if not 1 <= len(name) <= 128:
        raise ApiError(400, "Bad Request: TOPIC_TITLE_EMPTY" if not name else "Bad Request: topic name is too long")
    color = call.params.get("icon_color")
    if color is not None and int(color) not in _COLORS:
        raise ApiError(400, "Bad Request: invalid icon color specified")
    icon = _icon(call)
    group.count()
    topic = Topic(tg.next_message(), name, icon)
    group.topics[topic.thread] = topic
    made = {"message_thread_id": topic.thread, "name": name, "icon_color": int(color or 7322096)}
    return {**made, "icon_custom_emoji_id": icon} if icon else made


def edit_topic(tg: "TelegramEmulator", call: Call) -> Any:
    """Another name or icon."""
    group = _managed(tg, call)
    topic = _of(group, call)
    name, icon = str(call.params.get("name") or topic.name), _icon(call) if "icon_custom_emoji_id" in call.params else topic.icon
    if (name, icon) == (topic.name, topic.icon):
        raise ApiError(400, "Bad Request: TOPIC_NOT_MODIFIED")
    group.count()
    topic.name, topic.icon = name, icon
    return True


def close_topic(tg: "TelegramEmulator", call: Call) -> Any:
    """Nobody but admins writes in it."""
    return _set_closed(tg, call, closed=True)


def reopen_topic(tg: "TelegramEmulator", call: Call) -> Any:
    """Everybody may."""
    return _set_closed(tg, call, closed=False)


def delete_topic(tg: "TelegramEmulator", call: Call) -> Any:
    """With all that stands in it."""
    group = _managed(tg, call)
    group.delete(_of(group, call))
    return True


def icons(tg: "TelegramEmulator", call: Call) -> Any:
    """The pictures a topic may have."""
    common = {"type": "custom_emoji", "set_name": "Topics", "width": 512, "height": 512, "is_animated": True, "is_video": False}
    return [
        {**common, "file_id": f"i{id_}", "file_unique_id": f"u{id_}", "emoji": emoji, "custom_emoji_id": id_}
        for emoji, id_ in ICONS.items()
    ]


def get_chat(tg: "TelegramEmulator", call: Call) -> Any:
    """What a group is like."""
    group = group_of(tg, call)
    group.check()
    shown = {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False)}  # fmt: skip
    return {**group.as_json(), **shown}


def get_chat_member(tg: "TelegramEmulator", call: Call) -> Any:
    """What the bot may do there; only itself is asked for."""
    group = group_of(tg, call)
    group.check()
    if str(call.params.get("user_id")) != str(tg.me["id"]):
        raise ApiError(400, "Bad Request: user not found")
    return _member("administrator" if group.admin else "member", group)


def edit_text(tg: "TelegramEmulator", call: Call) -> Any:
    """Another text for one of the bot's messages."""
    group, seen = _own(tg, call)
    text = str(call.params.get("text", "")).strip()
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if group.texts[seen.id] == text:
        raise ApiError(400, f"Bad Request: message is not modified: {_SAME}")
    group.texts[seen.id] = text
    return {**seen.raw, "text": text}


def edit_markup(tg: "TelegramEmulator", call: Call) -> Any:
    """Other buttons, or none."""
    group, seen = _own(tg, call)
    markup = call.params.get("reply_markup") or {}
    rows = api.rows_of(markup)
    if rows == seen.rows:
        raise ApiError(400, f"Bad Request: message is not modified: {_SAME}")
    place = next(topic for topic in (group.general, *group.topics.values()) if seen in topic.seen)
    raw = {**seen.raw, "reply_markup": markup} if rows else {k: v for k, v in seen.raw.items() if k != "reply_markup"}
    place.seen[place.seen.index(seen)] = Seen(seen.id, seen.text, rows, "", seen.file, seen.kind, raw)
    return raw


_SAME = "specified new message content and reply markup are exactly the same as a current content and reply markup of the message"

METHODS = {
    "createforumtopic": create_topic,
    "editforumtopic": edit_topic,
    "closeforumtopic": close_topic,
    "reopenforumtopic": reopen_topic,
    "deleteforumtopic": delete_topic,
    "getforumtopiciconstickers": icons,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "editmessagetext": edit_text,
    "editmessagereplymarkup": edit_markup,
}


def group_of(tg: "TelegramEmulator", call: Call) -> Group:
    """The group a call is about. Raises ApiError."""
    chat = str(call.params.get("chat_id", ""))
    group = tg.groups.get(int(chat)) if re.fullmatch(r"-?\d+", chat) else None
    if group is None:
        raise ApiError(400, "Bad Request: chat not found")
    return group


def _managed(tg: "TelegramEmulator", call: Call) -> Group:
    group = group_of(tg, call)
    group.check()
    if not group.forum:
        raise ApiError(400, "Bad Request: the chat is not a forum")
    if not (group.admin and group.manages):
        raise ApiError(400, "Bad Request: not enough rights to manage topics")
    return group


def _of(group: Group, call: Call) -> Topic:
    found = group.topics.get(int(call.params.get("message_thread_id") or 0))
    if found is None:
        raise ApiError(400, "Bad Request: TOPIC_ID_INVALID")
    return found


def _set_closed(tg: "TelegramEmulator", call: Call, *, closed: bool) -> Any:
    group = _managed(tg, call)
    topic = _of(group, call)
    if topic.closed == closed:
        raise ApiError(400, "Bad Request: TOPIC_NOT_MODIFIED")
    group.count()
    topic.closed = closed
    return True


def _own(tg: "TelegramEmulator", call: Call) -> tuple[Group, Seen]:
    group = group_of(tg, call)
    group.check()
    everything = [seen for topic in (group.general, *group.topics.values()) for seen in topic.seen]
    found = next((seen for seen in everything if seen.id == int(call.params.get("message_id") or 0)), None)
    if found is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    return group, found


def _icon(call: Call) -> str:
    icon = str(call.params.get("icon_custom_emoji_id") or "")
    if icon and icon not in ICONS.values():
        raise ApiError(400, "Bad Request: DOCUMENT_INVALID")
    return icon
