# English: personal data. How to write here: docs/wording.md.

### Numbers that are not kept

number-not-kept = We don't keep card numbers or personal codes, so it was taken out of your message. We don't need it; if you can, delete it on your side too.

### What is done with data, and what may be asked for

intent-privacy = My data and you
    .also = /privacy, privacy, privacy notice, privacy policy, data protection, what do you do with my data, how do you use my data, what happens to my data, gdpr
intent-my_data = Copy of my data
    .also = /mydata, /my_data, my data, my personal data, what do you know about me, what data do you have about me, what data do you hold about me, send me my data, give me my data, i want a copy of my data, export my data, download my data, show me my data, what have you stored about me
intent-delete_data = Delete my data
    .also = /delete, delete my data, delete all my data, erase my data, erase all my data, remove my data, please delete my data, please erase my data, please erase everything you hold about me, delete everything about me, delete everything you know about me, i want my data deleted, forget me, delete my personal data
intent-keep_data = Keep my data
    .also = do not delete my data, don't delete my data, i changed my mind about deleting

privacy-where = { $shop } keeps what you write here to answer you and to see to your orders, and shows it to nobody who does not need it. You may have a copy, or have it deleted. The whole notice: { $privacy }
privacy-prove = More than this conversation is held of you. So that nobody else gets it, let us make sure it is you.
privacy-person = I can't make sure here that it is you. A colleague does it with you, within a month at the latest and usually within days.
my-data-given = Here is everything we hold of you, as one file. Start with README.txt: it says what is what, why we have it and until when.
ask-delete = Shall everything else be deleted? It is done { DAY($until) } and cannot be undone; until then you can call it off.
ask-delete-again = Please choose: delete, or keep.
erasing-erase = Delete
    .also = yes, yes delete, delete it, erase
erasing-keep = Keep it
    .also = no, keep, do not delete
delete-open = First this has to be finished, because you have money or goods coming: { $open }.
delete-kept =
    This has to stay, shown to nobody, and goes by itself:
    { $kept }
delete-held = A dispute or an audit about your case is under way, and until it ends the law wants everything kept. A colleague explains what and until when.
delete-set = Noted. Your data is deleted { DAY($until) }, by itself. If you think better of it, say so here before then.
delete-left = All right, everything stays as it is.
keep-done = All right, nothing is deleted.
keep-nothing = There is no deletion to call off.
summary-my-data = Wants a copy of their data; could not be identified in the chat.
summary-delete-data = Wants their data deleted; could not be identified in the chat, or it is held.
done-give-personal = the copy of your data has been sent.
done-erase-personal = the deletion is noted, and can be called off here.
done-keep-personal = the deletion has been called off.
