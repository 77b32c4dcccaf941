"""Group work as it comes: while one batch is under way the next one collects, so batches grow with the load."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741 - the item
O = TypeVar("O")  # noqa: E741 - its outcome


class Gather(Generic[I, O]):
    """Calls `run` with lists of items, at most `limit` at once, and gives each caller the outcome of its own item.

    A batch that fails is run again item by item, so that only the guilty one fails.
    """

    def __init__(self, run: Callable[[list[I]], Awaitable[Sequence[O]]], limit: int = 128, delay: float = 0.0) -> None:
        self._run, self._limit, self._delay = run, limit, delay
        self._waiting: list[tuple[I, asyncio.Future[O]]] = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, item: I) -> O:
        """Wait until the item's batch is done."""
        future: asyncio.Future[O] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        return await future

    async def close(self) -> None:
        """Wait for what is under way."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        while self._waiting:
            if self._delay and len(self._waiting) < self._limit:
                await asyncio.sleep(self._delay)
            batch, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
            await self._settle(batch)

    async def _settle(self, batch: list[tuple[I, asyncio.Future[O]]]) -> None:
        try:
            outcomes = await self._run([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - it goes to whoever waits for it
            if len(batch) == 1:
                _give(batch[0][1], error=error)
                return
            for single in batch:
                await self._settle([single])
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            _give(future, outcome)


def _give(future: "asyncio.Future[O]", outcome: O | None = None, error: Exception | None = None) -> None:
    if future.done():  # the caller has gone
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(outcome)  # type: ignore[arg-type]  # None only where O is None
