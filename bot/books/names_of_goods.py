"""Both lists of goods, as names to be found in messages: without it a shop would know its prices and not its goods' names."""

from collections.abc import Iterator
from pathlib import Path

from config.faq import Faq, read_faq
from config.shop import Shop
from nlu.products import Product, Products


def products_of(home: Path, shop: Shop) -> Products:
    """What customers may name: config/faq.yml's catalogue and config/shop.yml's goods. Raises Problems with file and line."""
    faq = read_faq(home, shop.languages)
    return Products([*_of_catalogue(faq), *_of_goods(shop, faq)])


def _of_catalogue(faq: Faq) -> Iterator[Product]:
    for goods in faq.catalogue:
        for language, names in goods.names.items():
            yield Product(goods.id, names[0], tuple(names[1:]), language)


def _of_goods(shop: Shop, faq: Faq) -> Iterator[Product]:
    """Something that stands in both lists under one title is one product."""
    known = {name: goods.id for goods in faq.catalogue for names in goods.names.values() for name in names}
    for goods in shop.goods:
        first = next(iter(goods.title.values()))
        id_ = next((known[title] for title in goods.title.values() if title in known), first)
        for language, title in goods.title.items():
            yield Product(id_, title, (), language)
        yield Product(id_, first, goods.also)
