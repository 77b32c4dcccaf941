### Czekanie: gdy system sklepu milczy i gdy zamówienie jest jeszcze w drodze

shop-silent = System zamówień teraz nie odpowiada. Będę pytać dalej i napiszę tutaj, gdy tylko odpowie. W każdym razie wiadomość od nas będzie { BY($until) }.
shop-still-silent = System jeszcze nie odpowiada. Obietnica jest aktualna: wiadomość od nas będzie { BY($until) }.
shop-answers = System znów odpowiada.
button-tell-me = Proszę dać znać
done-watch-order = obiecane są wiadomości o zamówieniu
done-await-shop = obiecana jest wiadomość, gdy system odpowie
watch-promised = Dobrze, napiszę tutaj, gdy tylko coś się zmieni w zamówieniu { $number }.
watch-shipped = { $partly ->
    [yes] Część zamówienia { $number } jest już w drodze.
   *[no] Zamówienie { $number } jest w drodze.
 }{ $carrier ->
    [none] {""}
   *[other] {" "}Wiezie je { $carrier }.
 }{ order-expected }
watch-delivered = { $delivered ->
    [none] Zamówienie { $number } zostało doręczone.
   *[other] Zamówienie { $number } doręczono { DAY($delivered) }.
 }
watch-late = { $expected ->
    [none] Zamówienie { $number } się opóźnia.
   *[other] Zamówienie { $number } się opóźnia: miało dotrzeć { DAY($expected) }.
 } W razie potrzeby ktoś z nas sprawdzi, gdzie utknęło.
