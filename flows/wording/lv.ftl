# Latviski. Īsi, silti, bez izsaukuma zīmēm; pircēju uzrunājam ar „Jūs”. Kā te rakstīt: docs/wording.md.

### Pirmā saruna un pieklājība

first-contact = Sveicināti, šeit veikala „{ $shop }” automātiskais palīgs; cilvēku varat pasaukt jebkurā brīdī. Par Jūsu datiem: { $privacy }
hello = Sveicināti.
how-can-i-help = Kā varu palīdzēt?
welcome = Lūdzu, labprāt.
goodbye = Visu labu.
all-right = Labi.
what-i-do = Pateikšu, kur ir pasūtījums, mainīšu vai atcelšu to, pieņemšu preci atpakaļ, uzrakstīšu rēķinu, pateikšu, kā piegādājam un kad strādājam. Visam pārējam pasaukšu cilvēku.
who-i-am = Esmu veikala „{ $shop }” automātiskais palīgs. { what-i-do }

### Pogas: ne vairāk par 20 zīmēm

intent-order_status = Kur mans pasūtījums
intent-return_goods = Atdot preci
intent-pay_by_invoice = Maksāt ar rēķinu
intent-refund_status = Kur mana nauda
intent-cancel_order = Atcelt pasūtījumu
intent-change_order = Mainīt pasūtījumu
intent-delivery_info = Piegāde
intent-opening_hours = Darba laiks
intent-product_question = Par preci
intent-discount_code = Atlaides kods
intent-complaint = Sūdzība
intent-callback_request = Piezvaniet man
intent-talk_to_human = Runāt ar cilvēku
intent-change_language = Cita valoda
intent-bot_question = Kas man atbild
button-leave-queue = Vairs nevajag
button-not-here = Sūtījuma nav
button-share-phone = Dot savu numuru
mend-number = Pasūtījuma numurs
    .also = numurs, numuru, nepareizs numurs, cits numurs
mend-contact = E-pasts vai tālrunis
    .also = e-pasts, epasts, e-pastu, epastu, tālrunis, telefons, tālruni, telefonu
mend-person = Jautāt cilvēkam
    .also = cilvēks, cilvēku, cilvēkam

### Kur ir mans pasūtījums

ask-order-number = Kāds ir pasūtījuma numurs?
ask-order-number-where = Vajadzīgi pasūtījuma pieci cipari, piemēram, 10023. Tie ir apstiprinājuma e-pastā, pašā augšā.
ask-order-number-last = Uzrakstiet, lūdzu, tikai numuru. Ja tā nav, tā arī pasakiet: pasūtījumu var atrast citādi.
order-without-number = Pasūtījumu var atrast arī bez numura.
ask-contact = Lai būtu droši, ka pasūtījums ir Jūsu: kādu e-pastu vai tālruni norādījāt pasūtot? No tālruņa pietiek ar pēdējiem četriem cipariem.
ask-contact-where = Meklēju e-pastu, uz kuru atnāca apstiprinājums, vai pēdējos četrus ciparus no tālruņa, ko norādījāt kurjeram.
ask-contact-last = Uzrakstiet, lūdzu, e-pastu vai četrus tālruņa ciparus. Ja vairs neatceraties, tā arī pasakiet.
no-match = Pasūtījuma ar šādu numuru un šādu e-pastu vai tālruni nav. Ko izlabosim?
no-match-again = Izvēlieties, ko labot, vai vienkārši uzrakstiet pareizo numuru, e-pastu vai tālruni.
ownership-locked = Dati vairākas reizes nesakrita, tāpēc drošības labad tālāk nemeklēju.

order-unpaid = Pasūtījums { $number } gaida apmaksu. Bankas pārskaitījums var nākt vienu vai divas darba dienas; kad nauda būs klāt, sāksim komplektēt.
order-paid = Pasūtījums { $number } ir apmaksāts, drīz to sakomplektēsim.{ order-expected }
order-packed = Pasūtījums { $number } ir sakomplektēts un gaida kurjeru.{ order-expected }
order-shipped = Pasūtījums { $number } ir ceļā.{ order-sent }{ order-expected }
order-partly-shipped = Daļa pasūtījuma { $number } jau ir ceļā, pārējo nosūtīsim, tiklīdz būs gatavs.{ order-sent }{ order-expected }
order-sent = { $shipped ->
    [none] {""}
   *[other] {" "}Nosūtīts { DAY($shipped) }{ $carrier ->
        [none] .
       *[other] , ved { $carrier }.
    }
 }
order-expected = { $expected ->
    [none] {""}
   *[other] {" "}Piegāde gaidāma { DAY($expected) }.
 }
order-tracking =
    Sekot sūtījumam:
    { $url }
order-delivered = { $delivered ->
    [none] Pasūtījums { $number } ir piegādāts.
   *[other] Pasūtījums { $number } piegādāts { DAY($delivered) }.
 }
order-late = Pasūtījums { $number } kavējas. Nododu to tālāk, lai noskaidro, kur tas iestrēdzis.
order-lost = Pārvadātājs pasūtījumu { $number } nevar atrast. Nosūtīsim vēlreiz vai atdosim naudu.
order-cancelled = Pasūtījums { $number } ir atcelts un netiks sūtīts.
order-returned = Pasūtījums { $number } ir atgriezies pie mums.

### Citi jautājumi

ask-phone = Uz kādu numuru zvanīt?
ask-phone-example = Uzrakstiet, lūdzu, tālruni ar valsts kodu, piemēram, +371 20 000 000.

### Kas notiek jebkurā sarunā

not-understood = Līdz galam nesapratu. Uzrakstiet, lūdzu, citādi vai izvēlieties:
unsure-person = Uz to labāk atbildēs cilvēks.
did-you-mean = Par ko ir runa?
got-file = Failu saņēmu. Par ko tas ir?
cancelled = { $flow ->
    [order_status] Labi, pasūtījumu vairs nemeklēju.
   *[other] Labi, liekam to malā.
 }
corrected = { $slot ->
    [order_number] Labi, tātad pasūtījums { $value }.
    [question] Labi, tad par to.
   *[other] Labi, izlaboju.
 }
nothing-to-cancel = Labi. Ja kas vajadzīgs, rakstiet.
already-done = To vairs nevar mainīt: { $done }
button-expired = Šī poga ir no agrāka jautājuma un vairs neder.
cannot-skip = Bez tā tālāk netieku. Ja vēlaties, palūdziet cilvēku.
language-changed = Labi, turpinām latviski.
which-language = Kurā valodā turpinām?
continued = { $flow ->
    [order_status] Atgriežamies pie pasūtījuma.
   *[other] Turpinām, kur palikām.
 }
next-wish = { $flow ->
    [order_status] Tagad par pasūtījumu.
    [return_goods] Tagad par atgriešanu.
    [pay_by_invoice] Tagad par rēķinu.
    [refund_status] Tagad par naudas atmaksu.
    [cancel_order] Tagad par pasūtījuma atcelšanu.
    [change_order] Tagad par izmaiņām pasūtījumā.
    [delivery_info] Un par piegādi:
    [opening_hours] Un par darba laiku:
    [product_question] Tagad Jūsu jautājums par preci.
    [discount_code] Tagad par atlaides kodu.
    [complaint] Tagad par Jūsu sūdzību.
    [callback_request] Tagad par zvanu.
   *[other] Tagad Jūsu otrs jautājums.
 }
not-wanted = Labi, to nedarīšu. Kā varu palīdzēt?
handed-over = { $open ->
    [yes] Kolēģis Jums šeit atrakstīs { $due }.
   *[no] Pašlaik neviena nav uz vietas. Kolēģis Jums šeit atrakstīs { $due }.
 }
submitted = Par to lems kolēģis, atbildi uzrakstīšu šeit { $due }. Tikmēr varat jautāt ko citu.
still-waiting = { $due ->
    [none] Jūsu jautājums ir rindas pašā sākumā. Kolēģis Jums šeit atrakstīs.
   *[other] Jūsu jautājums jau ir pie kolēģiem. Jums šeit atrakstīs { $due }.
 }
overdue = Solītajā laikā nepaspējam. Kolēģis Jums šeit atrakstīs { $due }.
broken = Apsolījām Jums atbildi un solījumu neturējām. Piedodiet, lūdzu. Jūsu jautājums paliek rindas pašā sākumā, līdz kolēģis Jums šeit atrakstīs.
left-queue = Labi, kolēģi vairs negaidām. Ja kas vajadzīgs, rakstiet.
released = Tagad atkal atbild automātiskais palīgs.
internal-error = Šobrīd man neizdodas uzzināt atbildi.
withdrawn = Šeit tālāk palīdzēs kolēģis; nekas nebūs jāstāsta no jauna.

### Pa e-pastu, kad čats ir slēgts

mail-subject = { $shop }: par mūsu sarunu
mail-opening = Labdien. { DAY($when) } Jūs mums rakstījāt { mail-where }, bet tur Jūs vairs nevaram sasniegt. Gribējām Jums pateikt:
mail-closing = Lai atbildētu, lūdzu, rakstiet mums atkal { mail-where }: atbilde uz šo vēstuli sarunā nenonāk.
mail-where = { $channel ->
    [telegram] lietotnē Telegram
    [messenger] lietotnē Messenger
   *[other] mūsu lapas čatā
 }

### Kopsavilkumi mūsu pašu cilvēkiem

summary-also-asked = Jautāja arī, vēl nav sākts: { $words }
summary-order-wrong = { $state ->
    [lost] Pasūtījums { $number } pazudis pie pārvadātāja. Pircējs to zina; vienojieties par jaunu sūtījumu vai naudu.
   *[other] Pasūtījums { $number } kavējas. Pircējs to zina; noskaidrojiet pie pārvadātāja, kur tas ir.
 }
summary-order-unproved = { $order_number ->
    [none] Jautā, kur ir pasūtījums; numura nav.
   *[other] Jautā, kur ir pasūtījums { $order_number }. Nav pierādīts, ka tas ir viņa: pirms atbildes pārbaudiet.
 }
summary-complaint = { $order_number ->
    [none] Sūdzas; pasūtījums nav nosaukts.
   *[other] Sūdzas par pasūtījumu { $order_number }.
 }
summary-callback = { $phone ->
    [none] Lūdz piezvanīt, numurs nav dots.
   *[other] Lūdz piezvanīt uz { $phone }.
 }
summary-unsure = { $order_number ->
    [none] Palīgs nesaprata, skat. pēdējās ziņas.
   *[other] Palīgs nesaprata, skat. pēdējās ziņas. Runa bija par pasūtījumu { $order_number }.
 }
summary-asked = { $order_number ->
    [none] Lūdza cilvēku.
   *[other] Lūdza cilvēku, runājot par pasūtījumu { $order_number }.
 }
summary-withdrawn = { $order_number ->
    [none] Iesāktā kārtība ir atsaukta, lūdzu, turpiniet pats.
   *[other] Iesāktā kārtība ir atsaukta, lūdzu, turpiniet pats. Runa ir par pasūtījumu { $order_number }.
 }
summary-failure = { $order_number ->
    [none] Veikala sistēma neatbildēja vai kļūdījās scenārijs. Pircējs vēl gaida atbildi.
   *[other] Veikala sistēma neatbildēja vai kļūdījās scenārijs. Pircējs vēl gaida atbildi par pasūtījumu { $order_number }.
 }
