"""Sample documents for docs/: without them nobody would see what a shop's invoices look like before setting one up.

`python -m flows.shop.samples docs` writes the pictures; a test reads their codes back, and holds them to what is made today.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from flows.shop import document
from flows.shop.invoices import Account, Invoice, Item, Party, Seller, reference_of

DAY, DUE = date(2026, 11, 23), date(2026, 11, 30)
NUMBER = "2026100123"
SHOP = Seller(
    "SIA Rīta veikals", "Brīvības iela 101–5, Rīga, LV-1001", "LV", "40003245752", "LV40003245752", "rekini@ritaveikals.example",
    is_company=True, phone="+371 20 000 100", accounts=(
        Account("LV80BANK0000435195001", "EUR", "BANKLV22", "Rīta banka"),
        Account("PL61109010140000071219812874", "PLN", "BANKPLPW", "Bank Poranny"),
        Account("UA213223130000026007233566001", "UAH", "", "Ранковий банк"),
    ),
)  # fmt: skip


def _item(title: str, quantity: int, price: str, rate: str | None = "21", discount: str = "0") -> Item:
    return Item(title, Decimal(quantity), Decimal(price), Decimal(rate) if rate else None, Decimal(discount))


_LV = Invoice(
    "proforma", NUMBER, DAY, DUE, "lv", SHOP, Party("Līga Kalniņa", "Ķīpsalas iela 7–12, Rīga, LV-1048"),
    (
        _item("Kafijas automāts „Rīts”", 1, "289.00"),
        _item("Kafijas pupiņas, 1 kg", 3, "18.90", discount="5.70"),
        _item("Bērnu grāmata „Ežuka ceļš”", 1, "12.60", "5"),
    ),
    "EUR", reference_of(NUMBER), order_number="10031",
)  # fmt: skip
_PL = replace(
    _LV, language="pl", currency="PLN", order_number="10049",
    seller=replace(SHOP, name="Poranny Sklep sp. z o.o.", address="ul. Żółwia 8, 00-950 Warszawa", country="PL",
                   registration="0000123456", vat_number="PL5260250274"),
    buyer=Party("Zakład Usługowy „Gżegżółka” Łukasz Źdźbło", "ul. Świętokrzyska 14 lok. 3, 31-028 Kraków", "PL",
                vat_number="PL5252248481", is_company=True),
    items=(_item("Ekspres do kawy", 1, "1249.00", "23"), _item("Kawa ziarnista, 1 kg", 4, "84.90", "23"),
           _item("Miód wielokwiatowy, 500 g", 2, "32.50", "5")),
    discount=Decimal("50.00"),
)  # fmt: skip
_UK = replace(
    _LV, language="uk", currency="UAH", order_number="10032", exempt="Платник єдиного податку 3 групи, без ПДВ.",
    seller=replace(SHOP, name="ФОП Ґедзь Юрій Єгорович", address="вул. Набережна, 5, м. Київ, 04070", country="UA",
                   registration="3184710691", vat_number=""),
    buyer=Party("Ірина Бондаренко", "вул. Їжакевича, 12, м. Львів, 79000", "UA"),
    items=(_item("Кавомашина", 1, "13450.00", None), _item("Кава в зернах, 1 кг", 2, "890.50", None)),
)  # fmt: skip
SAMPLES: Mapping[str, Invoice] = {"invoice-lv": _LV, "invoice-pl": _PL, "invoice-uk": _UK}


def main(folder: str) -> None:
    """Write every sample's first page."""
    for name, invoice in SAMPLES.items():
        (Path(folder) / f"{name}.png").write_bytes(document.pictures(invoice)[0])


if __name__ == "__main__":
    main(sys.argv[1])
