"""Sends refunds through the shop's software, by the clock: each once by its key, looked up before it is tried again."""

from dataclasses import dataclass
from functools import partial

import structlog

from bot.books.department import Office
from bot.store import refunds
from bot.store.refunds import Proof, Refund, Settled
from bot.store.returns import one
from flows.shop.port import Receipt, ShopRefusedError, ShopUnavailableError, ShopUnclearError

BACK_OFF = (60_000, 300_000, 1_800_000, 7_200_000)  # ms
UNCLEAR_AFTER = 6  # tries whose end nobody knows; then a person looks
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Paying:
    """The way out by the shop's software."""

    office: Office
    settled: Settled

    async def look(self) -> int:
        """Send what is due; how many were settled one way or another."""
        if "refund" not in self.office.shop.can:
            return 0
        now = self.office.clock()
        due = await self.office.database.write(partial(refunds.claim, now=now))
        return sum([await self._send(refund) for refund in due])

    async def next_due(self) -> int | None:
        """When the shop is to be asked next."""
        return await self.office.database.read(refunds.next_due)

    async def _send(self, refund: Refund) -> bool:
        database, now = self.office.database, self.office.clock()
        record = await database.read(partial(one, number=refund.number))
        assert record is not None
        try:
            receipt = await self._once(refund, record.order_number)
        except ShopUnavailableError:
            wait = BACK_OFF[min(refund.tries, len(BACK_OFF) - 1)]
            await database.write(partial(refunds.again, id_=refund.id, at=now + wait))
            return False
        except ShopRefusedError as error:
            await database.write(partial(refunds.to_a_person, id_=refund.id, reason=str(error), unclear=False))
            return True
        except ShopUnclearError:
            if refund.tries >= UNCLEAR_AFTER:
                await database.write(partial(refunds.to_a_person, id_=refund.id, reason="the shop gives no answer", unclear=True))
            return refund.tries >= UNCLEAR_AFTER  # else the claim runs out, and it is looked up first
        proof = Proof("shop", receipt.id)
        return await database.write(partial(refunds.settle, id_=refund.id, proof=proof, now=now, settled=self.settled))

    async def _once(self, refund: Refund, order_number: str) -> Receipt:
        if refund.tries and (earlier := await self.office.shop.done("refund", order_number, refund.key)) is not None:
            return earlier
        return await self.office.shop.refund(order_number, refund.amount, refund.key)
