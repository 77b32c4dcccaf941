### Returns: the customer is believed, nobody is asked for a receipt, and only a person may say no

intent-withdraw = Contract withdrawal
    .also = withdraw from contract here, withdraw from contract, withdraw from the contract
intent-cancel_return = Take back my return

ask-reason = What's the matter with it?
ask-reason-again = Please choose what comes closest: it is bad, it is the wrong thing, it never came, it doesn't suit you, or something else.
reason-defect = It is bad or broken
    .also =
        broken, broke, bad, faulty, defective, defect, damaged, smashed, cracked, spoiled, spoilt, mouldy, rotten, gone sour, leaking, leaks,
        stopped working, does not work, doesn t work, is not working, isn t working, scratched, torn,
        crack*, smash*, shatter*, damag*, scratch*, leak*, mould*, chipped, dented, ripped, torn, dead on arrival
reason-wrong-item = The wrong thing came
    .also = wrong thing, wrong item, wrong size, wrong colour, not what i ordered, mixed up
reason-not-received = It never came
    .also = never arrived, did not arrive, didn t arrive, not received, haven t received, never got it, has not come
reason-changed-mind = It doesn't suit me
    .also = changed my mind, does not fit, doesn t fit, don t like it, do not like it, no longer need, too small, too big, too large
reason-other = Something else
    .also = another reason

ask-item = What is it, when was it bought and for about how much? If you have an order number, that alone will do; no receipt is needed.
ask-which-item = Which of the things in the order is it?
ask-which-or-all = Which of the things in the order are you giving back?
item-everything = The whole order
    .also = everything, all of it, all
ask-return-contact = Which e-mail or phone did you give when you bought it? Then I can look for the purchase and perhaps settle this at once; if you bought it in the shop, just say so.
ask-return-contact-where = The e-mail or the whole phone number from the purchase will do. If you gave none, just say so.
ask-bought-on = When was it bought? Roughly the day is enough.
ask-bought-on-example = Please write the day, for example “last Friday” or “3 November”. If you don't remember, just say so.
bought-on-in-future = That day is still to come. When was it bought?
ask-return-amount = About how much was it?
ask-return-amount-example = Please write only the amount, for example “12 euros”. If you don't remember, just say so.
wrong-return-amount = It can be anything from 1 cent to 10,000 euros. How much was it?
ask-return-photo = Could you send a photo of it? Then we may settle this at once. If you have none, just say so.
ask-return-photo-again = I'm waiting for a photo as a picture. If there is none, write “I have none” and a colleague will look at it.
wrong-return-photo = I couldn't open this file as a picture. Please send a photo, or say that you have none.
return-still-there = Shall we go on? We were at the question about the goods.

return-exempt = { $why ->
    [perishable] The right of withdrawal doesn't cover goods that spoil quickly.
    [made_to_measure] The right of withdrawal doesn't cover goods made to order.
    [sealed_hygiene] The right of withdrawal doesn't cover hygiene goods that were unsealed.
   *[other] The right of withdrawal doesn't cover this one.
 } That isn't a no, though: let's see what we can do.
return-late = { $until ->
    [none] The time for withdrawing is over, but let's see what we can do.
   *[other] The time for withdrawing ended { DAY($until) }, but let's see what we can do.
 }
ask-remedy = How should we put it right?
ask-remedy-again = Please choose what suits you best.
remedy-replacement = Send a new one
    .also = a new one, replacement, replace it, exchange, exchange it
remedy-repair = Repair it
    .also = mend it, fix it, a repair
remedy-money = Give the money back
    .also = money back, refund me, a refund, my money
remedy-credit = Store credit
    .also = credit, gift card, voucher
ask-refund-to = How should the money come back?
ask-refund-to-again = Please choose one of these.
refund-to-as-paid = The way I paid
    .also = as i paid, to my card, back to my card, same way
refund-to-iban = To a bank account
    .also = bank account, my account, bank transfer, transfer
refund-to-credit = Store credit
    .also = credit, gift card, voucher
ask-iban = What is the account number (IBAN)?
ask-iban-again = I'm looking for the account number that begins with a country code, for example LV80 BANK 0000 4351 9500 1. Your banking app shows it.
wrong-refund-iban = There is a slip in this account number: its check digits don't add up. Please look again and write it once more.
ask-consent = { $to ->
    [iban] By law the money goes back the way you paid. Do you agree that this time we send it to the account { $iban }?
   *[other] By law the money goes back the way you paid. Do you agree that you keep the sum with us as store credit instead?
 }
ask-consent-again = Please answer “yes” or “no”. If “no”, the money comes back the way you paid.
return-sum = { $amount ->
    [none] all you paid for it
   *[other] { $amount }
 }
return-read-back = { $remedy ->
    [replacement] We send you a new one of the same. Is that right?
    [repair] We repair it free of charge. Is that right?
   *[other] { $to ->
        [iban] You get back { return-sum } to the account { $iban }. Is that right?
        [credit] You get { return-sum } as store credit. Is that right?
       *[other] You get back { return-sum } the way you paid. Is that right?
    }
 }

return-changed = Something has changed while we were talking, so a colleague will look at request { $number }.
return-acknowledged = Request { $number } was received { STAMP($at) }.
return-other-amount = My colleague has approved { $amount }.
return-goods = { $basis ->
    [not_received] {""}
   *[other] {" "}{ return-keeping }
 }
return-keeping = { $kept ->
    [yes] You can keep the goods.
   *[no] { $place ->
        [none] Please bring or send the goods to us within 14 days; the money comes once they're here or we see that they were sent.
       *[other] Please bring or send the goods within 14 days: { $place }. The money comes once they're there or we see that they were sent.
    }
 }
return-opened = { $to ->
    [credit] Thank you for telling us. You will have { return-sum } as store credit, { DAY($until) } at the latest.{ return-goods }
   *[other] Thank you for telling us. You get back { return-sum }, { DAY($until) } at the latest.{ return-goods }
 } The request has the number { $number }.
return-mended = { $remedy ->
    [repair] We repair it free of charge, { DAY($until) } at the latest. { $place ->
        [none] Please bring or send it to us.
       *[other] Please bring or send it: { $place }.
    }
   *[other] A new one goes out to you { DAY($until) } at the latest.{ $basis ->
        [not_received] {""}
       *[other] {" "}{ $kept ->
            [yes] You can keep the old one.
           *[no] { $place ->
                [none] Please bring or send us the old one.
               *[other] Please bring or send the old one: { $place }.
            }
        }
    }
 } The request has the number { $number }.
return-not-approved = A colleague has looked at request { $number } and has not approved it this time. They will tell you why themselves.
return-undecided = There is no decision on request { $number } in the time we promised, I'm sorry. I'm passing it to a colleague right away.

### Withdrawal from the contract (Consumer Rights Directive, article 11a)

ask-withdraw-number = Which order do you withdraw from? Its number is enough.
ask-withdrawal = You are withdrawing from the contract for order { $order_number }. You needn't give a reason.
ask-withdrawal-again = Please choose: confirm the withdrawal, or leave everything as it is.
withdrawal-confirm = Confirm withdrawal
    .also = confirm, i confirm, yes
withdrawal-leave = Leave it as it is
    .also = no, do not withdraw
withdrawal-left = All right, the contract stands.
withdrawal-acknowledged = We confirm: your withdrawal from the contract for order { $contract } was received { STAMP($at) }. Its number is { $number }; please keep this message.
withdrawal-next = { $decision ->
    [auto] The money goes back the way you paid, { DAY($until) } at the latest.{ return-goods }
   *[other] A colleague finds the purchase and returns the money, { DAY($until) } at the latest. No receipt is needed.
 }
withdrawal-without-number = It works without a number too: write here what you bought and when, and a colleague takes the withdrawal.

### Proof that the order is yours

ask-code = So that the money reaches you and nobody else: I've sent a code to { $to }. What is it?
ask-code-where = The code has six digits and is in the e-mail that has just come; it may be among the spam. If it isn't there, just say so.
code-wrong = That isn't the code. Please look at the newest e-mail and write it again.
code-locked = This code no longer works. Shall I send another?
ask-code-next = How should we go on?
code-next-again = Please choose: another code, or without a code; then a colleague looks at the request.
code-next-send = Send another code
    .also = again, another, new code, yes
code-next-without = Without a code
    .also = no, never mind
code-not-sent = I can't send a code right now, so a colleague will decide about the payment.

### Where the money is

ask-refund-number = Which order are you waiting for the money of? If you don't have the number at hand, just say so.
refund-still-there = Shall we go on? We were at the question about the money.
refund-paid = { $to ->
    [credit] The sum for request { $number } ({ $amount }) is there as store credit: it was credited { DAY($at) }.
   *[other] The money for request { $number } ({ $amount }) went out { DAY($at) }. The bank needs one to three working days to book it.
 }
refund-mended = { $remedy ->
    [repair] For request { $number } we repair the goods free of charge, { DAY($until) } at the latest.
   *[other] For request { $number } we send you a new one, { DAY($until) } at the latest.
 }
refund-waits-for-goods = Request { $number } is approved. You get back { return-sum } as soon as the goods are here.
refund-coming = { $to ->
    [credit] Request { $number } is approved: you will have { return-sum } as store credit, { DAY($until) } at the latest.
   *[other] Request { $number } is approved. We send { return-sum }, { DAY($until) } at the latest.
 }
refund-in-review = A colleague is still looking at request { $number }. I'll write the answer here.
refund-withdrawn = Request { $number } was taken back, so we send no money for it.
refund-rejected = Request { $number } was not approved. A colleague will tell you why.
refund-late = The money for request { $number } was to go out { DAY($until) } and is late through our own fault, I'm sorry. I'm passing it to a colleague right away.
refund-not-found = There is no return with us for this order.
refund-without-number = The money can be found without a number too.
refund-sent = { $to ->
    [credit] You now have { $amount } as store credit (request { $number }).
   *[other] The money is on its way: we've sent { $amount } (request { $number }). The bank needs one to three working days to book it.
 }
refund-code = The code for your next purchase is in the next message: it is worth { $amount } and works up to { DAY($until) }. It works once; please keep it.
refund-code-copy = { $code }
ask-cancel-return = Shall I take back request { $number }? Then we send no money for the goods.
ask-cancel-return-again = Please answer “yes” or “no”.
return-goes-on = All right, request { $number } stands.
return-cancelled = Request { $number } has been taken back.
return-too-late = Request { $number } can no longer be taken back: the money is on its way.
no-return = There is no return in this conversation.

### Names

slot-reason = What's the matter
slot-item = What it is
slot-bought-on = When it was bought
slot-amount = The amount
slot-photo = The photo
slot-remedy = How to put it right
slot-refund-to = Where the money goes
slot-iban = The account number
slot-consent = The consent
slot-code = The code
slot-code-next = Sending the code
done-open-return = the return has already been taken in.
done-decide-return = it has already been decided.
done-withdraw-contract = the withdrawal has already been received.
done-cancel-return = the return has already been taken back.
done-send-code = the code has already been sent.

### For our own people

summary-return = { $order_number ->
    [none] Wants to give back: { $item }. Reason: { $reason }. The order number is not known.
   *[other] Wants to give back something of order { $order_number }: { $item }. Reason: { $reason }.
 }
summary-return-decide =
    Return { $number }: { $reason }, { $amount }. Goods: { $title ->
        [none] { $item }
       *[other] { $title }
    }; bought: { DAY($bought) }.
    Order: { $order ->
        [none] not known
       *[other] { $order }
    }; { $proven ->
        [yes] proved to be theirs
       *[no] not proved to be theirs
    }. Photo: { $photo ->
        [none] none
       *[other] in the conversation
    }. The goods: { $kept ->
        [yes] they keep them
       *[no] they bring them back
    }.
    Wants: { $remedy } { $refund_to } { $iban }.
    Basis: { $basis ->
        [withdrawal] withdrawal within 14 days (law)
        [defect] defect (law, where proved)
        [not_received] not received
        [wrong_item] wrong item
       *[other] goodwill
    }. Why you decide: { $needs ->
        [photo] there is no photo
        [date] nobody knows when it was bought
        [amount] nobody knows the sum
        [item] nobody knows which thing
       *[other] { $why ->
            [per_case] the sum is above the limit of a case
            [unknown] no purchase found, and the sum is above the limit for strangers
            [not_proven] the purchase is not proved
            [reserve] the reserve doesn't have it
            [no_way_back] nobody knows how it was paid
            [proof_for_payout] no proof for paying it elsewhere
           *[other] { $why }
        }
    }.
    First words: “{ $said }”
summary-return-talk = { $decision ->
    [rejected] Return { $number } ({ $amount }) was rejected. Tell the customer why, and whether there is another way.
   *[other] Return { $number } ({ $amount }) was not decided in time. The customer is waiting: decide, and write.
 }
summary-withdrawal = { $order_number ->
    [none] Withdraws from the contract; the order number is not known. Take the withdrawal, ask for no receipt.
   *[other] Withdraws from the contract for order { $order_number }.
 }
summary-withdrawal-number = Withdrawal { $number } from the contract for order { $order_number } was received and confirmed. Find the purchase and return the money in time; ask for no receipt.
summary-refund = { $order_number ->
    [none] Asks about the money for a return, the order number is not known.
   *[other] Asks about the money for a return, order { $order_number }.
 }
summary-refund-found = Asks about the money: return { $number }, { $amount }, state “{ $state }”. { $state ->
    [rejected] Tell them why it was rejected.
   *[other] The money is late: find out, and write when it will come.
 }
