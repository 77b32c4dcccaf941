"""Whose conversations a list has: without it each list and each search would draw the line somewhere else."""

from collections.abc import Mapping
from typing import Literal

Whose = Literal["", "all", "bot", "queue", "me", "agent", "snoozed", "closed"]

# Written out, not bound: a partial index is used only where the statement itself says what the index says.
WHOSE: Mapping[Whose, str] = {
    "": "true",
    "all": "true",
    "bot": "owner = 'bot' AND closed_at IS NULL",
    "queue": "owner = 'queue'",
    "me": "owner = 'agent' AND agent_id = :me AND snoozed_until = 0",
    "agent": "owner = 'agent'",
    "snoozed": "snoozed_until > 0 AND agent_id = :me",
    "closed": "closed_at IS NOT NULL",
}
