# Płatność na podstawie faktury.

ask-invoice-what = Za co wystawić fakturę? Proszę napisać numer zamówienia albo, jeśli go jeszcze nie ma, towar i liczbę sztuk, na przykład „2 kubki ceramiczne”.
ask-invoice-what-again = Potrzeba pięciu cyfr zamówienia, na przykład 10031, albo nazwy towaru słowami. W razie kłopotu można poprosić o człowieka.
ask-invoice-buyer = Na kogo wystawić fakturę: na osobę prywatną czy na firmę?
ask-invoice-buyer-again = Proszę wybrać: osoba prywatna albo firma. Od tego zależy, co musi być na fakturze.
buyer-private = Na osobę prywatną
    .also = osoba prywatna, osobę prywatną, osoba fizyczna, prywatnie
buyer-company = Na firmę
    .also = firma, firmę, firmy, spółka, spółkę
ask-invoice-name = Jakie imię i nazwisko wpisać na fakturze? PESEL nie jest potrzebny.
ask-invoice-company = Jaka jest pełna nazwa firmy?
ask-invoice-registration = Jaki jest numer rejestrowy firmy (NIP lub REGON)?
ask-invoice-registration-again = Takiego numeru nie ma, pewnie pomyliła się cyfra. Proszę sprawdzić i napisać jeszcze raz.
ask-invoice-vat = Jaki jest numer VAT? Jeśli firma nie płaci VAT, wystarczy odpowiedzieć „nie mam”.
ask-invoice-vat-again = Takiego numeru VAT nie ma. Zaczyna się od liter kraju, na przykład PL5260250274. Jeśli numeru nie ma, wystarczy odpowiedzieć „nie mam”.
ask-invoice-address = Jaki adres wpisać na fakturze? Potrzebne są ulica, numer domu, miejscowość i kod pocztowy.
ask-invoice-mail = Przelew idzie czasem dzień lub dwa. Na jaki e-mail można napisać, gdyby ten czat był już zamknięty? Można to pominąć.
ask-invoice-mail-again = Proszę napisać adres e-mail, na przykład imie@example.com. Można to pominąć.

invoice-what = { $order_number ->
    [none] { $what }
   *[other] zamówienie { $order_number }
 }
invoice-read-back =
    Proszę sprawdzić, zanim wystawię fakturę.
    Za co: { invoice-what }, { $total }
    Nabywca: { $buyer_name }{ invoice-registration }{ invoice-vat }{ invoice-address }{ invoice-mail }
    Czy wszystko się zgadza?
invoice-registration = { $registration ->
    [none] {""}
   *[other] , nr rej. { $registration }
 }
invoice-vat = { $vat ->
    [none] {""}
   *[other] , nr VAT { $vat }
 }
invoice-address = { $buyer_address ->
    [none] {""}
   *[other] , { $buyer_address }
 }
invoice-mail = { $email ->
    [none] {""}
   *[other] , { $email }
 }
slot-order-number = Numer zamówienia
slot-contact = E-mail lub telefon
slot-mend = Zamówienie
slot-earlier = Wcześniejsza faktura
slot-goods = Towar
slot-buyer = Na kogo faktura
slot-buyer-name = Nabywca
    .also = imię, nazwisko, nazwa
slot-registration = Numer rejestrowy
slot-vat-number = Numer VAT
slot-buyer-address = Adres
slot-email = E-mail

invoice-here = Oto faktura pro forma { $number } na { $total }, płatna do { $due }.
invoice-qr = Ten kod można zeskanować w aplikacji banku, wtedy nie trzeba nic wpisywać.
invoice-bank = Na telefonie płatność można otworzyć od razu w aplikacji banku.
button-open-bank = Otwórz w banku
invoice-copies = Albo proszę skopiować po kolei: odbiorca, konto, kwota i tytuł. Tytułu proszę nie zmieniać, po nim znajdziemy wpłatę.
invoice-payee = { $payee }
invoice-iban = { $iban }
invoice-amount = { $amount }
invoice-reference = { $reference }
invoice-again = Oto faktura { $number }. Jest opłacona.
invoice-mine = Jest już faktura { $number } na { $total }, płatna do { $due }. Co robimy?
invoice-earlier = Do tego zamówienia jest już faktura { $number }, { $total }. Co robimy?
invoice-earlier-again = Proszę wybrać: przysłać tę samą, wystawić nową czy faktura nie jest już potrzebna.
earlier-same = Przyślij tę samą
    .also = tę samą, przyślij, jeszcze raz
earlier-other = Nowa faktura
    .also = nowa, nową, inna, inną
earlier-drop = Bez faktury
    .also = nie trzeba, niepotrzebna, anuluj
invoice-dropped = Faktura { $number } jest wycofana, nie trzeba jej płacić.
invoice-paid-already = To jest już opłacone: { invoice-what }.
invoice-order-cancelled = Zamówienie { $order_number } jest anulowane, więc faktury do niego nie wystawię. Można zamówić ponownie i napisać do mnie.
invoice-priced = Znamy już cenę: { $what } kosztuje { $total }.

invoice-due = Przypominam: faktura { $number } na { $total } jest płatna { DAY($due) }. Jeśli pieniądze są już w drodze, nic nie trzeba robić.
button-invoice-again = Pokaż fakturę
invoice-lapsed = Wpłata do faktury { $number } nie przyszła, więc faktura nie jest już ważna. Nic nie trzeba robić; jeśli zakup jest nadal aktualny, wystawię nową.
button-invoice-new = Nowa faktura
invoice-voided = Faktura { $number } jest wycofana, nie trzeba jej płacić.
invoice-proper = Oto faktura { $number } na { $total } do księgowości.
invoice-credited = Oto faktura korygująca { $number } na { $total }.

invoice-delivery = Dostawa
done-issue-invoice = faktura jest już wystawiona.
done-void-invoice = faktura jest już wycofana.
summary-invoice-price = Chce faktury na towar spoza listy: { $goods }. Proszę podać cenę za całość (price).
summary-invoice-made = { $order_number ->
    [none] Chce zapłacić na podstawie faktury: { $goods }. Asystent nie dokończył, patrz rozmowa.
   *[other] Chce opłacić zamówienie { $order_number } na podstawie faktury. Asystent nie dokończył, patrz rozmowa.
 }
invoice-still-there = Czy wracamy do faktury? Zatrzymaliśmy się na ostatnim pytaniu.
invoice-from-accounting = Fakturę do opłaconej pro formy { $number } wystawi nasza księgowość; firma otrzyma ją przez KSeF.
