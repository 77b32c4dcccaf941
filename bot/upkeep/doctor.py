"""Finds what is wrong with an installation: without it an operator learns of a dead webhook from a customer's silence."""

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError

from bot.upkeep.checks import here, outside, platforms, running, stores
from bot.upkeep.findings import Check, Finding, Patient, warning, wrong

SECONDS = 15.0  # for each; they run side by side
CHECKS: Mapping[str, Check] = {
    "telegram": platforms.telegram,
    "messenger": platforms.messenger,
    "address": outside.address,
    "proxies": outside.proxies,
    "mail": outside.mail,
    "secrets": here.secrets,
    "clock": here.clock,
    "zone": here.zone,
    "disk": here.disk,
    "database": stores.database,
    "redis": stores.redis,
    "model": here.model,
    "flows": running.flows,
    "processes": running.processes,
    "promises": running.promises,
    "sends": running.sends,
    "backup": running.backup,
}  # in the order they are told


async def examine(patient: Patient, names: Sequence[str] = (), seconds: float = SECONDS) -> dict[str, Sequence[Finding]]:
    """What each check finds, all at once. One that hangs or fails is told as such, and keeps no other waiting."""
    chosen = {name: check for name, check in CHECKS.items() if not names or name in names}
    found = await asyncio.gather(*(_one(check, patient, seconds) for check in chosen.values()))
    return dict(zip(chosen, found, strict=True))


async def _one(check: Check, patient: Patient, seconds: float) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(seconds):
            return await check(patient)
    except TimeoutError:
        return [wrong(f"no answer within {seconds:.0f} s", "something hangs: look at the network and at what it asks")]
    except SQLAlchemyError:
        return [warning("cannot be told without the database")]
    except Exception as error:  # noqa: BLE001 - one check that fails must not hide the others; its words may hold a secret
        return [wrong(f"the check itself failed: {type(error).__name__}", "tell the makers of Dezura")]
