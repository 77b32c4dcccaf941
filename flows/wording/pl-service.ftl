# Anulowanie i zmiana zamówienia, dostawa, godziny otwarcia, pytania o towar.

### Anulowanie

ask-cancel-it = Czy anulować zamówienie { $order_number }?{ $paid ->
    [yes] {" "}Pieniądze wrócą tą samą drogą, najpóźniej { DAY($refund_by) }.
   *[no] {""}
 }
ask-cancel-it-again = Proszę wybrać jedno: czy zamówienie { $order_number } anulujemy, czy zostaje?
cancel-it-do = Tak, anulować
    .also = tak, dobrze, oczywiście, jasne, anulować, anulujcie, tak anulujcie, anulujemy, proszę anulować, tak proszę
cancel-it-keep = Nie, zostawić
    .also = nie, nie dziękuję, zostawić, zostawcie, zostaje, nie anulować, nie trzeba
cancel-still-there = Zamówienie { $order_number } nie jest jeszcze anulowane. Czy je anulować?
cancel-kept = Dobrze, zamówienie { $order_number } zostaje bez zmian.
cancel-done = { $paid ->
    [yes] Zamówienie { $number } jest anulowane. Pieniądze wrócą tą samą drogą, najpóźniej { DAY($refund_by) }.
   *[no] Zamówienie { $number } jest anulowane. Nie trzeba nic płacić.
 }
done-cancel-order = zamówienie jest anulowane
cancel-too-late = { $state ->
    [delivered] Zamówienie { $number } zostało doręczone{ $delivered ->
        [none] {""}
       *[other] {" "}{ DAY($delivered) }
    }, więc nie można go już anulować. Czy rozpocząć zwrot?
   *[other] Zamówienie { $number } jest już w drodze, nie można go zatrzymać. Czy zamiast tego rozpocząć zwrot?
 }
cancel-too-late-again = Wystarczy „tak” albo „nie”: czy rozpocząć zwrot?
cancel-by-person = { $state ->
    [packed] Zamówienie { $number } jest już spakowane. Ktoś z nas spróbuje je zatrzymać przed wysyłką.
    [partly_shipped] Część zamówienia { $number } już wyszła. Ktoś z nas sprawdzi, co da się jeszcze zatrzymać.
   *[other] Zamówienia { $number } nie mogę anulować bez człowieka. Zajmie się tym ktoś z nas.
 }
cancel-failed = System sklepu nie anulował zamówienia. Zajmie się tym ktoś z nas.

### Zmiana

ask-change = Co zmieniamy w zamówieniu { $order_number }?
ask-change-again = Proszę wybrać jedno z tych; do wszystkiego innego poproszę człowieka.
change-address = Adres dostawy
    .also = adres, adres dostawy, inny adres, nowy adres
change-day = Dzień dostawy
    .also = dzień, data, datę, dzień dostawy, datę dostawy, termin dostawy, termin, inny dzień
change-phone = Telefon dla kuriera
    .also = telefon, numer telefonu, komórka
change-other = Coś innego
    .also = coś innego, inne, towar, ilość, rozmiar, kolor
change-still-there = Zamówienie { $order_number } nie jest jeszcze zmienione. Czy kontynuujemy?
change-too-late = { $state ->
    [delivered] Zamówienie { $number } zostało doręczone{ $delivered ->
        [none] {""}
       *[other] {" "}{ DAY($delivered) }
    }, więc nic nie da się już w nim zmienić.
    [cancelled] Zamówienie { $number } jest anulowane, nie ma już czego zmieniać.
    [returned] Zamówienie { $number } wróciło do nas, nie ma już czego zmieniać.
   *[other] Zamówienie { $number } już wyszło, więc nic nie da się w nim zmienić.
 }
change-by-person = Ktoś z nas sprawdzi, co da się jeszcze zmienić.
change-failed = System sklepu nie przyjął zmiany. Zajmie się tym ktoś z nas.
change-refused = Ktoś z nas to sprawdził i zamówienie zostaje bez zmian. Dlaczego, wyjaśni człowiek: wystarczy o niego poprosić.
ask-address = Dokąd wysłać? Proszę podać ulicę i numer, miejscowość i kod pocztowy.
address-wrong = To nie wygląda na adres, który znajdzie kurier. Na przykład: ul. Długa 12/3, Kraków, 31-146.
ask-city = W jakiej to miejscowości?
ask-city-example = Proszę tylko nazwę miejscowości, na przykład Kraków.
ask-postcode = A jaki jest kod pocztowy?
ask-postcode-example = Kod wygląda tak: 31-146. Jaki będzie właściwy?
address-elsewhere = Z tym adresem nie poradzę sobie bez człowieka. Ktoś z nas sprawdzi, czy możemy tam wysłać.
address-read-back = Zamówienie { $number } wyślemy tutaj: { $address }. Czy wszystko się zgadza?
address-changed = Gotowe: zamówienie { $number } wyślemy tutaj: { $address }.
done-change-address = nowy adres jest w zamówieniu
ask-delivery-day = Którego dnia ma przyjechać kurier?
ask-delivery-day-example = Proszę napisać datę, na przykład 27 listopada.
delivery-day-wrong = { $why ->
    [past] Ten dzień już minął. Najwcześniej { DAY($nearest) }; który dzień pasuje?
    [too_soon] Do tego dnia nie zdążymy. Najwcześniej { DAY($nearest) }; który dzień pasuje?
    [too_far] Tak długo nie możemy przechować paczki. Najwcześniej { DAY($nearest) }; który dzień pasuje?
   *[closed] Dostaw nie będzie { DAY($day) }. Najbliższa możliwość jest { DAY($nearest) }; który dzień pasuje?
 }
delivery-day-read-back = Zamówienie { $number } przywieziemy { DAY($day) }. Czy wszystko się zgadza?
delivery-day-noted = Zapisane przy zamówieniu { $number }: dostawa { DAY($day) }.
done-note-change = życzenie jest zapisane przy zamówieniu
ask-courier-phone = Na jaki numer ma dzwonić kurier?
ask-courier-phone-example = Proszę z kodem kraju, na przykład +48 500 000 000.
phone-read-back = Kurier zamówienia { $number } zadzwoni pod { $phone }. Czy wszystko się zgadza?
phone-noted = Zapisane przy zamówieniu { $number }: kurier dzwoni pod { $phone }.

### Potwierdzenie

slot-order-number = Numer zamówienia
slot-contact = E-mail lub telefon
slot-mend = Sprawdzenie
slot-change = Co zmienić
slot-address = Adres
slot-city = Miejscowość
slot-postcode = Kod pocztowy
slot-delivery-day = Dzień
slot-phone = Telefon

### Dostawa

delivery-info = { delivery-way }{ delivery-price }{ delivery-arrives }{ delivery-other }
delivery-way = { $way ->
    [locker] Dostawa do paczkomatu{ to-country }
    [pickup] Odbiór osobisty, { $place },
   *[courier] Dostawa pod drzwi{ to-country }
 }
delivery-price = { $price ->
    [none] {" "}jest za darmo.
   *[other] {" "}kosztuje { $price }{ $free ->
        [none] .
       *[other] ; od { $free } jest za darmo.
    }
 }
delivery-arrives = { $way ->
    [pickup] {" "}Zamówione teraz będzie gotowe { DAY($arrives) }.
   *[other] {" "}Zamówione teraz będzie na miejscu najpóźniej { DAY($arrives) }.
 }
delivery-other = { $other ->
    [none] {""}
    [locker] {" "}Do paczkomatu: { $other_price }.
   *[courier] {" "}Kurierem pod drzwi: { $other_price }.
 }
to-country = { $country ->
    [none] {""}
    [lv] {" "}na Łotwie
    [lt] {" "}na Litwę
    [ee] {" "}do Estonii
    [pl] {" "}do Polski
    [ua] {" "}do Ukrainy
    [de] {" "}do Niemiec
    [fi] {" "}do Finlandii
    [se] {" "}do Szwecji
    [no] {" "}do Norwegii
    [dk] {" "}do Danii
    [gb] {" "}do Wielkiej Brytanii
    [ie] {" "}do Irlandii
   *[us] {" "}do USA
 }
delivery-not-there = Na razie nie wysyłamy{ to-country }. Jeśli mimo to warto spróbować, człowiek sprawdzi, co jest możliwe.
delivery-unknown = Jak i za ile dostarczamy, powie człowiek.
country-lv = Łotwa
    .also = łotwa, łotwę, łotwie, łotwy, ryga, rygi, rydze
country-lt = Litwa
    .also = litwa, litwę, litwie, litwy, wilno, wilna, kowno
country-ee = Estonia
    .also = estonia, estonię, estonii, tallinn, tartu
country-pl = Polska
    .also = polska, polskę, polski, polsce, warszawa, warszawy
country-ua = Ukraina
    .also = ukraina, ukrainę, ukrainy, ukrainie, kijów, kijowa
country-de = Niemcy
    .also = niemcy, niemiec, niemczech, berlin, berlina
country-fi = Finlandia
    .also = finlandia, finlandii, helsinki, helsinek
country-se = Szwecja
    .also = szwecja, szwecji, sztokholm, sztokholmu
country-no = Norwegia
    .also = norwegia, norwegii, oslo
country-dk = Dania
    .also = dania, danii, kopenhaga, kopenhagi
country-gb = Wielka Brytania
    .also = wielka brytania, wielkiej brytanii, anglia, anglii, londyn, londynu
country-ie = Irlandia
    .also = irlandia, irlandii, dublin, dublina
country-us = USA
    .also = usa, stany zjednoczone, stanów zjednoczonych, ameryka, ameryki
way-courier = Kurierem
    .also = kurier, kurierem, kuriera, pod drzwi, do domu
way-locker = Do paczkomatu
    .also = paczkomat, paczkomatu, paczkomacie, do paczkomatu, inpost
way-pickup = Odbiór osobisty
    .also = odbiór osobisty, odebrać osobiście, odebrać w sklepie, odbiór w sklepie

### Godziny otwarcia

opening-hours = { $open ->
    [yes] Teraz jest otwarte, do { $until }.
   *[no] Teraz jest nieczynne, otwieramy { AT($opens) }.
 }{" "}Godziny otwarcia: { $week }.{ opening-except }
opening-except = { $exceptions ->
    [none] {""}
   *[other] {" "}Najbliższe wyjątki: { $exceptions }.
 }
opening-day = { $open ->
    [yes] Pracujemy { DAY($day) }, { $hours }.
   *[no] Nie pracujemy { DAY($day) }. Godziny otwarcia: { $week }.
 }

### Pytania o towar

ask-question = O co chodzi?
faq-answer = { $text }
product-price = { $title } kosztuje { $price }.{ $stock ->
    [0] {" "}W tej chwili wyprzedane.
   *[other] {" "}Jest na stanie.
 }
product-stock = { $stock ->
    [0] { $title }: w tej chwili wyprzedane. Cena to { $price }.
   *[other] { $title }: jest na stanie, cena to { $price }.
 }
ask-helped = Czy to jest odpowiedź na pytanie?
ask-helped-again = Wystarczy „tak” albo „nie”; jeśli nie, odpowie człowiek.
product-question = O tym najlepiej opowie ktoś, kto zna towar.

### Podsumowania dla naszych ludzi

summary-cancel = { $order_number ->
    [none] Chce anulować zamówienie, numer nieznany.
   *[other] Chce anulować zamówienie { $order_number }. Potwierdzono, że jest własne; asystent nie mógł tego zrobić.
 }
summary-cancel-unproved = { $order_number ->
    [none] Chce anulować zamówienie, numer nieznany.
   *[other] Chce anulować zamówienie { $order_number }. Nie potwierdzono, że jest własne.
 }
summary-cancel-refund = Zamówienie { $number } anulowano na życzenie klienta. Pieniądze trzeba zwrócić najpóźniej { DAY($refund_by) }: tak obiecano.
summary-change = { $order_number ->
    [none] Chce zmienić zamówienie, numer nieznany.
   *[other] Chce zmienić zamówienie { $order_number }; potwierdzono, że jest własne. { summary-wish }
 }
summary-wish = { $change ->
    [none] Co dokładnie, jeszcze nie wiadomo.
    [address] Nowy adres: { $address }, { $city }, { $postcode }.
    [day] Inny dzień: { DAY($delivery_day) }.
    [phone] Inny telefon dla kuriera: { $phone }.
   *[other] Nie adres, dzień ani telefon: patrz rozmowa.
 }
summary-change-unproved = { $order_number ->
    [none] Chce zmienić zamówienie, numer nieznany.
   *[other] Chce zmienić zamówienie { $order_number }. Nie potwierdzono, że jest własne.
 }
summary-address = Czy wysłać zamówienie { $number } tutaj: { $address }? Potwierdzono tylko numerem i kontaktem: przed zatwierdzeniem proszę zadzwonić do klienta pod telefon z zamówienia.
summary-phone = Czy kurier zamówienia { $number } ma dzwonić pod { $phone }? Potwierdzono tylko numerem i kontaktem: proszę sprawdzić przed zatwierdzeniem.
summary-question = { $question ->
    [none] Pyta o towar, patrz rozmowa.
   *[other] Pyta: { $question }
 }
