"""Effects outside (a refund, a coupon) are done here, after the turn that wanted them and never inside one."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog

from bot.books.effects import FailedError, NotDoneError
from bot.doorbell import Doorbell
from bot.store import calls
from bot.store.calls import Errand
from bot.store.database import Database
from bot.store.letters import CallResult

ROOM = 16
TIMEOUT = 30.0  # seconds, below the claim's lease
BACK_OFF = (1_000, 5_000, 30_000, 300_000)  # ms
_log = structlog.get_logger()


class Performer(Protocol):
    """The shop's side of effects, by the call's key."""

    async def perform(self, errand: Errand) -> Mapping[str, Any]:
        """Do it. Raises NotDoneError or FailedError; anything else, a time-out too, leaves it unclear."""
        ...

    async def look_up(self, errand: Errand) -> Mapping[str, Any] | None:
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
            if not await self.look():
                await self.doorbell.wait("calls")

    def stop(self) -> None:
        """Start nothing more."""
        self._running = False
        self.doorbell.ring("calls")

    async def look(self) -> int:
        """Do what is due now; how many effects that were."""
        now = self.clock()
        errands = await self.database.write(lambda connection: calls.claim(connection, ROOM, now, self._token))
        await asyncio.gather(*(self._do(errand) for errand in errands))
        return len(errands)

    async def _do(self, errand: Errand) -> None:
        try:
            async with asyncio.timeout(TIMEOUT):
                value = await self._once(errand)
        except NotDoneError:
            due_at = self.clock() + BACK_OFF[min(errand.attempts - 1, len(BACK_OFF) - 1)]
            await self.database.write(lambda connection: calls.again(connection, errand, due_at))
        except FailedError as error:
            await self._finish(errand, CallResult(errand.key, None, str(error)), "failed")
        except LookupError:
            await self._finish(errand, CallResult(errand.key, None, "unclear"), "unclear")  # a person decides
        except Exception as error:  # noqa: BLE001 - the claim runs out, and the next try looks it up first
            _log.error("call_unclear", call=errand.name, error=type(error).__name__)
        else:
            await self._finish(errand, CallResult(errand.key, value), "done")

    async def _once(self, errand: Errand) -> Mapping[str, Any]:
        if errand.tried and (earlier := await self.performer.look_up(errand)) is not None:
            return earlier
        return await self.performer.perform(errand)

    async def _finish(self, errand: Errand, result: CallResult, state: str) -> None:
        now = self.clock()
        if await self.database.write(lambda connection: calls.finish(connection, errand, result, state, now)):
            self.doorbell.ring("turns")
