"""Flows as pictures, with how often each step was reached and left."""

from bot.api.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = ()
