### Waiting: when the shop's system is silent, and when an order is still on its way

shop-silent = The order system isn't answering right now. I'll keep asking and write to you here as soon as it does. Either way you'll hear from us { BY($until) }.
shop-still-silent = The system isn't answering yet. My promise stands: you'll hear from us { BY($until) }.
shop-answers = The system is answering again.
button-tell-me = Keep me posted
done-watch-order = I've promised to write about the order
done-await-shop = I've promised to write when the system answers
watch-promised = All right, I'll write here as soon as there's news of order { $number }.
watch-shipped = { $partly ->
    [yes] Part of order { $number } is on its way.
   *[no] Order { $number } is on its way.
 }{ $carrier ->
    [none] {""}
   *[other] {" "}{ $carrier } is bringing it.
 }{ order-expected }
watch-delivered = { $delivered ->
    [none] Order { $number } has been delivered.
   *[other] Order { $number } was delivered { DAY($delivered) }.
 }
watch-late = { $expected ->
    [none] Order { $number } is late.
   *[other] Order { $number } is late: it should have arrived { DAY($expected) }.
 } If you like, a colleague will find out where it's stuck.
