"""What a draft would have done to past conversations: runs in the background and their reports."""

from bot.api.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = ()
