"""Whether the shop is being served: processes at work, promises, sends nobody knows of, the last backup."""

from datetime import UTC, datetime

import aiohttp

from bot.checking import check_shop
from bot.epoch import from_ms
from bot.store import editions, facts, health, unsent, vitals
from bot.upkeep.findings import Finding, Patient, aside, ok, warning, wrong

LATE, LOST = 60_000, 600_000  # ms something may wait for a worker
OLD, VERY_OLD = 2, 14  # days since the last backup
HOUR, DAY = 3_600_000, 86_400_000


async def processes(patient: Patient) -> list[Finding]:
    """A web process that answers, and workers that take what is due."""
    environment, now = patient.environment, patient.clock()
    host = environment.host if environment.host not in {"0.0.0.0", "::", ""} else "127.0.0.1"  # noqa: S104 - compared, not bound
    found, up = [], await _answers(f"http://{host}:{environment.port}/readyz")
    if up is None:
        said = f"no process answers at {host}:{environment.port}"
        found.append(
            (wrong if patient.is_open else warning)(said, "dezura run; or is it on another machine, or HOST and PORT differ?")
        )
    elif up:
        found.append(wrong(f"the process at {host}:{environment.port} is not ready: {up}", "look at its log"))
    waiting = await patient.ask(lambda connection: health.work(connection, now))
    for moment, what in ((waiting.due, "conversation is due"), (waiting.send, "message waits to be sent")):
        if moment is not None and now - moment > LATE:
            level = wrong if now - moment > LOST else warning
            found.append(level(f"the oldest {what} for {_long(now - moment)}", "is a worker running? `dezura run --role worker`"))
    served = f"{waiting.thinking} conversations in hand, {waiting.waiting} wait for people, nothing waits for a worker"
    return found or [ok(f"{host}:{environment.port} is ready; {served}")]


async def _answers(url: str) -> str | None:
    """What a process says is wrong with it; empty where nothing is, None where nobody answers."""
    try:
        limits = aiohttp.ClientTimeout(total=4)
        async with aiohttp.ClientSession(timeout=limits) as session, session.get(url, allow_redirects=False) as answer:
            return "" if answer.status == 200 else (await answer.text())[:200]
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None


async def promises(patient: Patient) -> list[Finding]:
    """Those that are broken or about to be."""
    now = patient.clock()
    told = await patient.ask(lambda connection: vitals.promises(connection, now))
    for state, how in (("late", "overdue"), ("at_risk", "close to their time")):
        if told[state]:
            said = f"{_many(told[state], 'promise')} to customers {how}"
            return [warning(said, "the queue in the console: answer what was promised first")]
    return [ok(f"{told['in_time']} open, none at risk")]


async def sends(patient: Patient) -> list[Finding]:
    """What may not have reached a customer, and waits for a person's word."""
    told = await patient.ask(unsent.counts)
    stuck = {state: count for state, count in told.items() if count}
    if stuck:
        said = ", ".join(f"{count} {state}" for state, count in sorted(stuck.items()))
        return [
            warning(
                f"messages to customers that are not known to have arrived: {said}", "settle each in the console: docs/reach.md"
            )
        ]
    return [ok("none that are not known to have arrived")]


async def backup(patient: Patient) -> list[Finding]:
    """How old the newest one is."""
    kept = await patient.ask(facts.backed_up)
    mend = "dezura backup /somewhere/else --keep 14, every night: docs/backup.md"
    if kept is None:
        return [warning("there is none yet", mend) if patient.is_open else ok("there is none yet; a demo needs none")]
    at, size = kept
    days = (patient.clock() - at) / DAY
    said = f"the newest is of {from_ms(at):%Y-%m-%d %H:%M} UTC, {size / 1e6:.0f} MB"
    if days > VERY_OLD:
        return [wrong(said, mend)]
    return [warning(said, mend) if days > OLD else ok(said)]


async def flows(patient: Patient) -> list[Finding]:
    """Mistakes in the shop's folder, and the set that is published."""
    problems = await aside(lambda: check_shop(patient.environment, datetime.now(UTC)))
    stopping = [problem for problem in problems if problem.stops]
    found = []
    if stopping:
        found.append(wrong(f"{_many(len(stopping), 'mistake')} in the shop's folder, the first: {stopping[0]}", "dezura check"))
    elif problems:
        found.append(warning(f"{_many(len(problems), 'warning')} about the shop's folder", "dezura check"))
    newest = await patient.ask(editions.newest)
    if newest is not None:
        gone = await patient.ask(editions.withdrawn)
        if any(one.hash == newest.hash for one in gone):
            found.append(wrong(f"the published set {newest.hash[:8]} has been withdrawn", "dezura publish, or dezura rollback"))
    said = f"set {newest.hash[:8]}, published {from_ms(newest.at):%Y-%m-%d %H:%M} UTC" if newest else "nothing is published yet"
    return found or [ok(f"no mistakes; {said}")]


def _long(span: int) -> str:
    if span < HOUR:
        return _many(span // 60_000, "minute")
    return _many(span // HOUR, "hour") if span < 2 * DAY else _many(span // DAY, "day")


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
