"""Trying a draft out: a conversation on a stage of its own, and the shop's conversation tests."""

from bot.api.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = ()
