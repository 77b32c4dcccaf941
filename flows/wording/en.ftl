# English. Short, warm, no exclamation marks. How to write here: docs/wording.md.

### First contact and small talk

first-contact = Hello, this is the automatic assistant of { $shop }; you can ask for a person at any time. About your data: { $privacy }
hello = Hello.
how-can-i-help = How can I help?
welcome = You're welcome.
goodbye = All the best.
all-right = All right.
what-i-do = I can tell you where an order is, change or cancel it, take back goods, write an invoice, and tell you how we deliver and when we're open. For everything else I'll get you a person.
who-i-am = I'm the automatic assistant of { $shop }. { what-i-do }

### Buttons: 20 characters at most

intent-order_status = Where is my order
intent-return_goods = Return something
intent-pay_by_invoice = Pay by invoice
intent-refund_status = Where is my refund
intent-cancel_order = Cancel an order
intent-change_order = Change an order
intent-delivery_info = Delivery
intent-opening_hours = Opening hours
intent-product_question = About a product
intent-discount_code = Discount code
intent-complaint = A complaint
intent-callback_request = Call me back
intent-talk_to_human = Talk to a person
intent-change_language = Another language
intent-bot_question = Who is answering
button-leave-queue = No need any more
button-not-here = I don't have it
button-share-phone = Share my number
mend-number = Order number
    .also = number, the number, wrong number, another number
mend-contact = E-mail or phone
    .also = e-mail, email, phone, the email, the phone, contact
mend-person = Ask a person
    .also = person, a person, human

### Where is my order

ask-order-number = What is the order number?
ask-order-number-where = I need the five digits of the order, for example 10023. They are in the confirmation e-mail, right at the top.
ask-order-number-last = Please write only the number. If you don't have it, just say so: the order can be found another way.
order-without-number = The order can be found without its number too.
ask-contact = To be sure that the order is yours: which e-mail or phone did you give with it? The last four digits of the phone are enough.
ask-contact-where = I'm looking for the e-mail the confirmation was sent to, or the last four digits of the phone you gave the courier.
ask-contact-last = Write the e-mail or four digits of the phone, please. If you no longer know them, just say so.
no-match = There is no order with this number and this e-mail or phone. Which of them should we correct?
no-match-again = Choose what to correct, or simply write the right number, e-mail or phone.
ownership-locked = The details have not matched several times, so for safety I'm not looking any further.

order-unpaid = Order { $number } is waiting for payment. A bank transfer can take a working day or two; once it's here, we start packing.
order-paid = Order { $number } is paid and will be packed next.{ order-expected }
order-packed = Order { $number } is packed and waiting for the courier.{ order-expected }
order-shipped = Order { $number } is on its way.{ order-sent }{ order-expected }
order-partly-shipped = Part of order { $number } is on its way, the rest follows as soon as it's ready.{ order-sent }{ order-expected }
order-sent = { $shipped ->
    [none] {""}
   *[other] {" "}It went out { DAY($shipped) }{ $carrier ->
        [none] .
       *[other] , with { $carrier }.
    }
 }
order-expected = { $expected ->
    [none] {""}
   *[other] {" "}It should reach you { DAY($expected) }.
 }
order-tracking =
    Follow the parcel:
    { $url }
order-delivered = { $delivered ->
    [none] Order { $number } has been delivered.
   *[other] Order { $number } was delivered { DAY($delivered) }.
 }
order-late = Order { $number } is running late. I'm passing it on, so that somebody finds out where it got stuck.
order-lost = The carrier can't find order { $number }. We'll send it again or return the money.
order-cancelled = Order { $number } is cancelled and won't be sent.
order-returned = Order { $number } has come back to us.

### Other questions

ask-phone = Which number should we call?
ask-phone-example = Please write the phone number with the country code, for example +371 20 000 000.

### Patterns

not-understood = I didn't quite follow. Could you put it another way, or choose:
unsure-person = A person can answer this better.
did-you-mean = Which of these do you mean?
got-file = The file is here. What is it about?
cancelled = { $flow ->
    [order_status] All right, I've stopped looking for the order.
   *[other] All right, we'll leave it at that.
 }
corrected = { $slot ->
    [order_number] All right, order { $value } then.
    [question] All right, to that question then.
   *[other] All right, I'll take that instead.
 }
nothing-to-cancel = All right. If something comes up, just write.
already-done = That can no longer be changed: { $done }
button-expired = That button belongs to an earlier question and no longer works.
cannot-skip = I can't go on without this. If you'd rather, ask for a person.
language-changed = All right, in English from here.
which-language = Which language should we continue in?
continued = { $flow ->
    [order_status] Back to your order.
   *[other] Back to where we were.
 }
next-wish = { $flow ->
    [order_status] And now to your order.
    [return_goods] And now to your return.
    [pay_by_invoice] And now to the invoice.
    [refund_status] And now to your refund.
    [cancel_order] And now to the order you want cancelled.
    [change_order] And now to the change of your order.
    [delivery_info] And about delivery:
    [opening_hours] And about our hours:
    [product_question] And now to your question about the product.
    [discount_code] And now to your discount code.
    [complaint] And now to your complaint.
    [callback_request] And now to your call.
   *[other] And now to your other question.
 }
not-wanted = All right, I won't do that. What can I do for you?
handed-over = { $open ->
    [yes] A colleague will write to you here { $due }.
   *[no] Nobody is at the desk right now. A colleague will write to you here { $due }.
 }
submitted = A colleague will decide, and I'll write the answer here { $due }. You can ask me anything else meanwhile.
still-waiting = { $due ->
    [none] Your question is at the front of the queue. A colleague will write to you here.
   *[other] Your question is already with my colleagues. Somebody will write to you here { $due }.
 }
overdue = We won't manage it in the time we promised. A colleague will write to you here { $due }.
broken = We promised you an answer and didn't keep our word. I'm sorry. Your question stays at the front of the queue until a colleague has written to you here.
left-queue = All right, nobody needs to write. If something comes up, I'm here.
released = The automatic assistant is answering again.
internal-error = I can't get hold of the answer just now.
withdrawn = With this a colleague of mine goes on now; you need not say anything twice.

### By e-mail, where the chat has closed

mail-subject = { $shop }: about our conversation
mail-opening = Hello. You wrote to us { mail-where } { DAY($when) }, and we can't reach you there any more. This is what we wanted to tell you:
mail-closing = To answer, please write to us { mail-where } again: a reply to this mail doesn't get into the conversation.
mail-where = { $channel ->
    [telegram] on Telegram
    [messenger] on Messenger
   *[other] in the chat on our site
 }

### Summaries, for our own people

summary-also-asked = Also asked, not begun yet: { $words }
summary-order-wrong = { $state ->
    [lost] Order { $number } is lost at the carrier. The customer knows; agree on a new parcel or the money.
   *[other] Order { $number } is late. The customer knows; find out from the carrier where it is.
 }
summary-order-unproved = { $order_number ->
    [none] Asks where an order is and has no number.
   *[other] Asks where order { $order_number } is. Not proved that it is theirs: check before you tell anything.
 }
summary-complaint = { $order_number ->
    [none] Complains; no order named.
   *[other] Complains about order { $order_number }.
 }
summary-callback = { $phone ->
    [none] Wants to be called, number not given.
   *[other] Wants to be called at { $phone }.
 }
summary-unsure = { $order_number ->
    [none] The assistant did not understand, see the last messages.
   *[other] The assistant did not understand, see the last messages. It was about order { $order_number }.
 }
summary-asked = { $order_number ->
    [none] Asked for a person.
   *[other] Asked for a person, talking about order { $order_number }.
 }
summary-withdrawn = { $order_number ->
    [none] The way it was being done has been withdrawn; please go on with it in person.
   *[other] The way it was being done has been withdrawn; please go on with it in person. It is about order { $order_number }.
 }
summary-failure = { $order_number ->
    [none] The shop's system did not answer or a script failed. The customer still waits for an answer.
   *[other] The shop's system did not answer or a script failed. The customer still waits for an answer about order { $order_number }.
 }
