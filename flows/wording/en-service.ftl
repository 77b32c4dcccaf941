# Cancelling and changing an order, delivery, hours, questions about goods.

### Cancelling

ask-cancel-it = Shall I cancel order { $order_number }?{ $paid ->
    [yes] {" "}The money goes back the way it was paid, { DAY($refund_by) } at the latest.
   *[no] {""}
 }
ask-cancel-it-again = Please choose one: does order { $order_number } get cancelled, or does it stay?
cancel-it-do = Yes, cancel it
    .also = yes, yes please, ok, okay, sure, do it, go ahead, cancel, cancel it, yes cancel, yes please cancel it, please cancel it
cancel-it-keep = No, keep it
    .also = no, keep, keep it, no thanks, leave it, don't cancel, do not cancel it
cancel-still-there = Order { $order_number } is not cancelled yet. Shall I do it?
cancel-kept = All right, order { $order_number } stays as it is.
cancel-done = { $paid ->
    [yes] Order { $number } is cancelled. The money goes back the way it was paid, { DAY($refund_by) } at the latest.
   *[no] Order { $number } is cancelled. There is nothing to pay.
 }
done-cancel-order = the order is cancelled
cancel-too-late = { $state ->
    [delivered] Order { $number } was delivered{ $delivered ->
        [none] {""}
       *[other] {" "}{ DAY($delivered) }
    }, so it can't be cancelled any more. Would you like to return it?
   *[other] Order { $number } is already on its way, so it can't be stopped any more. Would you like to return it instead?
 }
cancel-too-late-again = A yes or a no is enough: should we start a return?
cancel-by-person = { $state ->
    [packed] Order { $number } is packed already. A colleague will try to stop it before it leaves.
    [partly_shipped] Part of order { $number } has left already. A colleague will see what can still be stopped.
   *[other] I can't cancel order { $number } by myself. A colleague will see to it.
 }
cancel-failed = The shop's system has not cancelled the order. A colleague will see to it.

### Changing

ask-change = What should we change on order { $order_number }?
ask-change-again = Choose one of these, please; for anything else I'll get you a person.
change-address = Delivery address
    .also = address, the address, another address, delivery address, new address, wrong address
change-day = Delivery day
    .also = day, date, delivery date, delivery day, delivery time, another day
change-phone = Phone for courier
    .also = phone, phone number, the number, mobile, telephone
change-other = Something else
    .also = something else, other, items, quantity, size, colour
change-still-there = The change to order { $order_number } isn't made yet. Shall we go on?
change-too-late = { $state ->
    [delivered] Order { $number } was delivered{ $delivered ->
        [none] {""}
       *[other] {" "}{ DAY($delivered) }
    }, so nothing can be changed on it any more.
    [cancelled] Order { $number } is cancelled, so there is nothing left to change.
    [returned] Order { $number } has come back to us, so there is nothing left to change.
   *[other] Order { $number } has left already, so we can't change anything on it any more.
 }
change-by-person = A colleague will see what can still be changed.
change-failed = The shop's system has not taken the change. A colleague will see to it.
change-refused = A colleague has looked at it, and the order stays as it is. If you'd like to know why, ask for a person.
ask-address = Where should we send it? Street and house, town and postcode, please.
address-wrong = That doesn't look like an address a courier could find. For example: Brīvības iela 12-3, Rīga, LV-1010.
ask-city = Which town or village is that in?
ask-city-example = Only the name of the town, please, for example Rīga.
ask-postcode = And what is the postcode?
ask-postcode-example = The postcode looks like this: LV-1010. Which one is yours?
address-elsewhere = I can't settle this address by myself. A colleague will see whether we can send there.
address-read-back = Order { $number } will go to: { $address }. Is that right?
address-changed = Done: order { $number } goes to { $address }.
done-change-address = the new address stands on the order
ask-delivery-day = On which day should the courier come?
ask-delivery-day-example = Please write the date, for example 27 November.
delivery-day-wrong = { $why ->
    [past] That day is over. The earliest is { DAY($nearest) }; which day suits you?
    [too_soon] We can't be there by then. The earliest is { DAY($nearest) }; which day suits you?
    [too_far] We can't keep a parcel so long. The earliest is { DAY($nearest) }; which day suits you?
   *[closed] Nothing is delivered { DAY($day) }. The next possibility is { DAY($nearest) }; which day suits you?
 }
delivery-day-read-back = Order { $number } will come { DAY($day) }. Is that right?
delivery-day-noted = It's noted on order { $number }: delivery { DAY($day) }.
done-note-change = your wish is noted on the order
ask-courier-phone = Which number should the courier call?
ask-courier-phone-example = With the country code, please, for example +371 20 000 000.
phone-read-back = The courier of order { $number } calls { $phone }. Is that right?
phone-noted = It's noted on order { $number }: the courier calls { $phone }.

### Reading back

slot-order-number = Order number
slot-contact = E-mail or phone
slot-mend = Proof
slot-change = What to change
slot-address = Address
slot-city = Town
slot-postcode = Postcode
slot-delivery-day = Day
slot-phone = Phone

### Delivery

delivery-info = { delivery-way }{ delivery-price }{ delivery-arrives }{ delivery-other }
delivery-way = { $way ->
    [locker] Delivery to a parcel locker{ to-country }
    [pickup] Picking it up yourself, { $place },
   *[courier] Delivery to your door{ to-country }
 }
delivery-price = { $price ->
    [none] {" "}is free.
   *[other] {" "}costs { $price }{ $free ->
        [none] .
       *[other] , and is free from { $free } up.
    }
 }
delivery-arrives = { $way ->
    [pickup] {" "}Ordered now, it is ready { DAY($arrives) }.
   *[other] {" "}Ordered now, it is with you { DAY($arrives) } at the latest.
 }
delivery-other = { $other ->
    [none] {""}
    [locker] {" "}To a parcel locker it is { $other_price }.
   *[courier] {" "}By courier to your door it is { $other_price }.
 }
to-country = { $country ->
    [none] {""}
    [lv] {" "}in Latvia
    [lt] {" "}in Lithuania
    [ee] {" "}in Estonia
    [pl] {" "}in Poland
    [ua] {" "}in Ukraine
    [de] {" "}in Germany
    [fi] {" "}in Finland
    [se] {" "}in Sweden
    [no] {" "}in Norway
    [dk] {" "}in Denmark
    [gb] {" "}in the United Kingdom
    [ie] {" "}in Ireland
   *[us] {" "}in the United States
 }
delivery-not-there = We don't deliver{ to-country } yet. If you need it there, a person can see what is possible.
delivery-unknown = A person can tell you how we deliver and what it costs.
country-lv = Latvia
    .also = latvia, riga
country-lt = Lithuania
    .also = lithuania, vilnius, kaunas
country-ee = Estonia
    .also = estonia, tallinn, tartu
country-pl = Poland
    .also = poland, warsaw
country-ua = Ukraine
    .also = ukraine, kyiv, kiev
country-de = Germany
    .also = germany, berlin
country-fi = Finland
    .also = finland, helsinki
country-se = Sweden
    .also = sweden, stockholm
country-no = Norway
    .also = norway, oslo
country-dk = Denmark
    .also = denmark, copenhagen
country-gb = United Kingdom
    .also = uk, england, britain, great britain, united kingdom, london, scotland
country-ie = Ireland
    .also = ireland, dublin
country-us = United States
    .also = usa, united states, america
way-courier = Courier
    .also = courier, by courier, to my door, to the door, home delivery, to my home
way-locker = Parcel locker
    .also = locker, parcel locker, parcel machine, omniva
way-pickup = Pick it up
    .also = pick up, pick it up, pickup, collect it, collect in store, click and collect

### Hours

opening-hours = { $open ->
    [yes] We're open now, until { $until }.
   *[no] We're closed now and open again { AT($opens) }.
 }{" "}The week: { $week }.{ opening-except }
opening-except = { $exceptions ->
    [none] {""}
   *[other] {" "}Exceptions soon: { $exceptions }.
 }
opening-day = { $open ->
    [yes] We're open { DAY($day) }, { $hours }.
   *[no] We're closed { DAY($day) }. The week: { $week }.
 }

### Questions about goods

ask-question = What would you like to know?
faq-answer = { $text }
product-price = { $title } costs { $price }.{ $stock ->
    [0] {" "}It is sold out at the moment.
   *[other] {" "}It is in stock.
 }
product-stock = { $stock ->
    [0] { $title } is sold out at the moment. The price is { $price }.
   *[other] { $title } is in stock and costs { $price }.
 }
ask-helped = Did that answer your question?
ask-helped-again = A yes or a no is enough; at a no, a person will answer.
product-question = Somebody who knows the goods can tell you best.

### Summaries, for our own people

summary-cancel = { $order_number ->
    [none] Wants to call off an order, number not known.
   *[other] Wants to call off order { $order_number }. It is proved to be theirs; the assistant could not do it.
 }
summary-cancel-unproved = { $order_number ->
    [none] Wants to call off an order, number not known.
   *[other] Wants to call off order { $order_number }. Not proved that it is theirs.
 }
summary-cancel-refund = Order { $number } is cancelled at the customer's wish. Pay the money back { DAY($refund_by) } at the latest: that is promised.
summary-change = { $order_number ->
    [none] Wants to change an order, number not known.
   *[other] Wants to change order { $order_number }, which is proved to be theirs. { summary-wish }
 }
summary-wish = { $change ->
    [none] What, is not said yet.
    [address] A new address: { $address }, { $city }, { $postcode }.
    [day] Another day: { DAY($delivery_day) }.
    [phone] Another phone for the courier: { $phone }.
   *[other] Not address, day or phone: see the conversation.
 }
summary-change-unproved = { $order_number ->
    [none] Wants to change an order, number not known.
   *[other] Wants to change order { $order_number }. Not proved that it is theirs.
 }
summary-address = Send order { $number } to { $address }? Proved by number and contact only: call the customer at the phone of the order before you approve.
summary-phone = Shall the courier of order { $number } call { $phone }? Proved by number and contact only: check before you approve.
summary-question = { $question ->
    [none] Asks about goods, see the conversation.
   *[other] Asks: { $question }
 }
