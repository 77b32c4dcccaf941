"""Links to follow a parcel: without them a customer would get a number and have to know where to type it.

Patterns as the carriers' public pages had them in 2026; they change, so a shop may give its own, and a link that the shop's
software gives with the order is preferred.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flows.shop.model import Tracking

NUMBER = re.compile(r"[A-Z0-9]{8,30}")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier as customers know it, and its tracking page with `{n}` for the parcel's number."""

    name: str
    pattern: str


CARRIERS: Mapping[str, Carrier] = {
    "omniva": Carrier("Omniva", "https://www.omniva.lv/private/track-and-trace?barcode={n}"),
    "omniva_ee": Carrier("Omniva", "https://www.omniva.ee/private/track-and-trace?barcode={n}"),
    "omniva_lt": Carrier("Omniva", "https://www.omniva.lt/private/track-and-trace?barcode={n}"),
    "dpd": Carrier("DPD", "https://www.dpdgroup.com/lv/mydpd/my-parcels/track?lang=lv&parcelNumber={n}"),
    "dpd_ee": Carrier("DPD", "https://www.dpdgroup.com/ee/mydpd/my-parcels/track?lang=ee&parcelNumber={n}"),
    "dpd_lt": Carrier("DPD", "https://www.dpdgroup.com/lt/mydpd/my-parcels/track?lang=lt&parcelNumber={n}"),
    "inpost": Carrier("InPost", "https://inpost.pl/sledzenie-przesylek?number={n}"),
    "nova_poshta": Carrier("Нова пошта", "https://tracking.novaposhta.ua/#/uk/{n}"),
    "ukrposhta": Carrier("Укрпошта", "https://track.ukrposhta.ua/tracking_UA.html?barcode={n}"),
    "venipak": Carrier("Venipak", "https://venipak.com/lv/en/tracking/?code={n}"),
    "poczta_polska": Carrier("Poczta Polska", "https://emonitoring.poczta-polska.pl/?numer={n}"),
}


def carrier_name(tracking: Tracking, carriers: Mapping[str, Carrier] = CARRIERS) -> str:
    """The carrier as customers know it; one that is not in the table keeps the name the shop gives it."""
    known = carriers.get(_id(tracking.carrier))
    return known.name if known else tracking.carrier


def tracking_url(tracking: Tracking, carriers: Mapping[str, Carrier] = CARRIERS) -> str | None:
    """The link the shop gives, or one made from the carrier's pattern; None where the number does not look like one."""
    if tracking.url and _is_web(tracking.url):
        return tracking.url
    known, number = carriers.get(_id(tracking.carrier)), _compact(tracking.number)
    if known is None or NUMBER.fullmatch(number) is None:
        return None
    return known.pattern.replace("{n}", quote(number, safe=""))


def _id(carrier: str) -> str:
    return re.sub(r"[\W_]+", "_", carrier.casefold()).strip("_")


def _compact(number: str) -> str:
    return re.sub(r"[\s-]", "", number).upper()


def _is_web(url: str) -> bool:
    """Whether it is a plain https link: nothing else that came from outside is shown as one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and not re.search(r"[\s<>\"]", url)
