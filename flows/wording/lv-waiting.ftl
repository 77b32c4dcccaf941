### Gaidīšana: kad veikala sistēma klusē, un kad pasūtījums vēl ceļā

shop-silent = Pasūtījumu sistēma pašlaik neatbild. Jautāšu vēl un uzrakstīšu Jums šeit, tiklīdz tā atbildēs. Ziņu no mums saņemsiet { BY($until) }.
shop-still-silent = Sistēma vēl neatbild. Solījums paliek spēkā: ziņu no mums saņemsiet { BY($until) }.
shop-answers = Sistēma atkal atbild.
button-tell-me = Dodiet ziņu
done-watch-order = solīts rakstīt par pasūtījuma jaunumiem
done-await-shop = solīts uzrakstīt, kad sistēma atbildēs
watch-promised = Labi, uzrakstīšu šeit, tiklīdz pasūtījumā { $number } būs kas jauns.
watch-shipped = { $partly ->
    [yes] Daļa pasūtījuma { $number } ir ceļā.
   *[no] Pasūtījums { $number } ir ceļā.
 }{ $carrier ->
    [none] {""}
   *[other] {" "}To ved { $carrier }.
 }{ order-expected }
watch-delivered = { $delivered ->
    [none] Pasūtījums { $number } ir piegādāts.
   *[other] Pasūtījums { $number } piegādāts { DAY($delivered) }.
 }
watch-late = { $expected ->
    [none] Pasūtījums { $number } kavējas.
   *[other] Pasūtījums { $number } kavējas: tam vajadzēja pienākt { DAY($expected) }.
 } Ja vēlaties, kolēģis noskaidros, kur tas iestrēdzis.
