### Gaidīšana: kad veikala sistēma klusē, un kad pasūtījums vēl ceļā

shop-silent = Pasūtījumu sistēma pašlaik neatbild. Jautāšu tai vēl un uzrakstīšu Jums šeit, tiklīdz būs atbilde, vēlākais { BY($until) }.
shop-still-silent = Sistēma vēl neatbild. Mans solījums paliek spēkā: uzrakstīšu šeit, vēlākais { BY($until) }.
shop-answers = Sistēma atkal atbild.
button-tell-me = Pastāstīt, kas jauns
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
   *[other] Pasūtījums { $number } kavējas: bija jābūt klāt { DAY($expected) }.
 } Ja gribat, kolēģis noskaidros, kur tas iestrēdzis.
