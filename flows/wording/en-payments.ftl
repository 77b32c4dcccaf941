# Money at the bank: what has come, what is missing, what to do with what was too much.

invoice-paid = { $count ->
    [1] Your payment of { $amount } for invoice { $number } has arrived. Thank you.
   *[other] Your payment of { $amount } for invoices { $number } has arrived. Thank you.
 }
invoice-part-paid = Thank you, { $amount } for invoice { $number } has arrived. { $missing } is still missing.
payment-scan = You can pay { $missing } with this code in your bank's app.
payment-by-hand = { $payee ->
    [none] Please give this reference with the transfer, so that the money finds its invoice at once.
   *[other] If you transfer it by hand: the payee is { $payee }, and account and reference are below to copy.
 }
payment-copied = { $value }

invoice-overpaid = Invoice { $number } is paid, thank you. { $amount } has arrived, which is { $rest } more than was asked.
ask-overpayment-wish = Shall we send { $rest } back to the account it came from, or keep it for your next purchase?
ask-overpayment-wish-again = Please choose: send it back, or keep it for next time. It's your money either way.
overpayment-wish-refund = Send it back
    .also = refund, back, pay it back, return it, to my account
overpayment-wish-keep = Keep for next time
    .also = keep, keep it, next time, next purchase, leave it
slot-overpayment-wish = What to do with the rest
overpayment-refund-noted = Noted: { $amount } goes back to the account it came from. I'll write here when it's done.
overpayment-keep-noted = Noted: { $amount } stays yours for your next purchase.
overpayment-returned = The { $amount } you paid too much for invoice { $number } has been sent back to your account.
done-settle-overpayment = your wish about the extra money is noted.
summary-overpayment = The customer wants to say what happens to an overpayment; it could not be noted. See the list of overpayments.

payment-in-doubt = Your payment of { $amount } with the number of invoice { $number } has arrived and is safe. { $why ->
    [double] The invoice had been paid before, so a colleague will look at what this money is for.
    [void] The invoice has been cancelled, so a colleague will look at what to do with the money.
    [late] The invoice had expired, so a colleague will check that everything is still available.
    [currency] It is in another currency than the invoice, so a colleague will look at it.
   *[other] The sum doesn't match the invoices, so a colleague will look at it.
 }
payment-reversed = The bank has taken back the payment of { $amount } for invoice { $number }. The invoice is open again: { $missing }.
