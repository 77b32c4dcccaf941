"""Effects at the shop as flows order them: without it each department would tell "not done" from "nobody knows" by itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.books.effects import FailedError, NotDoneError
from bot.store.calls import Errand
from flows.shop.port import Ability, Receipt, Shop, ShopRefusedError, ShopUnavailableError


def plain_result(_errand: Errand, receipt: Receipt) -> Mapping[str, Any]:
    """What a flow is told where it needs nothing more."""
    return {"number": receipt.about, "id": receipt.id}


@dataclass(frozen=True, slots=True)
class AtShop:
    """An Outside (see Effects): `act` does it under the errand's key, `about` is the order's number or the coupon's code.

    A shop that does not answer is asked again; what may have reached it is looked up by the key before it is tried again.
    """

    shop: Shop
    ability: Ability
    about: Callable[[Errand], str]
    act: Callable[[Shop, Errand], Awaitable[Receipt]]
    result: Callable[[Errand, Receipt], Mapping[str, Any]] = plain_result

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside. A refusal's failure is its `why`."""
        try:
            receipt = await self.act(self.shop, errand)
        except ShopUnavailableError as error:
            raise NotDoneError(str(error)) from None
        except ShopRefusedError as error:
            raise FailedError(error.why) from None
        return self.result(errand, receipt)

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside. While the shop does not answer nothing is decided: ShopUnavailableError goes on, and it is tried later."""
        receipt = await self.shop.done(self.ability, self.about(errand), errand.key)
        return self.result(errand, receipt) if receipt is not None else None
