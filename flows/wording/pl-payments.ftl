# Pieniądze w banku: co wpłynęło, czego brakuje, co zrobić z nadwyżką.

invoice-paid = { $count ->
    [1] Wpłata { $amount } za fakturę { $number } dotarła. Dziękujemy.
   *[other] Wpłata { $amount } za faktury { $number } dotarła. Dziękujemy.
 }
invoice-part-paid = Dziękujemy, { $amount } za fakturę { $number } dotarło. Do pełnej kwoty brakuje jeszcze { $missing }.
payment-scan = Brakujące { $missing } można zapłacić tym kodem w aplikacji banku.
payment-by-hand = { $payee ->
    [none] W tytule przelewu proszę podać ten numer, wtedy pieniądze od razu trafią do faktury.
   *[other] Przy ręcznym przelewie: odbiorca { $payee }, numer konta i tytuł są poniżej, można je skopiować.
 }
payment-copied = { $value }

invoice-overpaid = Faktura { $number } jest opłacona, dziękujemy. Wpłynęło { $amount }, czyli o { $rest } więcej, niż było trzeba.
ask-overpayment-wish = Odesłać { $rest } na konto, z którego przyszły pieniądze, czy zostawić na następne zakupy?
ask-overpayment-wish-again = Proszę wybrać: odesłać nadwyżkę czy zostawić ją na następne zakupy. To w każdym razie pieniądze klienta.
overpayment-wish-refund = Odesłać
    .also = proszę odesłać, zwrot, zwrócić, na konto, z powrotem
overpayment-wish-keep = Zostawić na zakupy
    .also = zostawić, proszę zostawić, niech zostanie, na następne zakupy
slot-overpayment-wish = Co zrobić z nadwyżką
overpayment-refund-noted = Zapisane: { $amount } wróci na to samo konto, z którego przyszły pieniądze. Gdy to nastąpi, napiszę tutaj.
overpayment-keep-noted = Zapisane: { $amount } zostaje na następne zakupy.
overpayment-returned = Nadpłata { $amount } za fakturę { $number } została odesłana na konto.
done-settle-overpayment = decyzja w sprawie nadwyżki jest już zapisana.
summary-overpayment = Klient chce zdecydować, co zrobić z nadpłatą; nie udało się tego zapisać. Proszę zajrzeć na listę nadpłat.

payment-in-doubt = Wpłata { $amount } z numerem faktury { $number } dotarła i jest bezpieczna. { $why ->
    [double] Faktura była już opłacona, więc ktoś z zespołu sprawdzi, za co są te pieniądze.
    [void] Faktura jest anulowana, więc ktoś z zespołu sprawdzi, co zrobić z pieniędzmi.
    [late] Termin faktury minął, więc ktoś z zespołu sprawdzi, czy wszystko jest jeszcze dostępne.
    [currency] Wpłata jest w innej walucie niż faktura, więc zajmie się nią ktoś z zespołu.
   *[other] Kwota nie zgadza się z fakturami, więc zajmie się nią ktoś z zespołu.
 }
payment-reversed = Bank cofnął wpłatę { $amount } za fakturę { $number }. Faktura znów czeka na zapłatę: { $missing }.
