"""What the model learns from: phrases by intent, what they are confused with, and messages nobody understood."""

from bot.api.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = ()
