"""Returns to store, with whatever a test says of them."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.store import returns
from flows.shop.returns import Return
from tests.bot.returns_desk import NOW, eur


def a_return(connection: sa.Connection, person: int, **changes: Any) -> Return:
    """One that was just asked for."""
    values: dict[str, Any] = {
        "number": returns.new_number(connection, 2026), "conversation_id": None, "person_id": person, "order_number": "",
        "title": "Krūze", "basis": "goodwill", "reason": "other", "state": "submitted", "amount": eur(30), "made_at": NOW,
        "refund_by": NOW + timedelta(days=14), "drawn": True, **changes,
    }  # fmt: skip
    record = Return(**values)
    returns.add(connection, record, "customer", {})
    return record
