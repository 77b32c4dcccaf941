"""The demo shop's orders: without them nobody could try a flow before connecting a shop of their own.

Orders 10001 to 10050 from a fixed seed, their dates counted back from a given day. The people are made up, and their addresses
are under example.com, which belongs to nobody (RFC 2606).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from random import Random
from typing import Literal, TypeVar

from flows.shop.model import Customer, Line, Money, Order, OrderState, Tracking
from nlu.model import Language

SEED = 20261122
FIRST = 10001
CURRENCY = "EUR"
FREE_DELIVERY_FROM, DELIVERY = Money(Decimal(50), CURRENCY), Money(Decimal("3.50"), CURRENCY)
Basket = Literal["small", "large"]
Item = TypeVar("Item")

# An order's number gives its customer, so that languages take turns.
CUSTOMERS = (
    Customer("Ilze Liepiņa", "ilze.liepina@example.com", "+37120000101", "lv"),
    Customer("Оксана Коваленко", "oksana.kovalenko@example.com", "+380500000202", "uk"),
    Customer("Ольга Смирнова", "olga.smirnova@example.com", "+37120000303", "ru"),
    Customer("Katarzyna Wiśniewska", "k.wisniewska@example.com", "+48500000404", "pl"),
    Customer("Emily Carter", "emily.carter@example.com", "+447700900505", "en"),
    Customer("Jānis Ozoliņš", "janis.ozolins@example.com", "+37120000606", "lv"),
    Customer("Тарас Шевчук", "taras.shevchuk@example.com", "+380500000707", "uk"),
    Customer("Дмитрий Иванов", "dmitrij.ivanov@example.com", "+37120000808", "ru"),
    Customer("Piotr Zieliński", "piotr.zielinski@example.com", "+48500000909", "pl"),
    Customer("Thomas Baker", "thomas.baker@example.com", "+447700901010", "en"),
    Customer("Līga Kalniņa", "liga.kalnina@example.com", "+37120001111", "lv"),
    Customer("Ірина Бондаренко", "iryna.bondarenko@example.com", "+380500001212", "uk"),
    Customer("Наталья Петрова", "natalja.petrova@example.com", "+37120001313", "ru"),
    Customer("Magdalena Nowak", "magda.nowak@example.com", "+48500001414", "pl"),
    Customer("Aisha Rahman", "aisha.rahman@example.com", "+447700901515", "en"),
)


@dataclass(frozen=True, slots=True)
class Product:
    """Something the demo shop sells: its price in euro and what it is called."""

    price: str
    titles: Mapping[Language, str]


def _product(price: str, *titles: str) -> Product:
    lv, uk, ru, pl, en = titles
    return Product(price, {"lv": lv, "uk": uk, "ru": ru, "pl": pl, "en": en})


# Three of the small ones, however many, stay below 100 EUR; a large one is dearer by itself.
SMALL = (
    _product(
        "18.90",
        *("Kafijas pupiņas, 1 kg", "Кава в зернах, 1 кг", "Кофе в зёрнах, 1 кг"),
        *("Kawa ziarnista, 1 kg", "Coffee beans, 1 kg"),
    ),
    _product("7.50", "Medus, 500 g", "Мед, 500 г", "Мёд, 500 г", "Miód, 500 g", "Honey, 500 g"),
    _product("4.90", "Zemenes, 500 g", "Полуниця, 500 г", "Клубника, 500 г", "Truskawki, 500 g", "Strawberries, 500 g"),
    _product(
        "12.40",
        *("Veļas pulveris, 3 kg", "Пральний порошок, 3 кг", "Стиральный порошок, 3 кг"),
        *("Proszek do prania, 3 kg", "Washing powder, 3 kg"),
    ),
    _product("9.90", "Keramikas krūze", "Керамічна чашка", "Керамическая кружка", "Kubek ceramiczny", "Ceramic mug"),
    _product("34.50", "Galda lampa", "Настільна лампа", "Настольная лампа", "Lampka na biurko", "Desk lamp"),
    _product("24.90", "Dvieļu komplekts", "Комплект рушників", "Набор полотенец", "Komplet ręczników", "Set of towels"),
)
LARGE = (
    _product("149.00", "Putekļu sūcējs", "Пилосос", "Пылесос", "Odkurzacz", "Vacuum cleaner"),
    _product("289.00", "Kafijas automāts", "Кавомашина", "Кофемашина", "Ekspres do kawy", "Coffee machine"),
    _product("119.00", "Ziemas jaka", "Зимова куртка", "Зимняя куртка", "Kurtka zimowa", "Winter jacket"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an order shall be: its state, days ago for what has happened to it, days ahead for when it is expected."""

    state: OrderState
    placed: int
    shipped: int | None = None
    delivered: int | None = None
    expected: int | None = None
    basket: Basket = "small"


def _delivered(days: int, basket: Basket = "small", took: int = 4) -> Plan:
    return Plan("delivered", placed=days + took, shipped=days + 2, delivered=days, basket=basket)


def _returned(days: int) -> Plan:
    return Plan("returned", placed=days + 4, shipped=days + 2, delivered=days)


PACKED, CANCELLED = Plan("packed", 2, expected=3), Plan("cancelled", 2)
PAID, UNPAID = Plan("paid", 1, expected=4), Plan("unpaid", 1)
PLANS: Sequence[Plan] = (
    # 10001-10012: months ago
    *(_delivered(110), _returned(101), Plan("cancelled", 96), _delivered(88, "large"), _delivered(79), _delivered(70)),
    *(_delivered(62, "large"), _returned(55), _delivered(47), _delivered(40), Plan("cancelled", 39), _delivered(33)),
    # 10013-10022: the last weeks, within which something can be given back
    *(Plan("lost", 17, shipped=15, expected=-12), _delivered(12), _delivered(11, "large"), _returned(10), _delivered(9)),
    *(_delivered(7, "large"), Plan("delayed", 10, shipped=7, expected=-3), _delivered(5), _delivered(4, "large"), _delivered(3)),
    # 10023-10028: the last days
    *(Plan("shipped", 5, shipped=2, expected=1), _delivered(2, took=3), _delivered(1, "large", took=3)),
    *(Plan("shipped", 4, shipped=1, expected=2), Plan("partly_shipped", 4, shipped=2, expected=3, basket="large")),
    Plan("shipped", 3, shipped=1, expected=1),
    # 10029-10038: the day before yesterday
    *(PACKED, CANCELLED, Plan("unpaid", 2), PACKED, PACKED, Plan("unpaid", 2), PACKED, PACKED, CANCELLED, PACKED),
    # 10039-10050: yesterday
    *(PAID, PAID, PAID, UNPAID, UNPAID, PAID, UNPAID, PAID, PAID, UNPAID, PAID, UNPAID),
)


def demo_orders(now: datetime) -> tuple[Order, ...]:
    """Orders 10001 to 10050 as they stand on the day of `now`, an aware moment in the shop's zone; the same on the same day."""
    random = Random(SEED)  # noqa: S311 - made-up orders, no secret
    return tuple(_order(number, plan, now, random) for number, plan in enumerate(PLANS, FIRST))


def _order(number: int, plan: Plan, now: datetime, random: Random) -> Order:
    customer = CUSTOMERS[(number - FIRST) % len(CUSTOMERS)]
    lines = _lines(plan.basket, customer.language, random)
    goods = sum((line.total for line in lines), Money(Decimal(0), CURRENCY))
    at = _Clock(now.date(), now.tzinfo or UTC, random)
    return Order(
        number=str(number),
        state=plan.state,
        placed_at=at.evening(plan.placed),
        customer=customer,
        total=goods if goods >= FREE_DELIVERY_FROM else goods + DELIVERY,
        lines=lines,
        tracking=_tracking(customer.language, number) if plan.shipped is not None else None,
        shipped_at=at.morning(plan.shipped) if plan.shipped is not None else None,
        expected_at=now.date() + timedelta(days=plan.expected) if plan.expected is not None else None,
        delivered_at=at.morning(plan.delivered) if plan.delivered is not None else None,
    )


def _lines(basket: Basket, language: Language, random: Random) -> tuple[Line, ...]:
    products = [_pick(LARGE, random)] if basket == "large" else []
    count = 1 + int(random.random() * 3)
    while len(products) < count:
        if (product := _pick(SMALL, random)) not in products:
            products.append(product)
    return tuple(_line(product, language, random) for product in products)


def _line(product: Product, language: Language, random: Random) -> Line:
    price = Money(Decimal(product.price), CURRENCY)
    cheap = price < Money(Decimal(10), CURRENCY)
    return Line(product.titles[language], 1 + int(random.random() * 2) if cheap else 1, price)


def _tracking(language: Language, number: int) -> Tracking:
    """A parcel number of the right shape for the carrier of the customer's country."""
    match language:
        case "pl":
            return Tracking("inpost", f"6300000000000000000{number}")
        case "uk":
            return Tracking("nova_poshta", f"20400000{number}0")
        case "en":
            return Tracking("dpd", f"055500000{number}")
        case "lv" | "ru":
            return Tracking("omniva", f"CE0000{number}LV")


def _pick(items: Sequence[Item], random: Random) -> Item:
    return items[int(random.random() * len(items))]  # not choice(): only random() is promised to stay the same


@dataclass(frozen=True, slots=True)
class _Clock:
    day: date
    zone: tzinfo
    random: Random

    def evening(self, days_ago: int) -> datetime:
        """Orders come in the evening."""
        return self._at(days_ago, 18)

    def morning(self, days_ago: int) -> datetime:
        """Parcels leave and arrive before noon."""
        return self._at(days_ago, 9)

    def _at(self, days_ago: int, hour: int) -> datetime:
        wall = time(hour + int(self.random.random() * 3), int(self.random.random() * 60))
        return datetime.combine(self.day - timedelta(days=days_ago), wall, self.zone).astimezone(UTC)
