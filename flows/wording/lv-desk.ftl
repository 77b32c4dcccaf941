### Pie galda: kādā valodā, kurš apklusa, kurš gaidīja ilgi

answered-in = { $language ->
    [en] Pašlaik neviens kolēģis nerunā latviski; atbilde būs angļu valodā. Droši rakstiet tālāk latviski.
    [uk] Pašlaik neviens kolēģis nerunā latviski; atbilde būs ukraiņu valodā. Droši rakstiet tālāk latviski.
    [ru] Pašlaik neviens kolēģis nerunā latviski; atbilde būs krievu valodā. Droši rakstiet tālāk latviski.
   *[pl] Pašlaik neviens kolēģis nerunā latviski; atbilde būs poļu valodā. Droši rakstiet tālāk latviski.
 }
agreed-with-person = Ar kolēģi sarunāts: { $summary }
gone-quiet = { $due ->
    [none] Kolēģim bija jāaiziet. Jūsu jautājums ir rindas pašā sākumā, un Jums šeit atrakstīs cits.
   *[other] Kolēģim bija jāaiziet. Cits Jums šeit atrakstīs { $due }.
 }
waits-long = Jūs jau ilgi gaidāt. Piedodiet, lūdzu. Varbūt darām citādi?
button-wait-on = Vēl pagaidīšu
button-call-instead = Labāk piezvaniet
button-mail-instead = Rakstiet uz e-pastu
gave-up = Pie Jūsu jautājuma laikus netikām. Piedodiet, lūdzu. Tas šeit paliek saglabāts: rakstiet atkal, kad Jums ērti, vai ļaujiet mums piezvanīt.
ask-email-instead = Uz kādu e-pastu kolēģiem atbildēt?
ask-email-instead-again = Vajadzīga pilna e-pasta adrese, piemēram, anna@example.com.
email-instead-kept = Paldies. Ja šeit Jūs vairs nesasniegsim, atbilde aizies uz { $email }.
email-instead-skipped = Labi, bez e-pasta. Atbilde būs šeit.
