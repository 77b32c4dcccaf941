"""The EU's register of VAT numbers, asked in the background: it is often away, and no sale waits for it.

What it said stands among the deeds, by number and day, for the desk to see. Its answers: ec.europa.eu/taxation_customs/vies
(REST, `ms/<country>/vat/<number>`).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import aiohttp
import structlog

from bot.epoch import from_ms
from bot.store import deeds
from bot.store.database import Database

State = Literal["valid", "invalid", "unknown"]
TIMEOUT = 5.0  # seconds
PATH = "/taxation_customs/vies/rest-api/ms/{country}/vat/{number}"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Vies:
    """Asks at `origin`, never where that is empty."""

    database: Database
    origin: str
    _asking: set[asyncio.Task[None]] = field(default_factory=set)

    def ask(self, vat_number: str, now: int) -> None:
        """Find out, some time. Ukraine's numbers are in no register of the EU."""
        if self.origin and vat_number[:2].isalpha():
            task = asyncio.create_task(self._ask(vat_number, now))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def settle(self) -> None:
        """Until nothing is being asked."""
        while self._asking:
            await asyncio.gather(*self._asking)

    async def _ask(self, vat_number: str, now: int) -> None:
        key = key_of(vat_number, now)
        if await self.database.read(partial(deeds.find, key=key)) is None:
            result = await answer(self.origin, vat_number)
            _log.info("vies_answered", state=result["state"])
            if result["state"] != "unknown":
                await self.database.write(lambda connection: deeds.keep(connection, key, result, from_ms(now)))


def key_of(vat_number: str, now: int) -> str:
    """Under which key the answer of a day stands."""
    return f"vies:{vat_number}:{from_ms(now).date().isoformat()}"


async def answer(origin: str, vat_number: str) -> Mapping[str, str]:
    """What the register says: `state`, and its own `name` and number of the consultation, where it gives them."""
    url = origin + PATH.format(country=vat_number[:2], number=vat_number[2:])
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session,
            session.get(url, headers={"Accept": "application/json"}) as response,
        ):
            body = await response.json(content_type=None) if response.status == 200 else {}
    except (aiohttp.ClientError, TimeoutError, ValueError):
        body = {}
    valid = body.get("isValid", body.get("valid")) if isinstance(body, dict) else None
    state: State = "unknown" if not isinstance(valid, bool) else "valid" if valid else "invalid"
    if isinstance(body, dict) and body.get("userError") not in {None, "VALID", "INVALID"}:
        state = "unknown"  # a member state's own register is away, and the EU's says "not valid" for want of an answer
    told = {name: str(body[name])[:200] for name in ("name", "requestIdentifier") if isinstance(body, dict) and body.get(name)}
    return {"state": state, **told}
