"""What both halves of the group's desk stand on, in one bag that bot/app.py fills."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.channels.port import Channel
from bot.channels.telegram_group import Group
from bot.doorbell import Doorbell
from bot.store.database import Database
from bot.voice import Voice
from config.topics import Topics


@dataclass(frozen=True, slots=True)
class Around:
    """`account` is the bot's name, `chat` the configured group (0: none, the bot only links people and alerts them).

    `say` speaks the group's language, `voice_of` a person's; `console` is where the console is reached, empty where it is not
    known. `secret` keys the digests of codes; `clock` tells ms since the epoch.
    """

    database: Database
    doorbell: Doorbell
    clock: Callable[[], int]
    account: str
    chat: int
    group: Group
    channels: Mapping[str, Channel]
    settings: Topics
    say: Voice
    voice_of: Callable[[str, tuple[str, ...]], Voice]
    secret: bytes
    shop: str
    console: str = ""
    reopen_within: int = 0
    discreet: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether every conversation has a topic, and not only those that people have to do with."""
        return self.settings.show == "all"
