"""The draft's files: read, changed without overwriting a colleague's change, and taken back."""

from bot.api.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = ()
