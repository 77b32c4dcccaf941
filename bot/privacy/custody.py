"""What giving out and erasing stand on: without it each command, endpoint and clock would put the same four things together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.epoch import length_ms
from bot.store.database import Database
from bot.store.erasing import Rules
from config.retention import Retention
from config.shop import Shop
from flows.shop.lawful import Years

NEVER = 2**62  # ms; no moment is later


@dataclass(frozen=True, slots=True)
class Custody:
    """The database, the shop's settings, the key of its hashes, and the folder `var` of its files, where it has one."""

    database: Database
    shop: Shop
    secret: bytes
    var: Path | None
    clock: Callable[[], int]

    @property
    def retention(self) -> Retention:
        """How long what is kept."""
        return self.shop.retention

    def rules(self, *, forget_hashes: bool = False) -> Rules:
        """By what is decided what stays of somebody who is erased now."""
        kept, now = self.retention, self.clock()
        since = NEVER if forget_hashes else now - length_ms(kept.fraud)
        return Rules(
            now=now, years=years_of(kept), zone=self.shop.time_zone, hashes_since=since, fraud=length_ms(kept.fraud),
            repeats=length_ms(kept.repeats),
        )  # fmt: skip


def years_of(retention: Retention) -> Years:
    """How long the law keeps invoices, as the shop has set it."""
    return Years(retention.invoices, retention.invoices_oss, retention.invoices_elsewhere, retention.year_ends)
