"""What must be written although the database is away for a moment: without it a process would forget what only it knows."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

PAUSES = (0.2, 0.5, 1, 2, 4, 8, 16)  # seconds between tries, within a lease
_log = structlog.get_logger()


async def outlast(write: Callable[[], Awaitable[object]], part: str) -> None:
    """Write, and try again for half a minute while the database is away; then raises what it says. `part` names it in the log."""
    for pause in PAUSES:
        try:
            await write()
        except (SQLAlchemyError, OSError) as error:
            _log.warning("database_away", part=part, error=type(error).__name__)
            await asyncio.sleep(pause)
        else:
            return
    await write()
