### Ожидание: когда система магазина молчит, и когда заказ ещё в пути

shop-silent = Система заказов сейчас не отвечает. Буду спрашивать дальше и напишу Вам здесь, как только она ответит. В любом случае ответ от нас будет { BY($until) }.
shop-still-silent = Система пока не отвечает. Обещание в силе: ответ от нас будет { BY($until) }.
shop-answers = Система снова отвечает.
button-tell-me = Сообщите мне
done-watch-order = о новостях по заказу обещано написать
done-await-shop = обещано написать, когда система ответит
watch-promised = Хорошо, напишу здесь, как только по заказу { $number } будут новости.
watch-shipped = { $partly ->
    [yes] Часть заказа { $number } уже в пути.
   *[no] Заказ { $number } в пути.
 }{ $carrier ->
    [none] {""}
   *[other] {" "}Его везёт { $carrier }.
 }{ order-expected }
watch-delivered = { $delivered ->
    [none] Заказ { $number } доставлен.
   *[other] Заказ { $number } доставлен { DAY($delivered) }.
 }
watch-late = { $expected ->
    [none] Заказ { $number } задерживается.
   *[other] Заказ { $number } задерживается: он должен был прийти { DAY($expected) }.
 } Если хотите, коллега выяснит, где он застрял.
