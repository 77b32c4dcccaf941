"""The privacy notice of this shop, from its own settings: without it the page would promise what the clock does not do."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.privacy import ANYWHERE, AUTHORITIES
from config.shop import Shop
from nlu.model import Language

TEXTS: Mapping[Language, Mapping[str, Any]] = json.loads(
    (Path(__file__).parent / "site" / "privacy.json").read_text(encoding="utf-8")
)

_CONTACTS = ("address", "registration", "email", "phone")


def notice(shop: Shop, language: Language) -> Mapping[str, Any]:
    """Everything article 13 of the GDPR wants said, in a language: what the page's template needs."""
    own, seller = shop.privacy, shop.invoices.seller
    authority, page = AUTHORITIES.get(shop.region, ANYWHERE) if not own.authority else (own.authority, "")
    kept = shop.retention
    values = {
        "shop": shop.name, "authority": authority, "conversations": kept.conversations.days, "photos": kept.photos.days,
        "orders": kept.orders.days, "fraud": kept.fraud.days, "codes": kept.codes.days, "surveys": kept.surveys.days,
        "invoices": kept.invoices.get(shop.region, kept.invoices_elsewhere),
        "processors": f" ({', '.join(own.processors)})" if own.processors else "",
    }  # fmt: skip
    controller = [own.controller or (seller.name if seller else shop.name)]
    controller += [getattr(own, name) or (getattr(seller, name) if seller else "") for name in _CONTACTS]
    return {
        "notice": _filled(TEXTS[language], values), "controller": [one for one in controller if one],
        "officer": own.officer, "page": page,
    }  # fmt: skip


def _filled(text: Any, values: Mapping[str, Any]) -> Any:
    match text:
        case str():
            return text.format(**values)
        case Mapping():
            return {name: _filled(one, values) for name, one in text.items()}
        case Sequence():
            return [_filled(one, values) for one in text]
    return text
