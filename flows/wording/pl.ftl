# Po polsku. Krótko, ciepło, bez wykrzykników; bezosobowo, bez „Pan” i „Pani”. Jak tu pisać: docs/wording.md.

### Pierwsza rozmowa i uprzejmości

first-contact = Dzień dobry, tu automatyczny asystent sklepu „{ $shop }”; w każdej chwili można poprosić o rozmowę z człowiekiem. O danych osobowych: { $privacy }
hello = Dzień dobry.
how-can-i-help = W czym mogę pomóc?
welcome = Nie ma za co.
goodbye = Wszystkiego dobrego.
all-right = Dobrze.
what-i-do = Powiem, gdzie jest zamówienie, zmienię je lub anuluję, przyjmę zwrot, wystawię fakturę, powiem, jak dostarczamy i kiedy pracujemy. W innych sprawach poproszę człowieka.
who-i-am = Jestem automatycznym asystentem sklepu „{ $shop }”. { what-i-do }

### Przyciski: najwyżej 20 znaków

intent-order_status = Gdzie moja paczka
intent-return_goods = Zwrot towaru
intent-pay_by_invoice = Płatność na fakturę
intent-refund_status = Gdzie są pieniądze
intent-cancel_order = Anulować zamówienie
intent-change_order = Zmienić zamówienie
intent-delivery_info = Dostawa
intent-opening_hours = Godziny pracy
intent-product_question = Pytanie o produkt
intent-discount_code = Kod rabatowy
intent-complaint = Skarga
intent-callback_request = Proszę oddzwonić
intent-talk_to_human = Połącz z człowiekiem
intent-change_language = Inny język
intent-bot_question = Kto odpowiada
button-leave-queue = Już nie trzeba
button-not-here = Nie ma paczki
button-share-phone = Podaj mój numer
mend-number = Numer zamówienia
    .also = numer, zły numer, inny numer
mend-contact = E-mail lub telefon
    .also = mail, e-mail, email, telefon, maila
mend-person = Zapytać człowieka
    .also = człowiek, człowieka, człowiekiem

### Gdzie jest moje zamówienie

ask-order-number = Jaki jest numer zamówienia?
ask-order-number-where = Potrzebnych jest pięć cyfr zamówienia, na przykład 10023. Są w e-mailu z potwierdzeniem, na samej górze.
ask-order-number-last = Proszę napisać sam numer. Jeśli go brak, wystarczy to powiedzieć: zamówienie można znaleźć inaczej.
order-without-number = Zamówienie można znaleźć także bez numeru.
ask-contact = Dla pewności, że pisze właściwa osoba: jaki e-mail lub telefon podano w zamówieniu? Wystarczą cztery ostatnie cyfry telefonu.
ask-contact-where = Szukam e-maila, na który przyszło potwierdzenie, albo czterech ostatnich cyfr telefonu podanego dla kuriera.
ask-contact-last = Proszę napisać e-mail albo cztery cyfry telefonu. Jeśli trudno je sobie przypomnieć, wystarczy to powiedzieć.
no-match = Nie ma zamówienia o takim numerze z takim e-mailem lub telefonem. Co poprawiamy?
no-match-again = Proszę wybrać, co poprawić, albo po prostu napisać właściwy numer, e-mail lub telefon.
ownership-locked = Dane kilka razy się nie zgadzały, więc dla bezpieczeństwa dalej nie szukam.

order-unpaid = Zamówienie { $number } czeka na płatność. Przelew może iść jeden–dwa dni robocze; gdy pieniądze dotrą, zaczniemy pakować.
order-paid = Zamówienie { $number } jest opłacone i wkrótce zostanie spakowane.{ order-expected }
order-packed = Zamówienie { $number } jest spakowane i czeka na kuriera.{ order-expected }
order-shipped = Zamówienie { $number } jest w drodze.{ order-sent }{ order-expected }
order-partly-shipped = Część zamówienia { $number } jest już w drodze, resztę wyślemy, gdy tylko będzie gotowa.{ order-sent }{ order-expected }
order-sent = { $shipped ->
    [none] {""}
   *[other] {" "}Wysłano { DAY($shipped) }{ $carrier ->
        [none] .
       *[other] , przewoźnik: { $carrier }.
    }
 }
order-expected = { $expected ->
    [none] {""}
   *[other] {" "}Planowana dostawa: { DAY($expected) }.
 }
order-tracking =
    Śledzenie przesyłki:
    { $url }
order-delivered = { $delivered ->
    [none] Zamówienie { $number } zostało dostarczone.
   *[other] Zamówienie { $number } dostarczono { DAY($delivered) }.
 }
order-late = Zamówienie { $number } się opóźnia. Przekazuję je dalej, żeby ktoś ustalił, gdzie utknęło.
order-lost = Przewoźnik nie może odnaleźć zamówienia { $number }. Wyślemy je jeszcze raz albo oddamy pieniądze.
order-cancelled = Zamówienie { $number } jest anulowane i nie zostanie wysłane.
order-returned = Zamówienie { $number } wróciło do nas.

### Inne pytania

ask-phone = Pod jaki numer zadzwonić?
ask-phone-example = Proszę podać telefon z kodem kraju, na przykład +48 500 000 000.

### Co zdarza się w każdej rozmowie

not-understood = Nie wszystko jest dla mnie jasne. Proszę napisać inaczej albo wybrać:
unsure-person = Na to lepiej odpowie człowiek.
did-you-mean = Czego dotyczy pytanie?
got-file = Plik dotarł. Czego dotyczy?
cancelled = { $flow ->
    [order_status] Dobrze, nie szukam już zamówienia.
   *[other] Dobrze, zostawmy to.
 }
corrected = { $slot ->
    [order_number] Dobrze, czyli zamówienie { $value }.
    [question] Dobrze, w takim razie o tym.
   *[other] Dobrze, poprawiam.
 }
nothing-to-cancel = Dobrze. W razie potrzeby wystarczy napisać.
already-done = Tego już nie można zmienić: { $done }
button-expired = Ten przycisk jest z wcześniejszego pytania i już nie działa.
cannot-skip = Bez tego nie da się iść dalej. W razie czego można poprosić o człowieka.
language-changed = Dobrze, dalej po polsku.
which-language = W jakim języku rozmawiamy dalej?
continued = { $flow ->
    [order_status] Wróćmy do zamówienia.
   *[other] Wróćmy do poprzedniej sprawy.
 }
next-wish = { $flow ->
    [order_status] Teraz sprawa zamówienia.
    [return_goods] Teraz sprawa zwrotu.
    [pay_by_invoice] Teraz sprawa faktury.
    [refund_status] Teraz sprawa zwrotu pieniędzy.
    [cancel_order] Teraz sprawa anulowania zamówienia.
    [change_order] Teraz zmiana w zamówieniu.
    [delivery_info] A co do dostawy:
    [opening_hours] A co do godzin otwarcia:
    [product_question] Teraz pytanie o produkt.
    [discount_code] Teraz sprawa kodu rabatowego.
    [complaint] Teraz sprawa skargi.
    [callback_request] Teraz sprawa telefonu.
   *[other] Teraz druga sprawa.
 }
not-wanted = Dobrze, nie zrobię tego. W czym mogę pomóc?
handed-over = { $open ->
    [yes] Konsultant odpisze tutaj { $due }.
   *[no] Teraz nikogo nie ma na miejscu. Konsultant odpisze tutaj { $due }.
 }
submitted = Zdecyduje o tym współpracownik, odpowiedź napiszę tutaj { $due }. W tym czasie można zapytać o coś innego.
still-waiting = { $due ->
    [none] Sprawa jest na początku kolejki. Konsultant odpisze tutaj.
   *[other] Sprawa jest już u konsultantów. Ktoś odpisze tutaj { $due }.
 }
overdue = Nie zdążymy w obiecanym czasie. Konsultant odpisze tutaj { $due }.
broken = Obiecaliśmy odpowiedź i nie dotrzymaliśmy słowa. Przepraszamy. Sprawa pozostaje na początku kolejki, dopóki konsultant tutaj nie odpisze.
left-queue = Dobrze, nie czekamy już na konsultanta. W razie potrzeby wystarczy napisać.
released = Teraz znowu odpowiada automatyczny asystent.
internal-error = W tej chwili nie udaje się poznać odpowiedzi.
withdrawn = Dalej pomoże już mój współpracownik; niczego nie trzeba powtarzać.

### Pocztą, kiedy czat jest zamknięty

mail-subject = { $shop }: w sprawie naszej rozmowy
mail-opening = Dzień dobry. { DAY($when) } rozmawialiśmy { mail-where }, ale tam nie możemy już odpisać. Oto, co chcieliśmy przekazać:
mail-closing = Aby odpowiedzieć, wystarczy znów napisać do nas { mail-where }: odpowiedź na ten list nie trafi do rozmowy.
mail-where = { $channel ->
    [telegram] na Telegramie
    [messenger] na Messengerze
   *[other] na czacie na naszej stronie
 }

### Podsumowania dla naszych ludzi

summary-also-asked = Pyta też, jeszcze nie zaczęto: { $words }
summary-order-wrong = { $state ->
    [lost] Zamówienie { $number } zaginęło u przewoźnika. Klient o tym wie; proszę uzgodnić nową paczkę lub zwrot pieniędzy.
   *[other] Zamówienie { $number } się opóźnia. Klient o tym wie; proszę ustalić u przewoźnika, gdzie jest.
 }
summary-order-unproved = { $order_number ->
    [none] Pyta, gdzie jest zamówienie; nie ma numeru.
   *[other] Pyta, gdzie jest zamówienie { $order_number }. Nie potwierdzono, że to jego zamówienie: proszę sprawdzić przed odpowiedzią.
 }
summary-complaint = { $order_number ->
    [none] Skarży się; zamówienia nie podano.
   *[other] Skarży się na zamówienie { $order_number }.
 }
summary-callback = { $phone ->
    [none] Prosi o telefon, numeru nie podano.
   *[other] Prosi o telefon pod numer { $phone }.
 }
summary-unsure = { $order_number ->
    [none] Asystent nie zrozumiał, zob. ostatnie wiadomości.
   *[other] Asystent nie zrozumiał, zob. ostatnie wiadomości. Chodziło o zamówienie { $order_number }.
 }
summary-asked = { $order_number ->
    [none] Prosi o człowieka.
   *[other] Prosi o człowieka, chodzi o zamówienie { $order_number }.
 }
summary-withdrawn = { $order_number ->
    [none] Rozpoczęty sposób postępowania wycofano, proszę kontynuować osobiście.
   *[other] Rozpoczęty sposób postępowania wycofano, proszę kontynuować osobiście. Chodzi o zamówienie { $order_number }.
 }
summary-failure = { $order_number ->
    [none] System sklepu nie odpowiedział albo zawiódł scenariusz. Klient wciąż czeka na odpowiedź.
   *[other] System sklepu nie odpowiedział albo zawiódł scenariusz. Klient wciąż czeka na odpowiedź w sprawie zamówienia { $order_number }.
 }
