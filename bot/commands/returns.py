"""Commands about returns: how they went, what another policy would have cost, and the file for the bank."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, get_args

import click
import sqlalchemy as sa

from bot.app import now_ms
from bot.books.report import Figures, Report, report
from bot.commands.common import database, fail, plainly, settings
from bot.epoch import from_ms, to_ms
from bot.store import facts, orders, refunds, returns
from bot.store.database import Database
from bot.store.refunds import Refund
from bot.store.sealed import KeysError, Ring, ring_of
from config.returns import Limits, Returns
from config.returns import Reserve as ReserveSettings
from flows.shop.experiment import Difference
from flows.shop.model import Money
from flows.shop.pain import Account, PainError, Payment, Version, credit_transfer
from flows.shop.returns import Return
from flows.shop.simulate import PastClaim, made_up, simulate


@click.group(name="returns", short_help="Returns: report, simulate, export.")
def returns_() -> None:
    """Returns: how they went, what another policy would have cost, and the file for the bank."""


@returns_.command("report", short_help="How returns, the reserve and the experiment go.")
@click.option("--year", type=click.IntRange(2000, 9999), help="This year where it is not said.")
@plainly
def report_(year: int | None) -> None:
    """How returns went in a year, how the reserve goes, and what the experiment says so far.

    Example: dezura returns report --year 2026
    """
    environment, shop = settings()
    now = from_ms(now_ms())
    wanted = year or now.astimezone(shop.time_zone).year
    with database(environment) as opened:
        secret = _secret(opened, environment.secret_key.get_secret_value())
        work = partial(report, settings=shop, secret=secret, year=wanted, now=now)
        for line in _lines(opened.query(work).result()):
            click.echo(line)


def _secret(opened: Database, given: str) -> bytes:
    kept = opened.query(partial(facts.get, name="secret_key")).result()
    return (given or kept or "").encode()


def _lines(found: Report) -> Iterator[str]:
    reserve, pace = found.reserve, found.pace
    yield f"returns of {found.year}: {sum(found.by_state.values())}"
    yield from (f"  {name.replace('_', ' '):16}{count:6}" for name, count in sorted(found.by_state.items()))
    yield f"  settled at once {found.at_once}, by people {found.by_people}"
    yield f"  given by law {found.by_law}, by trust {found.by_trust}"
    yield f"refunds to send: {found.refunds_open}, of them late: {found.refunds_late}"
    yield f"reserve: {reserve.budget}; held {reserve.held}, paid {reserve.captured}, back {reserve.recovered}"
    yield f"  {reserve.used:.1f} % used, {reserve.available} left"
    yield f"  planned by now {pace.planned}, the year comes to {pace.forecast}"
    if pace.runs_out is not None:
        yield f"  at this pace it is used up on {pace.runs_out}"
    if found.experiment is not None:
        yield from _experiment(found.experiment)


def _experiment(found: Figures) -> Iterator[str]:
    yield f"experiment {found.name}:"
    for arm in (found.control, found.trust):
        yield (
            f"  {arm.arm:8}{arm.persons:6} persons, {arm.claims} claimed, {arm.repeats} bought again, "
            f"cost {arm.cost}, {arm.margin_per_person:.2f} each"
        )
    yield f"  bought again, trust less control: {_difference(found.repeat, 100, ' points')}"
    yield f"  margin a person, trust less control: {_difference(found.margin, 1, '')}"
    yield f"  {found.needed} persons an arm would show five points more"
    if found.stop:
        yield f"  stop the trust arm: {'claims' if found.stop == 'claims' else 'the reserve'} went beyond the limit"


def _difference(found: Difference, times: float, unit: str) -> str:
    if found.low is None or found.high is None:
        return "nothing can be said yet"
    p = f", p = {found.p:.3f}" if found.p is not None else ""
    return f"{found.value * times:+.2f}{unit} ({found.low * times:+.2f} to {found.high * times:+.2f}{p})"


@returns_.command("simulate", short_help="What a policy would have cost.")
@click.option("--per-case", help="Limit of a case, as 100 EUR.")
@click.option("--per-person", help="Limit of a person in the period.")
@click.option("--unknown", help="Limit of a case of somebody unknown.")
@click.option("--budget", help="The reserve of a year.")
@click.option("--claims", type=click.FloatRange(0, 1), help="Make claims up, at this share of the lines sold, from past orders.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How far to look back.")
@plainly
def simulate_(claims: float | None, days: int, **limits: str | None) -> None:
    """Run a policy over the past and show what it would have cost. The settings of shop.yml hold where no other is named.

    Claims are the returns on record, or, with --claims, made up from the orders on record, the same ones every time.

    Example: dezura returns simulate --per-case "60 EUR" --budget "3000 EUR" --claims 0.03
    """
    environment, shop = settings()
    policy, reserve = _policy(shop.returns, shop.reserve, limits)
    now = now_ms()
    since = now - days * 86_400_000
    with database(environment) as opened:
        if claims is None:
            past = opened.query(partial(returns.between, since=since, until=now + 1)).result()
            found: Sequence[PastClaim] = [_past(record) for record in past]
        else:
            sold = [order for order in opened.query(orders.everything).result() if to_ms(order.placed_at) >= since]
            found = list(made_up(sold, claims))
    if not found:
        fail("there are no returns on record to run it over; `--claims 0.03` makes some up from the orders")
    outcome = simulate(found, policy, reserve, shop.time_zone)
    click.echo(f"{outcome.claims} claims: {outcome.at_once} at once, {outcome.by_person} to people, {outcome.statutory} by law")
    click.echo(f"trust would have cost {outcome.cost}, {outcome.used_percent:.1f} % of the reserve of {Money(*reserve.budget)}")
    click.echo(f"left to people {outcome.left_to_people}; the law gives {outcome.by_law} under any policy")
    if outcome.used_up_on is not None:
        click.echo(f"the reserve would have been used up on {outcome.used_up_on}")
    for name, count in outcome.why:
        click.echo(f"  to people because of {name.replace('_', ' ')}: {count}")


def _policy(policy: Returns, reserve: ReserveSettings, limits: dict[str, str | None]) -> tuple[Returns, ReserveSettings]:
    budget = limits.pop("budget")
    changed = {name: value for name, value in limits.items() if value is not None}
    try:
        kept = {name: f"{amount} {currency}" for name, (amount, currency) in policy.limits.amounts.items()}
        policy = policy.model_copy(update={"limits": Limits.model_validate({**kept, **changed})})
        if budget is not None:
            landing = f"{reserve.landing_limit[0]} {reserve.landing_limit[1]}"
            reserve = ReserveSettings.model_validate({**reserve.model_dump(), "budget": budget, "landing_limit": landing})
    except ValueError as error:
        fail("; ".join(str(found["msg"]).removeprefix("Value error, ") for found in _errors(error)))
    return policy, reserve


def _errors(error: ValueError) -> Sequence[Any]:
    return error.errors() if hasattr(error, "errors") else [{"msg": str(error)}]


def _past(record: Return) -> PastClaim:
    return PastClaim(
        at=record.made_at, person=str(record.person_id), title=f"{record.order_number} {record.title}", reason=record.reason,
        amount=record.amount, known=record.proof == "order", photo=record.photo is not None,
        statutory=not record.drawn and record.basis != "goodwill", points=record.points,
    )  # fmt: skip


@returns_.command("export", short_help="The payouts as a file for the bank.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "account", required=True, help="The shop's account: the IBAN the money leaves.")
@click.option("--name", help="The account's owner as the bank knows it; the shop's name where it is not said.")
@click.option("--bic", default="", help="The bank's BIC, where it asks for it.")
@click.option("--on", "day", help="The day to pay, as 2026-11-30; today where it is not said.")
@click.option("--pain", "version", type=click.Choice(get_args(Version)), default="001.001.09", show_default=True)
@plainly
def export(file: Path, *, account: str, name: str | None, bic: str, day: str | None, version: Version) -> None:
    """Write the payouts whose turn it is into a file for the bank (SEPA, pain.001). Each stands in one file only.

    Example: dezura returns export payouts.xml --from LV80BANK0000435195001
    """
    environment, shop = settings()
    if file.exists():
        fail(f"{file} is there already; a payout stands in one file only, so give another name")
    now = from_ms(now_ms())
    on = _day(day, now, shop.time_zone)
    debtor = Account(name or shop.name, account, bic)
    ring = ring_of(environment)
    message = f"DEZURA-{now:%Y%m%d%H%M%S}"

    def work(connection: sa.Connection) -> tuple[Sequence[Refund], bytes]:
        """What no bank would take stops the whole, and nothing counts as exported.

        Nor does it where the file cannot be written.
        """
        taken = refunds.to_export(connection, "EUR", to_ms(now))
        if not taken:
            return taken, b""
        payments = [_payment(refund, shop.name, ring) for refund in taken]
        content = credit_transfer(payments, debtor, message_id=message, made_at=now, on=on, version=version)
        file.write_bytes(content)
        return taken, content

    with database(environment) as opened:
        try:
            taken, _ = opened.submit(work).result()
        except (PainError, KeysError) as error:
            fail(str(error))
        except OSError as error:
            fail(f"{file} cannot be written: {error.strerror}")
    if not taken:
        fail("no payout waits for a transfer")
    total = sum((refund.amount.amount for refund in taken), Decimal(0))
    click.echo(f"{len(taken)} payouts, {total} EUR, are in {file}; the debits in the bank's statement confirm them")


def _payment(refund: Refund, shop: str, ring: Ring) -> Payment:
    return Payment(
        refund.number, refund.amount, Account(refund.name or "Customer", refund.whole(ring)), f"Refund {refund.number} {shop}"
    )


def _day(text: str | None, now: datetime, zone: Any) -> date:
    if text is None:
        return now.astimezone(zone).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{text} is no day; write 2026-11-30")
