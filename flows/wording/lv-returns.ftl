### Atgriešana: pircējam ticam, čeku neprasām, atteikt drīkst tikai cilvēks

intent-withdraw = Atteikties no līguma
    .also = atteikties no līguma šeit, atkāpties no līguma, atteikuma veidlapa
intent-cancel_return = Atsaukt atgriešanu

ask-reason = Kas ar preci noticis?
ask-reason-again = Izvēlieties, lūdzu, kas tuvāk patiesībai: bojāta, ne tā, nav saņemta, vienkārši neder vai kas cits.
reason-defect = Bojāta vai slikta
    .also =
        bojāts, bojāta, bojātu, sabojājies, sabojājusies, sabojājās, sabojāts, sabojāta, saplīsis, saplīsusi, saplīsa, saplēsta, salūza,
        salūzis, salūzusi, sasista, sasists, nestrādā, nedarbojas, slikts, slikta, slikti, sliktu, sliktas, brāķis, brāķēts, defekts,
        defektu, sapelējis, sapelējusi, sapelējušas, sapuvis, sapuvusi, sapuvušas, ieplaisājis, ieplaisājusi, sabojājušās, tek, nekvalitatīva,
        bojāt*, bojāj*, sabojāj*, saplīs*, ieplīs*, saplēs*, salūz*, nolūz*, sasis*, sasit*, plaisā*, ieplais*, sapel*, sapuv*, saskāb*,
        brāķ*, defekt*, nekvalitat*, saskrāpē*, nedarboj*, nestrādā*
reason-wrong-item = Atnāca cita prece
    .also = cita prece, citu preci, nepareiza prece, nepareizu preci, nepareizo preci, sajaukts, cits izmērs, citu izmēru
reason-not-received = Preci nesaņēmu
    .also = nesaņēmu, neesmu saņēmis, neesmu saņēmusi, nav atnākusi, nav atnācis, neatnāca, nepienāca, nav pienācis, nav pienākusi
reason-changed-mind = Neder vai nepatīk
    .also = pārdomāju, neder, nederēja, nepatīk, nepatika, vairs nevajag, par mazu, par lielu, atteikties no pirkuma
reason-other = Kas cits
    .also = kaut kas cits, cits iemesls

ask-item = Kas tā ir par preci, kad un par cik apmēram pirkta? Ja ir pasūtījuma numurs, pietiek ar to; čeku nevajag.
ask-which-item = Kura prece no pasūtījuma tā ir?
ask-which-or-all = Kuru preci no pasūtījuma atdosiet?
item-everything = Visu pasūtījumu
    .also = visu, viss, visas preces
ask-return-contact = Kādu e-pastu vai tālruni norādījāt pērkot? Tad atradīšu pirkumu un, iespējams, nokārtosim uzreiz; ja pirkāt veikalā, tā arī pasakiet.
ask-return-contact-where = Der e-pasts vai pilns tālruņa numurs no pirkuma. Ja tādu nenorādījāt, tā arī pasakiet.
ask-bought-on = Kad prece pirkta? Pietiek ar aptuvenu dienu.
ask-bought-on-example = Uzrakstiet, lūdzu, dienu, piemēram, „pagājušajā piektdienā” vai „3. novembrī”. Ja neatceraties, tā arī pasakiet.
bought-on-in-future = Tā diena vēl nav pienākusi. Kad prece pirkta?
ask-return-amount = Par cik apmēram to pirkāt?
ask-return-amount-example = Uzrakstiet, lūdzu, tikai summu, piemēram, „12 eiro”. Ja neatceraties, tā arī pasakiet.
wrong-return-amount = Summa var būt no 1 centa līdz 10 000 eiro. Par cik preci pirkāt?
ask-return-photo = Atsūtiet, lūdzu, preces foto, tad varēšu nokārtot uzreiz. Ja foto nav, tā arī pasakiet.
ask-return-photo-again = Gaidu foto kā attēlu. Ja tāda nav, uzrakstiet „nav”, un pieteikumu apskatīs kolēģis.
wrong-return-photo = Šo failu neizdevās atvērt kā attēlu. Atsūtiet, lūdzu, foto vai uzrakstiet, ka tā nav.
return-still-there = Vai turpinām? Palikām pie jautājuma par preci.

return-exempt = { $why ->
    [perishable] Ātri bojājošām precēm likumā noteiktās atteikuma tiesības neattiecas.
    [made_to_measure] Pēc pasūtījuma gatavotām precēm likumā noteiktās atteikuma tiesības neattiecas.
    [sealed_hygiene] Atvērtām higiēnas precēm likumā noteiktās atteikuma tiesības neattiecas.
   *[other] Šai precei likumā noteiktās atteikuma tiesības neattiecas.
 } Bet atbilde nav „nē”: paskatīsimies, ko varam darīt.
return-late = { $until ->
    [none] Likumā noteiktais atteikuma termiņš ir beidzies, bet paskatīsimies, ko varam darīt.
   *[other] Likumā noteiktais atteikuma termiņš beidzās { DAY($until) }, bet paskatīsimies, ko varam darīt.
 }
ask-remedy = Kā to labot?
ask-remedy-again = Izvēlieties, lūdzu, kas Jums der vislabāk.
remedy-replacement = Atsūtīt jaunu
    .also = jaunu preci, apmainīt, apmaini, apmainiet, nomainīt, jaunu vietā, atsūtiet jaunu
remedy-repair = Salabot
    .also = salabojiet, remontēt, remonts, remontu
remedy-money = Atdot naudu
    .also = naudu atpakaļ, atdodiet naudu, atgriezt naudu, atgrieziet naudu, atmaksāt naudu, atmaksājiet naudu
remedy-credit = Nākamajam pirkumam
    .also = veikala kredīts, kredītu, dāvanu karte, dāvanu karti
ask-refund-to = Kā atdot naudu?
ask-refund-to-again = Izvēlieties, lūdzu, vienu no iespējām.
refund-to-as-paid = Tā, kā maksāju
    .also = kā maksāju, uz karti, atpakaļ uz karti, tāpat
refund-to-iban = Uz bankas kontu
    .also = uz kontu, bankas konts, konts, ar pārskaitījumu, pārskaitījums
refund-to-credit = Nākamajam pirkumam
    .also = veikala kredīts, dāvanu karte
ask-iban = Kāds ir konta numurs (IBAN)?
ask-iban-again = Meklēju konta numuru, kas sākas ar valsts kodu, piemēram, LV80 BANK 0000 4351 9500 1. To redzat savā internetbankā.
wrong-refund-iban = Šajā konta numurā ir kļūda: kontrolcipari nesakrīt. Pārbaudiet, lūdzu, un uzrakstiet vēlreiz.
ask-consent = { $to ->
    [iban] Pēc likuma naudu atdodam tāpat, kā maksājāt. Vai piekrītat, ka šoreiz to nosūtām uz kontu { $iban }?
   *[other] Pēc likuma naudu atdodam tāpat, kā maksājāt. Vai piekrītat, ka naudas vietā summa paliek nākamajam pirkumam pie mums?
 }
ask-consent-again = Atbildiet, lūdzu, ar „jā” vai „nē”. Ja „nē”, nauda nāks tāpat, kā maksājāt.
return-sum = { $amount ->
    [none] visu par preci samaksāto
   *[other] { $amount }
 }
return-read-back = { $remedy ->
    [replacement] Atsūtīsim jaunu tādu pašu preci. Vai pareizi?
    [repair] Preci bez maksas salabosim. Vai pareizi?
   *[other] { $to ->
        [iban] Atdodam { return-sum } uz kontu { $iban }. Vai pareizi?
        [credit] Atdodam { return-sum } nākamajam pirkumam pie mums. Vai pareizi?
       *[other] Atdodam { return-sum } tāpat, kā maksājāt. Vai pareizi?
    }
 }

return-changed = Kamēr runājām, kaut kas ir mainījies, tāpēc pieteikumu { $number } apskatīs kolēģis.
return-acknowledged = Pieteikums { $number } saņemts { STAMP($at) }.
return-other-amount = Kolēģis apstiprināja { $amount }.
return-goods = { $basis ->
    [not_received] {""}
   *[other] {" "}{ return-keeping }
 }
return-keeping = { $kept ->
    [yes] Preci varat paturēt.
   *[no] { $place ->
        [none] Preci, lūdzu, atnesiet vai atsūtiet mums 14 dienu laikā; nauda nāks, kad tā būs klāt vai redzēsim, ka ir nosūtīta.
       *[other] Preci, lūdzu, 14 dienu laikā atnesiet vai atsūtiet: { $place }. Nauda nāks, kad tā būs klāt vai redzēsim, ka ir nosūtīta.
    }
 }
return-opened = { $to ->
    [credit] Paldies, ka pateicāt. Nākamajam pirkumam Jums būs { return-sum }, vēlākais { DAY($until) }.{ return-goods }
   *[other] Paldies, ka pateicāt. Atdosim { return-sum }, vēlākais { DAY($until) }.{ return-goods }
 } Pieteikuma numurs: { $number }.
return-mended = { $remedy ->
    [repair] Preci salabosim bez maksas, vēlākais { DAY($until) }. { $place ->
        [none] Atnesiet vai atsūtiet to, lūdzu, mums.
       *[other] Atnesiet vai atsūtiet to, lūdzu: { $place }.
    }
   *[other] Jaunu preci nosūtīsim vēlākais { DAY($until) }.{ $basis ->
        [not_received] {""}
       *[other] {" "}{ $kept ->
            [yes] Veco varat paturēt.
           *[no] { $place ->
                [none] Veco, lūdzu, atnesiet vai atsūtiet mums.
               *[other] Veco, lūdzu, atnesiet vai atsūtiet: { $place }.
            }
        }
    }
 } Pieteikuma numurs: { $number }.
return-not-approved = Kolēģis apskatīja pieteikumu { $number } un šoreiz to neapstiprināja. Kāpēc tā, viņš Jums paskaidros pats.
return-undecided = Lēmuma par pieteikumu { $number } solītajā laikā vēl nav, piedodiet. Nododu to kolēģim uzreiz.

### Atteikums no līguma (Patērētāju tiesību direktīvas 11.a pants)

ask-withdraw-number = No kura pasūtījuma atsakāties? Pietiek ar numuru.
ask-withdrawal = Jūs atsakāties no līguma par pasūtījumu { $order_number }. Iemesls nav jāsaka.
ask-withdrawal-again = Izvēlieties, lūdzu: apstiprināt atteikumu vai atstāt visu, kā ir.
withdrawal-confirm = Apstiprinu atteikumu
    .also = apstiprinu, apstiprināt, jā
withdrawal-leave = Atstāt, kā ir
    .also = nē, neatteikties
withdrawal-left = Labi, līgums paliek spēkā.
withdrawal-acknowledged = Apliecinām: atteikums no līguma par pasūtījumu { $contract } saņemts { STAMP($at) }. Tā numurs ir { $number }; saglabājiet šo ziņu.
withdrawal-next = { $decision ->
    [auto] Naudu atdosim tāpat, kā maksājāt, vēlākais { DAY($until) }.{ return-goods }
   *[other] Kolēģis atradīs pirkumu un nokārtos naudu vēlākais { DAY($until) }. Čeku nevajag.
 }
withdrawal-without-number = Arī bez numura var: uzrakstiet šeit, ko un kad pirkāt, un kolēģis atteikumu pieņems.

### Pierādījums, ka pasūtījums ir Jūsu

ask-code = Lai nauda nonāktu pie Jums: uz { $to } nosūtīju ciparu kodu. Kāds tas ir?
ask-code-where = Kods ir sešciparu un ir vēstulē, kas tikko atnāca; paskatieties arī mēstulēs. Ja tā nav, tā arī pasakiet.
code-wrong = Kods neder. Paskatieties, lūdzu, jaunāko vēstuli un uzrakstiet vēlreiz.
code-locked = Šis kods vairs neder. Vai nosūtīt citu?
ask-code-next = Kā turpinām?
code-next-again = Izvēlieties, lūdzu: cits kods vai bez koda, tad pieteikumu apskatīs kolēģis.
code-next-send = Sūtīt citu kodu
    .also = vēlreiz, citu, jaunu kodu, jā
code-next-without = Bez koda
    .also = nē, nevajag
code-not-sent = Kodu pašlaik nosūtīt nevaru, tāpēc par izmaksu lems kolēģis.

### Kur ir nauda

ask-refund-number = Par kuru pasūtījumu gaidāt naudu? Ja numura nav pa rokai, tā arī pasakiet.
refund-still-there = Vai turpinām? Palikām pie jautājuma par naudu.
refund-paid = { $to ->
    [credit] Summa par pieteikumu { $number } ({ $amount }) nākamajam pirkumam pieejama kopš brīža, kad to piešķīrām: { DAY($at) }.
   *[other] Naudu par pieteikumu { $number } ({ $amount }) nosūtījām { DAY($at) }. Banka to ieskaita vienas līdz trīs darba dienu laikā.
 }
refund-mended = { $remedy ->
    [repair] Pēc pieteikuma { $number } preci salabojam bez maksas, vēlākais { DAY($until) }.
   *[other] Pēc pieteikuma { $number } sūtām jaunu preci, vēlākais { DAY($until) }.
 }
refund-waits-for-goods = Pieteikums { $number } ir apstiprināts. Atdosim { return-sum }, tiklīdz prece būs pie mums.
refund-coming = { $to ->
    [credit] Pieteikums { $number } ir apstiprināts: nākamajam pirkumam būs { return-sum }, vēlākais { DAY($until) }.
   *[other] Pieteikums { $number } ir apstiprināts. Nosūtīsim { return-sum }, vēlākais { DAY($until) }.
 }
refund-in-review = Pieteikumu { $number } vēl skata kolēģis. Atbildi uzrakstīšu šeit.
refund-withdrawn = Pieteikums { $number } ir atsaukts, tāpēc naudu par to nesūtām.
refund-rejected = Pieteikums { $number } netika apstiprināts. Kolēģis paskaidros, kāpēc.
refund-late = Naudu par pieteikumu { $number } vajadzēja nosūtīt { DAY($until) }, un tā kavējas mūsu vainas dēļ, piedodiet. Nododu to kolēģim uzreiz.
refund-not-found = Par šo pasūtījumu atgriešanas pieteikuma pie mums nav.
refund-without-number = Naudu var atrast arī bez numura.
refund-sent = { $to ->
    [credit] Nākamajam pirkumam Jums tagad ir { $amount } (pieteikums { $number }).
   *[other] Nauda ir ceļā: nosūtījām { $amount } (pieteikums { $number }). Banka to ieskaita vienas līdz trīs darba dienu laikā.
 }
refund-code = Kods nākamajam pirkumam ir nākamajā ziņā: tas ir { $amount } vērts un der līdz { DAY($until) }. Tas der vienu reizi; lūdzu, saglabājiet to.
refund-code-copy = { $code }
ask-cancel-return = Vai atsaukt pieteikumu { $number }? Tad naudu par preci nesūtīsim.
ask-cancel-return-again = Atbildiet, lūdzu, ar „jā” vai „nē”.
return-goes-on = Labi, pieteikums { $number } paliek spēkā.
return-cancelled = Pieteikums { $number } ir atsaukts.
return-too-late = Pieteikumu { $number } vairs nevar atsaukt: nauda jau ir ceļā.
no-return = Šajā sarunā atgriešanas pieteikuma nav.

### Nosaukumi

slot-reason = Kas noticis
slot-item = Kura prece
slot-bought-on = Kad pirkta
slot-amount = Summa
slot-photo = Foto
slot-remedy = Kā labot
slot-refund-to = Kā atdot naudu
slot-iban = Konta numurs
slot-consent = Piekrišana
slot-code = Kods
slot-code-next = Koda sūtīšana
done-open-return = atgriešanas pieteikums jau ir pieņemts.
done-decide-return = lēmums jau ir pieņemts.
done-withdraw-contract = atteikums no līguma jau ir saņemts.
done-cancel-return = atgriešanas pieteikums jau ir atsaukts.
done-send-code = kods jau ir nosūtīts.

### Mūsu pašu cilvēkiem

summary-return = { $order_number ->
    [none] Grib atdot preci: { $item }. Iemesls: { $reason }. Pasūtījuma numurs nav zināms.
   *[other] Grib atdot preci no pasūtījuma { $order_number }: { $item }. Iemesls: { $reason }.
 }
summary-return-decide =
    Atgriešana { $number }: { $reason }, { $amount }. Prece: { $title ->
        [none] { $item }
       *[other] { $title }
    }; pirkta: { DAY($bought) }.
    Pasūtījums: { $order ->
        [none] nav zināms
       *[other] { $order }
    }; { $proven ->
        [yes] pierādīts, ka viņa
       *[no] nav pierādīts, ka viņa
    }. Foto: { $photo ->
        [none] nav
       *[other] ir sarunā
    }. Preci { $kept ->
        [yes] patur
       *[no] atdos
    }.
    Vēlas: { $remedy } { $refund_to } { $iban }.
    Pamats: { $basis ->
        [withdrawal] atteikums 14 dienās (likums)
        [defect] defekts (likums, ja pierādīts)
        [not_received] nav saņemta
        [wrong_item] atnāca cita prece
       *[other] pretimnākšana
    }. Kāpēc jālemj Jums: { $needs ->
        [photo] nav foto
        [date] nav zināms, kad pirkta
        [amount] nav zināma summa
        [item] nav zināms, kura prece
       *[other] { $why ->
            [per_case] summa virs vienas reizes robežas
            [unknown] pirkums nav atrasts un summa virs svešinieka robežas
            [not_proven] pirkums nav pierādīts
            [reserve] rezervē nepietiek
            [no_way_back] nav zināms, kā maksāts
            [proof_for_payout] izmaksai citur trūkst pierādījuma
           *[other] { $why }
        }
    }.
    Pirmie vārdi: „{ $said }”
summary-return-talk = { $decision ->
    [rejected] Atgriešana { $number } ({ $amount }) noraidīta. Paskaidrojiet pircējam, kāpēc, un vai ir cits ceļš.
   *[other] Par atgriešanu { $number } ({ $amount }) laikā nav lemts. Pircējs gaida: izlemiet un uzrakstiet.
 }
summary-withdrawal = { $order_number ->
    [none] Atsakās no līguma; pasūtījuma numurs nav zināms. Pieņemiet atteikumu, čeku neprasiet.
   *[other] Atsakās no līguma par pasūtījumu { $order_number }.
 }
summary-withdrawal-number = Atteikums no līguma { $number } par pasūtījumu { $order_number } saņemts un apliecināts. Atrodiet pirkumu un atdodiet naudu laikā; čeku neprasiet.
summary-refund = { $order_number ->
    [none] Jautā par naudu pēc atgriešanas, pasūtījuma numurs nav zināms.
   *[other] Jautā par naudu pēc atgriešanas, pasūtījums { $order_number }.
 }
summary-refund-found = Jautā par naudu: atgriešana { $number }, { $amount }, stāvoklis „{ $state }”. { $state ->
    [rejected] Paskaidrojiet, kāpēc noraidīta.
   *[other] Nauda kavējas: noskaidrojiet un uzrakstiet, kad tā būs.
 }
