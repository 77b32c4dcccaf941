### One-time codes, by e-mail

mail-code-subject = { $shop }: jūsu kods ir { $code }
mail-code-text =
    Jūsu kods ir { $code }. Ierakstiet to sarakstē par pasūtījumu { $number }. Tas der 10 minūtes un vienu reizi.

    Ja kodu nelūdzāt, nekas nav jādara. Neviens no veikala šo kodu jums nekad neprasīs.
