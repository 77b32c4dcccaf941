"""Customers who wait: what the tests of the desk's statements begin with."""

from bot.channels.port import Inbound, Text
from bot.store.mailbox import Mailbox
from bot.store.model import BURST, Draft, NewTicket, Outcome

NOW = 1_800_000_000_000
ANNA = 1


async def customers(mailbox: Mailbox, *addresses: str) -> None:
    """Each writes once; their conversations are numbered from 1."""
    for number, address in enumerate(addresses):
        await mailbox.post([Inbound("telegram", address, address, Text(f"labdien no {address}"))], NOW + number * 10)


async def queue(mailbox: Mailbox, due: int | None) -> None:
    """Whatever is due goes to people."""
    for lease in await mailbox.lease(10, NOW + BURST + 100):
        ticket = NewTicket("shop", "asked", "", due, "drīz")
        values = {"state": "", "language": "lv", "timers": {}, "record": "{}", "owner": "queue", "team": "shop"}
        drafts = [Draft("talk", '{"text":"Nododu cilvēkam"}')]
        await mailbox.commit(Outcome(lease, **values, due_at=due, tickets=[ticket], messages=drafts), NOW + BURST)  # type: ignore[arg-type]


async def say(mailbox: Mailbox, address: str, text: str, now: int, key: str = "") -> None:
    """A customer who is known already writes at this moment (ms)."""
    await mailbox.post([Inbound("telegram", address, key or f"{address}:{now}", Text(text))], now)
