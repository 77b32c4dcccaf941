"""One account's speed shared by several workers: without it each would send as fast as the platform lets all of them together."""

from typing import Protocol


class Quota(Protocol):
    """Who may send now, over all processes."""

    async def wait(self, account: str) -> float:
        """Take one send of this account; seconds to wait instead where there is none left. Never fails."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


class NoQuota:
    """One process alone: its own pace is enough."""

    async def wait(self, account: str) -> float:
        """See Quota."""
        return 0.0

    async def close(self) -> None:
        """See Quota."""
