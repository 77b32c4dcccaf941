"""Links to follow a parcel, and what never becomes one."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.carriers import CARRIERS, Carrier, carrier_name, tracking_url
from flows.shop.model import Tracking


@pytest.mark.parametrize(
    ("carrier", "number", "link"),
    [
        ("Omniva", "CE123456789LV", "https://www.omniva.lv/private/track-and-trace?barcode=CE123456789LV"),
        ("dpd", "05550000010023", "https://www.dpdgroup.com/lv/mydpd/my-parcels/track?lang=lv&parcelNumber=05550000010023"),
        ("InPost", "630000000000000000010009", "https://inpost.pl/sledzenie-przesylek?number=630000000000000000010009"),
        ("Nova Poshta", "20 4000 0100 0002", "https://tracking.novaposhta.ua/#/uk/20400001000002"),
    ],
)
def test_a_known_carrier_gives_a_link(carrier: str, number: str, link: str) -> None:
    assert tracking_url(Tracking(carrier, number)) == link


def test_the_link_that_the_shop_gives_is_preferred() -> None:
    assert tracking_url(Tracking("omniva", "CE123456789LV", "https://shop.example/t/1")) == "https://shop.example/t/1"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://shop.example/t",
        "https://",
        "https://bank.example@evil.example/",
        "https://a b",
        "https://[",
        "https://shop.example/\">",
    ],
)
def test_what_is_no_plain_https_link_is_not_shown_as_one(url: str) -> None:
    assert tracking_url(Tracking("unknown", "12345678", url)) is None


@pytest.mark.parametrize("number", ["", "1234567", "CE12345678/9", "A" * 31, "CE123456789LV&x=1", "ĀB1234567"])
def test_an_odd_number_gives_no_link(number: str) -> None:
    assert tracking_url(Tracking("omniva", number)) is None


def test_a_carrier_nobody_knows_keeps_its_name_and_has_no_link() -> None:
    assert carrier_name(Tracking("Bicycle Bob", "12345678")) == "Bicycle Bob"
    assert tracking_url(Tracking("Bicycle Bob", "12345678")) is None
    assert carrier_name(Tracking("nova-poshta", "12345678")) == "Нова пошта"


def test_a_shop_may_have_carriers_of_its_own() -> None:
    own = {**CARRIERS, "bicycle_bob": Carrier("Bob", "https://bob.example/{n}")}
    assert tracking_url(Tracking("Bicycle Bob", "ab-123456"), own) == "https://bob.example/AB123456"


@given(st.sampled_from(sorted(CARRIERS)), st.text())
def test_no_number_changes_where_a_link_leads(carrier: str, number: str) -> None:
    link = tracking_url(Tracking(carrier, number))
    expected = urlsplit(CARRIERS[carrier].pattern)
    if link is not None:
        assert urlsplit(link)[:3] == expected[:3] or carrier == "nova_poshta"
        assert urlsplit(link).netloc == expected.netloc
