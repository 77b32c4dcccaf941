"""Effects outside (a refund, a coupon) are done here, after the turn that wanted them and never inside one."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog

from bot.doorbell import Doorbell
from bot.store import calls
from bot.store.calls import Order
from bot.store.database import Database
from bot.store.letters import CallResult

ROOM = 16
TIMEOUT = 30.0  # seconds, below the claim's lease
BACK_OFF = (1_000, 5_000, 30_000, 300_000)  # ms
_log = structlog.get_logger()


class NotDoneError(Exception):
    """The effect certainly did not happen (no connection, a limit): it may be tried again."""


class FailedError(Exception):
    """The shop refused; trying again changes nothing. The message is for the desk."""


class Performer(Protocol):
    """The shop's side of effects, by the call's key."""

    async def perform(self, name: str, arguments: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """Do it. Raises NotDoneError or FailedError; anything else, a time-out too, leaves it unclear."""
        ...

    async def look_up(self, name: str, key: str) -> Mapping[str, Any] | None:
        """The result of an earlier try, None when it certainly did not happen. Raises LookupError where that cannot be told."""
        ...


class Runner:
    """Performs effects one by one, each at most once as far as the shop can tell."""

    def __init__(self, database: Database, performer: Performer, doorbell: Doorbell, clock: Callable[[], int]) -> None:
        self.database, self.performer, self.doorbell, self.clock = database, performer, doorbell, clock
        self._token = secrets.token_hex(8)
        self._running = True

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            now = self.clock()
            orders = await self.database.write(lambda connection, now=now: calls.claim(connection, ROOM, now, self._token))  # type: ignore[misc]  # mypy cannot see a lambda's default
            await asyncio.gather(*(self._do(order) for order in orders))
            if not orders:
                await self.doorbell.wait("calls")

    def stop(self) -> None:
        """Start nothing more."""
        self._running = False
        self.doorbell.ring("calls")

    async def _do(self, order: Order) -> None:
        try:
            async with asyncio.timeout(TIMEOUT):
                value = await self._once(order)
        except NotDoneError:
            due_at = self.clock() + BACK_OFF[min(order.attempts - 1, len(BACK_OFF) - 1)]
            await self.database.write(lambda connection: calls.again(connection, order, due_at))
        except FailedError as error:
            await self._finish(order, CallResult(order.key, None, str(error)), "failed")
        except LookupError:
            await self._finish(order, CallResult(order.key, None, "unclear"), "unclear")  # a person decides
        except Exception as error:  # noqa: BLE001 - the claim runs out, and the next try looks it up first
            _log.error("call_unclear", call=order.name, error=type(error).__name__)
        else:
            await self._finish(order, CallResult(order.key, value), "done")

    async def _once(self, order: Order) -> Mapping[str, Any]:
        if order.tried and (earlier := await self.performer.look_up(order.name, order.key)) is not None:
            return earlier
        return await self.performer.perform(order.name, order.arguments, order.key)

    async def _finish(self, order: Order, result: CallResult, state: str) -> None:
        now = self.clock()
        if await self.database.write(lambda connection: calls.finish(connection, order, result, state, now)):
            self.doorbell.ring("turns")
