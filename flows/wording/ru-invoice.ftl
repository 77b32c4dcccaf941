# Оплата по счёту.

ask-invoice-what = За что выписать счёт? Напишите номер заказа или, если его ещё нет, товар и количество, например, «2 керамические кружки».
ask-invoice-what-again = Нужны пять цифр заказа, например, 10031, или название товара словами. Если не получается, позовите человека.
ask-invoice-buyer = На кого выписать счёт: на частное лицо или на компанию?
ask-invoice-buyer-again = Выберите, пожалуйста: частное лицо или компания. От этого зависит, что должно быть в счёте.
buyer-private = На частное лицо
    .also = частное лицо, частному лицу, физическое лицо, физлицо
buyer-company = На компанию
    .also = компания, компанию, компании, фирма, фирму, фирмы, юридическое лицо, юрлицо
ask-invoice-name = Какие имя и фамилию указать в счёте? Персональный код не нужен.
ask-invoice-company = Какое полное название компании?
ask-invoice-registration = Какой регистрационный номер компании?
ask-invoice-registration-again = Такого регистрационного номера быть не может, наверное, перепуталась цифра. Проверьте, пожалуйста, и напишите ещё раз.
ask-invoice-vat = Какой номер плательщика НДС? Если компания не платит НДС, ответьте «нет».
ask-invoice-vat-again = Такого номера НДС быть не может. Он начинается с букв страны, например, LV40003000000. Если номера нет, ответьте «нет».
ask-invoice-address = Какой адрес указать в счёте? Нужны улица, дом, город и индекс.
ask-invoice-mail = Перевод иногда идёт день или два. На какую почту можно написать, если этот чат тогда будет закрыт? Можно и пропустить.
ask-invoice-mail-again = Напишите, пожалуйста, адрес почты, например, name@example.com. Можно и пропустить.

invoice-what = { $order_number ->
    [none] { $what }
   *[other] заказ { $order_number }
 }
invoice-read-back =
    Проверьте, пожалуйста, прежде чем выпишу счёт.
    За что: { invoice-what }, { $total }
    Покупатель: { $buyer_name }{ invoice-registration }{ invoice-vat }{ invoice-address }{ invoice-mail }
    Всё верно?
invoice-registration = { $registration ->
    [none] {""}
   *[other] , рег. № { $registration }
 }
invoice-vat = { $vat ->
    [none] {""}
   *[other] , № НДС { $vat }
 }
invoice-address = { $buyer_address ->
    [none] {""}
   *[other] , { $buyer_address }
 }
invoice-mail = { $email ->
    [none] {""}
   *[other] , { $email }
 }
slot-order-number = Номер заказа
slot-contact = Почта или телефон
slot-mend = Заказ
slot-earlier = Прежний счёт
slot-goods = Товар
slot-buyer = На кого счёт
slot-buyer-name = Покупатель
    .also = имя, фамилия, название
slot-registration = Регистрационный №
slot-vat-number = Номер НДС
slot-buyer-address = Адрес
slot-email = Почта

invoice-here = Вот счёт на оплату { $number } на { $total }, оплатить до { $due }.
invoice-qr = Этот код можно отсканировать в приложении банка, тогда ничего не нужно писать.
invoice-bank = На телефоне платёж можно открыть сразу в приложении банка.
button-open-bank = Открыть в банке
invoice-copies = Или скопируйте по одному: получатель, счёт, сумма и назначение. Назначение, пожалуйста, не меняйте: по нему найдём платёж.
invoice-payee = { $payee }
invoice-iban = { $iban }
invoice-amount = { $amount }
invoice-reference = { $reference }
invoice-again = Вот счёт { $number }. Он оплачен.
invoice-mine = У Вас уже есть счёт { $number } на { $total }, оплатить до { $due }. Что сделаем?
invoice-earlier = На этот заказ уже есть счёт { $number }, { $total }. Что сделаем?
invoice-earlier-again = Выберите, пожалуйста: прислать тот же, выписать новый или счёт больше не нужен.
earlier-same = Прислать тот же
    .also = тот же, прислать, ещё раз
earlier-other = Новый счёт
    .also = новый, другой
earlier-drop = Счёт не нужен
    .also = не нужен, не нужно, аннулировать
invoice-dropped = Счёт { $number } отозван, платить по нему не нужно.
invoice-paid-already = Это уже оплачено: { invoice-what }.
invoice-order-cancelled = Заказ { $order_number } отменён, поэтому счёт на него не выпишу. Если хотите, закажите снова и напишите мне.
invoice-priced = Коллега сообщил цену: { $what } стоит { $total }.

invoice-due = Напоминаю: счёт { $number } на { $total } нужно оплатить { DAY($due) }. Если деньги уже в пути, ничего делать не нужно.
button-invoice-again = Показать счёт
invoice-lapsed = Оплата по счёту { $number } не пришла, поэтому он больше не действует. Ничего делать не нужно; если покупка ещё нужна, выпишу новый.
button-invoice-new = Новый счёт
invoice-voided = Счёт { $number } отозван, платить по нему не нужно.
invoice-proper = Вот счёт { $number } на { $total } для Вашей бухгалтерии.
invoice-credited = Вот кредитовый счёт { $number } на { $total }.

invoice-delivery = Доставка
done-issue-invoice = счёт уже выписан.
done-void-invoice = счёт уже отозван.
summary-invoice-price = Хочет счёт на товар, которого нет в списке: { $goods }. Назовите общую цену (price).
summary-invoice-made = { $order_number ->
    [none] Хочет платить по счёту: { $goods }. Помощник не справился, см. разговор.
   *[other] Хочет оплатить заказ { $order_number } по счёту. Помощник не справился, см. разговор.
 }
invoice-still-there = Продолжим со счётом? Мы остановились на последнем вопросе.
invoice-from-accounting = Счёт-фактуру по оплаченному { $number } выпишет наша бухгалтерия и пришлёт компании.
