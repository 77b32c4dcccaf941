"""What a night's purge takes, kind by kind: what is due, and how it goes. Everything in small pieces, each safe to repeat.

What a legal hold is about is never due. Moments are ms; `before` is now less the kind's length.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import sqlalchemy as sa

from bot.store import erased, invoices, orders
from bot.store.erasing import Rules, until_of
from bot.store.sql import Statement
from bot.store.subjects import OPEN_ORDER
from flows.shop.lawful import Years, booked_before
from flows.shop.returns import SETTLED

Id = int | str


@dataclass(frozen=True, slots=True)
class Due:
    """A kind of data: `due` finds what is to go (at most so many), `purge` takes it and says how many there were."""

    kind: str
    due: Callable[[sa.Connection, int], Sequence[Id]]
    purge: Callable[[sa.Connection, Sequence[Id]], int]


def _held(kind: str, column: str) -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.about = '{kind}:' || {column} AND h.lifted_at IS NULL)"  # noqa: S608
    )


_SETTLED = f"({', '.join(repr(state) for state in sorted(SETTLED))})"

# Nobody waits, nothing is under way, and nobody disputes anything that came of it.
_conversations = Statement(
    f"""SELECT c.id FROM conversations c WHERE c.changed_at < :before AND c.owner = 'bot' AND c.lease_until <= :now
      AND {_held("conversation", "c.id")}
      AND NOT EXISTS (SELECT 1 FROM returns t WHERE t.conversation_id = c.id
        AND (t.state NOT IN {_SETTLED} OR NOT ({_held("return", "t.number")})))
      AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.conversation_id = c.id AND i.state IN ('open', 'part_paid'))
      AND NOT EXISTS (SELECT 1 FROM promises p WHERE p.conversation_id = c.id AND p.state = 'open')
    ORDER BY c.changed_at LIMIT :room"""  # noqa: S608 - our own words
)
_photos = Statement(
    f"""SELECT t.photo FROM returns t WHERE t.photo <> '' AND t.refunded_at < :before AND {_held("return", "t.number")}
    ORDER BY t.refunded_at LIMIT :room"""  # noqa: S608 - as above
)
_no_photo = Statement(
    """UPDATE returns SET photo = '', photo_taken_at = NULL WHERE photo <> '' AND photo IN (SELECT r.value FROM {rows} r)""",
    value="text",
)
_no_file = Statement("""DELETE FROM files WHERE id IN (SELECT r.value FROM {rows} r)""", value="text")
_codes = Statement("""SELECT key FROM codes WHERE made_at < :before ORDER BY made_at LIMIT :room""")
_no_codes = Statement("""DELETE FROM codes WHERE key IN (SELECT r.value FROM {rows} r)""", value="text")
_guesses = Statement("""SELECT DISTINCT key FROM guesses WHERE at < :before LIMIT :room""")
_no_guesses = Statement("""DELETE FROM guesses WHERE key IN (SELECT r.value FROM {rows} r)""", value="text")
_proofs = Statement("""SELECT DISTINCT chat FROM bindings WHERE until < :now LIMIT :room""")
_no_proofs = Statement(
    """DELETE FROM bindings WHERE until < :now AND chat IN (SELECT r.value FROM {rows} r)""", value="text"
)
_surveys = Statement(
    """SELECT id FROM surveys WHERE made_at < :before AND (person <> '' OR comment <> '' OR conversation_id IS NOT NULL)
    ORDER BY made_at LIMIT :room"""
)
_no_surveys = Statement(
    """UPDATE surveys SET person = '', comment = '', conversation_id = NULL,
      state = CASE WHEN state IN ('planned', 'asked') THEN 'expired' ELSE state END
    WHERE id IN (SELECT r.value FROM {rows} r)""",
    value="integer",
)
_proformas = Statement(
    f"""SELECT number FROM invoices WHERE kind = 'proforma' AND state IN ('expired', 'void') AND paid = 0 AND buyer_name <> ''
      AND COALESCE(closed_at, due_at) < :before AND {_held("invoice", "number")}
    ORDER BY issued_at LIMIT :room"""  # noqa: S608 - as above
)
_issued = Statement(
    f"""SELECT number, snapshot FROM invoices WHERE issued_at < :before AND buyer_name <> ''
      AND (kind <> 'proforma' OR paid <> 0) AND {_held("invoice", "number")}
    ORDER BY issued_at LIMIT :room"""  # noqa: S608 - as above
)
_payments = Statement(
    f"""SELECT t.id FROM bank_transactions t
    WHERE t.booked_on < :day AND (t.payer_name <> '' OR t.payer_iban <> '' OR t.text <> '')
      AND NOT EXISTS (SELECT 1 FROM allocations a JOIN invoices i ON i.number = a.invoice
        WHERE a.transaction_id = t.id AND (i.buyer_name <> '' OR NOT ({_held("invoice", "i.number")})))
    ORDER BY t.booked_on LIMIT :room"""  # noqa: S608 - as above
)
_no_payer = Statement(
    """UPDATE bank_transactions SET payer_name = '', payer_iban = '', text = '', note = '', suggestions = '[]'
    WHERE id IN (SELECT r.value FROM {rows} r)""",
    value="integer",
)
_payouts = Statement(
    f"""SELECT f.id FROM refunds f WHERE (f.name <> '' OR f.account <> '' OR f.reason <> '')
      AND f.state IN ('paid', 'failed', 'cancelled') AND COALESCE(f.paid_at, f.made_at) < :before
      AND {_held("return", "f.number")}
    ORDER BY f.id LIMIT :room"""  # noqa: S608 - as above
)
_no_payee = Statement(
    """UPDATE refunds SET name = '', account = '', account_tag = '', reason = '' WHERE id IN (SELECT r.value FROM {rows} r)""",
    value="integer",
)
# What was left to be shown of the account goes with the return's words.
_no_account = Statement(
    """UPDATE refunds SET iban = '', account_shown = '' WHERE number IN (SELECT r.value FROM {rows} r)""", value="text"
)
_returns = Statement(
    f"""SELECT t.number FROM returns t WHERE t.made_at < :before AND t.state IN ('closed', 'rejected', 'withdrawn')
      AND (t.details <> '' OR t.photo_sha256 <> '' OR t.signals <> '{{}}' OR t.why <> '') AND {_held("return", "t.number")}
    ORDER BY t.made_at LIMIT :room"""  # noqa: S608 - as above
)
_no_return = Statement(
    """UPDATE returns SET details = '', photo = '', photo_sha256 = '', photo_dhash = '', photo_taken_at = NULL, signals = '{}',
      why = '', arm = '', bought_on = '' WHERE number IN (SELECT r.value FROM {rows} r)""",
    value="text",
)
_no_facts = Statement("""UPDATE return_events SET facts = '{}' WHERE number IN (SELECT r.value FROM {rows} r)""", value="text")
_coupons = Statement("""SELECT id FROM coupons WHERE made_at < :before AND person <> '' ORDER BY made_at LIMIT :room""")
_no_coupon = Statement("""UPDATE coupons SET person = '' WHERE id IN (SELECT r.value FROM {rows} r)""", value="integer")
_states = Statement(
    """SELECT o.number, o.state FROM {rows} r JOIN orders o ON o.number = r.value AND o.name || o.email || o.phone <> ''""",
    value="text",
)
_claim = Statement(
    """INSERT INTO facts (name, value) VALUES ('retention_day', :day)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE facts.value < excluded.value RETURNING value"""
)
_done_on = Statement("""SELECT value FROM facts WHERE name = 'retention_day'""")


def conversations(connection: sa.Connection, before: int, now: int, room: int) -> Sequence[int]:
    """Conversations nobody has written in since then, in which nothing is open: those that rested longest first."""
    return [int(id_) for id_ in _conversations(connection, before=before, now=now, room=room).scalars()]


def photos(connection: sa.Connection, before: int, room: int) -> Sequence[str]:
    """Photos of returns that were refunded before then."""
    return list(_photos(connection, before=before, room=room).scalars())


def without_photos(connection: sa.Connection, ids: Sequence[Id]) -> int:
    """They go; the return stays."""
    _no_photo(connection, _values(ids)).close()
    return int(_no_file(connection, _values(ids)).rowcount)


def simple(before: Mapping[str, int], now: int) -> Sequence[Due]:
    """Kinds that one statement finds and another takes; `before` by the name of the setting."""
    return (
        Due("codes", _ids(_codes, before=before["codes"]), _by(_no_codes)),
        Due("guesses", _ids(_guesses, before=before["codes"]), _by(_no_guesses)),
        Due("proofs", _ids(_proofs, now=now), _by(_no_proofs, now=now)),
        Due("surveys", _ids(_surveys, before=before["surveys"]), _by(_no_surveys)),
        Due("proformas", _ids(_proformas, before=before["proformas"]), partial(_forget_bills, now=now)),
        Due("payouts", _ids(_payouts, before=before["payouts"]), _by(_no_payee)),
        Due("returns", _ids(_returns, before=before["fraud"]), _without_return),
        Due("coupons", _ids(_coupons, before=before["fraud"]), _by(_no_coupon)),
        Due("orders", lambda connection, room: orders.aged(connection, before["orders"], room), _forget_orders),
        Due("erased_orders", lambda connection, room: _finished(connection, before["erasures"])[:room], _forget_orders),
    )


def issued(connection: sa.Connection, rules: Rules, room: int) -> Sequence[str]:
    """Documents the law wants no more."""
    least = min([*rules.years.of.values(), rules.years.oss, rules.years.elsewhere])
    rows = _issued(connection, before=rules.now - least * 365 * 86_400_000, room=room * 4)
    return [row.number for row in rows if until_of(row.snapshot, rules.years, rules.zone) <= rules.now][:room]


def without_buyers(connection: sa.Connection, ids: Sequence[Id]) -> int:
    """Who bought is gone; numbers, sums and days stay, so that no series has a gap."""
    return sum(invoices.purge(connection, str(number)) for number in ids)


def payments(connection: sa.Connection, today: date, country: str, years: Years, room: int) -> Sequence[int]:
    """Movements of the bank whose accounting year is over for so long, and whose invoices are."""
    day = booked_before(today, country, years)
    return [int(id_) for id_ in _payments(connection, day=day.isoformat(), room=room).scalars()]


def without_payers(connection: sa.Connection, ids: Sequence[Id]) -> int:
    """Who paid is gone."""
    return int(_no_payer(connection, _values(ids)).rowcount)


def claim(connection: sa.Connection, day: date) -> bool:
    """Whether tonight is ours: of several processes one does it."""
    return _claim(connection, day=day.isoformat()).scalar() is not None


def last_night(connection: sa.Connection) -> str:
    """The last day (ISO) on which it was begun; empty before the first."""
    return str(_done_on(connection).scalar() or "")


def _finished(connection: sa.Connection, since: int) -> list[str]:
    """Orders of people who were erased while these were under way, and that are over by now."""
    kept = [one for erasure in erased.since(connection, since) for one in erasure.kept if one["what"] == "order"]
    rows = _states(connection, _values(sorted({str(one["ref"]) for one in kept}))).all() if kept else ()
    return [row.number for row in rows if row.state not in OPEN_ORDER]


def _forget_orders(connection: sa.Connection, ids: Sequence[Id]) -> int:
    return len(orders.forget(connection, [str(number) for number in ids]))


def _forget_bills(connection: sa.Connection, ids: Sequence[Id], now: int) -> int:
    return invoices.forget(connection, [str(number) for number in ids], now)


def _without_return(connection: sa.Connection, ids: Sequence[Id]) -> int:
    _no_facts(connection, _values(ids)).close()
    _no_account(connection, _values(ids)).close()
    return int(_no_return(connection, _values(ids)).rowcount)


def _ids(statement: Statement, **values: int) -> Callable[[sa.Connection, int], Sequence[Id]]:
    def due(connection: sa.Connection, room: int) -> Sequence[Id]:
        asked: dict[str, object] = {**values, "room": room}
        return list(statement(connection, None, **asked).scalars())

    return due


def _by(statement: Statement, **values: int) -> Callable[[sa.Connection, Sequence[Id]], int]:
    def purge(connection: sa.Connection, ids: Sequence[Id]) -> int:
        return int(statement(connection, _values(ids), **values).rowcount)

    return purge


def _values(ids: Sequence[Id]) -> list[dict[str, Id]]:
    return [{"value": id_} for id_ in ids]
