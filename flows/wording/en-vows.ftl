# What a person promises, and what is said when a promise is renewed or was not kept. $due: "on Friday, 27 November, by 10:00".

promise-words = I'll get back to you here { $due }.
promise-broken-words = We promised to write to you { $due } and didn't keep our word. I'm sorry. Your question has not been forgotten: a colleague will write to you here.
promise-broken-deed = We promised you something by a certain time ({ $due }) and it has not been done. I'm sorry. A colleague is looking into it and will write to you here.
promise-renewed = It is taking longer than we promised, and we're sorry. You will have it { $due }.
promise-email = I may not be able to write to you here by then. Could you give me an e-mail address, so that my answer reaches you in any case?
