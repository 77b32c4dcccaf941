# Paying by invoice.

ask-invoice-what = What is the invoice for? Write the order number or, if there's no order yet, what you'd like and how many, for example “2 ceramic mugs”.
ask-invoice-what-again = It's the five digits of the order, for example 10031, or the name of the goods in words. If that doesn't work out, ask for a person.
ask-invoice-buyer = Who is the invoice for: a private person or a company?
ask-invoice-buyer-again = Please choose: a private person or a company. It decides what has to be on the invoice.
buyer-private = A private person
    .also = private person, private individual, an individual
buyer-company = A company
    .also = company, my company, business, my firm
ask-invoice-name = Which first and last name should be on the invoice? No personal code is needed.
ask-invoice-company = What is the company's full name?
ask-invoice-registration = What is the company's registration number?
ask-invoice-registration-again = That registration number doesn't look right; a digit may have slipped. Please check it and write it again.
ask-invoice-vat = What is its VAT number? If the company pays no VAT, answer “none”.
ask-invoice-vat-again = That VAT number doesn't look right. It begins with the letters of the country, for example LV40003000000. If there's none, answer “none”.
ask-invoice-address = Which address should be on the invoice? Street, house, town and postcode, please.
ask-invoice-mail = A transfer may take a day or two. Which e-mail may we write to, should this chat be closed by then? You may skip this.
ask-invoice-mail-again = Please write an e-mail address, for example name@example.com. You may skip this.

invoice-what = { $order_number ->
    [none] { $what }
   *[other] order { $order_number }
 }
invoice-read-back =
    Please check, before I write the invoice.
    For: { invoice-what }, { $total }
    Buyer: { $buyer_name }{ invoice-registration }{ invoice-vat }{ invoice-address }{ invoice-mail }
    Is that all right?
invoice-registration = { $registration ->
    [none] {""}
   *[other] , reg. no. { $registration }
 }
invoice-vat = { $vat ->
    [none] {""}
   *[other] , VAT no. { $vat }
 }
invoice-address = { $buyer_address ->
    [none] {""}
   *[other] , { $buyer_address }
 }
invoice-mail = { $email ->
    [none] {""}
   *[other] , { $email }
 }
slot-order-number = Order number
slot-contact = E-mail or phone
slot-mend = The order
slot-earlier = The earlier invoice
slot-goods = The goods
slot-buyer = Who it is for
slot-buyer-name = The buyer
    .also = name, the name
slot-registration = Registration number
slot-vat-number = VAT number
slot-buyer-address = The address
slot-email = E-mail

invoice-here = Here is pro forma invoice { $number } for { $total }, to be paid by { $due }.
invoice-qr = Scan this code in your bank's app, and there's nothing to type.
invoice-bank = On a phone, the payment can also be opened straight in the bank's app.
button-open-bank = Open in the bank
invoice-copies = Or copy one by one: payee, account, amount and reference. Please leave the reference as it is; it's how we find the payment.
invoice-payee = { $payee }
invoice-iban = { $iban }
invoice-amount = { $amount }
invoice-reference = { $reference }
invoice-again = Here is invoice { $number }. It's paid.
invoice-mine = You already have invoice { $number } for { $total }, to be paid by { $due }. What should I do?
invoice-earlier = This order already has invoice { $number }, { $total }. What should I do?
invoice-earlier-again = Please choose: send the same one, write a new one, or the invoice isn't needed any more.
earlier-same = Send the same one
    .also = the same, same, send it again
earlier-other = A new invoice
    .also = new, another, a new one
earlier-drop = No invoice needed
    .also = not needed, drop it, void it
invoice-dropped = Invoice { $number } is withdrawn; there's nothing to pay on it.
invoice-paid-already = That's paid already: { invoice-what }.
invoice-order-cancelled = Order { $order_number } is cancelled, so I won't write an invoice for it. If you like, order again and write to me.
invoice-priced = A colleague has given the price: { $what } costs { $total }.

invoice-due = A reminder: invoice { $number } for { $total } is to be paid { DAY($due) }. If the money is on its way already, there's nothing to do.
button-invoice-again = Show the invoice
invoice-lapsed = No payment came for invoice { $number }, so it's no longer valid. There's nothing to do; if you'd still like the goods, I'll write a new one.
button-invoice-new = A new invoice
invoice-voided = Invoice { $number } is withdrawn; there's nothing to pay on it.
invoice-proper = Here is invoice { $number } for { $total } for your books.
invoice-credited = Here is credit note { $number } for { $total }.

invoice-delivery = Delivery
done-issue-invoice = the invoice is already written.
done-void-invoice = the invoice is already withdrawn.
summary-invoice-price = Wants an invoice for goods that are not in the list: { $goods }. Say the price for all of it (price).
summary-invoice-made = { $order_number ->
    [none] Wants to pay by invoice: { $goods }. The assistant could not finish; see the conversation.
   *[other] Wants to pay order { $order_number } by invoice. The assistant could not finish; see the conversation.
 }
invoice-still-there = Shall we go on with the invoice? We stopped at the last question.
invoice-from-accounting = Our accounting will issue the invoice for the paid { $number } and send it to the company.
