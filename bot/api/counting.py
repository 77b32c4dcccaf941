"""Too much at once gets 429 and the moment to try again."""

from typing import Any

from bot.api.endpoints import Ask
from bot.api.errors import Problem
from bot.api.limits import Limiter


def count(ask: Ask[Any, Any], limiter: Limiter, key: str) -> None:
    """One more for this key. Raises Problem 429 when it is too much."""
    if wait := limiter.take(key, ask.api.now()):
        seconds = int(wait) + 1
        raise Problem(429, f"That was a lot at once. Try again in {seconds} seconds.", headers={"Retry-After": str(seconds)})
