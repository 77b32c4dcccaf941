"""What was published and when, what publishing would do to customers in mid-flow, and the way back."""

from bot.api.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = ()
