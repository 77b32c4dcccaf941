"""Connecting a page from the command line: without it an operator would have to write calls to Graph by hand."""

from dataclasses import dataclass

import msgspec

from bot.channels.messenger import Messenger
from bot.channels.messenger_events import GET_STARTED
from bot.channels.port import Unknown
from bot.channels.wire import Failed

# The fields of a page's webhook that we understand (developers.facebook.com/docs/messenger-platform/webhooks).
SUBSCRIBED_FIELDS = (
    "messages",
    "message_edits",
    "messaging_postbacks",
    "messaging_referrals",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "messaging_handovers",
    "standby",
)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What Graph tells of a page: its name, and the fields it sends to our app (none: Meta has unsubscribed the app)."""

    id: str
    name: str
    subscribed: tuple[str, ...]

    def missing(self) -> tuple[str, ...]:
        """Fields that we need and Meta does not send."""
        return tuple(field for field in SUBSCRIBED_FIELDS if field not in self.subscribed)


class _Me(msgspec.Struct):
    id: str = ""
    name: str = ""


class _App(msgspec.Struct):
    id: str = ""
    subscribed_fields: tuple[str, ...] = ()


class _Apps(msgspec.Struct):
    data: tuple[_App, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What Meta says of a page's token; `ends_at` in seconds since the epoch, 0 for never: the sooner of its two ends."""

    valid: bool
    app_id: str
    scopes: tuple[str, ...]
    ends_at: int


class _Token(msgspec.Struct):
    is_valid: bool = False
    app_id: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: int = 0
    data_access_expires_at: int = 0


class _Debugged(msgspec.Struct):
    data: _Token = msgspec.field(default_factory=_Token)


async def token(page: Messenger) -> TokenInfo:
    """Until when the page's token is good, and for what. Raises Failed.

    Source: developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging
    """
    try:
        told = msgspec.json.decode(await page.debugged(), type=_Debugged).data
    except msgspec.DecodeError:
        raise Failed(Unknown("Graph's answer is not what it should be")) from None
    ends = [moment for moment in (told.expires_at, told.data_access_expires_at) if moment]
    return TokenInfo(told.is_valid, told.app_id, told.scopes, min(ends, default=0))


async def subscribe(page: Messenger) -> None:
    """Have the page's events sent to our app, and give new customers a button to begin with. Raises Failed."""
    await page.call(f"{page.page_id}/subscribed_apps", {"subscribed_fields": ",".join(SUBSCRIBED_FIELDS)})
    await page.call("me/messenger_profile", {"get_started": {"payload": GET_STARTED}})


async def info(page: Messenger) -> PageInfo:
    """Who the page is and what reaches us of it. Raises Failed, with `account` to blame where the token is not valid."""
    me_said, apps_said = await page.call("me"), await page.call(f"{page.page_id}/subscribed_apps")
    try:
        me = msgspec.json.decode(me_said, type=_Me)
        apps = msgspec.json.decode(apps_said, type=_Apps)
    except msgspec.DecodeError:
        raise Failed(Unknown("Graph's answer is not what it should be")) from None
    ours = next((app for app in apps.data if app.id == page.app_id), _App())
    return PageInfo(me.id, me.name, ours.subscribed_fields)
