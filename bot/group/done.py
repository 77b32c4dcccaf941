"""What came of something done in the group: the one word by which it is counted, and whom it wakes."""

from dataclasses import dataclass

from bot.doorbell import Bell


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an update: for the counters, for whoever pressed a button, and whom to wake."""

    what: str
    toast: str = ""
    bells: tuple[Bell, ...] = ()
