# Apmaksa ar rēķinu.

ask-invoice-what = Par ko rakstīsim rēķinu? Uzrakstiet pasūtījuma numuru vai, ja pasūtījuma vēl nav, preci un cik to vajag, piemēram, „2 keramikas krūzes”.
ask-invoice-what-again = Vajadzīgi pasūtījuma pieci cipari, piemēram, 10031, vai preces nosaukums vārdiem. Ja nesanāk, palūdziet cilvēku.
ask-invoice-buyer = Kam rakstīsim rēķinu: privātpersonai vai uzņēmumam?
ask-invoice-buyer-again = Izvēlieties, lūdzu: privātpersona vai uzņēmums. No tā atkarīgs, kas jāraksta rēķinā.
buyer-private = Privātpersonai
    .also = privātpersona, privātpersonai, fiziska persona, fiziskai personai
buyer-company = Uzņēmumam
    .also = uzņēmums, uzņēmumam, uzņēmuma, firma, firmai, juridiska persona, juridiskai personai
ask-invoice-name = Kāds vārds un uzvārds jāraksta rēķinā? Personas kods nav vajadzīgs.
ask-invoice-company = Kāds ir uzņēmuma pilnais nosaukums?
ask-invoice-registration = Kāds ir uzņēmuma reģistrācijas numurs?
ask-invoice-registration-again = Šāda reģistrācijas numura nevar būt, laikam kāds cipars sajucis. Pārbaudiet, lūdzu, un uzrakstiet vēlreiz.
ask-invoice-vat = Kāds ir PVN maksātāja numurs? Ja uzņēmums nav PVN maksātājs, atbildiet „nav”.
ask-invoice-vat-again = Šāda PVN numura nevar būt. Tas sākas ar valsts burtiem, piemēram, LV40003000000. Ja PVN numura nav, atbildiet „nav”.
ask-invoice-address = Kādu adresi rakstīsim rēķinā? Vajadzīga iela, māja, pilsēta un pasta indekss.
ask-invoice-mail = Pārskaitījums mēdz nākt dienu vai divas. Uz kādu e-pastu varam rakstīt, ja šis čats tad būs slēgts? To var arī izlaist.
ask-invoice-mail-again = Uzrakstiet, lūdzu, e-pasta adresi, piemēram, vards@example.com. To var arī izlaist.

invoice-what = { $order_number ->
    [none] { $what }
   *[other] pasūtījums { $order_number }
 }
invoice-read-back =
    Pārbaudiet, lūdzu, pirms rakstu rēķinu.
    Par ko: { invoice-what }, { $total }
    Pircējs: { $buyer_name }{ invoice-registration }{ invoice-vat }{ invoice-address }{ invoice-mail }
    Vai viss pareizi?
invoice-registration = { $registration ->
    [none] {""}
   *[other] , reģ. nr. { $registration }
 }
invoice-vat = { $vat ->
    [none] {""}
   *[other] , PVN nr. { $vat }
 }
invoice-address = { $buyer_address ->
    [none] {""}
   *[other] , { $buyer_address }
 }
invoice-mail = { $email ->
    [none] {""}
   *[other] , { $email }
 }
slot-order-number = Pasūtījuma numurs
slot-contact = E-pasts vai tālrunis
slot-mend = Pasūtījums
slot-earlier = Agrākais rēķins
slot-goods = Prece
slot-buyer = Kam rēķins
slot-buyer-name = Pircējs
    .also = vārds, uzvārds, nosaukums
slot-registration = Reģistrācijas nr.
slot-vat-number = PVN numurs
slot-buyer-address = Adrese
slot-email = E-pasts

invoice-here = Lūk, avansa rēķins { $number } par { $total }, apmaksai līdz { $due }.
invoice-qr = Šo kodu var noskenēt bankas lietotnē, tad nekas nav jāraksta.
invoice-bank = Tālrunī maksājumu var atvērt arī uzreiz bankas lietotnē.
button-open-bank = Atvērt bankā
invoice-copies = Vai nokopējiet pa vienam: saņēmējs, konts, summa un maksājuma atsauce. Lūdzu, atsauci nemainiet, pēc tās atradīsim maksājumu.
invoice-payee = { $payee }
invoice-iban = { $iban }
invoice-amount = { $amount }
invoice-reference = { $reference }
invoice-again = Lūk, rēķins { $number }. Tas ir apmaksāts.
invoice-mine = Jums jau ir rēķins { $number } par { $total }, apmaksai līdz { $due }. Ko darām?
invoice-earlier = Šim pasūtījumam jau ir rēķins { $number }, { $total }. Ko darām?
invoice-earlier-again = Izvēlieties, lūdzu: atsūtīt to pašu, rakstīt jaunu vai rēķinu vairs nevajag.
earlier-same = Atsūtīt to pašu
    .also = to pašu, atsūtīt, vēlreiz
earlier-other = Jaunu rēķinu
    .also = jaunu, citu
earlier-drop = Rēķinu nevajag
    .also = nevajag, atsaukt, anulēt
invoice-dropped = Rēķinu { $number } atsaucu, tas vairs nav jāmaksā.
invoice-paid-already = Tas jau ir apmaksāts: { invoice-what }.
invoice-order-cancelled = Pasūtījums { $order_number } ir atcelts, tāpēc rēķinu tam nerakstīšu. Ja vēlaties, pasūtiet no jauna un rakstiet man.
invoice-priced = Kolēģis nosauca cenu: { $what } maksā { $total }.

invoice-due = Atgādinu: rēķins { $number } par { $total } jāapmaksā { DAY($due) }. Ja nauda jau ir ceļā, šo ziņu neņemiet vērā.
button-invoice-again = Rādīt rēķinu
invoice-lapsed = Rēķinu { $number } nesagaidījām apmaksātu, tāpēc tas vairs nav spēkā. Nekas nav jādara; ja pirkumu vēl vēlaties, uzrakstīšu jaunu.
button-invoice-new = Jauns rēķins
invoice-voided = Rēķins { $number } ir atsaukts, tas vairs nav jāmaksā.
invoice-proper = Šeit ir rēķins { $number } par { $total } Jūsu grāmatvedībai.
invoice-credited = Šeit ir kredītrēķins { $number } par { $total }.

invoice-delivery = Piegāde
done-issue-invoice = rēķins jau ir uzrakstīts.
done-void-invoice = rēķins jau ir atsaukts.
summary-invoice-price = Grib rēķinu par precēm, kuru nav sarakstā: { $goods }. Nosakiet kopējo cenu (price).
summary-invoice-made = { $order_number ->
    [none] Grib maksāt ar rēķinu: { $goods }. Palīgs līdz galam netika, skat. sarunu.
   *[other] Grib pasūtījumu { $order_number } apmaksāt ar rēķinu. Palīgs līdz galam netika, skat. sarunu.
 }
invoice-still-there = Vai turpinām ar rēķinu? Palikām pie pēdējā jautājuma.
invoice-from-accounting = Rēķinu par samaksāto { $number } izrakstīs mūsu grāmatvedība un nosūtīs uzņēmumam.
