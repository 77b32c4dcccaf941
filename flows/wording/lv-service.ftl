# Pasūtījuma atcelšana un maiņa, piegāde, darba laiks, jautājumi par precēm.

### Atcelšana

ask-cancel-it = Vai atcelt pasūtījumu { $order_number }?{ $paid ->
    [yes] {" "}Naudu atdosim tāpat, kā tā maksāta, vēlākais { DAY($refund_by) }.
   *[no] {""}
 }
ask-cancel-it-again = Izvēlieties, lūdzu, vienu: vai pasūtījumu { $order_number } atceļam vai atstājam?
cancel-it-do = Jā, atcelt
    .also = jā, ja, labi, protams, atcelt, atceliet, jā atceliet, atceļam, lūdzu atceliet, dariet tā
cancel-it-keep = Nē, atstāt
    .also = nē, ne, nē paldies, atstāt, atstājiet, atstājam, neatceliet, nevajag
cancel-still-there = Pasūtījums { $order_number } vēl nav atcelts. Vai atcelt?
cancel-kept = Labi, pasūtījums { $order_number } paliek, kā bija.
cancel-done = { $paid ->
    [yes] Pasūtījums { $number } ir atcelts. Naudu atdosim tāpat, kā tā maksāta, vēlākais { DAY($refund_by) }.
   *[no] Pasūtījums { $number } ir atcelts. Nekas nav jāmaksā.
 }
done-cancel-order = pasūtījums ir atcelts
cancel-too-late = { $state ->
    [delivered] Pasūtījums { $number } ir piegādāts{ $delivered ->
        [none] {""}
       *[other] {" "}{ DAY($delivered) }
    }, tāpēc to vairs nevar atcelt. Vai vēlaties preci atdot?
   *[other] Pasūtījums { $number } jau ir ceļā, tāpēc to vairs nevar apturēt. Vai tā vietā vēlaties preci atdot?
 }
cancel-too-late-again = Pietiek ar „jā” vai „nē”: vai sākam atdošanu?
cancel-by-person = { $state ->
    [packed] Pasūtījums { $number } jau ir sakomplektēts. Kolēģis mēģinās to apturēt, kamēr tas vēl nav nosūtīts.
    [partly_shipped] Daļa pasūtījuma { $number } jau ir nosūtīta. Kolēģis skatīsies, ko vēl var apturēt.
   *[other] Pasūtījumu { $number } pats atcelt nevaru. To nokārtos kolēģis.
 }
cancel-failed = Veikala sistēma pasūtījumu neatcēla. To nokārtos kolēģis.

### Maiņa

ask-change = Ko mainīsim pasūtījumā { $order_number }?
ask-change-again = Izvēlieties, lūdzu, kādu no šiem; visam citam pasaukšu cilvēku.
change-address = Piegādes adresi
    .also = adrese, adresi, cita adrese, citu adresi, piegādes adrese, piegādes adresi, jauna adrese, jaunu adresi
change-day = Piegādes dienu
    .also = diena, dienu, datums, datumu, piegādes diena, piegādes dienu, piegādes datumu, piegādes laiku, citu dienu
change-phone = Tālruni kurjeram
    .also = tālrunis, tālruni, telefons, telefonu, tālruņa numuru, telefona numuru
change-other = Ko citu
    .also = ko citu, cits, citu, preces, preci, daudzumu, izmēru, krāsu
change-still-there = Pasūtījums { $order_number } vēl nav mainīts. Vai turpinām?
change-too-late = { $state ->
    [delivered] Pasūtījums { $number } ir piegādāts{ $delivered ->
        [none] {""}
       *[other] {" "}{ DAY($delivered) }
    }, tāpēc tajā vairs neko nevar mainīt.
    [cancelled] Pasūtījums { $number } ir atcelts, tāpēc tur vairs nav ko mainīt.
    [returned] Pasūtījums { $number } ir atgriezies pie mums, tāpēc tur vairs nav ko mainīt.
   *[other] Pasūtījums { $number } jau ir nosūtīts, tāpēc tajā vairs neko nevar mainīt.
 }
change-by-person = Kolēģis skatīsies, ko vēl var mainīt.
change-failed = Veikala sistēma maiņu nepieņēma. To nokārtos kolēģis.
change-refused = Kolēģis to apskatīja, un pasūtījums paliek, kā bija. Ja gribat zināt, kāpēc, pasauciet cilvēku.
ask-address = Uz kurieni sūtīsim? Ielu un māju, pilsētu un pasta indeksu, lūdzu.
address-wrong = Tas neizskatās pēc adreses, kuru kurjers varētu atrast. Piemēram: Brīvības iela 12-3, Rīga, LV-1010.
ask-city = Kurā pilsētā vai ciemā tas ir?
ask-city-example = Tikai pilsētas nosaukumu, lūdzu, piemēram, Rīga.
ask-postcode = Un kāds ir pasta indekss?
ask-postcode-example = Pasta indekss izskatās tā: LV-1010. Kāds ir Jūsējais?
address-elsewhere = Ar šo adresi pats netieku galā. Kolēģis skatīsies, vai varam uz turieni sūtīt.
address-read-back = Pasūtījumu { $number } sūtīsim uz: { $address }. Vai pareizi?
address-changed = Gatavs: pasūtījumu { $number } sūtīsim uz { $address }.
done-change-address = jaunā adrese ir pasūtījumā
ask-delivery-day = Kurā dienā lai kurjers brauc?
ask-delivery-day-example = Uzrakstiet, lūdzu, datumu, piemēram, 27. novembris.
delivery-day-wrong = { $why ->
    [past] Tā diena jau pagājusi. Agrākais ir { DAY($nearest) }; kura diena derētu?
    [too_soon] Līdz tam nepaspēsim. Agrākais ir { DAY($nearest) }; kura diena derētu?
    [too_far] Tik ilgi sūtījumu glabāt nevaram. Agrākais ir { DAY($nearest) }; kura diena derētu?
   *[closed] Nekas netiek piegādāts { DAY($day) }. Nākamā iespēja ir { DAY($nearest) }; kura diena derētu?
 }
delivery-day-read-back = Pasūtījumu { $number } piegādāsim { DAY($day) }. Vai pareizi?
delivery-day-noted = Pierakstīts pie pasūtījuma { $number }: piegāde { DAY($day) }.
done-note-change = vēlēšanās ir pierakstīta pie pasūtījuma
ask-courier-phone = Uz kādu numuru lai kurjers zvana?
ask-courier-phone-example = Ar valsts kodu, lūdzu, piemēram, +371 20 000 000.
phone-read-back = Pasūtījuma { $number } kurjers zvanīs uz { $phone }. Vai pareizi?
phone-noted = Pierakstīts pie pasūtījuma { $number }: kurjers zvana uz { $phone }.

### Pārjautāšana

slot-order-number = Pasūtījuma numuru
slot-contact = E-pastu, tālruni
slot-mend = Pārbaudi
slot-change = Ko mainīt
slot-address = Adresi
slot-city = Pilsētu
slot-postcode = Pasta indeksu
slot-delivery-day = Dienu
slot-phone = Tālruni

### Piegāde

delivery-info = { delivery-way }{ delivery-price }{ delivery-arrives }{ delivery-other }
delivery-way = { $way ->
    [locker] Piegāde uz pakomātu{ to-country }
    [pickup] Saņemšana uz vietas, { $place },
   *[courier] Piegāde līdz durvīm{ to-country }
 }
delivery-price = { $price ->
    [none] {" "}ir bez maksas.
   *[other] {" "}maksā { $price }{ $free ->
        [none] .
       *[other] ; pirkumiem no { $free } tā ir bez maksas.
    }
 }
delivery-arrives = { $way ->
    [pickup] {" "}Pasūtot tagad, būs gatavs { DAY($arrives) }.
   *[other] {" "}Pasūtot tagad, būs pie Jums vēlākais { DAY($arrives) }.
 }
delivery-other = { $other ->
    [none] {""}
    [locker] {" "}Uz pakomātu tas ir { $other_price }.
   *[courier] {" "}Ar kurjeru līdz durvīm tas ir { $other_price }.
 }
to-country = { $country ->
    [none] {""}
    [lv] {" "}Latvijā
    [lt] {" "}uz Lietuvu
    [ee] {" "}uz Igauniju
    [pl] {" "}uz Poliju
    [ua] {" "}uz Ukrainu
    [de] {" "}uz Vāciju
    [fi] {" "}uz Somiju
    [se] {" "}uz Zviedriju
    [no] {" "}uz Norvēģiju
    [dk] {" "}uz Dāniju
    [gb] {" "}uz Apvienoto Karalisti
    [ie] {" "}uz Īriju
   *[us] {" "}uz ASV
 }
delivery-not-there = Pagaidām nepiegādājam{ to-country }. Ja tomēr gribat pamēģināt, cilvēks skatīsies, kas ir iespējams.
delivery-unknown = Kā un par cik piegādājam, pateiks cilvēks.
country-lv = Latvija
    .also = latvija, latviju, latvijā, rīga, rīgā, rīgu
country-lt = Lietuva
    .also = lietuva, lietuvu, lietuvā, viļņa, viļņu, kauņa, kauņu
country-ee = Igaunija
    .also = igaunija, igauniju, igaunijā, tallina, tallinu, tartu
country-pl = Polija
    .also = polija, poliju, polijā, varšava, varšavu
country-ua = Ukraina
    .also = ukraina, ukrainu, ukrainā, kijiva, kijivu, kijeva, kijevu
country-de = Vācija
    .also = vācija, vāciju, vācijā, berlīne, berlīni
country-fi = Somija
    .also = somija, somiju, somijā, helsinki
country-se = Zviedrija
    .also = zviedrija, zviedriju, zviedrijā, stokholma, stokholmu
country-no = Norvēģija
    .also = norvēģija, norvēģiju, norvēģijā, oslo
country-dk = Dānija
    .also = dānija, dāniju, dānijā, kopenhāgena, kopenhāgenu
country-gb = Apvienotā Karaliste
    .also = apvienotā karaliste, apvienoto karalisti, anglija, angliju, anglijā, lielbritānija, lielbritāniju, londona, londonu
country-ie = Īrija
    .also = īrija, īriju, īrijā, dublina, dublinu
country-us = ASV
    .also = asv, amerika, ameriku
way-courier = Ar kurjeru
    .also = kurjers, kurjeru, ar kurjeru, līdz durvīm, uz mājām, mājās
way-locker = Uz pakomātu
    .also = pakomāts, pakomātu, pakomātā, uz pakomātu, omniva
way-pickup = Saņemt uz vietas
    .also = saņemt veikalā, saņemt uz vietas, izņemt veikalā, veikalā uz vietas, paņemt pašam, paņemt pašai

### Darba laiks

opening-hours = { $open ->
    [yes] Tagad ir atvērts, līdz plkst. { $until }.
   *[no] Tagad ir slēgts, atvērsim { AT($opens) }.
 }{" "}Darba laiks: { $week }.{ opening-except }
opening-except = { $exceptions ->
    [none] {""}
   *[other] {" "}Tuvākās atšķirības: { $exceptions }.
 }
opening-day = { $open ->
    [yes] Strādājam { DAY($day) }, { $hours }.
   *[no] Nestrādājam { DAY($day) }. Darba laiks: { $week }.
 }

### Jautājumi par precēm

ask-question = Ko vēlaties zināt?
faq-answer = { $text }
product-price = { $title } maksā { $price }.{ $stock ->
    [0] {" "}Pašlaik izpārdots.
   *[other] {" "}Ir noliktavā.
 }
product-stock = { $stock ->
    [0] { $title } pašlaik izpārdots. Cena ir { $price }.
   *[other] { $title } ir noliktavā un maksā { $price }.
 }
ask-helped = Vai tas atbildēja uz Jūsu jautājumu?
ask-helped-again = Pietiek ar „jā” vai „nē”; ja nē, atbildēs cilvēks.
product-question = Par to vislabāk pastāstīs cilvēks, kas preces pazīst.

### Kopsavilkumi mūsu pašu cilvēkiem

summary-cancel = { $order_number ->
    [none] Grib atcelt pasūtījumu, numurs nav zināms.
   *[other] Grib atcelt pasūtījumu { $order_number }. Pierādīts, ka tas ir pircēja paša; palīgs to nevarēja izdarīt.
 }
summary-cancel-unproved = { $order_number ->
    [none] Grib atcelt pasūtījumu, numurs nav zināms.
   *[other] Grib atcelt pasūtījumu { $order_number }. Nav pierādīts, ka tas ir pircēja paša.
 }
summary-cancel-refund = Pasūtījums { $number } atcelts pēc pircēja vēlēšanās. Nauda jāatdod vēlākais { DAY($refund_by) }: tā ir apsolīts.
summary-change = { $order_number ->
    [none] Grib mainīt pasūtījumu, numurs nav zināms.
   *[other] Grib mainīt pasūtījumu { $order_number }; pierādīts, ka tas ir pircēja paša. { summary-wish }
 }
summary-wish = { $change ->
    [none] Ko tieši, vēl nav pateikts.
    [address] Jauna adrese: { $address }, { $city }, { $postcode }.
    [day] Cita diena: { DAY($delivery_day) }.
    [phone] Cits tālrunis kurjeram: { $phone }.
   *[other] Ne adresi, dienu vai tālruni: skatīt sarunu.
 }
summary-change-unproved = { $order_number ->
    [none] Grib mainīt pasūtījumu, numurs nav zināms.
   *[other] Grib mainīt pasūtījumu { $order_number }. Nav pierādīts, ka tas ir pircēja paša.
 }
summary-address = Vai sūtīt pasūtījumu { $number } uz { $address }? Pierādīts tikai ar numuru un kontaktu: pirms apstiprināt, piezvaniet pircējam uz pasūtījuma tālruni.
summary-phone = Vai pasūtījuma { $number } kurjeram zvanīt uz { $phone }? Pierādīts tikai ar numuru un kontaktu: pārbaudiet, pirms apstiprināt.
summary-question = { $question ->
    [none] Jautā par precēm, skatīt sarunu.
   *[other] Jautā: { $question }
 }
