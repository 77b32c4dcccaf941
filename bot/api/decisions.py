"""What a decision looks like to the person who is to take it: without it each page would judge anew what they may decide."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.api.endpoints import Ask
from bot.api.shape import Shape
from bot.api.shapes import Names, when
from bot.epoch import from_ms
from bot.store import approvals
from bot.store.approvals import Approval
from flows.shop.model import Money

ASKED_ABOVE = "agent:"  # how the key of what a person asks of those above them begins; those of flows begin with a run's number


class ApprovalOut(Shape):
    """A decision that is asked for. `fields` are as they were shown; `decided_fields` as the person left them.

    `kind` is the flow that asks. `mine` says whether the reader may approve it as it stands; `why_not` says why not.
    """

    id: int
    conversation_id: int
    kind: str
    team: str
    summary: str
    fields: dict[str, str | None]
    state: approvals.State
    made_at: datetime
    due_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_fields: dict[str, str | None]
    mine: bool
    why_not: str


def approval_out(ask: Ask[Any, Any], approval: Approval, names: Names) -> ApprovalOut:
    """An approval as the API shows it to who asks."""
    why_not = barred(ask, approval, approval.fields) if approval.state == "open" else "It is decided."
    return ApprovalOut(
        id=approval.id, conversation_id=approval.conversation_id, kind=approval.flow, team=approval.team,
        summary=approval.summary, fields=_shown(approval.fields), state=approval.state, made_at=from_ms(approval.made_at),
        due_at=from_ms(approval.due_at),
        decided_by=names.get(approval.decided_by) if approval.decided_by is not None else None,
        decided_at=when(approval.decided_at), decided_fields=_shown(approval.decided_fields), mine=not why_not, why_not=why_not,
    )  # fmt: skip


def _shown(fields: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in fields.items()}


def barred(ask: Ask[Any, Any], approval: Approval, fields: Mapping[str, Any]) -> str:
    """Why this person may not approve it with these fields, empty where they may."""
    if ask.agent.role == "agent" and approval.key.startswith(ASKED_ABOVE):
        return "An agent has asked for this because it is beyond what agents give. A supervisor decides this one."
    return beyond(ask, fields)


def beyond(ask: Ask[Any, Any], fields: Mapping[str, Any]) -> str:
    """Why a sum is beyond what this person may approve, empty where it is not."""
    role, own = ask.agent.role, ask.api.shop.people.supervisors_allowance
    allowance = {"agent": ask.api.shop.agents_allowance, "supervisor": own, "admin": None}[role]
    sums = [value for value in fields.values() if isinstance(value, Money)]
    if allowance is None or all(value.currency == allowance[1] and value.amount <= allowance[0] for value in sums):
        return ""
    limit, currency = allowance
    who, above = ("Agents", "A supervisor") if role == "agent" else ("Supervisors", "An admin")
    return f"{who} decide up to {limit} {currency}. {above} decides this one."
