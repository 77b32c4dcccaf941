"""What a bot hears that is no customer's: without it what colleagues write in their group would pass for customers' words.

It is kept before Telegram is told that we have it, as customers' words are. Updates of any other group are nobody's and are let
go; a forged button pressed elsewhere stays what it is, a customer's press that means nothing.
"""

from collections.abc import Callable
from functools import partial

from bot.channels.telegram_group_updates import Aside, Moved, encode, kind_of, might_concern, read
from bot.doorbell import Doorbell
from bot.store import group_desks, group_updates
from bot.store.database import Database


class Door:
    """Of one bot, `account`. Without `customers` nobody who writes to it alone is a customer."""

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], account: str, *, customers: bool = True
    ) -> None:
        self._database, self._doorbell, self._clock = database, doorbell, clock
        self._account, self._customers = account, customers

    async def takes(self, account: str, body: bytes) -> bool:
        """Whether this update of the bot `account` is not a customer's; then it is dealt with."""
        if account != self._account:
            return False
        aside = read(body) if might_concern(body) or not self._customers else None
        if aside is None:
            return not self._customers
        if aside.body is not None and await self._is_of_the_desk(aside):
            put = partial(
                group_updates.put, account=account, key=aside.key, kind=kind_of(aside.body), body=encode(aside.body),
                now=self._clock(),
            )  # fmt: skip
            if await self._database.write(put):
                self._doorbell.ring("group")
        return True

    async def _is_of_the_desk(self, aside: Aside) -> bool:
        """Alone with the bot, or in the shop's own group; where that has moved, the old one may still say so."""
        if aside.chat == 0:
            return True
        desk = await self._database.look(partial(group_desks.one, account=self._account))
        if desk is None or not desk.chat:
            return False
        return aside.chat == desk.chat or (aside.chat == desk.configured and isinstance(aside.body, Moved))
