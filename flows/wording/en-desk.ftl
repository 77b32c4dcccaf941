### At the desk: in which language, who went quiet, who waited for long

answered-in = { $language ->
    [lv] Nobody at the desk speaks English right now; the answer will be in Latvian. Go on writing in English.
    [uk] Nobody at the desk speaks English right now; the answer will be in Ukrainian. Go on writing in English.
    [ru] Nobody at the desk speaks English right now; the answer will be in Russian. Go on writing in English.
   *[pl] Nobody at the desk speaks English right now; the answer will be in Polish. Go on writing in English.
 }
agreed-with-person = Agreed with my colleague: { $summary }
gone-quiet = { $due ->
    [none] My colleague was called away. Your question is at the front of the queue, and another one will write to you here.
   *[other] My colleague was called away. Another one will write to you here { $due }.
 }
waits-long = You've been waiting for a long time. I'm sorry. Shall we do it another way?
button-wait-on = I'll wait
button-call-instead = Call me instead
button-mail-instead = Write me an e-mail
gave-up = Nobody got to your question in time, and I'm sorry. It stays here in full: write again whenever it suits you, or let us call you.
ask-email-instead = Which e-mail shall my colleagues answer to?
ask-email-instead-again = I need a full e-mail address, for example anna@example.com.
email-instead-kept = Thank you. If we can't reach you here any more, the answer goes to { $email }.
email-instead-skipped = All right, without an e-mail. The answer will come here.
