# English: codes, calls back, complaints, surveys. How to write here: docs/wording.md.

### Discount codes

ask-coupon-wish = Is it about a code that doesn't work, or would you like a discount?
ask-coupon-wish-again = Choose one of the two, or write the code here.
coupon-wish-code = My code fails
    .also = code, my code, does not work, doesn't work, not working, won't work, not accepted, invalid, rejected
coupon-wish-want = I'd like a discount
    .also = a discount, do you have, any offers, any discounts, regular customer, loyalty
ask-coupon-code = Which code is it? Copy it here as it is.
coupon-still-there = Send me the code whenever you have it at hand, I'll look it up.
ask-coupon-code-again = I don't know a code “{ $code }”. Could one character be wrong? Please copy it here once more.
coupon-good = { $minimum ->
    [none] Code { $code } works: it takes { $amount } off one order until { DAY($until) }. Enter it in the basket, without spaces.
   *[other] Code { $code } works: it takes { $amount } off one order of { $minimum } or more, until { DAY($until) }. It doesn't work on a smaller order.
 }
coupon-used = Code { $code } has already been used for an order. Each code works once.
coupon-expired = Code { $code } was good until { DAY($until) }, so it doesn't work any more.
coupon-not-yet = Code { $code } begins to work { DAY($from) }.
coupon-void = Code { $code } has been taken back and doesn't work.
coupon-unknown = I can't find this code. Somebody who sees all of the shop's codes will look.
discount-none = There is no discount I could give just now. If there is one for everybody, you'll see it in the shop.
discount-rule = Once you have { $from } paid orders there is a code worth { $amount }, one a year. Let me see how far along you are.
discount-few = { $left ->
    [one] One more paid order, and the code is yours.
   *[other] { $left } more paid orders, and the code is yours.
 }
discount-had = You've had this year's code already. The next one comes from { DAY($next) } on.
discount-unproved = Without the order I can't see whose it is, so I can't give a code. Write again whenever you have the number.
goodwill-given = { $why ->
    [loyalty] Thank you for coming back. This code takes { $amount } off one order, up to { DAY($until) }{ goodwill-from }
   *[other] That was our mistake. To make up for it, this code takes { $amount } off one order, up to { DAY($until) }{ goodwill-from }
 }
goodwill-from = { $minimum ->
    [none] .
   *[other] , from { $minimum } up.
 }
goodwill-code = { $code }

### A call back

callback-still-there = Shall we still call you? The number is all I need.
ask-call-when = When should we call? Choose a time, or write one, such as “tomorrow after 3”.
call-when-first = { BRIEF($first) }
call-when-second = { BRIEF($second) }
call-when-third = { BRIEF($third) }
call-time-near = Nobody can call at that time; this is the nearest.
call-time-outside = I can only plan calls for the coming days.
call-time-unclear = I didn't catch the time.
call-time-gone = Somebody else has just taken that time.
callback-read-back = A colleague calls { $phone } { AT($at) }. Is that right?
callback-booked = It's agreed: a colleague will call { $phone } { AT($at) }.
callback-standing = We have agreed on a call to { $phone } { AT($at) }. What should we do with it?
callback-standing-again = Shall it stay, be moved, or be called off?
call-wish-keep = Leave it
    .also = keep, stay, it stays
call-wish-move = Another time
    .also = move, change, later, earlier, another number
call-wish-call-off = Call it off
    .also = cancel, call off, no call
callback-kept = It stays: we'll call { AT($at) }.
callback-cancelled = The call is off.
callback-missed = We promised to call and didn't. I'm sorry. Your call is at the front of the queue; or choose another time.
callback-unreached = We've just called and couldn't reach you. Shall we try at another time?
button-call-again = Another time, please
button-call-anew = Call me once more
slot-phone = The number
slot-call-wish = What to do
slot-call-when = The time

### Complaints

complaint-calm = That needs looking into.
complaint-upset = I understand why this is upsetting, and I'm taking it seriously.
ask-complaint-details = What happened? If it's about an order, its number helps.
complaint-still-there = I'm still here. A few words are enough, and a colleague will look into it.
abuse-met = I want to help, and it goes better without insults. What happened?
abuse-warning = I'll go on gladly if we stay polite. Otherwise I'll have to end this conversation.
abuse-ended = I'm ending this conversation here. A colleague will see it.
barred-notice = We don't answer messages from this chat any more. You can still write to the shop by post or e-mail.

### Afterwards

ask-csat = How satisfied are you with our help? 1 is not at all, 5 is very.
csat-1 = 1
csat-2 = 2
csat-3 = 3
csat-4 = 4
csat-5 = 5
ask-ces = “It was easy to get this done.” How far do you agree? 1 is not at all, 7 is fully.
ces-1 = 1
ces-2 = 2
ces-3 = 3
ces-4 = 4
ces-5 = 5
ces-6 = 6
ces-7 = 7
ask-nps = How likely are you to recommend us to a friend? 0 is not at all, 10 is very.
nps-0 = 0
nps-1 = 1
nps-2 = 2
nps-3 = 3
nps-4 = 4
nps-5 = 5
nps-6 = 6
nps-7 = 7
nps-8 = 8
nps-9 = 9
nps-10 = 10
survey-thanks = Thank you, that helps us.
ask-survey-comment = Thank you. What could we do better? A sentence is enough.
survey-noted = Noted. The people who work here will read it.
ask-survey-call = That wasn't good enough, and my colleagues know now. Shall somebody call you about it?
survey-low = All right. Somebody will look into it all the same.

### What was done, for a correction that comes too late

done-give-goodwill = the code has been made
done-give-loyalty = the code has been made
done-book-callback = the call is agreed
done-cancel-callback = the call is off
done-plan-survey = the question is planned
done-record-score = your answer is in
done-record-comment = your words are in
done-report-abuse = the report is made

### Summaries, for our own people

summary-discount = { $coupon_code ->
    [none] Asks about a code or a discount, see the conversation.
   *[other] Has a code we don't know: { $coupon_code }. Check it in the shop.
 }
summary-callback-due = Call { $phone }, agreed for { AT($at) }. Mark it done afterwards.
summary-complaint-told = { $mood ->
    [calm] Complains.
   *[other] Complains, and is upset.
 } { $order_number ->
    [none] No order named.
   *[other] Order { $order_number }.
 } Wrote: “{ $words }” { $details ->
    [none] {""}
   *[other] What happened: “{ $details }”
 }
summary-abuse = Insulted us three times, and the conversation was ended. Last words: “{ $words }”. A supervisor may block.
summary-low-score = { $kind ->
    [csat] Not satisfied: { $score } of 5. See what happened, and write or call.
    [ces] It was hard: { $score } of 7. See what happened, and write or call.
   *[nps] Would not recommend us: { $score } of 10. See what happened, and write or call.
 }
