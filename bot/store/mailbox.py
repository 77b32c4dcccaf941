"""The mailbox: whatever wants a conversation's attention enters once, one turn reads it, one commit answers it.

A conversation is woken by its own columns alone: whoever inserts an inbox row raises `arrived` and lowers `wake_at` in the same
transaction, and a commit that finds `arrived` greater than what its turn had first read (`heard`) wakes the conversation again at
once. No statement decides by looking for inbox rows, because on PostgreSQL's READ COMMITTED a row committed while the statement
waited for a lock is not seen.
"""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from bot.channels.port import Inbound
from bot.store import arrivals, turns, unkept
from bot.store.database import Database
from bot.store.gather import Gather
from bot.store.model import BURST, LEASE, Lease, Outcome, Posted, lanes

KNOWN = 100_000  # conversations whose ids are remembered


class Mailbox:
    """The port between everything that happens and the turns that answer it."""

    def __init__(self, database: Database, burst: int = BURST, lease: int = LEASE) -> None:
        self.database, self.burst, self.lease_time = database, burst, lease
        self._posting: Gather[tuple[Sequence[Inbound], int], Posted] = Gather(self._post_batch, delay=0.002)
        self._committing: Gather[tuple[Outcome, int], bool] = Gather(self._commit_batch)
        self._rounds = 0
        self._known: dict[tuple[str, str], int] = {}

    async def post(self, inbounds: Sequence[Inbound], now: int) -> Posted:
        """Store what reached us, each once; durable when this returns. Webhooks that come together share one commit.

        Numbers of cards and personal codes are taken out first, for good.
        """
        return await self._posting((unkept.without(inbounds), now)) if inbounds else Posted()

    async def lease(self, room: int, now: int) -> list[Lease]:
        """Take up to `room` conversations that are due. People come first; every fourth round the notices do.

        Every other round may take a turn that has failed and waited for long.
        """
        self._rounds += 1
        order, until, odd = lanes(self._rounds), now + self.lease_time, self._rounds % 2 == 1
        return await self.database.write(lambda connection: turns.take(connection, order, room, now, until, failed_first=odd))

    async def renew(self, leases: Sequence[Lease], now: int) -> set[int]:
        """Hold on to turns that wait for the network; the ids of those still ours."""
        return await self.database.write(lambda connection: turns.renew(connection, leases, now + self.lease_time))

    async def commit(self, outcome: Outcome, now: int) -> bool:
        """Make a turn's outcome true, whole, if its lease still holds; False when somebody else has it."""
        return await self._committing((outcome, now))

    async def fail(self, lease: Lease, now: int, *, away: bool = False) -> None:
        """Give back a turn that failed, or, `away`, that the database failed; it is tried again a little later."""
        await self.database.write(lambda connection: turns.fail(connection, lease, now, away=away))

    async def next_wake(self, now: int) -> int | None:
        """When the next conversation will be due."""
        return await self.database.read(lambda connection: turns.next_wake(connection, now))

    async def close(self) -> None:
        """Wait for what is under way."""
        await self._posting.close()
        await self._committing.close()

    async def _post_batch(self, batch: list[tuple[Sequence[Inbound], int]]) -> Sequence[Posted]:
        try:
            posted, found = await self.database.write(
                lambda connection: arrivals.post(connection, batch, self.burst, self._known)
            )
        except IntegrityError:  # a conversation was erased meanwhile; who writes now begins anew
            self._known.clear()
            posted, found = await self.database.write(lambda connection: arrivals.post(connection, batch, self.burst, {}))
        if len(self._known) + len(found) > KNOWN:
            self._known.clear()
        self._known.update(found)  # only now: before the commit its ids could still be given to others
        return posted

    async def _commit_batch(self, batch: list[tuple[Outcome, int]]) -> Sequence[bool]:
        now = max(now for _, now in batch)
        return await self.database.write(lambda connection: turns.settle(connection, [outcome for outcome, _ in batch], now))
