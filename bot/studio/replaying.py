"""Replays in the background: recorded conversations through a draft, and the report that is kept of it."""

from bot.studio.context import Studio
from bot.studio.gates import Gate
from flows.flowset import FlowSet


async def gate(_studio: Studio, _flows: FlowSet) -> Gate:
    """How the newest replay of this set against the published one came out."""
    return Gate("replay", "missing")
