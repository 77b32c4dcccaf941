# Latviešu: kodi, atzvanīšana, sūdzības, aptaujas. Kā šeit rakstīt: docs/wording.md.

### Atlaižu kodi

ask-coupon-wish = Vai runa ir par kodu, kas nedarbojas, vai arī vēlaties atlaidi?
ask-coupon-wish-again = Izvēlieties vienu no abiem vai ierakstiet kodu šeit.
coupon-wish-code = Kods nedarbojas
    .also = kods, mans kods, nedarbojas, nestrādā, neder, nepieņem, nederīgs, neiet
coupon-wish-want = Vēlos atlaidi
    .also = vai jums ir, vai ir kāda atlaide, kāda atlaide, akcijas, pastāvīgais klients, pastāvīgajiem klientiem
ask-coupon-code = Kāds ir kods? Iekopējiet to šeit tādu, kāds tas ir.
coupon-still-there = Atsūtiet kodu, kad tas būs pa rokai, un es to pārbaudīšu.
ask-coupon-code-again = Kodu „{ $code }” es nezinu. Varbūt kāda zīme ir citāda? Lūdzu, iekopējiet to vēlreiz.
coupon-good = { $minimum ->
    [none] Kods { $code } darbojas: tas samazina viena pasūtījuma summu par { $amount }, pēdējā diena ir { DAY($until) }. Ierakstiet to grozā bez atstarpēm.
   *[other] Kods { $code } darbojas: tas par { $amount } samazina viena pasūtījuma summu, ja pasūtījums ir vismaz { $minimum }; pēdējā diena ir { DAY($until) }. Mazākam pasūtījumam tas neder.
 }
coupon-used = Kods { $code } jau ir izmantots kādam pasūtījumam. Katrs kods der vienu reizi.
coupon-expired = Koda { $code } pēdējā diena bija { DAY($until) }, tāpēc tas vairs nedarbojas.
coupon-not-yet = Kods { $code } sāks darboties { DAY($from) }.
coupon-void = Kods { $code } ir atsaukts un nedarbojas.
coupon-unknown = Šo kodu es neatrodu. To pārbaudīs kāds, kas redz visus veikala kodus.
discount-none = Šobrīd nav atlaides, ko es varētu dot. Ja būs kāda visiem, to redzēsiet veikalā.
discount-rule = Sākot ar { $from }. pasūtījumu, reizi gadā ir kods { $amount } vērtībā. Paskatīsimies, cik tālu esam.
discount-few = { $left ->
    [zero] Vēl { $left } apmaksātu pasūtījumu, un kods ir Jūsu.
    [one] Vēl { $left } apmaksāts pasūtījums, un kods ir Jūsu.
   *[other] Vēl { $left } apmaksāti pasūtījumi, un kods ir Jūsu.
 }
discount-had = Šā gada kods Jums jau ir. Nākamais būs, sākot ar dienu: { DAY($next) }.
discount-unproved = Bez pasūtījuma es neredzu, kam tas pieder, tāpēc kodu dot nevaru. Rakstiet, kad numurs būs pa rokai.
goodwill-given = { $why ->
    [loyalty] Paldies, ka atgriežaties. Šis kods samazina viena pasūtījuma summu par { $amount }, pēdējā diena ir { DAY($until) }{ goodwill-from }
   *[other] Tā bija mūsu kļūda. Lai to vērstu par labu, šis kods samazina viena pasūtījuma summu par { $amount }, pēdējā diena ir { DAY($until) }{ goodwill-from }
 }
goodwill-from = { $minimum ->
    [none] .
   *[other] ; pasūtījumam jābūt vismaz { $minimum }.
 }
goodwill-code = { $code }

### Atzvanīšana

callback-still-there = Vai mums vēl zvanīt? Pietiek ar numuru.
ask-call-when = Kad zvanīt? Izvēlieties laiku vai uzrakstiet savu, piemēram, „rīt pēc 3”.
call-when-first = { BRIEF($first) }
call-when-second = { BRIEF($second) }
call-when-third = { BRIEF($third) }
call-time-near = Šajā laikā neviens nevar piezvanīt; šis ir tuvākais.
call-time-outside = Zvanus varu plānot tikai tuvākajām dienām.
call-time-unclear = Laiku es nesapratu.
call-time-gone = Šo laiku tikko aizņēma kāds cits.
callback-read-back = Kolēģis zvana uz { $phone } { AT($at) }. Vai tā ir pareizi?
callback-booked = Sarunāts: kolēģis piezvanīs uz { $phone } { AT($at) }.
callback-standing = Mums jau ir sarunāts zvans uz { $phone } { AT($at) }. Ko ar to darīt?
callback-standing-again = Vai atstāt, pārcelt vai atcelt?
call-wish-keep = Atstāt
    .also = paliek, lai paliek
call-wish-move = Cits laiks
    .also = pārcelt, mainīt, vēlāk, agrāk, cits numurs
call-wish-call-off = Atcelt zvanu
    .also = atcelt, nevajag zvanīt
callback-kept = Paliek, kā bija: zvanīsim { AT($at) }.
callback-cancelled = Zvans ir atcelts.
callback-missed = Mēs solījām piezvanīt un nepiezvanījām. Man žēl. Jūsu zvans ir rindas sākumā; vai arī izvēlieties citu laiku.
callback-unreached = Mēs tikko zvanījām, bet neizdevās Jūs sazvanīt. Vai mēģināt citā laikā?
button-call-again = Lūdzu, citā laikā
button-call-anew = Zvaniet vēlreiz
slot-phone = Numurs
slot-call-wish = Ko darīt ar zvanu
slot-call-when = Laiks

### Sūdzības

complaint-calm = Tas ir jānoskaidro.
complaint-upset = Saprotu, kāpēc Jūs dusmojaties, un uztveru to nopietni.
ask-complaint-details = Kas notika? Ja tas ir par pasūtījumu, palīdz tā numurs.
complaint-still-there = Es vēl esmu šeit. Pietiek ar dažiem vārdiem, un kolēģis to noskaidros.
abuse-met = Es gribu palīdzēt, un bez apvainojumiem tas izdodas labāk. Kas notika?
abuse-warning = Labprāt turpināšu, ja runāsim pieklājīgi. Citādi šī saruna būs jābeidz.
abuse-ended = Es šo sarunu te beidzu. Kolēģis to redzēs.
barred-notice = Uz ziņām no šīs sarakstes mēs vairs neatbildam. Veikalam joprojām var rakstīt pa pastu vai e-pastu.

### Pēc tam

ask-csat = Cik apmierināti esat ar mūsu palīdzību? 1 – nemaz, 5 – ļoti.
csat-1 = 1
csat-2 = 2
csat-3 = 3
csat-4 = 4
csat-5 = 5
ask-ces = „To bija viegli nokārtot.” Cik lielā mērā piekrītat? 1 – nemaz, 7 – pilnībā.
ces-1 = 1
ces-2 = 2
ces-3 = 3
ces-4 = 4
ces-5 = 5
ces-6 = 6
ces-7 = 7
ask-nps = Cik iespējams, ka ieteiksiet mūs draugam? 0 – nemaz, 10 – noteikti.
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
survey-thanks = Paldies, tas mums palīdz.
ask-survey-comment = Paldies. Ko mēs varētu darīt labāk? Pietiek ar vienu teikumu.
survey-noted = Pierakstīts. To izlasīs cilvēki, kas šeit strādā.
ask-survey-call = Tas nebija pietiekami labi, un kolēģi to tagad zina. Vai lai kāds Jums piezvana?
survey-low = Labi. Kāds to tik un tā noskaidros.

### Kas izdarīts, ja labojums nāk par vēlu

done-give-goodwill = kods ir izveidots
done-give-loyalty = kods ir izveidots
done-book-callback = zvans ir sarunāts
done-cancel-callback = zvans ir atcelts
done-plan-survey = jautājums ir ieplānots
done-record-score = atbilde ir pierakstīta
done-record-comment = Jūsu vārdi ir pierakstīti
done-report-abuse = ziņojums ir nodots

### Kopsavilkumi mūsu cilvēkiem

summary-discount = { $coupon_code ->
    [none] Jautā par kodu vai atlaidi, skat. sarunu.
   *[other] Ir kods, ko nezinām: { $coupon_code }. Pārbaudiet veikalā.
 }
summary-callback-due = Jāzvana uz { $phone }, sarunāts { AT($at) }. Pēc tam atzīmējiet.
summary-complaint-told = { $mood ->
    [calm] Sūdzas.
   *[other] Sūdzas un ir sarūgtināts cilvēks.
 } { $order_number ->
    [none] Pasūtījums nav nosaukts.
   *[other] Pasūtījums { $order_number }.
 } Rakstīja: „{ $words }” { $details ->
    [none] {""}
   *[other] Kas notika: „{ $details }”
 }
summary-abuse = Trīs reizes apvainoja, saruna beigta. Pēdējie vārdi: „{ $words }”. Vadītājs var bloķēt.
summary-low-score = { $kind ->
    [csat] Neapmierināts klients: { $score } no 5. Noskaidrojiet, kas notika, un rakstiet vai zvaniet.
    [ces] Bija grūti: { $score } no 7. Noskaidrojiet, kas notika, un rakstiet vai zvaniet.
   *[nps] Neieteiktu mūs: { $score } no 10. Noskaidrojiet, kas notika, un rakstiet vai zvaniet.
 }
