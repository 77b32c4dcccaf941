"""Connecting a bot from the command line: without it an operator would have to write calls to Telegram by hand."""

from dataclasses import dataclass

import msgspec

from bot.channels.telegram import Telegram

# All kinds we understand and no other: what is not asked for costs Telegram, the network and us nothing.
# business_connection comes with nothing to answer, but is asked for so that Telegram offers the bot to business accounts.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "business_connection",
    "business_message",
    "edited_business_message",
)


@dataclass(frozen=True, slots=True)
class WebhookInfo:
    """What Telegram tells of a bot: where it sends updates (empty: nowhere), how many wait, and its last trouble with us."""

    username: str
    url: str
    pending: int
    last_error: str
    last_error_at: int  # seconds since the epoch, 0 for never
    allowed_updates: tuple[str, ...]

    def missing(self) -> tuple[str, ...]:
        """Kinds of updates that we need and Telegram does not send."""
        return tuple(kind for kind in ALLOWED_UPDATES if kind not in self.allowed_updates)


class _Me(msgspec.Struct):
    username: str = ""


class _Webhook(msgspec.Struct):
    url: str = ""
    pending_update_count: int = 0
    last_error_message: str = ""
    last_error_date: int = 0
    allowed_updates: tuple[str, ...] = ()


async def set_webhook(bot: Telegram, url: str, *, connections: int = 40, drop_pending: bool = False) -> None:
    """Tell Telegram to send updates to `url` with our secret, over 1 to 100 connections. Raises Failed with Telegram's reason."""
    arguments = {
        "url": url,
        "secret_token": bot.secret,
        "allowed_updates": ALLOWED_UPDATES,
        "max_connections": connections,
        "drop_pending_updates": drop_pending,
    }
    await bot.call("setWebhook", arguments, bool)


async def info(bot: Telegram) -> WebhookInfo:
    """Who the bot is and how its webhook does. Raises Failed, with `account` to blame where the token is not valid."""
    me = await bot.call("getMe", {}, _Me)
    hook = await bot.call("getWebhookInfo", {}, _Webhook)
    return WebhookInfo(
        me.username, hook.url, hook.pending_update_count, hook.last_error_message, hook.last_error_date, hook.allowed_updates
    )
