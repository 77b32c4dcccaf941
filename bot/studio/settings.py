"""Hours, policies and channels as forms over shop.yml, which keep its comments."""

from bot.api.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = ()
