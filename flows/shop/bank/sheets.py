"""How each bank writes its CSV: without it the columns of a statement would be names that nobody knows.

Banks change their columns without telling anybody. A shop names its own under `payments.sheets` in shop.yml; a name that stands
here too takes the place of ours.
"""

from collections.abc import Mapping

from config.payments import SheetForm

__all__ = ["SHEETS", "SheetForm"]

SHEETS: Mapping[str, SheetForm] = {
    "swedbank-lv": SheetForm(
        account="Klienta konts",
        day="Datums",
        amount="Summa",
        currency="Valūta",
        sign="Debets/Kredīts",
        credit=("K", "C"),
        debit=("D",),
        name="Saņēmējs/Maksātājs",
        iban="Saņēmēja/Maksātāja konts",
        text=("Informācija saņēmējam",),
        bank_reference="Arhīva kods",
        rows="Ieraksta tips",
        row_values=("20",),
        decimal=",",
    ),
    "seb-lv": SheetForm(
        account="Konts",
        day="Datums",
        amount="Summa konta valūtā",
        currency="Konta valūta",
        sign="Debets/Kredīts",
        credit=("C", "K"),
        debit=("D",),
        name="Partnera nosaukums",
        iban="Partnera konts",
        text=("Maksājuma mērķis",),
        bank_reference="Darījuma ID",
        decimal=",",
    ),
    "privat24": SheetForm(
        account="Рахунок",
        day="Дата операції",
        amount="Сума",
        currency="Валюта",
        name="Контрагент",
        iban="Рахунок контрагента",
        text=("Призначення платежу",),
        bank_reference="Референс",
        decimal=".",
    ),
    "monobank": SheetForm(
        account_is="monobank",
        day="Дата i час операції",
        amount="Сума в валюті картки (UAH)",
        currency_is="UAH",
        text=("Деталі операції",),
        decimal=".",
    ),
}
