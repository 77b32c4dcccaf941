# Оплата за рахунком.

ask-invoice-what = За що виписати рахунок? Напишіть номер замовлення або, якщо його ще немає, товар і кількість, наприклад, «2 керамічні чашки».
ask-invoice-what-again = Потрібні п’ять цифр замовлення, наприклад, 10031, або назва товару словами. Якщо не виходить, покличте людину.
ask-invoice-buyer = На кого виписати рахунок: на приватну особу чи на компанію?
ask-invoice-buyer-again = Виберіть, будь ласка: приватна особа чи компанія. Від цього залежить, що має бути в рахунку.
buyer-private = На приватну особу
    .also = приватна особа, приватній особі, фізична особа, фізособа, приватну особу
buyer-company = На компанію
    .also = компанія, компанію, компанії, фірма, фірму, фірми, юридична особа, юрособа
ask-invoice-name = Які ім’я та прізвище вказати в рахунку? Податковий номер не потрібен.
ask-invoice-company = Яка повна назва компанії?
ask-invoice-registration = Який реєстраційний номер компанії (ЄДРПОУ)?
ask-invoice-registration-again = Такого реєстраційного номера не може бути, мабуть, переплуталася цифра. Перевірте, будь ласка, і напишіть ще раз.
ask-invoice-vat = Який номер платника ПДВ? Якщо компанія не платить ПДВ, напишіть «немає».
ask-invoice-vat-again = Такого номера ПДВ не може бути. У країнах ЄС він починається з літер країни, наприклад, LV40003000000. Якщо номера немає, напишіть «немає».
ask-invoice-address = Яку адресу вказати в рахунку? Потрібні вулиця, будинок, місто й індекс.
ask-invoice-mail = Переказ часом іде день або два. На яку пошту можна написати, якщо цей чат тоді буде закритий? Можна й пропустити.
ask-invoice-mail-again = Напишіть, будь ласка, адресу пошти, наприклад, name@example.com. Можна й пропустити.

invoice-what = { $order_number ->
    [none] { $what }
   *[other] замовлення { $order_number }
 }
invoice-read-back =
    Перевірте, будь ласка, перш ніж випишу рахунок.
    За що: { invoice-what }, { $total }
    Покупець: { $buyer_name }{ invoice-registration }{ invoice-vat }{ invoice-address }{ invoice-mail }
    Усе правильно?
invoice-registration = { $registration ->
    [none] {""}
   *[other] , реєстр. № { $registration }
 }
invoice-vat = { $vat ->
    [none] {""}
   *[other] , № ПДВ { $vat }
 }
invoice-address = { $buyer_address ->
    [none] {""}
   *[other] , { $buyer_address }
 }
invoice-mail = { $email ->
    [none] {""}
   *[other] , { $email }
 }
slot-order-number = Номер замовлення
slot-contact = Пошта або телефон
slot-mend = Замовлення
slot-earlier = Попередній рахунок
slot-goods = Товар
slot-buyer = На кого рахунок
slot-buyer-name = Покупець
    .also = ім’я, прізвище, назва
slot-registration = Реєстраційний номер
slot-vat-number = Номер ПДВ
slot-buyer-address = Адреса
slot-email = Пошта

invoice-here = Ось рахунок на оплату { $number } на { $total }, сплатити до { $due }.
invoice-qr = Цей код можна відсканувати в застосунку банку, тоді нічого не треба писати.
invoice-bank = На телефоні платіж можна відкрити одразу в застосунку банку.
button-open-bank = Відкрити в банку
invoice-copies = Або скопіюйте по одному: отримувач, рахунок, сума й призначення. Призначення, будь ласка, не змінюйте: за ним знайдемо платіж.
invoice-payee = { $payee }
invoice-iban = { $iban }
invoice-amount = { $amount }
invoice-reference = { $reference }
invoice-again = Ось рахунок { $number }. Його оплачено.
invoice-mine = У Вас уже є рахунок { $number } на { $total }, сплатити до { $due }. Що зробимо?
invoice-earlier = На це замовлення вже є рахунок { $number }, { $total }. Що зробимо?
invoice-earlier-again = Виберіть, будь ласка: надіслати той самий, виписати новий чи рахунок більше не потрібен.
earlier-same = Надіслати той самий
    .also = той самий, надіслати, ще раз
earlier-other = Новий рахунок
    .also = новий, інший
earlier-drop = Рахунок не потрібен
    .also = не потрібен, не треба, анулювати
invoice-dropped = Рахунок { $number } скасовано, платити за ним не треба.
invoice-paid-already = Це вже оплачено: { invoice-what }.
invoice-order-cancelled = Замовлення { $order_number } скасовано, тому рахунку на нього не випишу. Якщо хочете, замовте знову й напишіть мені.
invoice-priced = Колега назвав ціну: { $what } коштує { $total }.

invoice-due = Нагадую: рахунок { $number } на { $total } треба сплатити { DAY($due) }. Якщо гроші вже в дорозі, не зважайте на це.
button-invoice-again = Показати рахунок
invoice-lapsed = Оплата за рахунком { $number } не надійшла, тож він більше не чинний. Нічого робити не треба; якщо купівля ще потрібна, випишу новий.
button-invoice-new = Новий рахунок
invoice-voided = Рахунок { $number } скасовано, платити за ним не треба.
invoice-proper = Ось рахунок { $number } на { $total } для Вашої бухгалтерії.
invoice-credited = Ось кредитовий рахунок { $number } на { $total }.

invoice-delivery = Доставка
done-issue-invoice = рахунок уже виписано.
done-void-invoice = рахунок уже скасовано.
summary-invoice-price = Хоче рахунок за товар, якого немає в списку: { $goods }. Назвіть загальну ціну (price).
summary-invoice-made = { $order_number ->
    [none] Хоче платити за рахунком: { $goods }. Помічник не впорався, див. розмову.
   *[other] Хоче оплатити замовлення { $order_number } за рахунком. Помічник не впорався, див. розмову.
 }
invoice-still-there = Продовжимо з рахунком? Ми зупинилися на останньому запитанні.
invoice-from-accounting = Рахунок-фактуру за сплаченим { $number } випише наша бухгалтерія й надішле компанії.
