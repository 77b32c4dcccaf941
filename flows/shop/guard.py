"""Answers that are not what the shop documents: without this a field that is missing would look like a fault of ours."""

import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from flows.shop.port import ShopUnavailableError, ShopUnclearError

P = ParamSpec("P")
T = TypeVar("T")
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


def reading(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """What only reads: an answer that cannot be read is none. Its contents stay out of the error."""

    @functools.wraps(method)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(*args, **kwargs)
        except UNREADABLE as error:
            raise ShopUnavailableError(f"an answer that cannot be read: {type(error).__name__}") from None

    return guarded


def doing(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """An effect: after an answer that cannot be read, nobody knows."""

    @functools.wraps(method)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(*args, **kwargs)
        except UNREADABLE as error:
            raise ShopUnclearError(f"an answer that cannot be read: {type(error).__name__}") from None

    return guarded
