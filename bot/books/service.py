"""Cancelling and changing orders, delivery, hours and questions about goods, as the conversation may ask about them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.books.at_shop import AtShop
from bot.books.department import Department, Office
from bot.books.effects import FailedError, NotDoneError, Outside
from bot.books.folder import Folder
from bot.epoch import to_ms
from bot.store import invoices
from bot.store.calls import Errand
from bot.store.orders import SqlOrders
from config.service import Changes, Way
from config.shops import Orders
from flows.model import Call
from flows.shop import catalogue, service
from flows.shop.calls import Shop, ShopUnavailableError
from flows.shop.identity import Identity
from flows.shop.lookups import Asked, Lookup, NoAnswerError, text
from flows.shop.model import ORDER_STATES, Address, Money, Order
from flows.shop.port import Receipt, ShopRefusedError
from flows.shop.proof import normal_number
from handoff import days
from handoff.hours import Calendar, hours_on
from nlu.model import LANGUAGES, Language, spoken

OWN_MONEY = frozenset({"paid", "packed"})  # states in which what was paid has to go back
LONGEST_NOTE = 300
CANCELLED = "the order was cancelled"


@dataclass(frozen=True)
class Service(Department):
    """What a shop's counter does: cancel, change, tell."""

    office: Office
    folder: Folder

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {
            "may_cancel": self._may_cancel,
            "may_change": self._may_change,
            "check_address": self._check_address,
            "check_day": self._check_day,
            "delivery_terms": self._delivery,
            "opening_times": self._times,
            "find_answer": self._answer,
        }

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {
            "cancel_order": Cancelling(self.office),
            "change_address": Proved(self.office, AtShop(self.office.shop, "change_address", number_of, _readdress), level=2),
            "note_change": Proved(self.office, AtShop(self.office.shop, "add_note", number_of, self._note), level=1),
        }

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department."""
        return {"order": self._happens}

    async def _happens(self, values: Mapping[str, str]) -> None:
        """Something happens to an order of our own records meanwhile: its `state` is another one."""
        records = SqlOrders(self.office.database)
        order = await records.get(values["number"])
        if order is None or values["state"] not in ORDER_STATES:
            raise RuntimeError(f"no order {values['number']} can become {values['state']}")
        state = next(known for known in ORDER_STATES if known == values["state"])
        await records.save([replace(order, state=state)])

    # --- orders ------------------------------------------------------------------------------------------------------

    @property
    def _changes(self) -> Changes:
        return self.office.settings.changes

    async def _proved(self, call: Call, asked: Asked) -> Order:
        """The flow's own steps should have proved the order; a flow that forgot to does not give it away."""
        order = await self.office.shop.find_order(normal_number(text(call, "order_number")))
        if not await self.office.proof.holds(asked.chat, order, asked.now) or order is None:
            raise NoAnswerError("not_proved")
        return order

    async def _may_cancel(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        order = await self._proved(call, asked)
        return {
            "number": order.number,
            "state": order.state,
            "how": service.how(order, self._changes.cancel, "cancel" in self.office.shop.can),
            "paid": order.state in OWN_MONEY,
            "refund_by": refund_day(self.office, asked.now),
            "shipped_at": order.shipped_at,
            "delivered_at": order.delivered_at,
        }

    async def _may_change(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        order, changes, can = await self._proved(call, asked), self._changes, self.office.shop.can
        ways = {
            "address": service.how(order, changes.address, "change_address" in can),
            "day": service.how(order, changes.day, "add_note" in can),
            "phone": service.how(order, changes.phone, "add_note" in can),
        }
        is_open = any(way in {"at_once", "person"} for way in ways.values())
        told = {"shipped_at": order.shipped_at, "delivered_at": order.delivered_at}
        level = await level_of(self.office, asked.chat, order, asked.now)
        return {"number": order.number, "state": order.state, "open": is_open, "level": level, **ways, **told}

    async def _check_address(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        settings = self.office.settings
        served = [country for region in settings.delivery.regions for country in region.countries]
        address, city, postcode = (text(call, name) for name in ("address", "city", "postcode"))
        place = service.place_of(address, city, postcode, settings.region, served)
        found = place.address
        return {
            "street": found.street,
            "city": found.city,
            "postcode": found.postcode,
            "country": found.country,
            "whole": place.whole,
            "needs": place.needs,
            "served": not served or not found.country or found.country in served,
        }

    async def _check_day(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        settings, wanted = self.office.settings, call.arguments.get("day")
        if not isinstance(wanted, date):
            raise NoAnswerError("no_day")
        now = asked.now.astimezone(settings.time_zone)
        fastest = min((way.days[0] for way in self._ways(settings.region)), default=1)
        first = service.earliest(now, settings.delivery.sent_until, fastest, self._works)
        wish = service.wish_of(wanted, now.date(), first, self._changes.farthest, self._works)
        return {"day": wish.day, "why": wish.why, "nearest": wish.nearest}

    # --- the shop ----------------------------------------------------------------------------------------------------

    @property
    def _calendar(self) -> Calendar:
        return self.office.teams[self.office.settings.team].calendar

    def _works(self, day: date) -> bool:
        """Carriers come from Monday to Friday, and not on a day on which the shop is closed."""
        return day.weekday() < 5 and bool(hours_on(self._calendar, day))

    def _ways(self, country: str) -> Sequence[Way]:
        return self.office.settings.delivery.ways_to(country)

    async def _delivery(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        settings = self.office.settings
        country = text(call, "country").upper() or settings.region
        ways, wanted = self._ways(country), text(call, "way")
        home = {"known": bool(settings.delivery.regions), "country": country, "served": bool(ways)}
        if not ways:
            return home
        by_price = sorted((way for way in ways if way.kind != "pickup"), key=lambda way: way.price[0]) or list(ways)
        told = next((way for way in ways if way.kind == wanted), by_price[0])
        other = next((way for way in by_price if way is not told), None) if told.kind == (wanted or told.kind) else None
        now = asked.now.astimezone(settings.time_zone)
        return {
            **home,
            "way": told.kind,
            "price": _price(told.price),
            "free_from": _price(told.free_from) if told.price[0] else None,
            "arrives": service.arrives(now, settings.delivery.sent_until, told, self._works),
            "place": told.place or None,
            "other": other.kind if other and not wanted else None,
            "other_price": _price(other.price) if other and not wanted else None,
        }

    async def _times(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        language, calendar = _language(text(call, "language")), self._calendar
        state = days.today(calendar, asked.now, language)
        day = call.arguments.get("day")
        here = asked.now.astimezone(calendar.zone).date()
        meant = service.coming(day, here) if isinstance(day, date) else here
        named = meant if meant != here else None  # of today it is said how it is now
        hours = days.day_words_of(calendar, named, language) if named else ""
        return {
            "open": state.open,
            "until": state.until or None,
            "opens_at": state.opens_at,
            "exceptions": days.exceptions(calendar, asked.now, language) or None,
            "day": named,
            "day_open": bool(hours),
            "day_hours": hours or None,
        }

    async def _answer(self, call: Call, _: Asked) -> Mapping[str, Any]:
        question, language = text(call, "question"), _language(text(call, "language"))
        what, thing = catalogue.asked(question, language), catalogue.named(question, self.folder.faq.catalogue, language)
        if what is not None and thing is not None:
            title, price = thing.names[language][0], _price(thing.price)
            return {
                "found": True,
                "kind": what,
                "score": Decimal(1),
                "title": title,
                "price": price,
                "stock": Decimal(thing.stock),
            }
        match = self.folder.shelves[language].find(question)
        score = Decimal(f"{match.score:.3f}")
        if not match.id:
            return {"found": False, "kind": "answer", "score": score}
        answer = next(answer for answer in self.folder.faq.answers if answer.id == match.id)
        return {"found": True, "kind": "answer", "text": answer.answer[language], "score": score}

    async def _note(self, shop: Shop, errand: Errand) -> Receipt:
        """For the shop's people, in a language no customer reads."""
        day, phone = errand.arguments.get("day"), str(errand.arguments.get("phone") or "")
        wishes = [f"deliver on {day.isoformat()}" if isinstance(day, date) else "", f"courier calls {phone}" if phone else ""]
        return await shop.add_note(
            number_of(errand), f"Customer wishes: {', '.join(filter(None, wishes))}"[:LONGEST_NOTE], errand.key
        )


async def level_of(office: Office, chat: str, order: Order, now: datetime) -> int:
    """How much a chat has proved of an order: 0 nothing, 1 number and contact, 2 a code or the messenger's own contact."""
    return await Identity(office.proof, office.secret).level(chat, order, now)


def refund_day(office: Office, now: datetime) -> date:
    """By when the money for an order that is cancelled now is back."""
    return (now.astimezone(office.settings.time_zone) + office.settings.changes.refund_within).date()


def number_of(errand: Errand) -> str:
    """The order an effect is about, as the shop writes it."""
    return normal_number(str(errand.arguments.get("order_number") or ""))


async def _readdress(shop: Shop, errand: Errand) -> Receipt:
    street, city, postcode, country = (
        str(errand.arguments.get(name) or "") for name in ("street", "city", "postcode", "country")
    )
    return await shop.change_address(number_of(errand), Address(street, city, postcode, country), errand.key)


@dataclass(frozen=True, slots=True)
class Proved:
    """An effect only for who has proved the order to a level, or where a person has approved it; others are refused."""

    office: Office
    effect: Outside
    level: int

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside."""
        await demand(self.office, errand, now, 2 if errand.arguments.get("phone") else self.level)
        return await self.effect.perform(errand, now)

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside."""
        return await self.effect.look_up(errand, now)


async def demand(office: Office, errand: Errand, now: datetime, level: int) -> Order:
    """The order, where the chat has proved enough of it. Raises FailedError, NotDoneError."""
    try:
        order = await office.shop.find_order(number_of(errand))
    except ShopUnavailableError as error:
        raise NotDoneError(str(error)) from None
    has = await level_of(office, str(errand.conversation_id), order, now) if order is not None else 0
    if order is None or not has or (has < level and errand.arguments.get("approved") is not True):
        raise FailedError("not_proved")
    return order


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Cancels an order, and has the shop's software give back what was paid: two effects, each once by its own key.

    What was still to be paid is taken back; the customer hears of it with the order.
    """

    office: Office

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside."""
        order, again = await demand(self.office, errand, now, 1), errand.tried or errand.attempts > 1
        if order.state == "cancelled" and not again:
            raise FailedError("already")  # somebody else has, and may have paid the money back
        was_paid = order.state in OWN_MONEY or (order.state == "cancelled" and errand.arguments.get("paid") is True)
        shop = self.office.shop
        try:
            if not (again and await shop.done("cancel", order.number, errand.key)):
                await shop.cancel(order.number, errand.key)
            # Before anything that may break off: nobody shall pay for it from now on. Done over, it changes nothing.
            await self.office.database.write(
                lambda connection: invoices.void_of_order(connection, order.number, CANCELLED, to_ms(now))
            )
            refunded = was_paid and await self._refund(order, errand, again=again)
        except ShopUnavailableError as error:
            raise NotDoneError(str(error)) from None
        except ShopRefusedError as error:
            raise FailedError(error.why) from None
        return {"number": order.number, "paid": was_paid, "refunded": refunded, "refund_by": refund_day(self.office, now)}

    async def _refund(self, order: Order, errand: Errand, *, again: bool) -> bool:
        """Whether the money goes back without a person. What the shop's software refuses, a person settles."""
        shop = self.office.shop
        if "refund" not in shop.can:
            return False
        try:
            if not (again and await shop.done("refund", order.number, refund_key(errand))):
                await shop.refund(order.number, order.total, refund_key(errand))
        except ShopRefusedError:
            return False
        return sends_money(self.office.settings.orders)

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside. Each of the two effects is looked up by its own key when it is tried again."""
        return None


def sends_money(orders: Orders) -> bool:
    """Whether a refund at the shop's software moves the money; else it only says what is owed."""
    return orders.kind == "shopify" or (orders.kind == "woocommerce" and orders.refunds == "gateway")


def refund_key(errand: Errand) -> str:
    """Under which the money of a cancelled order goes back."""
    return f"{errand.key}:refund"


def _price(amount: tuple[Decimal, str] | None) -> Money | None:
    """None where it costs nothing."""
    return Money(*amount) if amount is not None and amount[0] else None


def _language(code: str) -> Language:
    return spoken(code, LANGUAGES, "en")
